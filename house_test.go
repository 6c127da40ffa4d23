// Package lightship_test asserts the rules of the house: which room may import which.
package lightship_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// rooms are the engine's, from the top; each may import only those after it.
var rooms = []string{
	"session", "records", "report", "compare", "proof", "rewrite", "language", "rewrite/compiled", "rewrite/rules", "rewrite/pattern",
	"rewrite/rule", "rewrite/effects", "rewrite/packages", "rewrite/model", "build", "bases", "pull", "image", "stagegraph", "project", "dockerfile", "evidence", "secret", "printable", "save", "commandline", "foreign",
}

// module is the prefix of every import path of the project.
const module = "lightship/"

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// packages are all of the project's with their direct imports, read for the window build on Linux.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-tags", "x11,e2e", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p listed
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 12 {
		t.Fatalf("go list found %d packages, which can't be all", len(list))
	}
	return list
}

// room is the index in rooms of a package's room, the innermost that it is in, -1 when it is in none.
func room(importPath string) int {
	rest, ok := strings.CutPrefix(importPath, module+"engine/")
	if !ok {
		return -1
	}
	for ; rest != "."; rest = path.Dir(rest) {
		if i := slices.Index(rooms, rest); i >= 0 {
			return i
		}
	}
	return -1
}

func TestARoomImportsOnlyRoomsBelowIt(t *testing.T) {
	for _, p := range packages(t) {
		if strings.HasPrefix(p.ImportPath, module+"engine/") && room(p.ImportPath) < 0 {
			t.Errorf("%s is in no room of docs/design.md", p.ImportPath)
		}
		for _, imported := range p.Imports {
			from, to := room(p.ImportPath), room(imported)
			if from >= 0 && to >= 0 && to < from {
				t.Errorf("%s imports %s, a room above it", p.ImportPath, imported)
			}
		}
	}
}

func TestTheEngineAndTheCommandLineKnowNoWindow(t *testing.T) {
	for _, p := range packages(t) {
		if strings.HasPrefix(p.ImportPath, module+"gui") || p.ImportPath == module+"cmd/lightship" {
			continue
		}
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if strings.HasPrefix(imported, "fyne.io/") || strings.HasPrefix(imported, module+"gui") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

func TestAWidgetKnowsNoEngine(t *testing.T) {
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, module+"gui/widgets") && !strings.HasPrefix(p.ImportPath, module+"gui/theme") {
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, module+"engine/") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

func TestOnlyTheAppImportsTheFyneApp(t *testing.T) {
	for _, p := range packages(t) {
		if slices.Contains(p.Imports, "fyne.io/fyne/v2/app") && p.ImportPath != module+"cmd/lightship" {
			t.Errorf("%s imports fyne.io/fyne/v2/app", p.ImportPath)
		}
	}
}

func TestPagesNeitherBuildNorMeasureNorParse(t *testing.T) {
	// What a page may know: snapshots and the types in them. Nothing in these rooms is for it to call.
	forbidden := []string{"engine/rewrite/", "engine/build/", "moby/buildkit", "go-containerregistry/pkg/v1/remote", "os/exec"}
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, module+"gui/pages") {
			continue
		}
		for _, imported := range p.Imports {
			for _, f := range forbidden {
				if strings.Contains(imported, f) {
					t.Errorf("%s imports %s", p.ImportPath, imported)
				}
			}
		}
	}
}

func TestFyneDoIsCalledInTheBridgeAlone(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || path == "house_test.go" {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "fyne.Do(") && !strings.HasPrefix(path, "gui/bridge/") {
			t.Errorf("%s calls fyne.Do; hand it to gui/bridge", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
