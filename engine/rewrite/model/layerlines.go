package model

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/image"
)

// LayerLines are the lines of the Dockerfile that made the layers of an image that was built of it, one a layer, 0 where that is not
// known. A layer of the base is of FROM's line. target is the index of the stage that was built.
func LayerLines(f *dockerfile.File, target int, layers []image.Layer) []int {
	lines := make([]int, len(layers))
	if target < 0 || target >= len(f.Stages) {
		return lines
	}
	chain := []dockerfile.Stage{f.Stages[target]}
	for chain[0].Parent >= 0 {
		chain = append([]dockerfile.Stage{f.Stages[chain[0].Parent]}, chain...)
	}
	next := 0
	for ; next < len(layers) && layers[next].Base; next++ {
		lines[next] = chain[0].Lines.First
	}
	for _, s := range chain {
		for _, ins := range s.Instructions {
			mark := layerMark(ins)
			for i := next; mark != "" && i < len(layers); i++ {
				if strings.Contains(Plain(layers[i].CreatedBy), mark) {
					lines[i], next = ins.Lines.First, i+1
					break
				}
			}
		}
	}
	return lines
}

// Plain is a line of an image's history with blanks made one, and without the flags of COPY and ADD, to be held against HistoryMark.
func Plain(createdBy string) string {
	all := strings.Fields(createdBy)
	if len(all) == 0 || all[0] != "COPY" && all[0] != "ADD" {
		return words(all...)
	}
	rest := 1
	for rest < len(all) && strings.HasPrefix(all[rest], "--") {
		rest++
	}
	return words(append([]string{all[0]}, all[rest:]...)...)
}

// layerMark is HistoryMark, with instructions that make small layers.
func layerMark(ins dockerfile.Instruction) string {
	switch c := ins.Expanded().(type) {
	case *instructions.AddCommand:
		return words(append(append([]string{"ADD"}, c.SourcePaths...), c.DestPath)...)
	case *instructions.WorkdirCommand:
		return words("WORKDIR", c.Path)
	}
	return HistoryMark(ins)
}
