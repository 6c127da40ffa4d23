package rewrite

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// ErrBaseRefused is returned by After for a final base that the program can't run on; its message has the reason.
var ErrBaseRefused = errors.New("the program can't run on this base")

// Input is what a proposal is made from.
type Input struct {
	File    *dockerfile.File
	Project *project.Project
	// Target is the stage to build as the user named it, empty for the last one.
	Target string
	// Program is what is known of the program: Predict's, or with a built program's evidence.
	Program bases.Program
	// Candidate are the final bases that may be chosen.
	Candidate []bases.Base
	// BaseBytes gives a base's bytes on disk, negative when not known; nil knows none. Predicted savings come from it.
	BaseBytes func(ref string) int64
}

// Proposal is what the rules say to a Dockerfile. It is never changed after Propose returned it.
type Proposal struct {
	Findings []Finding
	// Changes are in the order they are shown: by group, then by rule.
	Changes []Change
	// BuildBase is the image that the program is built on, such as "golang:1.22"; empty when nothing is built.
	BuildBase string
	// SplitBase is what the final stage stands on when final-base is off; empty without a split.
	SplitBase string

	in Input
	// build is the stage that builds the program, final the target stage; they are the same in a file with one stage.
	build, final *goStage
	start        start
	split        *split
	download     *download
	cgo          bool
}

// Propose reads the Dockerfile and returns what could be better: changes to turn on, and findings, among them what was
// refused and why. It fails when the target is not a stage of the file.
func Propose(in Input) (*Proposal, error) {
	index, err := in.File.Target(in.Target)
	if err != nil {
		return nil, fmt.Errorf("propose changes: %w", err)
	}
	p := &Proposal{in: in}
	if in.Project == nil {
		in.Project = &project.Project{}
		p.in.Project = in.Project
	}
	p.final = readGoStage(in.File, &in.File.Stages[index], in.Project.Go)
	p.start = readStart(&in.File.Stages[index])
	p.build = builderOf(in.File, p.final, in.Project.Go)
	if p.build != nil {
		p.BuildBase = rootBase(in.File, p.build.stage)
		p.cgo = usesCgo(in.Project, p.build)
	}
	p.proposeSplit()
	p.proposeFinal()
	p.proposeBuild()
	p.sort()
	return p, nil
}

// builderOf finds the stage that builds the target's program: itself, or one it copies from.
func builderOf(f *dockerfile.File, final *goStage, module *project.GoModule) *goStage {
	if len(final.outputs) > 0 || len(f.Stages) == 1 || bases.IsGoToolchain(final.stage.Base) {
		return final
	}
	for _, from := range copiedFrom(f, final.stage) {
		g := readGoStage(f, &f.Stages[from], module)
		if len(g.outputs) > 0 || len(g.problems) > 0 && len(g.gos) > 0 {
			return g
		}
	}
	return nil
}

// multi says whether the Dockerfile builds and ships in different stages already.
func (p *Proposal) multi() bool { return p.build != nil && p.build != p.final }

func (p *Proposal) proposeSplit() {
	if p.multi() {
		return
	}
	r := ruleOf(GoSplit)
	if p.build == nil {
		p.refuse(r, p.final.stage.Lines, "the target stage neither builds a Go program nor copies one from a stage that does")
		return
	}
	if p.in.Project.Go == nil && len(p.build.outputs) == 0 && len(p.build.gos) == 0 {
		p.refuse(r, p.final.stage.Lines, "there is no go.mod at the root of the build context and no RUN builds a Go program")
		return
	}
	s, against := splitGo(p.in.File, p.in.Project, p.in.Target, p.build, p.start)
	for _, a := range against {
		p.refuse(r, a.lines, a.reason)
	}
	if s == nil {
		return
	}
	p.split = s
	p.SplitBase = slim(bases.Describe(p.BuildBase))
	c := r.change()
	c.Why = fmt.Sprintf("The image carries %s with its toolchain, the sources and the caches; only %s is run.", p.BuildBase, s.program)
	c.SavesBytes = p.saves(p.BuildBase, p.SplitBase)
	p.add(c, p.build.stage.Lines)
	p.add(ruleOf(FinalBase).change(), p.build.stage.Instructions[0].Lines)
	if asRoot(s.user) {
		p.add(p.nonRoot(s.volumes), p.build.stage.Lines)
	}
}

// nonRoot is the change to another user than root; it starts turned off where the program may need root.
func (p *Proposal) nonRoot(volumes bool) Change {
	c := ruleOf(NonRootUser).change()
	switch port := p.lowPort(); {
	case volumes:
		c.Default = false
		c.Why = "The folders of VOLUME belong to root: turn this on only if the program does not write there."
	case port != "":
		c.Default = false
		c.Why = "Port " + port + " is below 1024, which not every engine lets a user open: turn this on where yours does."
	}
	return c
}

