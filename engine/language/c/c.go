// Package c is the pattern for C and C++: where make, CMake or a compiler leaves one program that is known, it is shipped from
// a stage of its own with the libraries it links to.
package c

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// Pattern is the pattern for C and C++.
type Pattern struct{}

// Language is "c".
func (Pattern) Language() string { return "c" }

// reading is what was read of one Dockerfile.
type reading struct {
	pattern.Subject
	pattern.Notes
	// build is the stage that builds the program, final the target stage; they are the same in a file with one stage.
	build, final *stage
	builder      string
	split        *pattern.Split
	linked       []compiled.Library
	// clear says that the libraries are known.
	clear bool
}

// Read looks for a C or C++ program that the target stage builds, or copies from a stage that does.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	s = s.InFolder(below, "Makefile", "makefile", "GNUmakefile", "CMakeLists.txt", "meson.build", "configure", "configure.ac")
	r := &reading{Subject: s, final: readStage(s.Final(), Of(s.Project))}
	if r.build = r.builderOf(); r.build == nil {
		return nil
	}
	r.builder = s.RootBase(r.build.Stage)
	var why string
	r.linked, why = r.libraries()
	r.clear = why == "" && r.against() == ""
	if r.Multi() {
		if r.clear && len(r.build.Outputs) > 0 {
			r.Note(compiled.Final(s, r.starts, r.known(s.Program), neededBy(s.Project))...)
		}
		return r
	}
	r.proposeSplit(why)
	return r
}

// builderOf finds the stage that builds the target's program; nil when none compiles.
func (r *reading) builderOf() *stage {
	if r.final.builds {
		return r.final
	}
	for _, from := range r.CopiedFrom(r.final.Stage) {
		if g := readStage(r.Stages[from], Of(r.Project)); g.builds {
			return g
		}
	}
	return nil
}

func (r *reading) starts(source, at string) bool {
	return r.build.At(source) != nil && compiled.StartsAt(r.final.Stage, at)
}

// Builder is the image that the program is built on.
func (r *reading) Builder() string { return r.builder }

// SplitBase is what the final stage stands on while final-base is off; empty without a split.
func (r *reading) SplitBase() string {
	if r.split == nil {
		return ""
	}
	return pattern.SlimBase(bases.Describe(r.builder))
}

// Multi says whether the Dockerfile builds and ships in different stages already.
func (r *reading) Multi() bool { return r.build.Stage.Index != r.final.Stage.Index }

func (r *reading) proposeSplit(why string) {
	sp, against := r.splitC(why)
	r.Note(pattern.Refusals(Split, against)...)
	if sp == nil {
		return
	}
	r.split = sp
	split := rule.Finding{
		Rule: Split, Lines: r.build.Lines, Swap: rule.Swap{From: r.builder, To: r.SplitBase()},
		Why: fmt.Sprintf("The image carries the compiler, headers and sources beside %s; only %s is run.", r.builder, sp.Program),
	}
	if r.NoteTried(split, against, sp) {
		return
	}
	r.NoteSplit(split, r.build.Instructions[0].Lines, r.final.Stage, sp)
	if r.leavesSymbols() {
		r.Note(rule.Finding{Rule: Strip, Lines: r.build.FirstBuild(), Refused: r.keepsSymbols()})
	}
}

