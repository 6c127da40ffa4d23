package rewrite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/language"
	"lightship/engine/project/projecttest"
	"lightship/engine/rewrite/rule"
)

// TestAFileThatOnlyItsOwnerReadsKeepsRoot opens projects with a file of mode 0600: where the program reads it, it can't run as a user.
func TestAFileThatOnlyItsOwnerReadsKeepsRoot(t *testing.T) {
	goFiles := func(start, source string) map[string]string {
		return map[string]string{
			"Dockerfile": "FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o shop .\n" + start, "go.mod": "module example.com/shop\n\ngo 1.26\n",
			"main.go": source, "conf/shop.yaml": "a: 1\n",
		}
	}
	nothing := "package main\n\nfunc main() {}\n"
	for name, test := range map[string]struct {
		files  map[string]string
		closed string
		off    bool
	}{
		"the sources name it":    {goFiles("CMD [\"./shop\"]\n", "package main\n\nimport \"os\"\n\nfunc main() { os.ReadFile(\"conf/shop.yaml\") }\n"), "conf/shop.yaml", true},
		"the start command does": {goFiles("CMD [\"./shop\", \"-c\", \"conf/shop.yaml\"]\n", nothing), "conf/shop.yaml", true},
		"nothing does":           {goFiles("CMD [\"./shop\"]\n", nothing), "conf/shop.yaml", false},
		"it is compiled":         {goFiles("CMD [\"./shop\"]\n", nothing), "main.go", false},
		"it is a source that is run": {map[string]string{
			"Dockerfile": "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node\", \"server.js\"]\n", "server.js": "require('http')\n",
			"package.json":      `{"name": "shop", "dependencies": {"express": "4.19.2"}}`,
			"package-lock.json": `{"name": "shop", "lockfileVersion": 3, "packages": {"": {"name": "shop"}, "node_modules/express": {"version": "4.19.2"}}}`,
		}, "server.js", true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, mode := range []os.FileMode{0o644, 0o600} {
				dir := projecttest.Write(t, test.files)
				if err := os.Chmod(filepath.Join(dir, test.closed), mode); err != nil {
					t.Fatal(err)
				}
				p, _, err := language.All().Open(t.Context(), dir)
				if err != nil {
					t.Fatal(err)
				}
				found := userChange(t, proposeText(t, p, []byte(test.files["Dockerfile"])))
				if want := test.off && mode == 0o600; found.Default == want || want && !strings.Contains(found.Why, test.closed) {
					t.Errorf("%s: on %v: %s", mode, found.Default, found.Why)
				}
			}
		})
	}
}

// userChange is the change of the user that is proposed.
func userChange(t *testing.T, p *Proposal) Change {
	t.Helper()
	for _, c := range p.Changes {
		if c.ID == rule.NonRootUser {
			return c
		}
	}
	t.Fatal("no change of the user is proposed")
	return Change{}
}
