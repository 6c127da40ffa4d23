package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ctl runs a command and returns what it printed.
func ctl(t *testing.T, args ...string) (string, error) {
	t.Helper()
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(unhurried{&out})
	root.SetArgs(args)
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

// unhurried leaves out that a command waits, which it says on a busy machine only.
type unhurried struct{ to *bytes.Buffer }

func (u unhurried) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("waiting for ")) {
		return len(p), nil
	}
	return u.to.Write(p)
}

// shop is a folder with a compose and a bake file.
func shop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"compose.yaml": "services:\n  api:\n    build:\n      context: api\n      target: tool\n      args: {GO: \"1.99\"}\n" +
			"  worker:\n    build: {dockerfile: docker/worker.Dockerfile}\n  away:\n    build: https://example.com/x.git\n",
		"docker-bake.hcl":          "target \"api-image\" {\n  context = \"api\"\n  args = { GO = \"1.88\" }\n}\n",
		"api/Dockerfile":           "ARG GO=1.22\nFROM golang:$GO AS tool\nCOPY go.mod .\nFROM scratch AS final\nCOPY --from=tool /go /go\n",
		"api/go.mod":               "module example.com/api\n\ngo 1.22\n",
		"api/main.go":              "package main\n\nimport \"os\"\n\nfunc main() { os.ReadFile(\"page.html\") }\n",
		"api/.dockerignore":        "*.md\n",
		"api/README.md":            "12345",
		"docker/worker.Dockerfile": "FROM alpine:3.20\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFlagsChooseWhatIsBuilt(t *testing.T) {
	dir := shop(t)
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"the first Dockerfile":         {nil, []string{"golang:1.22", "final (1 step"}},
		"a Dockerfile in a sub folder": {[]string{"--dockerfile", "docker/worker.Dockerfile"}, []string{"alpine:3.20"}},
		"a compose service":            {[]string{"--service", "api"}, []string{"golang:1.99", "tool (1 step, lines 2-3) ★ target"}},
		"a bake target":                {[]string{"--bake-target", "api-image"}, []string{"golang:1.88"}},
		"the user's own values win":    {[]string{"--service", "api", "--build-arg", "GO=1.77", "--target", "final"}, []string{"golang:1.77", "final (1 step"}},
	} {
		got, err := ctl(t, append([]string{"graph", dir}, c.args...)...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", name, want, got)
			}
		}
	}
}

func TestWrongChoicesSayWhatThereIs(t *testing.T) {
	dir := shop(t)
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no such service":   {[]string{"--service", "apy"}, 3, "there are api, away, worker"},
		"no such context":   {[]string{"--context", "nowhere"}, 3, "--context nowhere is no folder"},
		"two that conflict": {[]string{"--service", "api", "--bake-target", "x"}, 2, "--bake-target and --service can't be given together"},
		"elsewhere":         {[]string{"--service", "away"}, 3, "example.com/x.git"},
	} {
		_, err := ctl(t, append([]string{"graph", dir}, c.args...)...)
		if err == nil || !strings.Contains(err.Error(), c.says) || exitCode(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProjectSaysWhatWasFound(t *testing.T) {
	dir := shop(t)
	got, err := ctl(t, "project", dir, "--service", "api")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"* compose.yaml#api  dockerfile api/Dockerfile  context api  target tool",
		"docker-bake.hcl#api-image",
		"not a folder of this computer",
		"Sources in api\n  Go 1.22, example.com/api, programs .",
		`main.go:5  reads "page.html" (os.ReadFile)`,
		"5B left out by .dockerignore",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	got, err = ctl(t, "project", dir, "--format", "json", "--context", "docker", "--measure=false")
	if err != nil {
		t.Fatal(err)
	}
	var about struct {
		Context string
		Sources map[string]any
		Builds  []any
	}
	if err := json.Unmarshal([]byte(got), &about); err != nil || about.Context != "docker" || len(about.Sources) != 0 || len(about.Builds) != 6 {
		t.Errorf("%+v, %v", about, err)
	}
}
