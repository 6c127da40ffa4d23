package rewrite

import (
	"os"
	"path/filepath"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language"
)

func TestAnImageThatDoesNotRunTheProjectsLanguageIsNotJudgedByIt(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"package.json": `{"name": "page", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "^5.4.8"}}`,
		"Dockerfile": "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm install && npm run build\n" +
			"FROM nginx:1.27\nCOPY --from=build /app/dist /usr/share/nginx/html\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, name, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	f, err := dockerfile.Parse(text, dockerfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := Predict(p, f, ""); got.Runtime != "nginx" || got.Language != bases.Web || !got.Predicted {
		t.Errorf("the image of nginx: %+v", got)
	}
	if got := Predict(p, f, "build"); got.Runtime != "node" {
		t.Errorf("the stage that has node: %+v", got)
	}
}
