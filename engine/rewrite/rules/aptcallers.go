package rules

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// aptFile says what runs apt itself, each with its source, and what is known not to.
//
//go:embed apt.json
var aptFile []byte

// caller is a program that runs apt itself, apt-get itself left out.
type caller struct {
	// Program is its name, or that of the package it comes in.
	Program string
	// Words are those of which one must be among its arguments; none means that it always may.
	Words []string
}

// names is a list with what it is of.
type names struct{ Names []string }

// aptKnown is what aptFile has.
var aptKnown = sync.OnceValue(func() (known struct {
	Callers                              []caller
	Marks, QuietInstallers, QuietScripts names
},
) {
	if err := json.Unmarshal(aptFile, &known); err != nil {
		panic("read apt.json: " + err.Error())
	}
	return known
})

// calledBy says whether words call a program that runs apt.
func calledBy(words []string) bool {
	return slices.ContainsFunc(aptKnown().Callers, func(c caller) bool {
		at := slices.IndexFunc(words, func(w string) bool {
			name, _, _ := strings.Cut(strings.TrimPrefix(w, "@"), "@")
			return name == strings.TrimPrefix(c.Program, "@") || strings.HasSuffix(w, "/"+c.Program)
		})
		return at >= 0 && (len(c.Words) == 0 || slices.ContainsFunc(words[at+1:], func(w string) bool { return slices.Contains(c.Words, w) }))
	})
}

// marked says whether a text, in whatever language it is written, may run apt.
func marked(text string) bool {
	return slices.ContainsFunc(aptKnown().Marks.Names, func(mark string) bool { return strings.Contains(text, mark) })
}

// isQuiet says whether an address is that of a script which installs a tool and runs no package manager.
func isQuiet(address string) bool {
	return slices.ContainsFunc(aptKnown().QuietInstallers.Names, func(part string) bool { return strings.Contains(address, part) })
}

// isQuietScript says whether a script of that name, which comes with sources or is downloaded, runs no package manager.
func isQuietScript(name string) bool { return slices.Contains(aptKnown().QuietScripts.Names, name) }
