package pattern

import (
	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

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
