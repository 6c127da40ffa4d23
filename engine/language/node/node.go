// Package node is the pattern for Node.js: it installs and builds in one stage, and ships what runs, with the production
// dependencies, on a base that has no compilers.
package node

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
	"lightship/engine/rewrite/rule"
)

// Pattern is the pattern for Node.js.
type Pattern struct{}

// Language is "node".
func (Pattern) Language() string { return "node" }

// reading is what was read of one Dockerfile.
type reading struct {
	pattern.Subject
	pattern.Notes
	manifest
	// build is the stage that installs the dependencies, final the target stage; they are the same in a file with one stage.
	build, final *stage
	start        start
	// others are what services and containers start in its place.
	others    []further
	splitBase string
	split     *pattern.Split
	// omit is how development dependencies are left out; nil when they stay. pruned is the same for a final stage that exists
	// already.
	omit   *omit
	pruned *pruned
	// names are the entries that the final stage copies one by one; empty when it copies the whole folder.
	names []string
	// outside is what the sources start beside node.
	outside pattern.Outside
	// site is the front-end whose files are all that is served; nil for a program.
	site *site
}

// Read looks for a Node.js program that the target stage installs, or copies from a stage that does.
func (Pattern) Read(s pattern.Subject) pattern.Reading {
	final := readStage(s.Final())
	runtime := bases.Describe(s.RootBase(final.Stage)).Runtime
	if runtime != "node" && (runtime != "" || !final.speaksOfNode() || final.isFrontEnd()) {
		return nil
	}
	r := &reading{Subject: s, final: final, build: final}
	from := s.CopiedFrom(final.Stage)
	if (len(from) > 0 || final.Parent >= 0) && !final.installsAlone() {
		r.build = interpreted.Installer(s, final.Stage, from, readStage, (*stage).speaksOfNode)
		r.manifest = manifestOf(s, r.build)
		if r.node() != nil {
			final.standing = true
			r.start, r.others = readStart(final, final.Start, r.node()), readOthers(final, r.node())
			r.startsElsewhere()
		}
		if runtime != "node" && r.node() == nil {
			return nil
		}
		r.proposeFinal()
		r.proposePruned()
		return r
	}
	if r.manifest = manifestOf(s, final); runtime != "node" && r.node() == nil {
		return nil
	}
	r.proposeSplit()
	return r
}

// Builder is the image that the dependencies are installed on.
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

// proposeSplit looks at a stage that does everything.
func (r *reading) proposeSplit() {
	g, n := r.build, r.node()
	if n == nil {
		r.Note(pattern.NotInContext(g.Lines, "no package.json that could be read was found: neither at the root of the build context nor in a folder that a COPY "+
			"brings to where the dependencies are installed").Refusal(Split))
		return
	}
	g.readBuild(n)
	r.start, r.others = readStart(g, g.Start, n), readOthers(g, n)
	if g.OnlyStartedOutside() {
		r.start = start{}
	}
	r.startsElsewhere()
	against := r.against()
	r.Note(pattern.Refusals(Split, against)...)
	if !pattern.CanTry(against) || g.install == nil {
		return
	}
	if len(against) > 0 {
		r.proposeTried(against)
		return
	}
	if r.site = r.readSite(); r.site != nil {
		r.proposeSite()
		return
	}
	r.splitBase = slim().Of(r.Builder())
	if r.names = r.entries(); r.buildsInRoot() {
		return
	}
	why := r.planOmit()
	if slim().Is(r.Builder()) && (r.omit == nil || r.omit.flag != "") && !g.Installs {
		gain := "nothing to gain: " + r.Builder() + " carries no compilers, and nothing is built"
		if g.builds {
			gain = "nothing to gain: " + r.Builder() + " carries no compilers, and no development dependencies can be left out"
		}
		if why != "" {
			gain += " (" + why + ")"
		}
		r.Note(pattern.NothingToDo(g.Lines, gain).Refusal(Split))
		if r.omit != nil {
			r.Note(rule.Finding{Rule: OmitDev, Lines: g.Instructions[g.installAt].Lines, Needs: []string{}})
		}
		return
	}
	r.split = r.newSplit()
	r.proposeChanges(why)
}

