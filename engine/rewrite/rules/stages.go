package rules

import (
	"fmt"
	"path"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func deadStage() rule.Rule {
	return rule.Rule{
		ID: "dead-stage", Group: rule.Speed, Severity: rule.Info, Title: "A stage that the target does not need",
		Next:  "remove the stage if nobody builds it",
		Why:   "BuildKit skips it; whoever reads the file does not know that.",
		Check: checkDeadStages,
	}
}

func wholeFilesystem() rule.Rule {
	return rule.Rule{
		ID: "whole-filesystem-copy", Group: rule.Size, Severity: rule.Warning, Title: "Copy what is needed, not a whole file system",
		Next:  "copy the program and the files that it reads by their paths",
		Why:   "Everything that the other stage holds comes along, its toolchain too.",
		Check: checkWholeFilesystem,
	}
}

// reached marks the stages that the target needs.
func reached(m *model.Model) []bool {
	out := make([]bool, len(m.Stages))
	var visit func(i int)
	visit = func(i int) {
		if i < 0 || out[i] {
			return
		}
		out[i] = true
		s := m.Stages[i]
		visit(s.Parent)
		for _, ins := range s.Instructions {
			for _, from := range fromsOf(ins) {
				visit(m.StageOf(s, ins, from))
			}
		}
		for _, trigger := range s.Triggers {
			for _, from := range fromsOf(trigger) {
				visit(m.StageOf(s, trigger, from))
			}
		}
	}
	visit(m.Final().Index)
	return out
}

// fromsOf are what an instruction takes files from: COPY --from and the mounts of a RUN.
func fromsOf(ins dockerfile.Instruction) []string {
	switch c := ins.Expanded().(type) {
	case *instructions.CopyCommand:
		if c.From != "" {
			return []string{c.From}
		}
	case *instructions.RunCommand:
		var out []string
		for _, mount := range instructions.GetMounts(c) {
			if mount.From != "" {
				out = append(out, mount.From)
			}
		}
		return out
	}
	return nil
}

func checkDeadStages(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for i, needed := range reached(m) {
		s := m.Stages[i]
		if needed || i > m.Final().Index {
			continue
		}
		name := s.Name
		if name == "" {
			name = fmt.Sprint(i)
		}
		out = append(out, rule.Refuse(s.Lines, "it may be built by its name (--target "+name+") or as another build's start"))
	}
	return out
}

func checkWholeFilesystem(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, s := range m.Stages {
		for _, ins := range s.Instructions {
			c := copyOf(ins)
			if c == nil || c.From == "" {
				continue
			}
			for _, src := range c.SourcePaths {
				if path.Clean("/"+model.ExpandVars(src, ins.Env)) == "/" && !builtOnScratch(m, s, ins, c.From) {
					out = append(out, rule.Refuse(ins.Lines, "which of the files are needed can't be told from the Dockerfile"))
				}
			}
		}
	}
	return out
}

// builtOnScratch says whether a stage holds nothing but what the Dockerfile put there.
func builtOnScratch(m *model.Model, s *model.Stage, ins dockerfile.Instruction, from string) bool {
	i := m.StageOf(s, ins, from)
	return i >= 0 && m.RootBase(m.Stages[i]) == dockerfile.Scratch
}
