// Package java is the pattern for Java: it builds the jar with Maven or Gradle in one stage and ships it from another with a
// JRE of the same version.
package java

import (
	"fmt"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
	"lightship/engine/rewrite/rule"
)

// Pattern is the pattern for Java.
type Pattern struct{}

// Language is "java".
func (Pattern) Language() string { return "java" }

// reading is what was read of one Dockerfile.
type reading struct {
	pattern.Subject
	pattern.Notes
	// build is the stage that builds the jar, final the target stage; they are the same in a file with one stage.
	build, final *stage
	builder      string
	jdk          jdk
	split        *pattern.Split
	start        start
	health       interpreted.Health
	// outside is what the sources start beside the program.
	outside pattern.Outside
	layers  []pattern.Artefact
}

// Read looks for a jar that the target stage builds, or copies from a stage that does.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	s = s.InFolder(below, "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")
	r := &reading{Subject: s, final: readStage(s.Final())}
	r.build = r.builderOf()
	if r.build == nil {
		return nil
	}
	r.builder = s.RootBase(r.build.Stage)
	r.proposeSplit()
	r.proposeFinal()
	return r
}

// builderOf finds the stage that builds the target's jar: itself, or one it copies from; nil when none runs a build tool.
func (r *reading) builderOf() *stage {
	if len(r.final.tools) > 0 || r.final.byHand && len(r.Stages) == 1 {
		return r.final
	}
	for _, from := range r.CopiedFrom(r.final.Stage) {
		if g := readStage(r.Stages[from]); len(g.tools) > 0 {
			return g
		}
	}
	return nil
}

// Builder is the image that the jar is built on.
func (r *reading) Builder() string { return r.builder }

// SplitBase is the JRE of the builder's JDK; empty without a split.
func (r *reading) SplitBase() string {
	if r.split == nil {
		return ""
	}
	return r.jdk.jre
}

// Multi says whether the Dockerfile builds and ships in different stages already.
func (r *reading) Multi() bool { return r.build.Stage.Index != r.final.Stage.Index }

func (r *reading) proposeSplit() {
	if r.Multi() {
		return
	}
	read := r.splitJava
	if r.build.byHand {
		read = r.splitByHand
	}
	sp, against := read()
	r.Note(pattern.Refusals(Split, against)...)
	if sp == nil {
		return
	}
	r.split = sp
	split := rule.Finding{
		Rule: Split, Lines: r.build.Lines, Swap: rule.Swap{From: r.builder, To: r.jdk.jre},
		Why: fmt.Sprintf("The image carries %s with the JDK, the sources and a repository; only %s is run, and a JRE is enough for it.", r.builder, r.start.at),
	}
	drawn := r.draws()
	sp.StaysOn = drawn != nil
	if r.NoteTried(split, against, sp) {
		return
	}
	r.Note(split)
	base := rule.Finding{
		Rule: pattern.FinalBase, Lines: r.build.Instructions[0].Lines, Needs: []string{Split}, Swap: rule.Swap{From: r.jdk.jre},
	}
	if drawn != nil {
		base.Refused = fmt.Sprintf("%s %s: which those are can't be told, so the image stays on %s", where(*drawn), drawn.Says, r.jdk.jre)
		base.Swap = rule.Swap{}
	}
	r.Note(base)
	r.NoteCarried(sp.Artefacts, sp.Note, r.build.Lines, Split)
	if model.IsRoot(sp.User) {
		writer := ""
		if carried := r.build.needs.Carried; carried != "" {
			writer = "The program, for which " + carried + " is installed,"
		}
		f := interpreted.NonRoot(r.final.Stage, sp.Volumes, writer, r.Project.Evidence())
		f.Needs = []string{Split}
		r.Note(f)
	}
	if !r.build.byHand {
		r.proposeLayers()
	}
}

// draws returns evidence that the program needs fonts or graphics libraries, nil when there is none.
func (r *reading) draws() *project.Evidence {
	if Of(r.Project) == nil || len(Of(r.Project).Headful) == 0 {
		return nil
	}
	return &Of(r.Project).Headful[0]
}

// proposeFinal looks at what a final stage that exists already stands on.
func (r *reading) proposeFinal() {
	if !r.Multi() || !r.knowsFinal() {
		return
	}
	r.Note(compiled.Final(r.Subject, r.starts, r.known(r.Program), neededBy(r.Project))...)
}

