package golang

import (
	"fmt"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// stage is a stage that builds a Go program, as far as it can be read.
type stage struct {
	*model.Stage
	// gos are the go commands of each RUN, by the instruction's index.
	gos map[int][]command
	// outputs are the programs built, in order.
	outputs []output
	// problems are why parts of it can't be read, with their line.
	problems []pattern.Problem
}

// readStage looks for the go commands of a stage and what they leave.
func readStage(s *model.Stage, module *project.GoModule) *stage {
	g := &stage{Stage: s, gos: map[int][]command{}}
	for i, ins := range s.Instructions {
		if err := s.Unread[i]; err != nil {
			g.problem(ins.Lines, "line %d: %v", ins.Lines.First, err)
			continue
		}
		script, found := s.Scripts[i]
		if !found {
			continue
		}
		for _, c := range script.Commands {
			if gc, ok := readGo(c); ok {
				g.gos[i] = append(g.gos[i], gc)
				g.built(i, gc, module)
				continue
			}
			g.moved(c)
		}
	}
	return g
}

func (g *stage) problem(at dockerfile.Lines, format string, args ...any) {
	g.problems = append(g.problems, pattern.Problem{Lines: at, Reason: fmt.Sprintf(format, args...)})
}
