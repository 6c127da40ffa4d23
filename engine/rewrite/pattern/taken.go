package pattern

import (
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// taken says whether the final stage has a folder at a path, so that a file can't stand there: a COPY puts it into the folder,
// and the start command names the folder. Its working directories are such, what it copies, and its volumes.
func (s *Split) taken(at string) bool {
	below := func(p string) bool { return effects.Inside(p, at) }
	if below(s.dirAtSplit()) || s.Left.Below(at) || slices.ContainsFunc(s.Artefacts, func(a Artefact) bool { return below(a.Dest) }) {
		return true
	}
	for i, ins := range s.stage.Instructions {
		if v, ok := ins.Command.(*instructions.VolumeCommand); ok && slices.ContainsFunc(v.Volumes, below) {
			return true
		}
		if ins.Lines.First >= s.At && below(destOf(ins, s.stage.Dirs[i])) {
			return true
		}
	}
	return false
}

// destOf is the folder or file that a WORKDIR, COPY or ADD makes; empty for other instructions.
func destOf(ins dockerfile.Instruction, dir string) string {
	switch c := ins.Expanded().(type) {
	case *instructions.WorkdirCommand:
		return model.Resolve(dir, c.Path)
	case *instructions.CopyCommand:
		return model.Resolve(dir, c.DestPath)
	case *instructions.AddCommand:
		return model.Resolve(dir, c.DestPath)
	}
	return ""
}

// dirAtSplit is the working directory where the final stage begins.
func (s *Split) dirAtSplit() string {
	for i, ins := range s.stage.Instructions {
		if ins.Lines.First >= s.At {
			return s.stage.Dirs[i]
		}
	}
	return s.stage.Dir
}
