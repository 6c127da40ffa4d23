package node

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
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
	n := r.node()
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
	p.command = r.asReleased(prune(n, p.install, ""))
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
	n, at := r.node(), p.copies[0]
	if n.Manager != NPM || n.Lock == "" || json.Unmarshal([]byte(r.text(n.Lock)), &lock) != nil {
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
