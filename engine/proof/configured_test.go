package proof

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAProjectSaysHowItsImagesAreStarted(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"lightship.toml": `
[prove]
probes = ["http:8080/feed.xml", "tcp:9000"]
command = ["--config", "test.toml"]
env = { LOG = "debug", API_KEY = "k" }
env_files = ["prove.env"]
without = ["metrics:4317"]
stdin = "input.txt"
watch = "5s"
ready = "30s"
`,
		"prove.env": "LOG=info\nPORT=8080\n", "input.txt": "one\n",
	})
	s, err := Configured(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Probes) != 2 || s.Probes[0].Path != "/feed.xml" || s.Probes[1].Port != 9000 || string(s.Stdin) != "one\n" ||
		!slices.Equal(s.Args, []string{"--config", "test.toml"}) || !slices.Equal(s.Without, []string{"metrics:4317"}) ||
		s.Times.Watch != 5*time.Second || s.Times.Ready != 30*time.Second {
		t.Errorf("%+v", s)
	}
	env := map[string]Variable{}
	for _, v := range s.Env {
		env[v.Name] = v
	}
	if env["LOG"].Value != "debug" || env["PORT"].From != "prove.env" || !env["API_KEY"].Secret {
		t.Errorf("%+v", s.Env)
	}
	given := Settings{Args: []string{}, Env: []Variable{{Name: "LOG", Value: "given"}}}.Over(s)
	if len(given.Args) != 0 || given.Stdin == nil || given.Times.Ready != 30*time.Second || given.Env[len(given.Env)-1].Value != "given" {
		t.Errorf("what was given does not hold: %+v", given)
	}
}

func TestAProjectWithoutSuchAFileSaysNothing(t *testing.T) {
	s, err := Configured(t.TempDir())
	if err != nil || s.Probes != nil || s.Env != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestABadFileIsSaidToBeSoWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"[prove]\nprobe = [\"http:/\"]\n":                                  "line 2: there is no prove.probe",
		"[prove]\nprobes = 3\n":                                            "line 2",
		"[prove\n":                                                         "line 1",
		"[prove]\nprobes = [\"ftp:/x\"]\n":                                 "this kind is not known",
		"[prove]\nenv_files = [\"../outside.env\"]\n":                      "../outside.env",
		"[prove]\nstdin = \"none.txt\"\n":                                  "none.txt",
		"[prove]\nwatch = \"long\"\n":                                      "such as",
		"[prove]\nready = \"99h\"\n":                                       "up to",
		"a = " + strings.Repeat("[", 10_000) + "\n":                        "deep",
		"[prove]\ncommand = [" + strings.Repeat("\"x\",", 300_000) + "]\n": "large",
	} {
		_, err := Configured(writeFiles(t, map[string]string{"lightship.toml": text}))
		if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q in it", text, err, want)
		}
	}
}