// splitC works out the split of the stage. The problems are why there is none.
func (r *reading) splitC(why string) (*pattern.Split, []pattern.Problem) {
	g, b := r.build, Of(r.Project)
	against := slices.Clone(g.Problems)
	add := func(why string) {
		if why != "" {
			against = append(against, pattern.Problem{Lines: g.Lines, Reason: why})
		}
	}
	if why != "" {
		against = append(against, pattern.Problem{Lines: g.Lines, Reason: why}.Assuming(rule.AssumesLibrary, "what it is linked to"))
	}
	against = append(against, r.doubts()...)
	if problem := g.StartProblem(); len(g.Outputs) > 0 && problem != nil {
		against = append(against, *problem)
	} else {
		add(r.startProblem())
	}
	if library := g.Env.Value("LD_PRELOAD"); library != "" {
		add("the environment preloads " + library + ", which the final image would not have")
	}
	against = append(against, g.Hazards(" make gmake ninja cmake gcc cc g++ c++ clang clang++ ./configure configure autoreconf ")...)
	against = append(against, pattern.StageProblems(r.Model, g.Stage)...)
	if !pattern.CanTry(against) || g.Started() == "" {
		return nil, against
	}
	sp, more := g.Split(r.Subject, compiled.Ship{
		Program: g.Started(), Others: g.others(), Needed: b.Needed, Reads: b.Needed, Assets: b.Assets, Source: isSource, BuildEnv: isBuildEnv,
		Roots: []compiled.Root{{Sources: g.SourceDir(g.workdir, "Makefile", "CMakeLists.txt"), Workdir: g.workdir}},
	})
	return sp, pattern.Further(against, more)
}

// doubts is the reason of against, with what is assumed where the program is tried in spite of it: what it is linked to shows when it
// starts.
func (r *reading) doubts() []pattern.Problem {
	why := r.against()
	if why == "" {
		return nil
	}
	b := Of(r.Project)
	p := pattern.Problem{Lines: r.build.Lines, Reason: why}
	switch {
	case b == nil || bases.Describe(r.builder).Libc == "musl" && !r.isStatic():
	case b.Needed.Has(evidence.Loads):
		p = p.Assuming(rule.AssumesLibrary, b.Needed.Of(evidence.Loads)[0].Subject)
	default:
		p = p.Assuming(rule.AssumesLibrary, "what it is linked to")
	}
	return []pattern.Problem{p}
}

// startProblem is the reason that lies in what the image starts.
func (r *reading) startProblem() string {
	g := r.build
	switch {
	case g.Start.Unclear != "":
		return g.Start.Unclear
	case len(g.Start.Argv) == 0:
		return "it is not known which program the image starts"
	case len(g.Outputs) == 0 && len(g.Problems) == 0:
		return "which programs the build leaves can't be told"
	case len(g.Outputs) > 0 && g.Started() == "":
		return "the image starts " + g.Start.Argv[0] + ", which is none of the programs that the build is known to leave"
	}
	return ""
}

// against says why a program of this build can't be shipped on its own; empty when it can.
func (r *reading) against() string {
	b, builder := Of(r.Project), bases.Describe(r.builder)
	switch {
	case b == nil:
		return "there are no sources in C or C++ at the root of the build context, so it is not known what the program needs"
	case b.Tool == Autotools || b.Tool == Meson:
		return "the project is built with " + string(b.Tool) + ", and what that leaves can't be told for sure"
	case len(b.Fetches) > 0:
		return fmt.Sprintf("%s %s, and which libraries come of them can't be told", where(b.Fetches[0]), b.Fetches[0].Says)
	case r.isStatic():
		return ""
	case r.sanitizer() != "":
		return r.sanitizer() + ", whose library the final image would not have"
	case builder.Suite == "" || builder.Libc != "glibc":
		return r.glibcUnknown()
	case builder.Name == "gcc" && slices.Contains(b.Languages, "CXX"):
		return r.builder + " brings a libstdc++ of its own that is newer than its distribution's"
	}
	for _, e := range b.Needed.Of(evidence.Loads) {
		return fmt.Sprintf("%s %s, which the final image may not have", e.Place(), e.Says())
	}
	for _, l := range b.Libraries {
		if l.Kind == "shared" {
			return fmt.Sprintf("%s %s, a shared library that the program needs beside it", where(l.Evidence), l.Evidence.Says)
		}
	}
	return ""
}

