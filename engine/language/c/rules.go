package c

import "lightship/engine/rewrite/rule"

// The ids of the changes; docs/rules has a page for each.
const (
	Split = "c-split"
	Strip = "c-strip"
)

// Rules are what the pattern may propose.
func (Pattern) Rules() []rule.Rule {
	return []rule.Rule{
		{
			ID: Split, Group: rule.Size, Severity: rule.Warning, Title: "Build in one stage, ship from another",
			Next: "where you know that the program does not need it, split by hand: name this stage (FROM ... AS build), and copy the program and the files it reads into a second one",
			Why:  "The image carries the compiler, headers and sources; only the program is run.",
		},
		{
			ID: Strip, Group: rule.Size, Severity: rule.Info, Title: "Strip symbols (strip)", Needs: []string{Split},
			Next: "strip the program by hand where nobody reads its symbols",
			Why:  "Symbols and debug information are not read at run time; debuggers and core dumps lose the names of functions.",
		},
	}
}
