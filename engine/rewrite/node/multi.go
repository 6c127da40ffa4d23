package node

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// fixedBase says whether the base of a final stage that exists already has to stay, and why; without a reason it is one that
// nothing can be gained on.
func (r *reading) fixedBase() (why string, fixed bool) {
	base := r.final.Base
	if strings.Contains(base, "slim") || strings.Contains(base, "alpine") || strings.Contains(base, "distroless") {
		return "", true
	}
	if why = r.final.needsBase(); why == "" {
		why = needsBase(r.Project.Node)
	}
	return why, why != ""
}

// needsBase says why the lines of a stage may need the base that it has today; empty when they don't.
func (g *stage) needsBase() string {
	switch {
	case g.Parent >= 0:
		return "the final stage starts from another stage"
	case g.LastRun >= 0:
		return fmt.Sprintf("line %d of the final stage runs a command, so it needs what its base has today", g.Instructions[g.LastRun].Lines.First)
	case g.Start.Unclear != "":
		return g.Start.Unclear
	case len(g.Start.Argv) == 0 || g.Start.Argv[0] != "node" && g.Start.Argv[0] != "npm":
		return "the image starts a program that may need what its base has today"
	case !model.IsRoot(g.User) && !model.IsPortable(g.User) && g.User != "node":
		return "the final stage runs as " + g.User + ", a user of its base"
	}
	for _, ins := range g.Instructions {
		if c, ok := ins.Command.(*instructions.HealthCheckCommand); ok && len(c.Health.Test) > 0 && c.Health.Test[0] != "NONE" {
			return fmt.Sprintf("line %d: the health check may need what its base has today", ins.Lines.First)
		}
	}
	return ""
}

// needsBase says why a program may need the base that it has today; empty when it doesn't.
func needsBase(n *project.NodePackage) string {
	if n == nil {
		return "there is no package.json that says what the program needs"
	}
	for _, native := range n.Native {
		if len(native.Run) > 0 {
			return fmt.Sprintf("%s needs %s, which the base has today", native.Name, strings.Join(native.Run, ", "))
		}
	}
	if len(n.Programs)+len(n.Shell)+len(n.Assets) > 0 {
		return "the sources start other programs or packages with files of their own, which may need what the base has today"
	}
	return ""
}

// lighterBase says whether a candidate fits the program and is lighter than the base it has today, as far as the catalogue's
// snapshot tells.
func (r *reading) lighterBase() bool {
	current := r.final.Base
	program := r.ProgramWith(r.Program, map[string]bool{})
	rows := []bases.Candidate{{Base: bases.Describe(current), Facts: bases.Snapshot(current), Current: true}}
	for _, b := range r.Candidates {
		if !bases.SameRef(b.Ref, current) {
			rows = append(rows, bases.Candidate{Base: b, Facts: bases.Snapshot(b.Ref), Verdict: bases.Judge(program, b)})
		}
	}
	ref, _ := bases.Recommend(program, rows)
	return ref != ""
}

// text is a file of the build context, empty when it can't be read.
func (r *reading) text(name string) string {
	text, err := os.ReadFile(filepath.Join(r.Project.Dir, name))
	if err != nil || r.Project.Dir == "" {
		return ""
	}
	return string(text)
}
