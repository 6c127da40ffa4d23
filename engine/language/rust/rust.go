// Package rust is the pattern for Rust: it builds the program in one stage, with the target folder in a cache mount and the
// program copied out of it, and ships it from another whose base follows from how the program is linked.
package rust

import (
	"fmt"
	"slices"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// Pattern is the pattern for Rust.
type Pattern struct{}

// Language is "rust".
func (Pattern) Language() string { return "rust" }

// reading is what was read of one Dockerfile.
type reading struct {
	pattern.Subject
	pattern.Notes
	// build is the stage that builds the program, final the target stage; they are the same in a file with one stage.
	build, final *stage
	builder      string
	splitBase    string
	split        *pattern.Split
	// program is where the program that is started stands in the stage that builds it, empty when it is not known.
	program string
	linked  []compiled.Library
	cache   *targetCache
}

// Read looks for a Rust program that the target stage builds, or copies from a stage that does.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	s = s.InFolder(below, "Cargo.toml")
	r := &reading{Subject: s, final: readStage(s.Final(), Of(s.Project))}
	r.build = r.builderOf()
	if r.build == nil {
		return nil
	}
	r.builder = s.RootBase(r.build.Stage)
	r.program = r.startedProgram()
	why := ""
	if r.program != "" {
		r.linked, why = r.libraries()
	}
	r.proposeSplit()
	if r.Multi() && r.program != "" {
		for _, f := range compiled.Final(s, r.starts, r.known(s.Program), neededBy(s.Project)) {
			if f.Rule == pattern.FinalBase && f.Refused == "" && why != "" {
				f = rule.Finding{Rule: f.Rule, Lines: f.Lines, Refused: why}
			}
			r.Note(f)
		}
	}
	r.proposeBuild()
	return r
}

// builderOf finds the stage that builds the target's program: itself, or one it copies from; nil when none of them speaks of
// Rust.
func (r *reading) builderOf() *stage {
	if len(r.final.cargos) > 0 || len(r.Stages) == 1 && Of(r.Project) != nil {
		return r.final
	}
	for _, from := range r.CopiedFrom(r.final.Stage) {
		if g := readStage(r.Stages[from], Of(r.Project)); len(g.cargos) > 0 {
			return g
		}
	}
	return nil
}

// startedProgram returns where the program that the image starts stands in the builder; with stages that are apart already,
// the first output that the final stage copies and starts.
func (r *reading) startedProgram() string {
	if !r.Multi() {
		return r.build.Started()
	}
	for _, o := range r.build.Outputs {
		for _, p := range o.Paths {
			if r.copiesAndStarts(p) {
				return p
			}
		}
	}
	if len(r.build.Outputs) == 1 {
		return r.build.Outputs[0].Paths[0]
	}
	return ""
}

// starts says whether a file of the builder is a program that the final stage starts where it has it.
func (r *reading) starts(source, at string) bool {
	return r.build.At(source) != nil && compiled.StartsAt(r.final.Stage, at)
}

// Builder is the image that the program is built on.
func (r *reading) Builder() string { return r.builder }

// SplitBase is what the final stage stands on while final-base is off; empty without a split.
func (r *reading) SplitBase() string { return r.splitBase }

// Multi says whether the Dockerfile builds and ships in different stages already.
func (r *reading) Multi() bool { return r.build.Stage.Index != r.final.Stage.Index }

func (r *reading) proposeSplit() {
	if r.Multi() {
		return
	}
	sp, against := r.splitRust()
	r.Note(pattern.Refusals(Split, against)...)
	if sp == nil {
		return
	}
	r.split = sp
	r.splitBase = r.slimBase()
	split := rule.Finding{
		Rule: Split, Lines: r.build.Lines, Swap: rule.Swap{From: r.builder, To: r.splitBase},
		Why: fmt.Sprintf("The image carries %s with its toolchain, the sources and the target folder; only %s is run.", r.builder, sp.Program),
	}
	if !r.NoteTried(split, against, sp) {
		r.NoteSplit(split, r.build.Instructions[0].Lines, r.final.Stage, sp)
	}
}

// slimBase is the builder's distribution without the toolchain. A static program built on Alpine needs no release of it.
func (r *reading) slimBase() string { return pattern.SlimBase(bases.Describe(r.builder)) }

// proposeBuild looks at the stage that builds.
func (r *reading) proposeBuild() {
	if len(r.build.Outputs) == 0 {
		return
	}
	if r.Multi() {
		r.Note(pattern.Refusals(TargetCache, r.build.Problems)...)
	}
	if len(r.stripped()) > 0 {
		r.Note(rule.Finding{Rule: Strip, Lines: r.build.FirstBuild()})
	}
	cache, against := r.cacheTarget()
	switch {
	case against != nil:
		r.Note(against.Refusal(TargetCache))
	case cache != nil:
		r.cache = cache
		f := rule.Finding{Rule: TargetCache, Lines: r.build.FirstBuild()}
		if !r.Multi() {
			f.Needs = []string{Split}
		}
		r.Note(f)
	}
}

// ProgramWith says what program is built: none of the changes changes how it is linked.
func (r *reading) ProgramWith(known bases.Program, on map[string]bool) bases.Program {
	if r.program == "" {
		return known
	}
	known.Language = "rust"
	if r.split.Holds(Split, on) {
		known = r.split.Outside.Into(known, true)
	}
	return r.known(known)
}

// Edits edits the stage that builds, then splits it or edits the final stage where it stands.
func (r *reading) Edits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	r.builds(&edits, on)
	if !on[Split] {
		pattern.EditInPlace(&edits, r.Model, on, base)
		return edits
	}
	sp := *r.split
	sp.Setup = compiled.Setup(sp.Outside, r.linked, program, bases.Describe(r.builder), base)
	if on[TargetCache] {
		sp.Program = r.cache.outside(sp.Program)
		sp.Artefacts = slices.Clone(sp.Artefacts)
		for i, a := range sp.Artefacts {
			sp.Artefacts[i].Source = r.cache.outside(a.Source)
		}
	}
	sp.Write(&edits, on, base, program)
	return edits
}
