package node

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
	"lightship/engine/rewrite/rule"
)

// pruned is how a final stage that exists already gets node_modules without development dependencies: from a stage of its own
// that starts from the one it takes them from today. That one stays as it is, so whoever else uses it, or builds it by its
// name to run tests, finds everything there.
type pruned struct {
	// from is the stage that the final one takes node_modules from, root the folder that has it there.
	from *model.Stage
	root string
	modules
	// copies are the indexes of the final stage's COPYs that bring it.
	copies []int
	// fromName and name are what from and the new stage are called; command is the RUN that takes the
	// dependencies out.
	fromName, name, command string
}

// proposePruned looks whether the final stage takes development dependencies from another one.
func (r *reading) proposePruned() {
	n := r.Project.Node
	if n == nil || len(n.DevDependencies) == 0 {
		return
	}
	o := newOrigins(r)
	if parent := r.final.Parent; parent >= 0 {
		for _, root := range o.rootsOf(r.Stages[parent]) {
			if o.modulesIn(r.Stages[parent], root).dev {
				r.Refuse(OmitDev, r.final.Instructions[0].Lines,
					"the final stage starts from one that has them, and what is taken out later would still be in the layers below")
				return
			}
		}
	}
	p, other := o.takesModules()
	if p == nil {
		return
	}
	at := r.final.Instructions[p.copies[0]].Lines
	why := r.againstPruned(p, o.hasManifest(p.from, p.root))
	if other != nil && why == "" {
		why = fmt.Sprintf("the final stage takes node_modules from %s and from %s, and which of them it needs whole is not known", p.root, other.root)
	}
	if why != "" {
		r.Refuse(OmitDev, at, why)
		return
	}
	p.command = prune(n, p.install, "")
	p.fromName = p.from.Name
	if p.fromName == "" {
		p.fromName = r.freeName("build")
	}
	p.name = r.freeName("pruned")
	r.pruned = p
	r.Note(rule.Finding{
		Rule: OmitDev, Lines: at, Needs: []string{}, Leaves: r.leaves(p),
		Why: fmt.Sprintf("Line %d installs development dependencies too, and line %d brings them into the final image, where nothing reads them.",
			p.at.First, at.First),
	})
}

// takesModules finds the COPYs of the final stage that bring development dependencies; other is a second folder of
// dependencies, nil for none.
func (o *origins) takesModules() (p, other *pruned) {
	for i := range o.final.Instructions {
		for _, t := range o.takenBy(o.final.Stage, i) {
			for _, root := range o.rootsOf(t.stage) {
				whole := t.source != "/" && strings.HasPrefix(root+"/", t.source+"/")
				if t.source != path.Join(root, "node_modules") && !whole {
					continue
				}
				m := o.modulesIn(t.stage, root)
				switch {
				case !m.dev:
				case p == nil:
					p = &pruned{from: t.stage, root: root, modules: m, copies: []int{i}}
				case p.from != t.stage || p.root != root:
					other = &pruned{from: t.stage, root: root}
				case !slices.Contains(p.copies, i):
					p.copies = append(p.copies, i)
				}
			}
		}
	}
	return p, other
}

// againstPruned says why development dependencies have to stay; empty when they need not. manifest says that the project's
// package.json is where node_modules is.
func (r *reading) againstPruned(p *pruned, manifest bool) string {
	n := r.Project.Node
	reasons := []func() string{
		func() string { return p.problem },
		func() string { return r.againstManager(p) },
		func() string { return r.againstStage(p, manifest) },
		func() string { return r.start.problem },
		func() string { return r.againstDev(p.adds) },
		r.finalRunsTools,
		r.namedByNumber,
	}
	if pruneCommand(n.Manager, n.ManagerVersion) == "" {
		return noPrune(n.Manager, n.ManagerVersion)
	}
	for _, reason := range reasons {
		if why := reason(); why != "" {
			return why
		}
	}
	return ""
}

// againstManager are the reasons that lie in the package manager.
func (r *reading) againstManager(p *pruned) string {
	n := r.Project.Node
	for _, list := range readStage(p.from).commands {
		for _, c := range list {
			if c.kind == installs && c.manager != program(n.Manager) {
				return fmt.Sprintf("%s installs, and the project is one of %s", c.manager, program(n.Manager))
			}
		}
	}
	switch {
	case p.copied && n.Manager != project.NPM:
		return fmt.Sprintf("node_modules comes from another stage, and %s may not know it as its own there", program(n.Manager))
	case n.Manager == project.YarnBerry && !r.linksModules():
		return "yarn is not told to make node_modules (nodeLinker), so what the program loads is not there"
	}
	return againstPrune(n, p.install)
}

// againstStage are the reasons that lie in the stage that node_modules is taken from.
func (r *reading) againstStage(p *pruned, manifest bool) string {
	if !manifest {
		return fmt.Sprintf("no COPY brings the project's package.json into %s, and without it no package manager can take anything out", p.root)
	}
	if !r.hasTool(p.from) {
		return fmt.Sprintf("node_modules comes from a stage on %s, and whether that has %s is not known", r.RootBase(p.from), program(r.Project.Node.Manager))
	}
	if p.from.User != p.by {
		return fmt.Sprintf("line %d installs as another user than the one its stage ends with", p.at.First)
	}
	for s := p.from; ; s = r.Stages[s.Parent] {
		for _, ins := range s.Instructions {
			switch ins.Command.(type) {
			case *instructions.OnbuildCommand:
				return fmt.Sprintf("line %d is ONBUILD, which a stage that starts from this one would run", ins.Lines.First)
			case *instructions.ShellCommand:
				return fmt.Sprintf("line %d sets a shell of its own", ins.Lines.First)
			}
		}
		if s.Parent < 0 {
			return ""
		}
	}
}