// buildsInRoot says whether what a build leaves in the root folder of the image can't be told, which is noted.
func (r *reading) buildsInRoot() bool {
	g := r.build
	if !g.IsInRoot() || !g.builds || r.names != nil {
		return false
	}
	g.AgainstRoot(g.Instructions[g.LastRun].Lines, "builds in the root folder, and what that leaves can't be told apart from the image's own files")
	r.Note(pattern.Refusals(Split, g.Problems)...)
	return true
}

// proposeTried adds the split of a stage that only doubts are against.
func (r *reading) proposeTried(against []pattern.Problem) {
	if slim().Is(r.Builder()) && !r.build.Installs {
		return // There is nothing to gain.
	}
	if r.start.problem != "" {
		r.start.run, r.start.shim = nil, nil // It stays as it is written.
	}
	r.splitBase, r.split = slim().Of(r.Builder()), r.newSplit()
	r.NoteTried(r.splitFinding(), against, r.split)
}

// splitFinding is the finding of a stage that can be split.
func (r *reading) splitFinding() rule.Finding {
	f := rule.Finding{
		Rule: Split, Lines: r.build.Lines, Swap: rule.Swap{From: r.Builder(), To: r.splitBase},
		Why: fmt.Sprintf("The image carries %s with what only installing and building need; the program needs node and its packages.", r.Builder()),
	}
	if len(r.names) == 0 && r.build.RepeatsInRoot("/node_modules") {
		f.Needs = []string{rule.Dockerignore}
	}
	return f
}

// proposeChanges adds the findings of a stage that can be split; why is the reason why development dependencies stay.
func (r *reading) proposeChanges(why string) {
	g := r.build
	r.Note(r.splitFinding())
	r.Note(pattern.OtherBase(r.splitBase, g.Instructions[0].Lines, Split))
	at := g.Instructions[g.installAt].Lines
	switch {
	case why != "":
		r.Refuse(OmitDev, at, why)
	case r.omit != nil:
		r.Note(rule.Finding{Rule: OmitDev, Lines: at})
	}
	switch {
	case r.start.through == "":
	case r.start.run == nil && !r.byShim():
		r.Refuse(DirectStart, g.StartLines(), "what "+r.start.through+" starts can't be written as one command of node")
	default:
		r.Note(rule.Finding{Rule: DirectStart, Lines: g.StartLines()})
	}
	if _, set := g.Env.Get("NODE_ENV"); !set && !r.start.develops() && r.start.needsDev(r.node()) == "" && r.otherNeedsDev() == "" {
		r.Note(r.production())
	}
	if model.IsRoot(r.split.User) {
		f := r.nonRoot(g.Stage, r.split.Volumes)
		f.Needs = []string{Split}
		r.Note(f)
	}
}

// nonRoot is the finding on the user, which starts turned off where something may write beside the program.
func (r *reading) nonRoot(final *model.Stage, volumes bool) rule.Finding {
	return interpreted.NonRoot(final, volumes, r.writer(), r.needed())
}

// writer begins a sentence with something that may write beside the program, empty when nothing is known to.
func (r *reading) writer() string {
	n := r.node()
	switch {
	case n == nil:
		return ""
	case r.start.problem == "" && r.start.needsDev(n) != "":
		return "What the start command runs"
	case r.start.entry != nil && r.start.entry.Changes:
		return "The script " + r.start.shellScript() + ", which the image starts,"
	case r.start.problem != "":
		return "What the image starts, which can't be told,"
	}
	for _, s := range r.starts() {
		if name := s.writesBeside(); name != "" {
			return name
		}
	}
	for _, name := range []string{
		"sqlite3", "better-sqlite3", "node:sqlite", "multer", "nedb", "@seald-io/nedb", "lowdb", "next", "nuxt", "winston-daily-rotate-file",
		"node-persist", "formidable", "express-fileupload", "level", "leveldown", "classic-level", "keyv-file", "conf",
	} {
		if hasDependency(n.Dependencies, name) {
			return name
		}
	}
	return r.build.Writer(r.build.Stage)
}

