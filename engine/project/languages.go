package project

import (
	"cmp"
	"slices"

	"lightship/engine/evidence"
)

// Sources is what the files of a folder say of the program in one language.
type Sources interface {
	// Language is the language's name in lower case, as bases.Program has it: "go".
	Language() string
	// Evidence is what the sources show that the program needs when it runs. An empty list means that they show nothing of the
	// kind, which is no proof that the program needs nothing.
	Evidence() evidence.List
	// Natives are the dependencies with native code.
	Natives() []Native
	// Summary are the words for it.
	Summary() Summary
}

// Summary are the words that a page or the command line says of a language in a project.
type Summary struct {
	// Name is the language's as people write it, Version the one that is asked for, empty when none is.
	Name, Version string
	// Module is the program's or package's own name, empty when it has none.
	Module string
	// Frameworks are what decides what the project is.
	Frameworks []Framework
	// Tool is what builds it, with its version; File is the lock file or wrapper beside it. Empty when there is none.
	Tool, File string
	// Programs are what it builds or where it starts.
	Programs []string
	// Notes are further words: "TypeScript", "jar app.jar".
	Notes []string
}

// SourcesOf returns the sources of one type, the zero value when the project has none.
func SourcesOf[T Sources](p *Project) (out T) {
	if p == nil {
		return out
	}
	for _, s := range p.Sources {
		if t, ok := s.(T); ok {
			return t
		}
	}
	return out
}

// Evidence is that of all languages, in their order.
func (p *Project) Evidence() evidence.List {
	var out evidence.List
	for _, s := range p.Sources {
		out = append(out, s.Evidence()...)
	}
	return out
}

// With returns p with what the files of its build context say.
func (p *Project) With(files *Files, sources []Sources) *Project {
	next := *p
	next.Files, next.Sources = files, sources
	next.Unread = sorted(slices.Concat(p.found, files.Unread()))
	return &next
}

// sorted sorts evidence by its place.
func sorted(list []Evidence) []Evidence {
	slices.SortFunc(list, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Says, b.Says))
	})
	return list
}