// hasTool says whether the project's package manager is in a stage: a RUN there uses it, or its image brings it.
func (r *reading) hasTool(s *model.Stage) bool {
	tool := program(r.Project.Node.Manager)
	for ; ; s = r.Stages[s.Parent] {
		for _, list := range readStage(s).commands {
			if slices.ContainsFunc(list, func(c command) bool { return c.Name() == tool }) {
				return true
			}
		}
		if s.Parent < 0 {
			base := bases.Describe(s.Base)
			return r.hasManager(tool) && base.Runtime == "node" && base.Shell != ""
		}
	}
}

// finalRunsTools says why a RUN or the health check of the final stage may need development dependencies.
func (r *reading) finalRunsTools() string {
	g := r.final
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			at := g.Instructions[i].Lines.First
			switch {
			case c.kind == builds || c.kind == installs || c.kind == adds:
				return fmt.Sprintf("line %d of the final stage runs %s, which may need them", at, c.Name())
			case c.kind == other && !interpreted.IsPlain(c.Name()):
				return fmt.Sprintf("line %d of the final stage runs %s, and whether that needs them is not known", at, c.Name())
			}
		}
	}
	for _, ins := range g.Instructions {
		if c, ok := ins.Command.(*instructions.HealthCheckCommand); ok && c.Health != nil {
			if word := toolIn.FindString(strings.Join(c.Health.Test, " ")); word != "" {
				return fmt.Sprintf("line %d: the health check calls %s, which may need them", ins.Lines.First, word)
			}
		}
	}
	return ""
}

// toolIn finds what may start a program of node_modules.
var toolIn = regexp.MustCompile(`\b(?:npx|npm|yarn|pnpm|pnpx|node_modules)\b`)

// namedByNumber says why another stage can't be put before the final one: a line names that, or a later one, by its number,
// which would shift.
func (r *reading) namedByNumber() string {
	for _, s := range r.Stages {
		for _, ins := range s.Instructions {
			for _, from := range sourcesOf(ins) {
				if n, err := strconv.Atoi(from); err == nil && n >= r.final.Index {
					return fmt.Sprintf("line %d names a stage by its number, which another stage would shift", ins.Lines.First)
				}
			}
		}
	}
	return ""
}

// sourcesOf are the stages and images, as written, that a COPY or the mounts of a RUN take files from.
func sourcesOf(ins dockerfile.Instruction) []string {
	var out []string
	switch c := ins.Expanded().(type) {
	case *instructions.CopyCommand:
		out = append(out, c.From)
	case *instructions.RunCommand:
		for _, m := range instructions.GetMounts(c) {
			out = append(out, m.From)
		}
	}
	return out
}

// freeName is a stage's name that none has.
func (r *reading) freeName(name string) string {
	free := name
	for n := 2; slices.ContainsFunc(r.Stages, func(s *model.Stage) bool { return s.Name == free }); n++ {
		free = fmt.Sprintf("%s%d", name, n)
	}
	return free
}

// leaves are the folders of the packages that only npm's lock file's development dependencies bring: what an analysed image
// holds of them is what is saved.
func (r *reading) leaves(p *pruned) rule.Leaves {
	var lock struct {
		Packages map[string]struct {
			Dev bool `json:"dev"`
		} `json:"packages"`
	}
	n, at := r.Project.Node, p.copies[0]
	if n.Manager != project.NPM || n.Lock == "" || json.Unmarshal([]byte(r.text(n.Lock)), &lock) != nil {
		return rule.Leaves{}
	}
	out := rule.Leaves{At: r.final.Instructions[at].Lines}
	for _, t := range r.takenBy(r.final.Stage, at) {
		rel, below := strings.CutPrefix(path.Join(p.root, "node_modules")+"/", t.source+"/")
		if !below {
			continue
		}
		for name, entry := range lock.Packages {
			first, _, nested := strings.Cut(strings.TrimPrefix(name, "node_modules/"), "/node_modules/")
			if entry.Dev && strings.HasPrefix(name, "node_modules/") && (!nested || !lock.Packages["node_modules/"+first].Dev) {
				out.Paths = append(out.Paths, path.Join(t.dest, rel, strings.TrimPrefix(name, "node_modules/")))
			}
		}
	}
	slices.Sort(out.Paths)
	return out
}

// fromFlag finds the stage that a COPY takes its files from.
var fromFlag = regexp.MustCompile(`--from=\S+`)

// edits put the new stage before the final one, and let that take node_modules from it.
func (p *pruned) edits(edits *pattern.Edits, r *reading) {
	if p.from.Name == "" {
		first := p.from.Instructions[0]
		edits.Replace(first.Lines, pattern.FromNamed(first, "", p.fromName))
	}
	lines := []string{"FROM " + p.fromName + " AS " + p.name}
	if p.from.Dir != p.root {
		lines = append(lines, "WORKDIR "+p.root)
	}
	lines = append(lines, p.command, "", "")
	final := r.final
	edits.Insert(r.WithComments(final.Instructions[0].Lines).First, strings.Join(lines, "\n"))
	for _, i := range p.copies {
		edits.Replace(final.Instructions[i].Lines, replaceFirst(final.Instructions[i], "--from="+p.name))
	}
}

// replaceFirst is a COPY's text with another stage to take from.
func replaceFirst(ins dockerfile.Instruction, flag string) string {
	text := strings.ReplaceAll(ins.Text, "\r\n", "\n")
	for _, at := range fromFlag.FindAllStringIndex(text, -1) {
		line := text[strings.LastIndexByte(text[:at[0]], '\n')+1 : at[0]]
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return text[:at[0]] + flag + text[at[1]:]
		}
	}
	return text
}
