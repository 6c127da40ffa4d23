package model

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/image"
)

// Layer is what the layer of a RUN did in the image that was built of the Dockerfile; ok is false when no such image is known, or the
// stage is not one of it.
func (s *Stage) Layer(instruction int) (made image.Made, ok bool) {
	i, ok := s.layers[instruction]
	if !ok {
		return image.Made{}, false
	}
	return s.model.Layers.Made[i], true
}

// findLayers finds the layers of the RUNs of the target and of the stages that it stands on, in order. Where one of them is not found
// the image was not made of this text, and nothing is known.
func (m *Model) findLayers() {
	if m.Layers == nil {
		return
	}
	chain := []*Stage{m.Final()}
	for chain[0].Parent >= 0 {
		chain = append([]*Stage{m.Stages[chain[0].Parent]}, chain...)
	}
	next := 0
	found := make([]map[int]int, len(chain))
	for n, s := range chain {
		found[n] = map[int]int{}
		for i, ins := range s.Instructions {
			if ins.Keyword != "RUN" {
				continue
			}
			at := layerOf(m.Layers.Made, next, HistoryMark(ins))
			if at < 0 {
				return
			}
			found[n][i], next = at, at+1
		}
	}
	for n, s := range chain {
		s.layers = found[n]
	}
}

// layerOf is the first layer from one on whose line in the history has a mark; -1 for none.
func layerOf(layers []image.Made, from int, mark string) int {
	for i := from; i < len(layers); i++ {
		if mark != "" && strings.Contains(words(layers[i].CreatedBy), mark) {
			return i
		}
	}
	return -1
}

// HistoryMark is what BuildKit writes into an image's history for an instruction, with blanks made one; empty for one that
// makes no layer.
func HistoryMark(ins dockerfile.Instruction) string {
	switch c := ins.Expanded().(type) {
	case *instructions.RunCommand:
		return words(c.CmdLine...)
	case *instructions.CopyCommand:
		return words(append(append([]string{"COPY"}, c.SourcePaths...), c.DestPath)...)
	}
	return ""
}

// words are texts joined, with each run of blanks made one.
func words(list ...string) string { return strings.Join(strings.Fields(strings.Join(list, " ")), " ") }
