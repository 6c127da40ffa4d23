package python

import "lightship/engine/rewrite/rule"

// Split is the id of the pattern's change; docs/rules has a page for it.
const Split = "python-split"

// Rules are what the pattern may propose.
func (Pattern) Rules() []rule.Rule {
	return []rule.Rule{{
		ID: Split, Group: rule.Size, Severity: rule.Warning, Title: "Install in one stage, ship from another",
		Next: "where you know that the program does not need it, split by hand: install in a first stage, and copy the packages and the sources into one on the slim variant",
		Why:  "The image carries compilers, headers and git that only installing needs.",
	}}
}
