package project_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/engine/project"

	"github.com/google/go-cmp/cmp"
)

// write makes a folder with files by path, and returns it.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop äpp")
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOpenFindsDockerfilesAndNothingElse(t *testing.T) {
	dir := write(t, map[string]string{
		"Dockerfile": "FROM a", "Dockerfile.dev": "FROM a", "web.Dockerfile": "FROM a", "Containerfile": "FROM a",
		"services/cart/Dockerfile": "FROM a", "services/shop/app.dockerfile": "FROM a",
		".dockerignore": "x", "Dockerfile.dockerignore": "x", "Dockerfile.reference": "FROM a", "Dockerfile.bak": "FROM a",
		"Dockerfile~": "FROM a", "Dockerfile.md": "x", "dockerfile.go": "x", "node_modules/x/Dockerfile": "FROM a",
		".git/Dockerfile": "FROM a", "vendor/y/Dockerfile": "FROM a", "notes/Dockerfiles": "x",
	})
	if err := os.Remove(filepath.Join(dir, "dockerfile.go")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..", filepath.Join(dir, "services", "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "Dockerfile.broken")); err != nil {
		t.Fatal(err)
	}
	p, chosen, err := project.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Dockerfile", "Containerfile", "Dockerfile.dev", "web.Dockerfile",
		"services/cart/Dockerfile", "services/shop/app.dockerfile",
	}
	if diff := cmp.Diff(want, p.Dockerfiles); diff != "" || chosen != "Dockerfile" || p.Name != "shop äpp" || p.Dir != dir {
		t.Errorf("%s, %s, %s (-want +got):\n%s", chosen, p.Name, p.Dir, diff)
	}
}

func TestOpenTakesADockerfileOfAnyName(t *testing.T) {
	dir := write(t, map[string]string{"Dockerfile": "FROM a", "build.file": "FROM b"})
	p, chosen, err := project.Open(t.Context(), filepath.Join(dir, "build.file"))
	if err != nil || chosen != "build.file" || !slices.Contains(p.Dockerfiles, "Dockerfile") {
		t.Errorf("%q of %v, %v", chosen, p, err)
	}
}

func TestOpenSaysWhatIsMissing(t *testing.T) {
	dir := write(t, map[string]string{"main.go": "package main"})
	if _, _, err := project.Open(t.Context(), dir); !errors.Is(err, project.ErrNoDockerfile) {
		t.Errorf("no Dockerfile: %v", err)
	}
	_, _, err := project.Open(t.Context(), filepath.Join(dir, "nowhere"))
	if !errors.Is(err, project.ErrNotThere) || !errors.Is(err, os.ErrNotExist) || strings.Count(err.Error(), "nowhere") != 1 {
		t.Errorf("nothing there: %v", err)
	}
}

func TestGoModuleSaysWhatTheSourcesShow(t *testing.T) {
	dir := write(t, map[string]string{
		"Dockerfile": "FROM golang:1.22", "go.sum": "",
		"go.mod": "module example.com/shop\n\ngo 1.22\n\nrequire (\n\tgithub.com/mattn/go-sqlite3 v1.14.22\n" +
			"\texample.com/lib v0.0.0\n)\n\nreplace example.com/lib => ./lib\n",
		"main.go": "package main\n\nimport (\n\t\"net\"\n\t\"net/http\"\n\t\"os\"\n\t\"time\"\n)\n\nfunc main() {\n" +
			"\tnet.Listen(\"tcp\", \"\")\n\thttp.Get(\"https://example.com\")\n\tos.ReadFile(\"page.html\")\n" +
			"\tos.ReadFile(\"/etc/x\")\n\ttime.LoadLocation(\"Europe/Rome\")\n}\n",
		"cmd/tool/main.go":  "package main\n\nimport _ \"github.com/mattn/go-sqlite3\"\n\nfunc main() {}\n",
		"tool_windows.go":   "package main\n\nimport \"C\"\n",
		"ignored.go":        "//go:build ignore\n\npackage main\n\nimport \"C\"\n",
		"some_test.go":      "package main\n\nimport \"C\"\n",
		"lib/go.mod":        "module example.com/lib\n",
		"lib/lib.go":        "package lib\n\nimport \"C\"\n",
		"testdata/x/x.go":   "package main\n",
		"native/native.go":  "package native\n\n// int x;\nimport \"C\"\n",
		"vendored/README":   "x",
		"broken/nothing.go": "this is no Go",
	})
	p, _, err := project.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	want := &project.GoModule{
		Module: "example.com/shop", Version: "1.22", HasSum: true, Mains: []string{".", "cmd/tool"},
		Cgo: []project.Evidence{
			{File: "cmd/tool/main.go", Line: 3, Says: "imports github.com/mattn/go-sqlite3 v1.14.22 (SQLite in C)"},
			{File: "native/native.go", Line: 4, Says: `imports "C"`},
		},
		Needs: project.Needs{
			TLS:     []project.Evidence{{File: "main.go", Line: 12, Says: "calls net/http.Get"}},
			Zones:   []project.Evidence{{File: "main.go", Line: 15, Says: "calls time.LoadLocation"}},
			Runtime: []project.Evidence{{File: "main.go", Line: 13, Says: `calls os.ReadFile with the relative path "page.html"`}},
		},
		LocalReplace: []string{"lib"},
	}
	if diff := cmp.Diff(want, p.Go); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestABrokenModuleFileIsNamedAndDoesNotBlock(t *testing.T) {
	dir := write(t, map[string]string{
		"Dockerfile": "FROM a", "go.mod": "module x\n\nrequire (\n", "package.json": "{\n  \"name\": \"x\",\n  oops\n}",
		"pom.xml": "<project>\n<artifactId>", "Cargo.toml": "[package]\nname =\n", "pyproject.toml": "[project\n",
		"requirements.txt": "flask==3.0.0\n",
	})
	p, _, err := project.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, e := range p.Unread {
		files = append(files, fmt.Sprintf("%s:%d", e.File, e.Line))
		if e.Says == "" {
			t.Errorf("%s says nothing", e.File)
		}
	}
	want := []string{"Cargo.toml:2", "go.mod:4", "package.json:3", "pom.xml:2", "pyproject.toml:1"}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("(-want +got):\n%s\n%v", diff, p.Unread)
	}
	if p.Go != nil || p.Node != nil || p.Java != nil || p.Rust != nil || p.Python == nil {
		t.Errorf("%+v", p)
	}
}

