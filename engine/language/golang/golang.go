// Package golang is the pattern for Go: it builds the program in one stage, static where the sources allow it, and ships it
// from another.
package golang

import (
	"fmt"
	"slices"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// Pattern is the pattern for Go.
type Pattern struct{}

// Language is "go".
func (Pattern) Language() string { return "go" }

// reading is what was read of one Dockerfile.
type reading struct {
	pattern.Subject
	pattern.Notes
	// build is the stage that builds the program, final the target stage; they are the same in a file with one stage.
	build, final *stage
	builder      string
	splitBase    string
	split        *pattern.Split
	lean         lean
	download     *download
	cgo          bool
	// linked are the libraries of the system that cgo links the program to.
	linked []compiled.Library
}

// Read looks for a Go program that the target stage builds, or copies from a stage that does.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	s = inFolder(s)
	r := &reading{Subject: s, final: readStage(s.Final(), Of(s.Project))}
	r.build = r.builderOf()
	if r.build == nil || !r.isGo() {
		return nil
	}
	r.build.inherited = inherits(s.Model, r.build)
	r.build.layered = r.build.inherited || needsLayer(s.Model, r.build)
	r.builder = s.RootBase(r.build.Stage)
	r.cgo = usesCgo(s.Project, r.build)
	r.linked, _ = r.libraries()
	r.proposeSplit()
	if r.Multi() {
		r.proposeLean()
		r.Note(compiled.Final(s, r.starts, r.ProgramWith(s.Program, allOn()), neededBy(s.Project), r.lean.steps...)...)
	}
	r.proposeBuild()
	return r
}

// isGo says whether anything in the sources or in the stage that builds speaks of Go.
func (r *reading) isGo() bool {
	return Of(r.Project) != nil || len(r.build.Outputs) > 0 || len(r.build.gos) > 0 || bases.IsGoToolchain(r.RootBase(r.build.Stage))
}

// builderOf finds the stage that builds the target's program: itself, or one it copies from.
func (r *reading) builderOf() *stage {
	if len(r.final.Outputs) > 0 || len(r.final.gos) > 0 || len(r.Stages) == 1 {
		return r.final
	}
	for _, from := range r.CopiedFrom(r.final.Stage) {
		g := readStage(r.Stages[from], Of(r.Project))
		if len(g.Outputs) > 0 || len(g.Problems) > 0 && len(g.gos) > 0 {
			return g
		}
	}
	if bases.IsGoToolchain(r.final.Base) {
		return r.final
	}
	return nil
}

// starts says whether a file of the builder is a program that the final stage starts where it has it, or a folder with it.
func (r *reading) starts(source, at string) bool {
	if r.lean.source != "" && source == r.lean.source {
		return true
	}
	return r.build.At(source) != nil && compiled.StartsAt(r.final.Stage, at)
}

// Builder is the image that the program is built on.
func (r *reading) Builder() string { return r.builder }

// SplitBase is what the final stage stands on while final-base is off; empty without a split.
func (r *reading) SplitBase() string { return r.splitBase }

// Multi says whether the Dockerfile builds and ships in different stages already.
func (r *reading) Multi() bool { return r.build != r.final }

func (r *reading) found(id string, at dockerfile.Lines) { r.Note(rule.Finding{Rule: id, Lines: at}) }

func (r *reading) proposeSplit() {
	if r.Multi() {
		return
	}
	if Of(r.Project) == nil && len(r.build.Outputs) == 0 && len(r.build.gos) == 0 {
		r.Note(pattern.NotInContext(r.final.Lines, "there is no go.mod at the root of the build context and no RUN builds a Go program").Refusal(Split))
		return
	}
	sp, against := r.splitGo()
	r.Note(pattern.Refusals(Split, against)...)
	if sp == nil {
		return
	}
	r.split = sp
	r.splitBase = pattern.SlimBase(bases.Describe(r.builder))
	split := rule.Finding{
		Rule: Split, Lines: r.build.Lines, Swap: rule.Swap{From: r.builder, To: r.splitBase},
		Why: fmt.Sprintf("The image carries %s with its toolchain, the sources and the caches; only %s is run.", r.builder, sp.Program),
	}
	if !r.NoteTried(split, against, sp) {
		r.NoteSplit(split, r.build.Instructions[0].Lines, r.final.Stage, sp)
	}
}

