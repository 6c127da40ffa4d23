package rewrite

import (
	"fmt"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// withTriggers refuses another base and another user for an image that is a base for other builds: what ONBUILD says runs in those.
func (p *Proposal) withTriggers(found []Finding) []Finding {
	for _, ins := range p.model.Final().Instructions {
		if _, ok := ins.Command.(*instructions.OnbuildCommand); !ok {
			continue
		}
		for i, f := range found {
			if f.Refused == "" && (f.Rule == pattern.FinalBase || f.Rule == rule.NonRootUser) {
				found[i] = rule.Finding{
					Rule: f.Rule, Lines: ins.Lines,
					Refused: fmt.Sprintf("line %d is ONBUILD: builds that start from this image run it, and may need the base and the user that it has", ins.Lines.First),
				}
			}
		}
		break
	}
	return found
}
