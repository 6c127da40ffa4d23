package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAProjectInJSONHasNamesThatScriptsCanRelyOn(t *testing.T) {
	text, err := ctl(t, "project", shop(t), "--service", "api", "--format", "json")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Context string `json:"context"`
		Build   struct {
			ID         string            `json:"id"`
			By         string            `json:"by"`
			Dockerfile string            `json:"dockerfile"`
			Target     string            `json:"target"`
			Args       map[string]string `json:"args"`
			Declared   struct {
				File string `json:"file"`
				Line int    `json:"line"`
			} `json:"declared"`
		} `json:"build"`
		Sources struct {
			Go struct {
				Version  string `json:"version"`
				Module   string `json:"module"`
				Evidence []struct {
					Kind    string `json:"kind"`
					Subject string `json:"subject"`
					Line    int    `json:"line"`
				} `json:"evidence"`
			} `json:"go"`
		} `json:"sources"`
		Size struct {
			Bytes      int64  `json:"bytes"`
			Ignored    int64  `json:"ignored"`
			IgnoreFile string `json:"ignore_file"`
		} `json:"size"`
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	b, g := got.Build, got.Sources.Go
	if got.Context != "api" || b.ID != "compose.yaml#api" || b.Dockerfile != "api/Dockerfile" || b.Target != "tool" || b.Args["GO"] != "1.99" ||
		b.Declared.File != "compose.yaml" || b.Declared.Line == 0 {
		t.Errorf("build: %+v", got)
	}
	if g.Version != "1.22" || g.Module != "example.com/api" || len(g.Evidence) != 1 || g.Evidence[0].Kind != "reads" || g.Evidence[0].Line != 5 {
		t.Errorf("go: %+v", g)
	}
	if got.Size.Bytes == 0 || got.Size.Ignored != 5 || got.Size.IgnoreFile != ".dockerignore" {
		t.Errorf("size: %+v", got.Size)
	}
	for _, line := range strings.Split(text, "\n") {
		if key, _, ok := strings.Cut(strings.TrimSpace(line), `": `); ok && strings.HasPrefix(key, `"`) && key != `"GO` && key != strings.ToLower(key) {
			t.Errorf("the key %s", key)
		}
	}
}

func TestAProjectIsShownWithADockerfileThatIsBrokenOrHasANameOfItsOwn(t *testing.T) {
	dir := projectOf(t, map[string]string{"Dockerfile": "FROM a\nFRUN x\n", "Recipe": "FROM a\n", "pyproject.toml": "[project]\nname = \"a\"\n"})
	if out, err := ctl(t, "project", dir); err != nil || !strings.Contains(out, "* Dockerfile  (Dockerfile:2: unknown instruction: FRUN") ||
		!strings.Contains(out, "\n  Python, a") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := ctl(t, "project", dir, "--dockerfile", "Recipe"); err != nil || !strings.Contains(out, "* Recipe\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestAProjectListsWhatStartsItsImages(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile": "FROM scratch\n",
		"compose.yaml": "services:\n  app: {build: ., volumes: ['.:/app'], healthcheck: {test: curl localhost}}\n" +
			"  job:\n    build: .\n    command: ./app job\n    user: '7'\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := ctl(t, "project", dir, "--measure=false")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"compose.yaml:2  app, starts Dockerfile, health check curl localhost, . at /app\n",
		"compose.yaml:3  job, starts Dockerfile, CMD ./app job, user 7\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