// against are the reasons against a split.
func (r *reading) against() []pattern.Problem {
	g := r.build
	out := g.rootProblems(r.node())
	out = append(slices.Clone(g.Problems), out...)
	out = append(out, pattern.StageProblems(r.Model, g.Stage)...)
	if bases.Describe(r.Builder()).Runtime != "node" {
		out = append(out, pattern.Problem{Lines: g.Lines, Reason: r.Builder() + " is not an image of Node.js, so it is not known which other image has the same one"})
	}
	if r.start.problem != "" {
		p := pattern.Problem{Lines: g.StartLines(), Reason: r.start.problem}
		if r.start.untold {
			p = p.Assuming(rule.AssumesStart, g.Start.Line())
		}
		out = append(out, p)
	}
	for _, o := range r.others {
		if o.problem != "" {
			out = append(out, pattern.Problem{Lines: g.StartLines(), Reason: o.from.Who() + ": " + o.problem})
		}
	}
	if !pattern.CanTry(out) || g.install == nil {
		return out
	}
	return pattern.Further(out, r.againstRunning())
}

// againstRunning are the reasons that lie in what the program runs by and starts.
func (r *reading) againstRunning() []pattern.Problem {
	g, n := r.build, r.node()
	at := g.Instructions[g.installAt].Lines
	switch n.Manager {
	case Bun:
		return []pattern.Problem{{Lines: at, Reason: "bun installs the dependencies, and whether the program runs on node alone is not known"}}
	case YarnBerry:
		if !r.linksModules() {
			return []pattern.Problem{{Lines: at, Reason: "yarn is not told to make node_modules (nodeLinker), so the program needs yarn's own loader and cache"}}
		}
	}
	return r.missing()
}

// missing says what the program starts or loads that another image lacks; empty when nothing is known.
func (r *reading) missing() []pattern.Problem {
	g, n := r.build, r.node()
	var out []pattern.Problem
	if why := r.startedOutside(); why != "" {
		out = append(out, pattern.Problem{Lines: g.StartLines(), Reason: why}.Assuming(rule.AssumesProgram, ""))
	}
	for _, native := range n.Native {
		g.Add(r.packagesOf(native)...)
	}
	if why := g.AgainstInstalling(r.Builder()); why != "" && len(out) == 0 {
		out = append(out, pattern.Problem{Lines: g.StartLines(), Reason: why}.Assuming(rule.AssumesFetched, slim().Of(r.Builder())))
	}
	if why := g.AgainstUsers(r.start.entry, bases.Describe(r.Builder())); why != "" {
		out = pattern.Further(out, []pattern.Problem{{Lines: g.StartLines(), Reason: why}})
	}
	if why := r.lackingStarter(); why != "" {
		out = pattern.Further(out, []pattern.Problem{{Lines: g.StartLines(), Reason: why}})
	}
	return out
}

// lackingStarter says that the final image lacks the package manager that the image starts; empty when it has it.
func (r *reading) lackingStarter() string {
	if why := r.lackingManager(); why != "" {
		return why
	}
	if r.start.run == nil && r.start.through != "" && !r.hasManager(r.start.through) && !r.byShim() && r.readSite() == nil {
		return "the image starts " + r.start.through + ", which " + slim().Of(r.Builder()) + " lacks, and what it starts can't be written as one command of node"
	}
	return ""
}

// packagesOf are the Debian packages that a dependency with native code needs at run time; alpine's have other names.
func (r *reading) packagesOf(native project.Native) []string {
	if bases.Describe(r.Builder()).Libc == "musl" {
		return nil
	}
	return native.Run
}

// hasManager says whether the images of Node.js have a package manager: pnpm and newer yarns are brought by corepack.
func (r *reading) hasManager(name string) bool {
	return name == "npm" || name == "npx" || name == "yarn" && r.node().Manager == YarnClassic
}

// linksModules says whether yarn's configuration asks for node_modules.
func (r *reading) linksModules() bool {
	for line := range strings.Lines(r.text(".yarnrc.yml")) {
		key, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(key) == "nodeLinker" {
			return strings.Trim(strings.TrimSpace(value), `"'`) != "pnp"
		}
	}
	return false
}

// slim are the images of Node.js without what only builds need.
func slim() interpreted.SlimVariants { return interpreted.SlimVariants{Repo: "node"} }

// Predict says what package.json tells of its program.
func (Pattern) Predict(p *project.Project) (bases.Program, bool) {
	if Of(p) == nil {
		return bases.Program{}, false
	}
	return interpreted.Predicted("node", "node", Of(p).Native, Of(p).Needed), true
}
