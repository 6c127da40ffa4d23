package language_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"lightship/engine/language"
	"lightship/engine/language/golang"
	"lightship/engine/language/node"
	"lightship/engine/language/python"
	"lightship/engine/project"
	"lightship/engine/project/projecttest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var _ = flag.Bool("update", false, "write the golden files anew")

func TestEveryLanguageSaysWhatItsFilesShow(t *testing.T) {
	archives, err := filepath.Glob("testdata/languages/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	for _, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(archive), ".txtar"), func(t *testing.T) {
			p, _, err := language.All().Open(t.Context(), projecttest.Unpack(t, archive))
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]any{"unread": p.Unread}
			for _, s := range p.Sources {
				found[s.Language()] = s
			}
			got := projecttest.AsGolden(t, found)
			projecttest.Golden(t, strings.TrimSuffix(archive, ".txtar")+".json", got)
		})
	}
}

func TestFilesOfOddKindsNeverStopAProject(t *testing.T) {
	utf16le := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune("flask==3.1.0\r\n")) {
		utf16le = append(utf16le, byte(unit), byte(unit>>8))
	}
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile":        "FROM a",
		"package.json":      "\ufeff{\"name\": \"x\",\r\n \"scripts\": {\"start\": 5}, \"dependencies\": {\"sharp\": \"1\"}}\r\n",
		"requirements.txt":  string(utf16le),
		"pnpm-lock.yaml":    "lockfileVersion: '9.0'\n",
		"package-lock.json": "{",
		"Cargo.toml/x":      "a folder of that name",
		"pom.xml":           "",
	})
	for name, target := range map[string]string{"go.mod": "nowhere", "pyproject.toml": "pyproject.toml"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	n, y := node.Of(p), python.Of(p)
	if n == nil || n.Name != "x" || n.Manager != node.PNPM || len(n.Native) != 1 {
		t.Errorf("package.json: %+v", n)
	}
	if y == nil || len(y.Dependencies) != 1 || y.Dependencies[0].Name != "flask" {
		t.Errorf("requirements.txt: %+v", y)
	}
	var files []string
	for _, e := range p.Unread {
		files = append(files, e.File)
	}
	if diff := cmp.Diff([]string{"Cargo.toml", "go.mod", "pom.xml", "pyproject.toml"}, files); diff != "" {
		t.Errorf("(-want +got):\n%s%v", diff, p.Unread)
	}
}

func TestALockFileOf50MBIsNotReadWhole(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile":   "FROM a",
		"package.json": `{"name": "x", "dependencies": {"sharp": "^0.33.0"}}`,
	})
	lock := "{\n  \"lockfileVersion\": 3,\n" + strings.Repeat(" ", 50<<20) + "}"
	if err := os.WriteFile(filepath.Join(dir, "package-lock.json"), []byte(lock), 0o644); err != nil {
		t.Fatal(err)
	}
	p, _, err := language.All().Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := node.Of(p); n.Lock != "package-lock.json" || n.LockVersion != "3" || len(n.Native) != 1 {
		t.Errorf("%+v", n)
	}
	if len(p.Unread) != 1 || !strings.Contains(p.Unread[0].Says, "too large") {
		t.Errorf("%v", p.Unread)
	}
}

func TestReadingStopsWhenAsked(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{"Dockerfile": "FROM a", "package.json": "{}", "a.js": "x", "go.mod": "module x", "b.go": "package b"})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := language.All().Read(ctx, p, "."); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestFilesThatEndInTheMiddleNeverStopAProject(t *testing.T) {
	archives, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	for _, archive := range archives {
		a, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		for part := range 5 {
			files := map[string]string{}
			for _, f := range a.Files {
				files[f.Name] = string(f.Data[:len(f.Data)*part/5])
			}
			files["Dockerfile"] = "FROM a\n"
			if _, _, err := language.All().Open(t.Context(), projecttest.Write(t, files)); err != nil {
				t.Errorf("%s, %d of 5: %v", archive, part, err)
			}
		}
	}
}

func TestEveryFileOfTheSamplesCanBeRead(t *testing.T) {
	folders, err := filepath.Glob("../../testdata/projects/*/Dockerfile")
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	for _, file := range folders {
		p, _, err := language.All().Open(t.Context(), filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		if p, err = language.All().Read(t.Context(), p, ""); err != nil || len(p.Unread) > 0 {
			t.Errorf("%s: %v, not read: %+v", filepath.Dir(file), err, p.Unread)
		}
	}
}

func TestABrokenModuleFileIsNamedAndDoesNotBlock(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "FROM a", "go.mod": "module x\n\nrequire (\n", "package.json": "{\n  \"name\": \"x\",\n  oops\n}",
		"pom.xml": "<project>\n<artifactId>", "Cargo.toml": "[package]\nname =\n", "pyproject.toml": "[project\n",
		"requirements.txt": "flask==3.0.0\n",
	})
	p, _, err := language.All().Open(t.Context(), dir)
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
	if len(p.Sources) != 1 || python.Of(p) == nil {
		t.Errorf("%+v", p)
	}
}

func TestAContextOfAProjectIsReadByItself(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{"Dockerfile": "FROM a", "go.mod": "module x\n", "own/package.json": "{}"})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	read, err := language.All().Read(t.Context(), p, "own")
	if err != nil || node.Of(read) == nil || golang.Of(read) != nil || read.Dir != filepath.Join(dir, "own") || read.Root != dir {
		t.Errorf("%+v, %v", read, err)
	}
	if _, err := language.All().Read(t.Context(), p, "gone"); !errors.Is(err, project.ErrNotThere) {
		t.Errorf("%v", err)
	}
}

func BenchmarkOpenHundredThousandFiles(b *testing.B) {
	files := map[string]string{"Dockerfile": "FROM a", "package.json": `{"name": "x"}`}
	for i := range 100_000 {
		files[fmt.Sprintf("d%d/e%d/f%d%s", i%100, i/100%10, i, []string{"", ".js"}[i%2])] = "readFileSync(\"x\")\n"
	}
	dir := projecttest.Write(b, files)
	for b.Loop() {
		if _, _, err := language.All().Open(b.Context(), dir); err != nil {
			b.Fatal(err)
		}
	}
}
