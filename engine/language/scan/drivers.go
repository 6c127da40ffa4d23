package scan

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"lightship/engine/evidence"
)

// driverFile is the table of packages that start a program which nothing in the sources names, by language.
//
//go:embed drivers.json
var driverFile []byte

var drivers = sync.OnceValue(func() map[string]map[string][]string {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(driverFile, &raw); err != nil {
		panic("read drivers.json: " + err.Error())
	}
	out := map[string]map[string][]string{}
	for language, text := range raw {
		if language == "source" {
			continue
		}
		var table map[string][]string
		if err := json.Unmarshal(text, &table); err != nil {
			panic("read drivers.json: " + language + ": " + err.Error())
		}
		out[language] = table
	}
	return out
})

// Driven is evidence of the programs that a package of a language starts, asked for in a file at a line; none for most. A name in the
// table that ends in a colon stands for all that begin with it, and a package's folders belong to it.
func Driven(language, name, file string, line int) evidence.List {
	var out evidence.List
	table := drivers()[language]
	for _, known := range slices.Sorted(maps.Keys(table)) {
		if !isOf(name, known) {
			continue
		}
		for _, program := range table[known] {
			out = append(out, evidence.Evidence{
				Kind: evidence.Starts, Subject: program, Known: true, Source: evidence.Sources, By: name, File: file, Line: line,
			})
		}
	}
	return out
}

// IsDriven says whether evidence is of a program that a package of a language starts.
func IsDriven(language string) func(e evidence.Evidence) bool {
	return func(e evidence.Evidence) bool { return len(Driven(language, e.By, e.File, e.Line)) > 0 }
}
