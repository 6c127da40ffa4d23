package dockerfile

import "github.com/moby/buildkit/frontend/dockerfile/instructions"

// Line returns the 1-based line of the source without its line end, "" when there is no such line.
func (f *File) Line(n int) string { return newSource(f.Source).line(n) }

// Expanded returns BuildKit's typed form of the instruction with the variables in it replaced as BuildKit does: paths,
// users and mounts are, the commands of a RUN aren't, because their shell does that. It is nil for FROM and must not
// be changed.
func (i Instruction) Expanded() instructions.Command { return i.expanded }

// Problem returns why BuildKit would refuse to build the stage although it can read it, such as a mount of a type
// that doesn't exist: the first *SyntaxError of the stage, nil when there is none. It fails with the index out of
// range as a slice does.
func (f *File) Problem(stage int) error {
	s := &f.Stages[stage]
	for _, list := range [][]Instruction{s.Triggers, s.Instructions} {
		for _, in := range list {
			if in.problem != nil {
				return syntaxError(f.Name, newSource(f.Source), in.Lines.First, in.problem)
			}
		}
	}
	return nil
}
