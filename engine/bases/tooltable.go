package bases

import (
	_ "embed"
	"encoding/json"
	"path"
	"sync"
)

// toolFile is the table of programs and the packages that bring them.
//
//go:embed tools.json
var toolFile []byte

// toolPackage is where programs come from: the package that brings them on Debian and on Alpine, empty where none is known, and the
// kinds of image that have them already, as Base.kinds says them.
type toolPackage struct {
	Debian, Alpine   string
	Inside, Programs []string
	// Home says that they need their user's home folder.
	Home bool
}

// toolPackages are the packages by the name of each program.
var toolPackages = sync.OnceValue(func() map[string]toolPackage {
	var file struct{ Tools []toolPackage }
	if err := json.Unmarshal(toolFile, &file); err != nil {
		panic("read tools.json: " + err.Error())
	}
	out := map[string]toolPackage{}
	for _, t := range file.Tools {
		for _, program := range t.Programs {
			out[program] = t
		}
	}
	return out
})

// RunsAsAnybody says whether a program is known to do its work for a user without a home folder of its own.
func RunsAsAnybody(tool string) bool {
	known := toolOf(tool)
	return Common(tool) || known.Debian != "" && !known.Home
}

// toolOf is the package of a program that is named by itself or by its path.
func toolOf(tool string) toolPackage { return toolPackages()[path.Base(tool)] }
