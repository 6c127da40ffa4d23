package image

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// goProgram is a static program that the test compiles.
func goProgram(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	source := "package main\n\nfunc main() { println(\"hello\") }\n"
	if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-o", "server", "main.go")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	binary, err := os.ReadFile(filepath.Join(folder, "server"))
	if err != nil {
		t.Fatal(err)
	}
	return string(binary)
}

func TestTheProgramIsFoundAsAContainerWouldStartIt(t *testing.T) {
	server := goProgram(t)
	files := []file{
		program("app/server", server), symlink("usr/local/bin/start", "/app/server"), program("bin/sh", "no elf"),
		program("entry.sh", "#!/bin/sh -e\nexec true\n"), dir("app/data"), regular("first/server", "not to be run"),
		hardlink("hard", "app/server"),
	}
	for name, c := range map[string]struct {
		config v1.Config
		path   string
		script string
	}{
		"an absolute entrypoint":     {v1.Config{Entrypoint: []string{"/app/server"}, Cmd: []string{"-v"}}, "/app/server", ""},
		"relative to the workdir":    {v1.Config{Cmd: []string{"./server"}, WorkingDir: "/app"}, "/app/server", ""},
		"through PATH":               {v1.Config{Cmd: []string{"server"}, Env: []string{"PATH=/first:/app"}}, "/app/server", ""},
		"a link in the default PATH": {v1.Config{Cmd: []string{"start"}}, "/app/server", ""},
		"through a shell":            {v1.Config{Cmd: []string{"/bin/sh", "-c", "/app/server --port $PORT"}}, "/app/server", ""},
		"at the end of a chain":      {v1.Config{Cmd: []string{"/bin/sh", "-c", "cd / && exec \"/app/server\""}}, "/app/server", ""},
		"under another hard link":    {v1.Config{Cmd: []string{"/hard"}}, "/hard", ""},
		"a script":                   {v1.Config{Entrypoint: []string{"/entry.sh"}}, "", "/bin/sh -e"},
		"a variable":                 {v1.Config{Cmd: []string{"/bin/sh", "-c", "$SERVER"}}, "", ""},
		"not there":                  {v1.Config{Cmd: []string{"/nowhere"}}, "", ""},
		"a directory":                {v1.Config{Cmd: []string{"/app/data"}}, "", ""},
		"nothing to run":             {v1.Config{}, "", ""},
		"a file that is no ELF":      {v1.Config{Cmd: []string{"/bin/sh"}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := analyze(t, imageOf(t, c.config, layerOf(t, files...)), Options{})
			if a.Script != c.script {
				t.Errorf("script = %q, want %q", a.Script, c.script)
			}
			if c.path == "" {
				if a.Program != nil {
					t.Errorf("program = %+v", a.Program)
				}
				return
			}
			if a.Program == nil {
				t.Fatal("the program was not found")
			}
			want := Linkage{Path: c.path, Size: int64(len(server)), Machine: "x86-64", Go: runtime.Version()}
			if l := *a.Program; l.Path != want.Path || l.Size != want.Size || l.Machine != want.Machine || l.Go != want.Go ||
				l.Interpreter != "" || len(l.Needed) != 0 || l.GLIBC != "" {
				t.Errorf("program = %+v, want %+v", l, want)
			}
			if got := shareOf(a, OriginProgram); got != want.Size {
				t.Errorf("the program's share = %d, want %d", got, want.Size)
			}
		})
	}
}

func TestADynamicProgramTellsWhatItNeeds(t *testing.T) {
	binary := compiled(t, "int puts(const char *); int main(void) { return puts(\"\"); }\n")
	l := readObject("/app", []byte(binary))
	if l == nil || l.Interpreter == "" || !slices.ContainsFunc(l.Needed, func(n string) bool { return strings.HasPrefix(n, "libc.") }) {
		t.Fatalf("it is linked as %+v", l)
	}
	if filepath.Base(l.Interpreter) == "ld-linux-x86-64.so.2" && l.GLIBC == "" {
		t.Errorf("no GLIBC version: %+v", l)
	}
}

func TestVersionsAreComparedByNumber(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		older bool
	}{{"2.9", "2.34", true}, {"2.34", "2.9", false}, {"", "2.2.5", true}, {"2.2.5", "2.2", false}, {"2.34", "2.34", false}, {"2.3", "ABI_DT_RELR", false}} {
		if got := olderVersion(c.a, c.b); got != c.older {
			t.Errorf("olderVersion(%q, %q) = %v", c.a, c.b, got)
		}
	}
}
