package lightship_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ownReaders are the files that read without the door of engine/foreign, and what it is that they read.
var ownReaders = map[string]string{
	"engine/foreign/file.go":                    "the door",
	"engine/project/files.go":                   "the same door for an opened folder, which nothing leads out of",
	"engine/bases/cache.go":                     "facts that Lightship keeps",
	"engine/image/keptanalysis.go":              "facts that Lightship keeps",
	"engine/image/indexcache.go":                "facts that Lightship keeps",
	"engine/session/rates.go":                   "rates that Lightship keeps",
	"engine/build/store/index.go":               "Lightship's own image store",
	"engine/build/buildkitd/log.go":             "the daemon's log",
	"engine/build/buildkitd/start.go":           "the daemon's log",
	"engine/build/buildkitd/daemon.go":          "a lock of Lightship's",
	"engine/build/buildkitd/configuration.go":   "what Lightship wrote beside its daemon",
	"engine/build/container.go":                 "Lightship's own programs",
	"engine/image/fromfile.go":                  "an archive that the user names, as long as images are",
	"engine/project/projecttest/projecttest.go": "what tests want",
	"cmd/probe/effort.go":                       "the kernel's",
	"cmd/probe/processes.go":                    "the kernel's",
	"cmd/probe/sockets.go":                      "the kernel's",
	"cmd/probe/keeper.go":                       "the null device",
	"cmd/probe/run.go":                          "the null device",
	"cmd/probe/launch.go":                       "the head of a program that did not start, in its container and without waiting",
	"cmd/probe/written.go":                      "what a program wrote, in its container: a door of its own, as the probe is small",
	"cmd/testbed/internal/bake/bake.go":         "this computer's CA bundle",
	"cmd/testbed/internal/bake/grow.go":         "files of images that testbed makes",
	"cmd/testbed/internal/bake/layers.go":       "programs that testbed compiles",
	"cmd/testbed/internal/bake/tools.go":        "programs of this computer, for a sum",
	"cmd/testbed/internal/debian/packages.go":   "the tar of apt's own download",
	"cmd/testbed/internal/layer/npm.go":         "the tar of npm's own download",
	"cmd/testbed/internal/serve/notice.go":      "what testbed wrote of itself",
	"cmd/testbed/internal/serve/registry.go":    "testbed's own image store",
	"cmd/testbed/internal/store/blob.go":        "testbed's own image store",
	"cmd/testbed/internal/store/store.go":       "testbed's own image store",
}

func TestWhatOthersWroteIsReadThroughOneDoor(t *testing.T) {
	used := map[string]bool{}
	for _, root := range []string{"engine", "gui", "cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return errOrSkip(err)
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			if reads := opens(file); reads != "" {
				used[filepath.ToSlash(path)] = true
				if ownReaders[filepath.ToSlash(path)] == "" {
					t.Errorf("%s uses os.%s: read it through engine/foreign, which knows FIFOs and sizes", path, reads)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for path := range ownReaders {
		if !used[path] {
			t.Errorf("%s opens nothing by itself any more: take it off the list", path)
		}
	}
}

// errOrSkip is an error, or the word that leaves a folder out.
func errOrSkip(err error) error {
	if err != nil {
		return err
	}
	return filepath.SkipDir
}

// opens names what of package os a file opens another with to read it, empty when there is none.
func opens(file *ast.File) (found string) {
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if p, ok := s.X.(*ast.Ident); ok && p.Name == "os" && slices.Contains([]string{"ReadFile", "Open", "O_RDONLY"}, s.Sel.Name) {
			found = s.Sel.Name
		}
		return true
	})
	return found
}
