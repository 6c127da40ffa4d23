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
			Next: "where you know that the program does not need it, split by hand: install and build in a first stage, and copy node_modules and what was built into one on the slim variant",
			Why:  "The image carries compilers, git and caches that only installing and building need.",
		},
		{
			ID: OmitDev, Group: rule.Size, Severity: rule.Warning, Title: "Leave development dependencies out", Needs: []string{Split}, Answers: []string{"dev-dependencies"},
			Next: "move what the program needs into dependencies of package.json, or leave node_modules as it is",
			Why:  "Compilers, linters and test runners in node_modules are not read at run time.",
		},
		{
			ID: DirectStart, Group: rule.Safety, Severity: rule.Info, Title: "Start node, not a package manager", Needs: []string{Split},
			Next: "write what the script does as CMD [\"node\", \"FILE\"]",
			Why:  "Signals reach the program itself, and the base needs neither npm nor a shell.",
		},
		{
			ID: Production, Group: rule.Speed, Severity: rule.Info, Title: "Set NODE_ENV=production", Needs: []string{Split},
			Next: "set NODE_ENV=production where the program starts",
			Why:  "Libraries cache templates and leave out what is for developers.",
		},
	}
}
