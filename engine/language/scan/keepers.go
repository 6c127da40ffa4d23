package scan

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"lightship/engine/evidence"
)

// keeperFile is the table of packages that make files which nothing in the sources names, by language.
//
//go:embed keepers.json
var keeperFile []byte

var keepers = sync.OnceValue(func() map[string][]string {
	var table struct{ Go, Rust, Java, Node []string }
	if err := json.Unmarshal(keeperFile, &table); err != nil {
		panic("read keepers.json: " + err.Error())
	}
	return map[string][]string{"go": table.Go, "rust": table.Rust, "java": table.Java, "node": table.Node}
})

// Kept is evidence of the files that a package of a language makes by itself, asked for in a file at a line; none for most packages.
func Kept(language, name, file string, line int) evidence.List {
	if !slices.ContainsFunc(keepers()[language], func(known string) bool { return isOf(name, known) }) {
		return nil
	}
	return evidence.List{{Kind: evidence.Writes, Likely: true, Source: evidence.Sources, By: name, File: file, Line: line}}
}

// isOf says whether a package is the one that a table names, or one of its folders. A name in the table that ends in a colon stands
// for all that begin with it.
func isOf(name, known string) bool {
	return name == known || strings.HasPrefix(name, known+"/") || strings.HasSuffix(known, ":") && strings.HasPrefix(name, known)
}

// LooksWritten is the evidence of a file that a program may make, from a string in its sources that has the look of one's name: a log,
// a database. Whatever is done with the string is not known. found is false for other strings.
func LooksWritten(literal, file string, line int) (e evidence.Evidence, found bool) {
	name, _, _ := strings.Cut(strings.TrimPrefix(literal, "file:"), "?")
	if !evidence.LooksWritten(name) {
		return e, false
	}
	return evidence.Evidence{
		Kind: evidence.Writes, Subject: name, Known: true, Likely: true, Source: evidence.Sources, By: "named there", File: file, Line: line,
	}, true
}
