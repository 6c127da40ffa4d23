// Package rules has the rules that hold for every language, each a value in a file of its own.
package rules

import "lightship/engine/rewrite/rule"

// All returns the rules in the order in which their findings are shown and their changes are made.
func All() []rule.Rule {
	all := []rule.Rule{
		execForm(),
	}
	for _, m := range append(systemManagers(), languageManagers()...) {
		all = append(all, m.rule())
	}
	return all
}