// knowsFinal reads what the final stage starts and which Java it needs.
func (r *reading) knowsFinal() bool {
	var why string
	if r.jdk, why = readJDK(r.builder); why != "" {
		return false
	}
	r.start, why = readStart(r.final.Stage)
	return why == "" && r.draws() == nil
}

// starts says whether a file of the builder is a jar that it builds and that the final stage starts where it has it.
func (r *reading) starts(source, at string) bool {
	return r.build.origin(source) != "" && r.start.at == at
}

// ProgramWith says what program is built, whatever changes are on. What was read from a built program says how the JVM is
// linked, and is of no use here.
func (r *reading) ProgramWith(known bases.Program, _ map[string]bool) bases.Program {
	if r.jdk.version == "" {
		return known
	}
	return r.known(known)
}

// known is the program that a JRE runs.
func (r *reading) known(known bases.Program) bases.Program {
	known.Language, known.Runtime, known.RuntimeVersion = "java", "java", r.jdk.version
	known.Linkage, known.Predicted = bases.Interpreted, true
	known.Interpreter, known.Needed, known.GLIBC = "", nil, ""
	// A library may bring native code that its name does not tell of: what came up on one C library may not on another.
	known.Libc = "glibc"
	if r.jdk.musl {
		known.Libc = "musl"
	}
	if j := Of(r.Project); j != nil {
		for _, n := range j.Native {
			known.Linkage = r.nativeLinkage(known.Linkage, n)
		}
	}
	if r.start.java != "" && r.start.java != "java" && r.start.java != "/usr/bin/java" {
		known.StartsWith = r.start.java
	}
	for _, st := range r.final.Replaced() {
		known.NeedsShell = known.NeedsShell || st.Shell
		if st.From.Entrypoint == nil && r.final.Start.Entrypoint >= 0 {
			continue // The words are arguments of the image's own ENTRYPOINT, which stays.
		}
		known.StartsWith = "a command of its own, which " + st.Who() + " gives,"
	}
	known.Users = pattern.UsersOf(r.final.Stage)
	if !r.Multi() {
		users := known.Users
		known = r.outside.Into(known, true)
		known.Users = users
		known.Packages = r.build.needs.Packages
		if r.build.needs.Carried != "" {
			known.Suite = bases.Describe(r.jdk.jre).Suite
		}
		known.NeedsShell = known.NeedsShell || r.health.Shell
	}
	return known
}

// nativeLinkage is the linkage with one more dependency that has native code in its jar. One that has none for musl makes
// the program one for glibc; one that came up on Alpine stays there.
func (r *reading) nativeLinkage(linkage bases.Linkage, n project.Native) bases.Linkage {
	switch {
	case n.Prebuilt && n.PrebuiltMusl:
		return linkage
	case r.jdk.musl:
		return bases.DynamicMusl
	}
	return bases.DynamicGlibc
}

// Edits splits the stage or edits the final stage where it stands.
func (r *reading) Edits(on map[string]bool, base bases.Base, program bases.Program) []dockerfile.Edit {
	var edits pattern.Edits
	if !on[Split] {
		pattern.EditInPlace(&edits, r.Model, on, base)
		if on[pattern.FinalBase] && startsJar(base) && r.final.Start.Entrypoint < 0 {
			edits.Replace(r.final.Instructions[r.final.Start.Cmd].Lines, model.ExecLine("ENTRYPOINT", r.final.Start.Argv))
		}
		return edits
	}
	sp := *r.split
	if startsJar(base) && r.final.Start.Entrypoint < 0 && !r.final.Start.Shell {
		// This base's own ENTRYPOINT is java -jar, which would take a CMD for the jar and its arguments.
		sp.Start = []string{model.ExecLine("ENTRYPOINT", r.final.Start.Argv)}
	}
	if on[Layers] && len(r.layers) > 0 {
		sp.Between = r.extract()
		sp.Artefacts = append(append([]pattern.Artefact{}, r.layers...), sp.Artefacts[1:]...)
	}
	sp.Write(&edits, on, base, program)
	return edits
}

// Predict says what the sources of a Java project tell of its program.
func (Pattern) Predict(p *project.Project) (bases.Program, bool) {
	if Of(p) == nil {
		return bases.Program{}, false
	}
	out := bases.Program{Language: "java", Linkage: bases.Interpreted, Runtime: "java", Predicted: true}
	out.RuntimeVersion = Of(p).Release
	out.Evidence = append(append(out.Evidence, Of(p).ReleaseEvidence...), Of(p).FatJarEvidence...)
	for _, n := range Of(p).Native {
		out.Evidence = append(out.Evidence, n.Evidence)
	}
	return out, true
}
