package interpreted

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/foreign"
	"lightship/engine/rewrite/model"
)

// Health is what an image's health check needs.
type Health struct {
	// Shell says that a shell runs it, Runtime that it calls the runtime by its name.
	Shell, Runtime bool
}

// Health looks at the health check of a stage: what it calls besides the runtime is installed in the final stage, or a
// problem. runtimes are the names that the runtime is called by.
func (l *Leaves) Health(s *model.Stage, runtimes ...string) Health {
	var out Health
	for _, ins := range s.Instructions {
		c, ok := ins.Command.(*instructions.HealthCheckCommand)
		if !ok || c.Health == nil || len(c.Health.Test) < 2 {
			continue
		}
		words := []string{c.Health.Test[1]}
		if c.Health.Test[0] == "CMD-SHELL" {
			out.Shell = true
			words = called(c.Health.Test[1])
		}
		for _, w := range words {
			if why := l.calls(s, w, &out, runtimes); why != "" {
				l.Problem(ins.Lines, "the health check needs %s in the final image", why)
			}
		}
	}
	l.outside(s, &out, runtimes)
	return out
}

// parseShell reads a script that a shell is given.
func parseShell(script string) (*syntax.File, error) {
	if err := foreign.Shell(script); err != nil {
		return nil, err
	}
	return syntax.NewParser().Parse(strings.NewReader(script), "")
}

// called are the names of the commands that a shell script calls; one that can't be read calls "?".
func called(script string) []string {
	file, err := parseShell(script)
	if err != nil {
		return []string{"?"}
	}
	var out []string
	syntax.Walk(file, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 {
			word := call.Args[0].Lit()
			if word == "" {
				word = "?"
			}
			out = append(out, word)
		}
		return true
	})
	return out
}

// Words reads a command line as a shell would, when it is one simple command whose words are all plain: its assignments
// "NAME=value" and its words. ok is false for anything else.
func Words(line string) (assigns, words []string, ok bool) {
	file, err := parseShell(line)
	if err != nil || len(file.Stmts) != 1 {
		return nil, nil, false
	}
	stmt := file.Stmts[0]
	call, isCall := stmt.Cmd.(*syntax.CallExpr)
	if !isCall || stmt.Background || stmt.Negated || len(stmt.Redirs) > 0 {
		return nil, nil, false
	}
	for _, a := range call.Assigns {
		value, plain := plainWord(a.Value)
		if !plain {
			return nil, nil, false
		}
		assigns = append(assigns, a.Name.Value+"="+value)
	}
	for _, w := range call.Args {
		value, plain := plainWord(w)
		if !plain {
			return nil, nil, false
		}
		words = append(words, value)
	}
	return assigns, words, len(words) > 0
}

// plainWord is the text of a word without expansions.
func plainWord(w *syntax.Word) (string, bool) {
	if w == nil {
		return "", true
	}
	var b strings.Builder
	for _, part := range w.Parts {
		switch p := part.(type) {
		case *syntax.Lit:
			if strings.ContainsAny(p.Value, "*?[~\\{") {
				return "", false
			}
			b.WriteString(p.Value)
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			for _, inner := range p.Parts {
				lit, isLit := inner.(*syntax.Lit)
				if !isLit || strings.Contains(lit.Value, "\\") {
					return "", false
				}
				b.WriteString(lit.Value)
			}
		default:
			return "", false
		}
	}
	return b.String(), true
}
