package rust

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// targetCache is a cache mount on the target folder.
type targetCache struct {
	// dir is the folder, runs are the indexes of the RUNs that get the mount.
	dir  string
	runs []int
	// takeOut are the programs to copy out of the folder, by the instruction's index.
	takeOut map[int][]string
	// copies are the COPY instructions of other stages that take a program from the folder, with their new text.
	copies pattern.Edits
	// moved is where a program in the folder stands outside of it.
	moved map[string]string
}

// cacheTarget works out the mount. Both results are nil when there is nothing to do.
func (r *reading) cacheTarget() (*targetCache, *pattern.Problem) {
	g := r.build
	t := &targetCache{dir: g.targetDir, takeOut: map[int][]string{}, moved: map[string]string{}}
	if t.dir == "" || len(g.Problems) > 0 || Of(r.Project) == nil {
		return nil, nil
	}
	for _, i := range g.Runs() {
		if slices.ContainsFunc(g.cargos[i], cargo.usesTarget) && !model.Mounts(g.Instructions[i], t.dir) {
			t.runs = append(t.runs, i)
		}
	}
	if len(t.runs) == 0 {
		return nil, nil
	}
	if !r.Multi() && !r.split.Sure() {
		return nil, nil // Without a split the program has to stand where it is started from.
	}
	if p := r.againstMount(t.runs); p != nil {
		return nil, p
	}
	if p := r.usesTargetElsewhere(t); p != nil {
		return nil, p
	}
	if r.Multi() {
		return t, r.takeOutCopied(t)
	}
	for _, program := range append([]string{r.program}, r.split.Others...) {
		if p := r.takeOut(t, program); p != nil {
			return t, p
		}
	}
	return t, nil
}

// againstMount is why the RUNs that compile can't get the mount; nil when they can.
func (r *reading) againstMount(runs []int) *pattern.Problem {
	if p := r.layersDependencies(); p != nil {
		return p
	}
	for _, i := range runs {
		if why := r.againstCache(i); why != "" {
			return &pattern.Problem{Lines: r.build.Instructions[i].Lines, Reason: why}
		}
	}
	return nil
}

// layersDependencies is the RUN that compiles dependencies before the sources come, in this stage or one that it starts from: what it
// leaves is in a layer of its own, which a mount would empty. A builder that does not keep mounts, as many in CI, would compile
// them at every build.
func (r *reading) layersDependencies() *pattern.Problem {
	g := r.build
	if s := r.inherits(); s != nil {
		return &pattern.Problem{Lines: g.Lines, Reason: fmt.Sprintf("the stage at line %d, which this one starts from, compiles in the target folder, and a mount would hide what it leaves", s.Lines.First)}
	}
	first := -1
	for i := range g.Instructions {
		uses := slices.ContainsFunc(g.cargos[i], cargo.usesTarget)
		brings := slices.ContainsFunc(g.Copies, func(c model.Copy) bool { return c.Instruction == i })
		switch {
		case uses && first < 0:
			first = i
		case brings && first >= 0 && slices.ContainsFunc(g.Runs(), func(later int) bool { return later > i && slices.ContainsFunc(g.cargos[later], cargo.usesTarget) }):
			at := g.Instructions[first].Lines
			return &pattern.Problem{Lines: at, Reason: fmt.Sprintf("line %d compiles the dependencies in a layer of its own, which a mount would leave empty: a builder that does not keep mounts would compile them every time", at.First)}
		}
	}
	return nil
}

// inherits is the stage that this one starts from, itself or through others, and that uses the target folder; nil for none.
func (r *reading) inherits() *model.Stage {
	for at := r.build.Parent; at >= 0; at = r.Stages[at].Parent {
		s := readStage(r.Stages[at], Of(r.Project))
		for _, list := range s.cargos {
			if slices.ContainsFunc(list, cargo.usesTarget) {
				return s.Stage
			}
		}
	}
	return nil
}

// againstCache says why a RUN can't build in a cache mount; empty when it can.
func (r *reading) againstCache(i int) string {
	g := r.build
	line := g.Instructions[i].Lines.First
	for _, e := range Of(r.Project).Untold {
		return where(e) + " " + e.Says + ": a target folder that is kept would ship what was built before"
	}
	if why := r.olderSources(i); why != "" {
		return why + ": cargo would take what was built before for new"
	}
	switch {
	case !model.IsRoot(g.Users[i]):
		return "the build runs as " + g.Users[i] + ", and a cache mount belongs to root"
	case slices.ContainsFunc(g.cargos[i], func(c cargo) bool { return c.Inner }):
		return fmt.Sprintf("line %d: a script runs cargo, and may look for what is built in the folder later", line)
	case !g.Scripts[i].Editable:
		return fmt.Sprintf("line %d: the program has to be copied out of the mount in the same RUN, and a heredoc or exec form is left alone", line)
	}
	for _, c := range g.Scripts[i].Commands {
		if operand := r.removedTarget(c); operand != "" {
			return fmt.Sprintf("line %d removes %s, which would empty the cache", line, operand)
		}
	}
	return ""
}

