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
			Why: "The image carries the compiler, headers and sources; only the program is run.",
		},
		{
			ID: Strip, Group: rule.Size, Severity: rule.Info, Title: "Strip symbols (strip)", Needs: []string{Split},
			Why: "Symbols and debug information are not read at run time; debuggers and core dumps lose the names of functions.",
		},
	}
}
