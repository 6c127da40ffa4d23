package compare

import (
	"path"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// packageCopies are the folders of installed packages that a Dockerfile copies from a stage which installs them before it
// has the sources: BuildKit compares what is in them, so a change of the sources alone makes no new layer. It is empty for a
// text that can't be read without the build's arguments.
func packageCopies(text string) map[string]bool {
	steady := map[string]bool{}
	f, err := dockerfile.Parse([]byte(text), dockerfile.Options{})
	if err != nil {
		return steady
	}
	for i := range f.Stages {
		for _, ins := range f.Stages[i].Instructions {
			c, ok := ins.Command.(*instructions.CopyCommand)
			if !ok || c.From == "" {
				continue
			}
			from, err := f.Target(c.From)
			for _, source := range c.SourcePaths {
				if source = path.Clean("/" + source); err == nil && holdsPackages(source) && installsFirst(&f.Stages[from]) {
					steady[source] = true
				}
			}
		}
	}
	return steady
}

// holdsPackages says whether a folder is one that package managers install into: npm's, a virtual environment, the user base
// that the rewrite gives pip, and Python's own.
func holdsPackages(folder string) bool {
	switch path.Base(folder) {
	case "node_modules", ".venv", "venv", "site-packages":
		return true
	}
	return folder == "/opt/python" || folder == "/root/.local"
}

// installsFirst says whether a stage runs something before it copies sources.
func installsFirst(s *dockerfile.Stage) bool {
	for _, ins := range s.Instructions {
		switch c := ins.Command.(type) {
		case *instructions.RunCommand:
			return true
		case *instructions.CopyCommand:
			if c.From == "" && bringsCode(ins.Text, nil) {
				return false
			}
		case *instructions.AddCommand:
			if bringsCode(ins.Text, nil) {
				return false
			}
		}
	}
	return false
}