func TestMeasureContextHonoursTheIgnoreFiles(t *testing.T) {
	dir := write(t, map[string]string{
		"Dockerfile": "12345", ".dockerignore": "# all but\nbig\n**/*.log\nlogs\n!logs/keep.log\n", "big/a": strings.Repeat("x", 1000),
		"src/main.go": strings.Repeat("x", 100), "src/x.log": "123", "logs/a": "1234567", "logs/keep.log": "12",
	})
	var last project.ContextSize
	got, err := project.MeasureContext(t.Context(), dir, "Dockerfile", func(s project.ContextSize) { last = s })
	if err != nil {
		t.Fatal(err)
	}
	ignore, err := os.Stat(filepath.Join(dir, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	want := project.ContextSize{
		Bytes: 5 + 100 + 2 + ignore.Size(), Files: 4, Ignored: 1010, IgnoreFile: ".dockerignore", Done: true,
		Largest: []project.Part{{"src", 100}, {".dockerignore", ignore.Size()}, {"Dockerfile", 5}, {"logs", 2}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got, last); diff != "" {
		t.Errorf("the last report differs:\n%s", diff)
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile.dockerignore"), []byte("*"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err = project.MeasureContext(t.Context(), dir, "Dockerfile", nil)
	if err != nil || got.Bytes != 0 || got.IgnoreFile != "Dockerfile.dockerignore" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTheIgnoreFileOfADockerfileOutsideTheContext(t *testing.T) {
	dir := write(t, map[string]string{
		"docker/api.Dockerfile": "FROM a", "docker/api.Dockerfile.dockerignore": "big", "docker/web.Dockerfile": "FROM a",
		"docker/web.Dockerfile.dockerignore": "", "app/big": "12345", "app/small": "1", "app/.dockerignore": "small\n.dockerignore",
	})
	for name, want := range map[string]project.ContextSize{
		"../docker/api.Dockerfile": {Bytes: 1 + 19, Files: 2, Ignored: 5, IgnoreFile: "../docker/api.Dockerfile.dockerignore"},
		"../docker/web.Dockerfile": {Bytes: 5, Files: 1, Ignored: 20, IgnoreFile: ".dockerignore"},
	} {
		got, err := project.MeasureContext(t.Context(), filepath.Join(dir, "app"), name, nil)
		want.Done, want.Largest = true, got.Largest
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestMeasureContextStopsWhenAsked(t *testing.T) {
	dir := write(t, map[string]string{"Dockerfile": "x", "a/b/c": "y"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := project.MeasureContext(ctx, dir, "Dockerfile", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func BenchmarkOpenHundredThousandFiles(b *testing.B) {
	files := map[string]string{"Dockerfile": "FROM a", "package.json": `{"name": "x"}`}
	for i := range 100_000 {
		files[fmt.Sprintf("d%d/e%d/f%d%s", i%100, i/100%10, i, []string{"", ".js"}[i%2])] = "readFileSync(\"x\")\n"
	}
	dir := write(b, files)
	b.Run("Find", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := project.Find(b.Context(), dir); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := project.Open(b.Context(), dir); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("MeasureContext", func(b *testing.B) {
		for b.Loop() {
			if _, err := project.MeasureContext(b.Context(), dir, "Dockerfile", nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