// glibcUnknown says that the builder's C library is not known, and what to do.
func (r *reading) glibcUnknown() string {
	builder := bases.Describe(r.builder)
	if builder.Libc == "musl" {
		return "on " + r.builder + " the program is linked to musl, and with what else can't be told for sure: link it statically (-static), or build on a release of Debian"
	}
	why := "which glibc " + r.builder + " has is not known, so neither is which base has one that is new enough"
	switch builder.Name {
	case "gcc":
		why += ": write a tag that says the release of Debian, such as gcc:14-bookworm"
	case "debian", "ubuntu":
		why += ": write a tag that says the release, such as " + map[string]string{"debian": "debian:bookworm", "ubuntu": "ubuntu:24.04"}[builder.Name]
	}
	return why
}

func where(e project.Evidence) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}

func (r *reading) isStatic() bool {
	return r.build.static || Of(r.Project) != nil && len(Of(r.Project).Static) > 0
}

// libraries are those of the system that the program links to; why is the reason when they can't be told.
func (r *reading) libraries() (linked []compiled.Library, why string) {
	if r.isStatic() || Of(r.Project) == nil {
		return nil, ""
	}
	for _, n := range Of(r.Project).Packages {
		if len(n.Run) == 0 && !strings.Contains(n.What, "headers only") {
			return nil, fmt.Sprintf("%s %s, and which package has that library at run time is not known", where(n.Evidence), n.Evidence.Says)
		}
	}
	natives := slices.Clone(Of(r.Project).Packages)
	for _, name := range r.build.linked {
		if builtin(name) || slices.ContainsFunc(natives, func(n project.Native) bool { return strings.EqualFold(n.Name, name) }) {
			continue
		}
		n, known := nativePackages()[strings.ToLower(name)]
		if !known || len(n.Run) == 0 {
			return nil, "the compiler is told to link " + name + ", and which package has that library at run time is not known"
		}
		natives = append(natives, n)
	}
	return compiled.Linked(natives)
}

// ProgramWith says what program is built, whatever changes are on: none of them changes how it is linked.
func (r *reading) ProgramWith(known bases.Program, _ map[string]bool) bases.Program {
	if !r.clear || len(r.build.Outputs) == 0 {
		return known
	}
	return r.known(known)
}

func (r *reading) known(known bases.Program) bases.Program {
	known.Language = "c"
	linkage := bases.DynamicGlibc
	if r.isStatic() {
		linkage = bases.Static
	}
	builder := bases.Describe(r.builder)
	if known.Linkage != linkage || known.Predicted {
		known.Linkage, known.Predicted = linkage, true
		known.Interpreter, known.Needed, known.GLIBC = "", nil, ""
		if linkage == bases.DynamicGlibc {
			known.Needed = []string{"libc.so.6"}
			if slices.Contains(Of(r.Project).Languages, "CXX") {
				known.Needed = append(known.Needed, "libstdc++.so.6", "libgcc_s.so.1")
			}
		}
	}
	if linkage == bases.DynamicGlibc {
		// Whatever symbols a build happened to use, the next may use newer ones: the base is never older than the builder.
		known.GLIBC = builder.LibcVersion
	}
	if r.split.Holds(Split, nil) {
		known = r.split.Outside.Into(known, true)
	}
	return compiled.Needs(known, r.linked, builder.Suite)
}

// Edits splits the stage or edits the final stage where it stands.
func (r *reading) Edits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	if !on[Split] {
		pattern.EditInPlace(&edits, r.Model, on, base)
		return edits
	}
	sp := *r.split
	if on[Strip] {
		sp.Between = "RUN strip " + sp.Program + "\n"
	}
	sp.Setup = compiled.Setup(sp.Outside, r.linked, program, bases.Describe(r.builder), base)
	sp.Write(&edits, on, base, program)
	return edits
}

// Predict says what the sources of a C or C++ project tell of its program.
func (Pattern) Predict(p *project.Project) (bases.Program, bool) {
	if Of(p) == nil {
		return bases.Program{}, false
	}
	out := bases.Program{Language: "c", Linkage: bases.Unknown, Predicted: true}
	out.NeedsCA, out.NeedsZones = Of(p).Needed.Has(evidence.Certificates), Of(p).Needed.Has(evidence.Zones)
	for _, n := range Of(p).Packages {
		out.Evidence = append(out.Evidence, n.Evidence)
	}
	return out, true
}
