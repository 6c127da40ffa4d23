package c

import "lightship/engine/rewrite/rule"

// Split is the id of the change; docs/rules has its page.
const Split = "c-split"

// Rules are what the pattern may propose.
func (Pattern) Rules() []rule.Rule {
	return []rule.Rule{{
		ID: Split, Group: rule.Size, Severity: rule.Warning, Title: "Build in one stage, ship from another",
		Why: "The image carries the compiler, headers and sources; only the program is run.",
	}}
}
