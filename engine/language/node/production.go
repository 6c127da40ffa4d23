package node

import (
	"slices"

	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/rule"
)

// settingsByName are packages that read other settings where NODE_ENV has another value. Source: the packages' own documentation.
var settingsByName = []string{"config", "node-config-ts", "dotenv-flow", "dotenv-extended", "env-cmd", "sequelize-cli"}

// production is the finding of node-env. It starts turned off where the program is known to do something else with another value: what
// an image does is not changed unasked.
func (r *reading) production() rule.Finding {
	f := rule.Finding{Rule: Production, Lines: r.build.Lines}
	const ask = ": turn this on only if that is what the program is to do."
	if reads := r.needed().Of(evidence.Variable); len(reads) > 0 {
		f.Off, f.Why = true, reads[0].Place()+" reads NODE_ENV, and may do something else where it says production"+ask
		return f
	}
	n := r.node()
	if n == nil {
		return f
	}
	if i := slices.IndexFunc(n.Dependencies, func(d project.Dependency) bool { return slices.Contains(settingsByName, d.Name) }); i >= 0 {
		f.Off, f.Why = true, n.Dependencies[i].Name+" takes other settings where NODE_ENV says production"+ask
	}
	return f
}
