package rust

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// outDir is where programs are copied to out of the target folder: every image has it, and it is in PATH.
const outDir = "/usr/local/bin"

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

// outside is where a program stands outside the target folder.
func (t *targetCache) outside(program string) string {
	if at, found := t.moved[program]; found {
		return at
	}
	return program
}

// cacheTarget works out the mount. Both results are nil when there is nothing to do.
func (r *reading) cacheTarget() (*targetCache, *pattern.Problem) {
	g := r.build
	t := &targetCache{dir: g.targetDir, takeOut: map[int][]string{}, moved: map[string]string{}}
	if t.dir == "" || len(g.Problems) > 0 || r.Project.Rust == nil {
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
	if !r.Multi() && r.split == nil {
		return nil, nil // Without a split the program has to stand where it is started from.
	}
	for _, i := range t.runs {
		if why := r.againstCache(i); why != "" {
			return nil, &pattern.Problem{Lines: g.Instructions[i].Lines, Reason: why}
		}
	}
	if p := r.usesTargetElsewhere(t); p != nil {
		return nil, p
	}
	if !r.Multi() {
		return t, r.takeOut(t, r.program)
	}
	return t, r.takeOutCopied(t)
}

// againstCache says why a RUN can't build in a cache mount; empty when it can.
func (r *reading) againstCache(i int) string {
	g := r.build
	line := g.Instructions[i].Lines.First
	switch {
	case !model.IsRoot(g.Users[i]):
		return "the build runs as " + g.Users[i] + ", and a cache mount belongs to root"
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

// takeOut notes that a program has to be copied out of the folder, unless the build does that itself.
func (r *reading) takeOut(t *targetCache, program string) *pattern.Problem {
	o := r.build.At(program)
	if o == nil || !strings.HasPrefix(program, t.dir+"/") {
		return nil
	}
	for _, p := range o.Paths {
		if !strings.HasPrefix(p, t.dir+"/") {
			t.moved[program] = p
			return nil
		}
	}
	at := r.build.Instructions[o.Instruction].Lines
	if _, ok := r.lastUse(r.build.Scripts[o.Instruction], o.Command, program); !ok {
		return &pattern.Problem{Lines: at, Reason: fmt.Sprintf("line %d: there is no place behind cargo where the program can be copied out of the mount", at.First)}
	}
	to := path.Join(outDir, path.Base(program))
	if _, done := t.moved[program]; !done {
		t.takeOut[o.Instruction] = append(t.takeOut[o.Instruction], program)
	}
	t.moved[program] = to
	return nil
}

// takeOutCopied looks at what other stages copy from the folder.
func (r *reading) takeOutCopied(t *targetCache) *pattern.Problem {
	for _, s := range r.Stages {
		for i, ins := range s.Instructions {
			c, ok := ins.Command.(*instructions.CopyCommand)
			if !ok || c.From == "" || r.StageOf(s, ins, c.From) != r.build.Stage.Index {
				continue
			}
			if p := r.takeOutCopy(t, s, i, c); p != nil {
				return p
			}
		}
	}
	return nil
}

func (r *reading) takeOutCopy(t *targetCache, s *model.Stage, i int, c *instructions.CopyCommand) *pattern.Problem {
	ins := s.Instructions[i]
	text := strings.ReplaceAll(ins.Text, "\r\n", "\n")
	changed := false
	for _, src := range c.SourcePaths {
		from := model.Resolve("/", model.ExpandVars(src, s.Envs[i]))
		inside := strings.HasPrefix(from, t.dir+"/")
		switch {
		case from != t.dir && !inside && !strings.HasPrefix(t.dir, strings.TrimSuffix(from, "/")+"/"):
			continue
		case !inside || r.build.At(from) == nil || strings.Count(text, src) != 1:
			return &pattern.Problem{Lines: ins.Lines, Reason: fmt.Sprintf("line %d copies %s, and what of it stands in the target folder would be missing", ins.Lines.First, src)}
		}
		if p := r.takeOut(t, from); p != nil {
			return p
		}
		to := t.moved[from]
		if path.Base(to) != path.Base(from) && (len(c.SourcePaths) > 1 || strings.HasSuffix(c.DestPath, "/")) {
			return &pattern.Problem{Lines: ins.Lines, Reason: fmt.Sprintf("line %d copies %s to a folder, where it would get another name", ins.Lines.First, src)}
		}
		text, changed = strings.Replace(text, src, to, 1), true
	}
	if changed {
		t.copies.Replace(ins.Lines, text)
	}
	return nil
}

// lastUse is the step of a script behind which a program can be copied: the last that names it, else the one that builds it.
// It is not ok when that step is more than one command.
func (r *reading) lastUse(s *model.Script, c model.Command, program string) (step model.Step, ok bool) {
	for _, candidate := range s.Steps() {
		builds := c.At >= candidate.First && c.End <= candidate.Last
		if builds || ok && mentions(s.Text[candidate.First:candidate.Last], program, c.Dir) {
			step, ok = candidate, true
		}
	}
	return step, ok && step.Simple
}

// stripped are the RUNs whose builds leave symbols in.
func (r *reading) stripped() []int {
	var out []int
	for _, i := range r.build.Runs() {
		if len(r.stripRun(i)) > 0 {
			out = append(out, i)
		}
	}
	return out
}

// stripRun are the insertions that make a RUN's builds strip symbols. All builds of a profile get the same setting: with
// another one cargo compiles the dependencies again.
func (r *reading) stripRun(i int) []model.Insertion {
	s := r.build.Scripts[i]
	if !s.Editable || r.stripsItself() {
		return nil
	}
	var out []model.Insertion
	for _, c := range r.build.cargos[i] {
		variable := "CARGO_PROFILE_" + strings.ToUpper(strings.ReplaceAll(c.profile, "-", "_")) + "_STRIP"
		_, set := c.Env[variable]
		if c.profile == "dev" || c.profile == "test" || set || !c.builds() && c.verb != "chef" || strings.Contains(c.Env["RUSTFLAGS"], "strip=") {
			continue
		}
		if !strings.HasPrefix(s.Text[c.At:], "env ") {
			out = append(out, model.Insertion{At: c.At, Text: variable + "=symbols "})
		}
	}
	return out
}

// stripsItself says whether the project or the Dockerfile strips already.
func (r *reading) stripsItself() bool {
	if r.Project.Rust == nil || r.Project.Rust.Strip {
		return true
	}
	for _, s := range r.build.Scripts {
		for _, c := range s.Commands {
			if c.Name() == "strip" {
				return true
			}
		}
	}
	return strings.Contains(r.configFlags(), "strip=") || strings.Contains(r.configFlags(), "link-arg=-s")
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
	name := r.Project.Rust.Name
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