// lowPort returns an exposed port below 1024, empty when there is none.
func (p *Proposal) lowPort() string {
	for _, ins := range p.final.stage.Instructions {
		c, ok := ins.Command.(*instructions.ExposeCommand)
		if !ok {
			continue
		}
		for _, port := range c.Ports {
			port, _, _ = strings.Cut(expandVars(port, p.final.goEnv), "/")
			if n, err := strconv.Atoi(port); err == nil && n < 1024 {
				return port
			}
		}
	}
	return ""
}

// proposeBuild looks at the stage that builds.
func (p *Proposal) proposeBuild() {
	g := p.build
	if g == nil || len(g.outputs) == 0 {
		return
	}
	if p.multi() {
		for _, problem := range g.problems {
			p.refuse(ruleOf(GoStatic), problem.lines, problem.reason)
		}
	}
	first := g.stage.Instructions[g.outputs[0].instruction].Lines
	if p.canBuildStatic() {
		p.add(ruleOf(GoStatic).change(), first)
	}
	if slices.ContainsFunc(g.outputs, func(o output) bool {
		s := g.scripts[o.instruction]
		return s.editable && canTrim(o.command, s.text)
	}) {
		p.add(ruleOf(GoTrimSymbols).change(), first)
	}
	p.proposeSpeed(first)
}

func (p *Proposal) proposeSpeed(first dockerfile.Lines) {
	g := p.build
	d, against := downloadFirst(p.in.File, p.in.Project, g)
	switch {
	case against != nil:
		p.refuse(ruleOf(GoModDownload), against.lines, against.reason)
	case d != nil:
		p.download = d
		p.add(ruleOf(GoModDownload).change(), d.lines)
	}
	uncached := slices.ContainsFunc(g.runs(), func(i int) bool { return len(g.cachesFor(i)) > 0 })
	user := g.users[g.outputs[0].instruction]
	switch {
	case !uncached && d == nil:
	case !asRoot(user):
		p.refuse(ruleOf(GoCacheMounts), first, "the build runs as "+user+", and a cache mount belongs to root")
	case uncached:
		p.add(ruleOf(GoCacheMounts).change(), first)
	}
}

// canBuildStatic says whether some build leaves cgo to chance though the sources need none.
func (p *Proposal) canBuildStatic() bool {
	if p.cgo {
		return false
	}
	return slices.ContainsFunc(p.build.outputs, func(o output) bool { return needsStatic(o.command) })
}

// runs are the indexes of the RUNs that were read, in order.
func (g *goStage) runs() []int {
	out := make([]int, 0, len(g.scripts))
	for i := range g.scripts {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

func (p *Proposal) add(c Change, at dockerfile.Lines) {
	c.Lines = at
	p.Changes = append(p.Changes, c)
	p.Findings = append(p.Findings, Finding{Rule: c.ID, Title: c.Title, Why: c.Why, Lines: at})
}

func (p *Proposal) refuse(r rule, at dockerfile.Lines, reason string) {
	f := Finding{Rule: r.id, Title: r.title, Why: r.why, Lines: at, Refused: reason}
	if !slices.Contains(p.Findings, f) {
		p.Findings = append(p.Findings, f)
	}
}

// sort puts changes and findings in the order of the rules.
func (p *Proposal) sort() {
	place := map[string]int{}
	for i, r := range rules() {
		place[r.id] = i
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int { return place[a.ID] - place[b.ID] })
	slices.SortStableFunc(p.Findings, func(a, b Finding) int { return place[a.Rule] - place[b.Rule] })
}

// saves is the bytes on disk that one base has more than another, 0 when not known or none.
func (p *Proposal) saves(from, to string) int64 {
	if p.in.BaseBytes == nil {
		return 0
	}
	a, b := p.in.BaseBytes(from), p.in.BaseBytes(to)
	if a < 0 || b < 0 || a == 0 {
		return 0
	}
	return max(a-b, 0)
}

// ChangesFor returns the changes as they are with a base chosen: the title names it, the saving is for it.
func (p *Proposal) ChangesFor(base bases.Base) []Change {
	out := slices.Clone(p.Changes)
	for i, c := range out {
		if c.ID != FinalBase || base.Ref == "" {
			continue
		}
		from := p.SplitBase
		if p.multi() {
			from = p.final.stage.Base
		}
		out[i].Title = "Final base: " + base.Ref
		if reasons := bases.Judge(p.Program(p.defaults()), base).Reasons; len(reasons) > 0 {
			out[i].Why = reasons[0]
		}
		out[i].SavesBytes = p.saves(from, base.Ref)
	}
	return out
}

// defaults are the changes that start turned on.
func (p *Proposal) defaults() map[string]bool {
	on := map[string]bool{}
	for _, c := range p.Changes {
		on[c.ID] = c.Default
	}
	return on
}
