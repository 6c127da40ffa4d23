// Package python is the pattern for Python: it installs in one stage, into a folder that is copied alone, and ships the sources on
// a base of the same interpreter without compilers.
package python

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
	"lightship/engine/rewrite/rule"
)

// Pattern is the pattern for Python.
type Pattern struct{}

// Language is "python".
func (Pattern) Language() string { return "python" }

// reading is what was read of one Dockerfile.
type reading struct {
	pattern.Subject
	pattern.Notes
	build, final *stage
	start        start
	splitBase    string
	split        *pattern.Split
	// calls says that the program or its start script calls programs of the system.
	calls bool
}

// Read looks for a Python program that the target stage installs, or copies from a stage that does.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	final := readStage(s.Final())
	runtime := bases.Describe(s.RootBase(final.Stage)).Runtime
	if runtime != "python3" && (runtime != "" || Of(s.Project) == nil || !final.speaksOfPython()) {
		return nil
	}
	r := &reading{Subject: s, final: final, build: final}
	from := s.CopiedFrom(final.Stage)
	if (len(from) > 0 || final.Parent >= 0) && !interpreted.Alone(s, final.Stage, from, final.installsSomething(), readStage, (*stage).speaksOfPython) {
		r.build = interpreted.Installer(s, final.Stage, from, readStage, (*stage).speaksOfPython)
		if p := Of(s.Project); p != nil {
			// What the start command's scripts do stands in the files that the builder has.
			r.start = readStart(r.build, final.Start, p)
		}
		if pattern.CanDropRoot(final.Stage) {
			r.Note(r.nonRoot(final.Stage, false))
		}
		return r
	}
	r.proposeSplit()
	return r
}

// Builder is the image that the packages are installed on.
func (r *reading) Builder() string { return r.RootBase(r.build.Stage) }

// SplitBase is what the final stage stands on while final-base is off; empty without a split.
func (r *reading) SplitBase() string {
	if r.split == nil {
		return ""
	}
	return r.splitBase
}

// Multi says whether the Dockerfile builds and ships in different stages already.
func (r *reading) Multi() bool { return r.build != r.final }

func (r *reading) proposeSplit() {
	g := r.build
	g.readBuild()
	against := slices.Clone(g.Problems)
	against = append(against, g.rootProblems(Of(r.Project))...)
	against = append(against, pattern.StageProblems(r.Model, g.Stage)...)
	if pattern.CanTry(against) && g.firstInstall >= 0 {
		if r.start = readStart(g, g.Start, Of(r.Project)); g.OnlyStartedOutside() {
			r.start = start{}
		}
		g.managed.through = r.start.through > 0
		against = pattern.Further(against, append(r.against(), r.collected()...))
	}
	r.Note(pattern.Refusals(Split, against)...)
	if !pattern.CanTry(against) || g.firstInstall < 0 {
		return
	}
	if r.start.problem != "" {
		r.start.args, r.start.through, r.start.words = nil, 0, 0 // It stays as it is written.
	}
	r.splitBase = slim().Of(r.Builder())
	if slim().Is(r.Builder()) && !g.Installs && !g.managed.brought {
		r.Note(pattern.NothingToDo(g.Lines, "nothing to gain: "+r.Builder()+" carries no compilers, and no packages of the system are installed").Refusal(Split))
		return
	}
	r.split = r.newSplit()
	split := rule.Finding{
		Rule: Split, Lines: g.Lines, Swap: rule.Swap{From: r.Builder(), To: r.splitBase},
		Why: fmt.Sprintf("The image carries %s with what only installing needs; the program needs the interpreter, its packages and the sources.", r.Builder()),
	}
	if comes, _ := r.localVenv(); comes {
		split.Needs = []string{rule.Dockerignore}
	}
	if r.NoteTried(split, against, r.split) {
		return
	}
	r.Note(split)
	r.Note(pattern.OtherBase(r.splitBase, g.Instructions[0].Lines, Split))
	if model.IsRoot(r.split.User) {
		f := r.nonRoot(g.Stage, r.split.Volumes)
		f.Needs = []string{Split}
		r.Note(f)
	}
}

// against are the reasons against a split that lie in the start command, the image and the sources.
func (r *reading) against() []pattern.Problem {
	g := r.build
	var out []pattern.Problem
	problem := func(at dockerfile.Lines, reason string) {
		out = append(out, pattern.Problem{Lines: at, Reason: reason})
	}
	if bases.Describe(r.Builder()).Runtime != "python3" {
		problem(g.Lines, r.Builder()+" is not an image of Python, so it is not known which other image has the same interpreter")
	}
	if r.start.problem != "" {
		p := pattern.Problem{Lines: g.StartLines(), Reason: r.start.problem}
		if r.start.untold {
			p = p.Assuming(rule.AssumesStart, g.Start.Line())
		}
		out = append(out, p)
	}
	for _, why := range r.startedOutside() {
		problem(g.StartLines(), why)
	}
	out = append(out, r.managedProblems()...)
	out = append(out, r.systemNeeds()...)
	for _, d := range []struct {
		why     string
		assumes rule.Assumed
	}{{r.build.AgainstUsers(r.start.entry, bases.Describe(r.Builder())), ""}, {r.userSite(), ""}, {r.otherInterpreter(), rule.AssumesInterpreter}, {r.build.AgainstInstalling(r.Builder()), rule.AssumesFetched}} {
		p := pattern.Problem{Lines: g.Lines, Reason: d.why}
		if d.assumes != "" {
			p = p.Assuming(d.assumes, slim().Of(r.Builder()))
		}
		if d.why != "" {
			out = append(out, p)
		}
	}
	return out
}

// nonRoot is the finding on the user, which starts turned off where something may write beside the sources.
func (r *reading) nonRoot(final *model.Stage, volumes bool) rule.Finding {
	needed := slices.Concat(r.Project.Evidence(), ofWords(strings.Join(final.Start.Argv, " ")+" "+final.Start.Script))
	for _, st := range final.Replaced() {
		needed = append(needed, ofWords(strings.Join(st.Argv, " ")+" "+st.Script)...)
	}
	return interpreted.NonRoot(final, volumes, r.writer(), needed)
}

// writer begins a sentence with something that may write beside the sources, empty when nothing is known to.
func (r *reading) writer() string {
	if Of(r.Project) == nil {
		return ""
	}
	for _, e := range r.List(".") {
		if ext := path.Ext(e.Name()); ext == ".sqlite3" || ext == ".sqlite" || ext == ".db" {
			return "The program, which has the database " + e.Name() + ","
		}
	}
	for _, f := range Of(r.Project).Frameworks {
		if f.Name == "django" || f.Name == "streamlit" {
			return f.Name
		}
	}
	if r.start.changes() {
		return "The script " + path.Base(r.start.script) + ", which the image starts,"
	}
	return r.build.Writer(r.build.Stage)
}

// slim are the images of Python without what only builds need.
func slim() interpreted.SlimVariants {
	return interpreted.SlimVariants{Repo: "python", SuiteLast: true}
}

// Predict says what the project's files tell of its program.
func (Pattern) Predict(p *project.Project) (bases.Program, bool) {
	if Of(p) == nil {
		return bases.Program{}, false
	}
	return interpreted.Predicted("python", "python3", Of(p).Native, Of(p).Needed), true
}