// removedTarget is the operand of an rm that is the target folder or a folder around it, and cargo clean; empty when none.
func (r *reading) removedTarget(c model.Command) string {
	if c.Name() == "cargo" && c.Arg(1) == "clean" {
		return "the target folder"
	}
	if c.Name() != "rm" {
		return ""
	}
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		at := strings.TrimSuffix(model.Resolve(c.Dir, a), "/*")
		if a != "" && !strings.HasPrefix(a, "-") && (at == r.build.targetDir || strings.HasPrefix(r.build.targetDir, at+"/")) {
			return a
		}
	}
	return ""
}

// usesTargetElsewhere looks for instructions that need what the mount would hide and that can't be given it.
func (r *reading) usesTargetElsewhere(t *targetCache) *pattern.Problem {
	g := r.build
	for i, ins := range g.Instructions {
		s := g.Scripts[i]
		if s == nil || slices.Contains(t.runs, i) {
			continue
		}
		if i > t.runs[0] && mentions(s.Text, t.dir, g.Dirs[i]) {
			return &pattern.Problem{Lines: ins.Lines, Reason: fmt.Sprintf("line %d uses the target folder, which a cache mount would hide", ins.Lines.First)}
		}
	}
	for _, s := range r.Stages {
		if s.Parent == g.Stage.Index && s.Index != g.Stage.Index {
			return &pattern.Problem{Lines: s.Lines, Reason: fmt.Sprintf("the stage at line %d starts from this one and may use the target folder", s.Lines.First)}
		}
	}
	return nil
}

// mentions says whether a script names the target folder.
func mentions(script, target, dir string) bool {
	rel := strings.TrimPrefix(target, strings.TrimSuffix(dir, "/")+"/")
	for _, word := range strings.FieldsFunc(script, func(c rune) bool { return strings.ContainsRune(" \t\n=;&|<>\"'()", c) }) {
		word = strings.TrimPrefix(word, "./")
		for _, t := range []string{target, rel} {
			if word == t || strings.HasPrefix(word, t+"/") {
				return true
			}
		}
	}
	return false
}

// builds edits the RUNs of the stage that builds.
func (r *reading) builds(edits *pattern.Edits, on map[string]bool) {
	g := r.build
	for _, i := range g.Runs() {
		s := g.Scripts[i]
		var ins []model.Insertion
		if on[Strip] {
			ins = append(ins, r.stripRun(i)...)
		}
		if r.cache != nil && on[TargetCache] && (on[Split] || r.Multi()) {
			ins = append(ins, r.cacheRun(i)...)
		}
		if text := model.Insert(s.Text, ins); text != s.Text {
			edits.Replace(g.Instructions[i].Lines, text)
		}
	}
	if r.cache != nil && on[TargetCache] && r.Multi() {
		*edits = append(*edits, r.cache.copies...)
	}
}

// cacheRun are the insertions that mount the cache in a RUN and copy programs out of it.
func (r *reading) cacheRun(i int) []model.Insertion {
	t, s := r.cache, r.build.Scripts[i]
	if !slices.Contains(t.runs, i) {
		return nil
	}
	ins := s.WithFlags([]string{"--mount=type=cache,id=" + r.cacheID() + ",target=" + t.dir + ",sharing=locked"})
	for _, program := range t.takeOut[i] {
		c, _ := r.build.buildOf(program)
		if step, ok := r.lastUse(s, c.Command, program); ok {
			from := strings.TrimPrefix(program, strings.TrimSuffix(c.Dir, "/")+"/")
			ins = append(ins, model.Insertion{At: step.Last, Text: " && \\\n    cp " + from + " " + outDir + "/"})
		}
	}
	return ins
}

// cacheID keeps the target folders of projects apart that are built in a folder of the same name.
func (r *reading) cacheID() string {
	name := Of(r.Project).Name
	if name == "" {
		name = r.Project.Name
	}
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			return c
		}
		return '-'
	}, strings.ToLower(name)) + "-target"
}
