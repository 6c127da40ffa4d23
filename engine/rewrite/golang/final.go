package golang

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
)

// proposeFinal looks at what a final stage that exists already stands on.
func (r *reading) proposeFinal() {
	if !r.Multi() {
		return
	}
	from := r.final.Instructions[0].Lines
	if why := r.fixedBase(); why != "" {
		r.refuse(pattern.FinalBase, from, why)
	} else if !r.isLean() && r.lighterBase() {
		r.add(rule.Finding{Rule: pattern.FinalBase, Lines: from, Swap: rule.Swap{From: r.final.Base}})
	}
	if pattern.CanDropRoot(r.final.Stage) {
		r.add(pattern.NonRoot(r.final.Stage, false))
	}
}

// isLean says whether the final stage's base is one that nothing can be gained on.
func (r *reading) isLean() bool {
	base := r.final.Base
	return base == bases.Scratch || strings.Contains(base, "distroless") || strings.Contains(base, "chainguard")
}

// lighterBase says whether a candidate fits the program and is lighter than the base it has today, as far as the
// catalogue's snapshot tells.
func (r *reading) lighterBase() bool {
	candidates := r.Candidates
	if len(candidates) == 0 {
		candidates = bases.Catalogue()
	}
	program := r.ProgramWith(r.Program, allOn())
	current := r.final.Base
	rows := []bases.Candidate{{Base: bases.Describe(current), Facts: bases.Snapshot(current), Current: true}}
	for _, b := range candidates {
		if !bases.SameRef(b.Ref, current) {
			rows = append(rows, bases.Candidate{Base: b, Facts: bases.Snapshot(b.Ref), Verdict: bases.Judge(program, b)})
		}
	}
	ref, _ := bases.Recommend(program, rows)
	return ref != ""
}

// fixedBase says why the base of a final stage that exists already has to stay; empty when it need not.
func (r *reading) fixedBase() string {
	g := r.final
	switch {
	case r.isLean():
		return ""
	case g.Parent >= 0:
		return "the final stage starts from another stage"
	case g.LastRun >= 0:
		line := g.Instructions[g.LastRun].Lines.First
		return fmt.Sprintf("line %d of the final stage runs a command, so it needs what its base has today", line)
	case r.final.Start.Unclear != "":
		return r.final.Start.Unclear
	case !r.startsBuilt():
		return "the image starts a program that is not copied from the build"
	case !model.IsRoot(g.User) && !model.IsPortable(g.User):
		return "the final stage runs as " + g.User + ", a user of its base"
	}
	for _, ins := range g.Instructions {
		if c, ok := ins.Command.(*instructions.HealthCheckCommand); ok && len(c.Health.Test) > 0 && c.Health.Test[0] != "NONE" {
			return fmt.Sprintf("line %d: the health check may need what its base has today", ins.Lines.First)
		}
	}
	return ""
}

// startsBuilt says whether the final stage starts a program that it copies from the builder's outputs.
func (r *reading) startsBuilt() bool {
	if len(r.final.Start.Argv) == 0 {
		return false
	}
	for i, ins := range r.final.Instructions {
		c, ok := ins.Command.(*instructions.CopyCommand)
		if !ok || c.From == "" {
			continue
		}
		for _, src := range c.SourcePaths {
			if r.build.outputAt(model.Resolve("/", src)) != nil && r.landsAt(i, c.DestPath, path.Base(src)) {
				return true
			}
		}
	}
	return false
}

// landsAt says whether a COPY puts a file where the start command looks for it.
func (r *reading) landsAt(index int, dest, name string) bool {
	g := r.final
	at := model.Resolve(g.Dirs[index], dest)
	argv0 := r.final.Start.Argv[0]
	for _, candidate := range []string{at, path.Join(at, name)} {
		if strings.Contains(argv0, "/") && model.Resolve(g.Dir, argv0) == candidate {
			return true
		}
		if !strings.Contains(argv0, "/") && path.Base(candidate) == argv0 && inPath(path.Dir(candidate)) {
			return true
		}
	}
	return false
}

func inPath(dir string) bool {
	return slices.Contains([]string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}, dir)
}