// proposeBuild looks at the stage that builds.
func (r *reading) proposeBuild() {
	g := r.build
	if len(g.Outputs) == 0 {
		return
	}
	if r.Multi() {
		r.Note(pattern.Refusals(StaticBuild, g.Problems)...)
	}
	first := g.FirstBuild()
	if r.canBuildStatic() {
		r.found(StaticBuild, first)
	}
	if slices.ContainsFunc(g.Outputs, func(o compiled.Output) bool {
		s := g.Scripts[o.Instruction]
		return s.Editable && slices.ContainsFunc(g.gos[o.Instruction], func(c command) bool { return c.builds() && !c.Inner && canTrim(c, s.Text) })
	}) {
		r.found(TrimSymbols, first)
	}
	r.proposeSpeed(first)
}

func (r *reading) proposeSpeed(first dockerfile.Lines) {
	g := r.build
	d, against := downloadFirst(r.Model, g)
	if r.Folder() != "" {
		d = nil // What it copies would have to be named from the context's root.
	}
	switch {
	case against != nil:
		r.Note(against.Refusal(ModDownload))
	case d != nil:
		r.download = d
		r.found(ModDownload, d.lines)
	}
	uncached := slices.ContainsFunc(g.Runs(), func(i int) bool { return len(g.cachesFor(i)) > 0 })
	user := g.Users[g.Outputs[0].Instruction]
	switch {
	case !uncached && d == nil:
	case r.StartsAny(g.Stage, buildsAtStart()...) && (r.Multi() || g.Started() == ""):
		r.Refuse(CacheMounts, first, "an image that stands on this stage may build when it starts, from the modules that are in it")
	case !model.IsRoot(user):
		r.Refuse(CacheMounts, first, "the build runs as "+user+", and a cache mount belongs to root")
	case uncached:
		r.found(CacheMounts, first)
	}
}

// canBuildStatic says whether some build leaves cgo to chance though the sources need none.
func (r *reading) canBuildStatic() bool {
	if r.cgo {
		return false
	}
	return slices.ContainsFunc(r.build.Outputs, func(o compiled.Output) bool { return needsStatic(builderOf(o)) })
}

// Edits edits the stage that builds, then splits it or edits the final stage where it stands.
func (r *reading) Edits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	r.builds(&edits, on)
	if on[Split] {
		sp := *r.split
		sp.Setup = compiled.Setup(sp.Outside, r.linked, program, bases.Describe(r.builder), base)
		sp.Write(&edits, on, base, program)
	} else {
		pattern.EditInPlace(&edits, r.Model, on, base)
		r.editLean(&edits, on, base)
	}
	return edits
}

// builds edits the stage that builds: the module download and the RUNs of the go command.
func (r *reading) builds(edits *pattern.Edits, on map[string]bool) {
	g, d := r.build, r.download
	if on[ModDownload] {
		edits.Insert(d.before, d.text(on[CacheMounts] && !g.layered))
	}
	for _, i := range g.Runs() {
		ins, s := g.Instructions[i], g.Scripts[i]
		if on[ModDownload] && i == d.redundant {
			edits.Replace(ins.Lines, "")
			continue
		}
		e := runEdit{static: on[StaticBuild] && s.Editable, trim: on[TrimSymbols] && s.Editable}
		if on[CacheMounts] {
			e.caches = g.cachesFor(i)
		}
		text := g.edited(i, e)
		if on[StaticBuild] && slices.ContainsFunc(g.gos[i], func(c command) bool { return c.builds() && (!s.Editable || c.Inner) && needsStatic(c) }) {
			edits.Insert(r.WithComments(ins.Lines).First, "ENV CGO_ENABLED=0\n")
		}
		if text != s.Text {
			edits.Replace(ins.Lines, text)
		}
	}
}

// Predict says what the sources of a Go module tell of its program.
func (Pattern) Predict(p *project.Project) (bases.Program, bool) {
	if Of(p) == nil {
		return bases.Program{}, false
	}
	out := bases.Program{Language: "go", Linkage: bases.Static, Predicted: true}
	out.NeedsCA, out.NeedsZones = Of(p).Needed.Has(evidence.Certificates), needsZones(Of(p))
	out.Evidence = append(append(out.Evidence, Of(p).Cgo...), project.Notes(Of(p).Needed.Of(evidence.Certificates, evidence.Zones))...)
	return out, true
}
