package node

import "lightship/engine/rewrite/rule"

// The ids of the changes; docs/rules has a page for each.
const (
	Split       = "node-split"
	OmitDev     = "node-omit-dev"
	DirectStart = "node-direct-start"
	Production  = "node-env"
)

// Rules are what the pattern may propose.
func (Pattern) Rules() []rule.Rule {
	return []rule.Rule{
		{
			ID: Split, Group: rule.Size, Severity: rule.Warning, Title: "Install and build in one stage, ship from another",
			Why: "The image carries compilers, git and caches that only installing and building need.",
		},
		{
			ID: OmitDev, Group: rule.Size, Severity: rule.Warning, Title: "Leave development dependencies out", Needs: []string{Split},
			Why: "Compilers, linters and test runners in node_modules are not read at run time.",
		},
		{
			ID: DirectStart, Group: rule.Safety, Severity: rule.Info, Title: "Start node, not a package manager", Needs: []string{Split},
			Why: "Signals reach the program itself, and the base needs neither npm nor a shell.",
		},
		{
			ID: Production, Group: rule.Speed, Severity: rule.Info, Title: "Set NODE_ENV=production", Needs: []string{Split},
			Why: "Libraries cache templates and leave out what is for developers.",
		},
	}
}
