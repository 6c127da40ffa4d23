package rewrite

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
)

// copiedFrom returns the indexes of the stages that a stage copies from, in order.
func copiedFrom(f *dockerfile.File, s *dockerfile.Stage) []int {
	var out []int
	for _, ins := range s.Instructions {
		c, ok := ins.Command.(*instructions.CopyCommand)
		if !ok || c.From == "" {
			continue
		}
		from := strings.ToLower(expandVars(c.From, ins.Env))
		for i := range f.Stages[:s.Index] {
			if f.Stages[i].Name == from || strconv.Itoa(i) == from {
				out = append(out, i)
			}
		}
	}
	return out
}

// proposeFinal looks at how the final stage starts its program and what it stands on.
func (p *Proposal) proposeFinal() {
	if p.build == nil {
		return
	}
	at := p.final.startLines(p.start)
	switch {
	case !p.start.shell:
	case !p.start.simple:
		p.refuse(ruleOf(ExecForm), at, "the start command needs the shell: "+strings.TrimSpace(p.startText()))
	default:
		p.add(ruleOf(ExecForm).change(), at)
	}
	if !p.multi() {
		return
	}
	if why := p.fixedBase(); why != "" {
		p.refuse(ruleOf(FinalBase), p.final.stage.Instructions[0].Lines, why)
	} else if !p.isLean() && p.lighterBase() {
		c := ruleOf(FinalBase).change()
		c.Needs = nil
		p.add(c, p.final.stage.Instructions[0].Lines)
	}
	if p.canDropRoot() {
		c := p.nonRoot(false)
		c.Needs = nil
		p.add(c, p.final.stage.Lines)
	}
}

// startText is the source of the instruction that starts the program.
func (p *Proposal) startText() string {
	i := p.start.entrypoint
	if i < 0 {
		i = p.start.cmd
	}
	if i < 0 {
		return p.start.unclear
	}
	return p.final.stage.Instructions[i].Text
}

// isLean says whether the final stage's base is one that nothing can be gained on.
func (p *Proposal) isLean() bool {
	base := p.final.stage.Base
	return base == bases.Scratch || strings.Contains(base, "distroless") || strings.Contains(base, "chainguard")
}

// lighterBase says whether a candidate fits the program and is lighter than the base it has today, as far as the
// catalogue's snapshot tells.
func (p *Proposal) lighterBase() bool {
	candidates := p.in.Candidate
	if len(candidates) == 0 {
		candidates = bases.Catalogue()
	}
	program := p.Program(allOn())
	current := p.final.stage.Base
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
func (p *Proposal) fixedBase() string {
	g := p.final
	switch {
	case p.isLean():
		return ""
	case g.stage.Parent >= 0:
		return "the final stage starts from another stage"
	case g.lastRun >= 0:
		line := g.stage.Instructions[g.lastRun].Lines.First
		return fmt.Sprintf("line %d of the final stage runs a command, so it needs what its base has today", line)
	case p.start.unclear != "":
		return p.start.unclear
	case !p.startsBuilt():
		return "the image starts a program that is not copied from the build"
	case !asRoot(g.endUser) && !portable(g.endUser):
		return "the final stage runs as " + g.endUser + ", a user of its base"
	}
	for _, ins := range g.stage.Instructions {
		if c, ok := ins.Command.(*instructions.HealthCheckCommand); ok && len(c.Health.Test) > 0 && c.Health.Test[0] != "NONE" {
			return fmt.Sprintf("line %d: the health check may need what its base has today", ins.Lines.First)
		}
	}
	return ""
}

// startsBuilt says whether the final stage starts a program that it copies from the builder's outputs.
func (p *Proposal) startsBuilt() bool {
	if len(p.start.argv) == 0 {
		return false
	}
	for i, ins := range p.final.stage.Instructions {
		c, ok := ins.Command.(*instructions.CopyCommand)
		if !ok || c.From == "" {
			continue
		}
		for _, src := range c.SourcePaths {
			if p.build.outputAt(resolve("/", src)) != nil && p.landsAt(i, c.DestPath, path.Base(src)) {
				return true
			}
		}
	}
	return false
}

// landsAt says whether a COPY puts a file where the start command looks for it.
func (p *Proposal) landsAt(index int, dest, name string) bool {
	g := p.final
	at := resolve(g.dirs[index], dest)
	argv0 := p.start.argv[0]
	for _, candidate := range []string{at, path.Join(at, name)} {
		if strings.Contains(argv0, "/") && resolve(g.endDir, argv0) == candidate {
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

// canDropRoot says whether a final stage that exists already can run as another user than root.
func (p *Proposal) canDropRoot() bool {
	g := p.final
	base := bases.Describe(g.stage.Base)
	for _, ins := range g.stage.Instructions {
		if ins.Keyword == "VOLUME" || ins.Keyword == "RUN" || ins.Keyword == "USER" {
			return false
		}
	}
	return g.stage.Parent < 0 && base.NonRoot != "" && asRoot(base.User) && (p.start.cmd >= 0 || p.start.entrypoint >= 0)
}

// portable says whether a user exists on every base but scratch: a number, or nobody.
func portable(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return numeric(user) || name == "nobody"
}

// endOf is the line behind a stage.
func endOf(s *dockerfile.Stage) int { return s.Lines.Last + 1 }
