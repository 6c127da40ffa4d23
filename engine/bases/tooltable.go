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
}

// toolTable is the table as it is read.
var toolTable = sync.OnceValue(func() (file struct {
	Tools  []toolPackage
	Prints []string
},
) {
	if err := json.Unmarshal(toolFile, &file); err != nil {
		panic("read tools.json: " + err.Error())
	}
	return file
})

// printing are the programs that are known to do nothing but print.
var printing = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, program := range toolTable().Prints {
		out[program] = true
	}
	return out
})

// toolPackages are the packages by the name of each program.
var toolPackages = sync.OnceValue(func() map[string]toolPackage {
	out := map[string]toolPackage{}
	for _, t := range toolTable().Tools {
		for _, program := range t.Programs {
			out[program] = t
		}
	}
	return out
})

// OnlyPrints says whether a program is known to write to no file and to need no home: what it does, any user may have done.
func OnlyPrints(tool string) bool { return printing()[path.Base(tool)] }

// toolOf is the package of a program that is named by itself or by its path.
func toolOf(tool string) toolPackage { return toolPackages()[path.Base(tool)] }
