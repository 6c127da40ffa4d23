package rust

import (
	"fmt"
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// outDir is where programs are copied to out of the target folder: every image has it, and it is in PATH.
const outDir = "/usr/local/bin"

// outside is where a program stands outside the target folder.
func (t *targetCache) outside(program string) string {
	if at, found := t.moved[program]; found {
		return at
	}
	return program
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
