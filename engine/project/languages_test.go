package project_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"lightship/engine/project"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// unpack writes the files of an archive into a folder of their own and returns it.
func unpack(t testing.TB, archive string) string {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	return write(t, files)
}

// golden compares got with a file.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// prune leaves out what is empty, so that goldens show what was found.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value = prune(value); value == nil {
				delete(v, key)
			} else {
				v[key] = value
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = prune(v[i])
		}
	case string:
		if v == "" {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return v
}

func asGolden(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(prune(plain)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEveryLanguageSaysWhatItsFilesShow(t *testing.T) {
	archives, err := filepath.Glob("testdata/languages/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	for _, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(archive), ".txtar"), func(t *testing.T) {
			p, _, err := project.Open(t.Context(), unpack(t, archive))
			if err != nil {
				t.Fatal(err)
			}
			got := asGolden(t, struct {
				Go     *project.GoModule
				Node   *project.NodePackage
				Java   *project.JavaBuild
				Python *project.PythonProject
				Rust   *project.CargoProject
				Native *project.NativeBuild
				Unread []project.Evidence
			}{p.Go, p.Node, p.Java, p.Python, p.Rust, p.Native, p.Unread})
			golden(t, strings.TrimSuffix(archive, ".txtar")+".json", got)
		})
	}
}

func TestFilesOfOddKindsNeverStopAProject(t *testing.T) {
	utf16le := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune("flask==3.1.0\r\n")) {
		utf16le = append(utf16le, byte(unit), byte(unit>>8))
	}
	dir := write(t, map[string]string{
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
	p, _, err := project.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if p.Node == nil || p.Node.Name != "x" || p.Node.Manager != project.PNPM || len(p.Node.Native) != 1 {
		t.Errorf("package.json: %+v", p.Node)
	}
	if p.Python == nil || len(p.Python.Dependencies) != 1 || p.Python.Dependencies[0].Name != "flask" {
		t.Errorf("requirements.txt: %+v", p.Python)
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
	dir := write(t, map[string]string{
		"Dockerfile":   "FROM a",
		"package.json": `{"name": "x", "dependencies": {"sharp": "^0.33.0"}}`,
	})
	lock := "{\n  \"lockfileVersion\": 3,\n" + strings.Repeat(" ", 50<<20) + "}"
	if err := os.WriteFile(filepath.Join(dir, "package-lock.json"), []byte(lock), 0o644); err != nil {
		t.Fatal(err)
	}
	p, _, err := project.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if p.Node.Lock != "package-lock.json" || p.Node.LockVersion != "3" || len(p.Node.Native) != 1 {
		t.Errorf("%+v", p.Node)
	}
	if len(p.Unread) != 1 || !strings.Contains(p.Unread[0].Says, "too large") {
		t.Errorf("%v", p.Unread)
	}
}

func TestReadingStopsWhenAsked(t *testing.T) {
	dir := write(t, map[string]string{"Dockerfile": "FROM a", "package.json": "{}", "a.js": "x", "go.mod": "module x", "b.go": "package b"})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Read(ctx, "."); !errors.Is(err, context.Canceled) {
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
			if _, _, err := project.Open(t.Context(), write(t, files)); err != nil {
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
		p, _, err := project.Open(t.Context(), filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		if p, err = p.Read(t.Context(), ""); err != nil || len(p.Unread) > 0 {
			t.Errorf("%s: %v, not read: %+v", filepath.Dir(file), err, p.Unread)
		}
	}
}
