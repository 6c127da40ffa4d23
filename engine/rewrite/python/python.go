// Package python is the pattern for Python: it installs in one stage, into a folder that is copied alone, and ships the sources on
// a base of the same interpreter without compilers.
package python

import (
	"fmt"
	"path"
	"regexp"
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
}

// Read looks for a Python program that the target stage installs, or copies from a stage that does.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	final := readStage(s.Final())
	runtime := bases.Describe(s.RootBase(final.Stage)).Runtime
	if runtime != "python3" && (runtime != "" || s.Project.Python == nil || !final.speaksOfPython()) {
		return nil
	}
	r := &reading{Subject: s, final: final, build: final}
	if from := s.CopiedFrom(final.Stage); len(from) > 0 || final.Parent >= 0 {
		r.build = interpreted.Installer(s, final.Stage, from, readStage, (*stage).speaksOfPython)
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
	against = append(against, g.rootProblems(r.Project.Python)...)
	against = append(against, pattern.StageProblems(r.Model, g.Stage)...)
	if len(against) == 0 {
		r.start = readStart(g, r.Project.Python)
		g.managed.through = r.start.through > 0
		against = r.against()
	}
	r.Note(pattern.Refusals(Split, against)...)
	if len(against) > 0 {
		return
	}
	r.splitBase = slim(r.Builder())
	if slimName(r.Builder()) == r.Builder() && !g.Installs && !g.managed.brought {
		r.Note(rule.Finding{Rule: Split, Lines: g.Lines, Refused: "nothing to gain: " + r.Builder() + " carries no compilers, and no packages of the system are installed"})
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
	r.Note(split)
	r.Note(rule.Finding{
		Rule: pattern.FinalBase, Lines: g.Instructions[0].Lines, Needs: []string{Split}, Swap: rule.Swap{From: r.splitBase},
	})
	if model.IsRoot(r.split.User) {
		f := r.nonRoot(g.Stage, r.split.Volumes)
		f.Needs = []string{Split}
		r.Note(f)
	}
}

// against are the reasons against a split that lie in the start command, the image and the sources.
func (r *reading) against() []pattern.Problem {
	g, p := r.build, r.Project.Python
	var out []pattern.Problem
	problem := func(at dockerfile.Lines, reason string) {
		out = append(out, pattern.Problem{Lines: at, Reason: reason})
	}
	if bases.Describe(r.Builder()).Runtime != "python3" {
		problem(g.Lines, r.Builder()+" is not an image of Python, so it is not known which other image has the same interpreter")
	}
	if r.start.problem != "" {
		problem(g.StartLines(), r.start.problem)
	}
	out = append(out, r.managedProblems()...)
	for _, e := range slices.Concat(p.Programs, p.Shell) {
		if match := quoted.FindStringSubmatch(e.Says); match != nil {
			name, _, _ := strings.Cut(strings.TrimSpace(match[1]), " ")
			if !strings.Contains(" python python3 sh ls cat echo uname df which true date ", " "+path.Base(name)+" ") && !slices.Contains(g.Packages, name) {
				problem(g.Lines, fmt.Sprintf("%s:%d %s, and whether another image has it is not known", e.File, e.Line, e.Says))
			}
		}
	}
	for _, native := range p.Native {
		if bases.Describe(r.Builder()).Libc == "glibc" {
			g.Add(native.Run...)
		}
	}
	for _, d := range p.Dependencies {
		if name := distribution(d.Name); name == "playwright" || name == "pyppeteer" {
			problem(g.Lines, name+" starts browsers that are not part of its files")
		}
	}
	return out
}

// quoted finds a path or a name in a sentence of evidence.
var quoted = regexp.MustCompile("\"([^\"]+)\"")

// nonRoot is the finding on the user, which starts turned off where something may write beside the sources.
func (r *reading) nonRoot(final *model.Stage, volumes bool) rule.Finding {
	f := pattern.NonRoot(final, volumes)
	if f.Off || r.Project.Python == nil {
		return f
	}
	if what := r.writes(); what != "" {
		f.Off, f.Why = true, what+" may write to the program's folder, which belongs to root: turn this on only if it does not."
	}
	return f
}

// writes names something that may write beside the sources, empty when nothing is known to.
func (r *reading) writes() string {
	for _, e := range r.List(".") {
		if ext := path.Ext(e.Name()); ext == ".sqlite3" || ext == ".sqlite" || ext == ".db" {
			return "The program, which has the database " + e.Name() + ","
		}
	}
	for _, f := range r.Project.Python.Frameworks {
		if f.Name == "django" || f.Name == "streamlit" {
			return f.Name
		}
	}
	for _, i := range r.build.Runs() {
		for _, c := range r.build.Scripts[i].Commands {
			if c.Name() == "mkdir" {
				return fmt.Sprintf("The program, for which line %d makes a folder,", r.build.Instructions[i].Lines.First)
			}
		}
	}
	return ""
}

// slim is the image of the same version and suite without what only builds need; the image itself when there is none, or
// when it is not known to be there: in a private registry.
func slim(ref string) string {
	if bases.Official(ref) {
		return slimName(ref)
	}
	return ref
}

// slimName is the name that the slim variant of an image has where there is one.
func slimName(ref string) string {
	name, tag, tagged := ref, "", false
	if i := strings.LastIndex(ref, ":"); i > strings.LastIndex(ref, "/") {
		name, tag, tagged = ref[:i], ref[i+1:], true
	}
	switch {
	case strings.Contains(ref, "@") || path.Base(name) != "python":
		return ref
	case !tagged || tag == "latest":
		return name + ":slim"
	case strings.Contains(tag, "slim") || strings.Contains(tag, "alpine"):
		return ref
	}
	for _, suite := range []string{"bullseye", "bookworm", "trixie"} {
		if version, ok := strings.CutSuffix(tag, suite); ok {
			return name + ":" + version + "slim-" + suite
		}
	}
	return ref + "-slim"
}

// Predict says what the project's files tell of its program.
func (Pattern) Predict(p *project.Project) (bases.Program, bool) {
	if p.Python == nil {
		return bases.Program{}, false
	}
	out := bases.Program{Language: "python", Linkage: bases.Interpreted, Runtime: "python3", Predicted: true, NeedsCA: len(p.Python.TLS) > 0}
	for _, native := range p.Python.Native {
		out.Evidence = append(out.Evidence, native.Evidence)
	}
	out.Evidence = append(out.Evidence, p.Python.TLS...)
	return out, true
}
