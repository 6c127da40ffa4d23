package pattern

import (
	"fmt"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/model"
)

// KeepsBase says why a final stage that exists already has to keep its base; empty when it need not. program is why what it starts
// may need that base, empty when it does not; user is one that other bases have too, empty for none.
func KeepsBase(final *model.Stage, program, user string) string {
	switch {
	case final.Parent >= 0:
		return "the final stage starts from another stage"
	case final.LastRun >= 0:
		return fmt.Sprintf("line %d of the final stage runs a command, so it needs what its base has today",
			final.Instructions[final.LastRun].Lines.First)
	case final.Start.Unclear != "":
		return final.Start.Unclear
	case program != "":
		return program
	case !model.IsRoot(final.User) && !model.IsPortable(final.User) && final.User != user:
		return "the final stage runs as " + final.User + ", a user of its base"
	}
	for _, ins := range final.Instructions {
		if c, ok := ins.Command.(*instructions.HealthCheckCommand); ok && len(c.Health.Test) > 0 && c.Health.Test[0] != "NONE" {
			return fmt.Sprintf("line %d: the health check may need what its base has today", ins.Lines.First)
		}
	}
	return ""
}
