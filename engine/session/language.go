package session

import (
	"slices"

	"lightship/engine/bases"
	"lightship/engine/stagegraph"
)

// Language is that of the program that the Dockerfile builds for the target, as package project names it; empty when that is not known.
// The folder may have sources of others: a Go service is one in a repository of Node.js too, as the images say that it is built with.
func (n *Snapshot) Language() string {
	known := n.Program.Language
	built := n.Before.languages(n.Target)
	if len(built) == 0 || known == bases.Web || slices.Contains(built, known) {
		return known
	}
	return built[0]
}

// languages are those of the images that a target's stages stand on, from the target's own stage back.
func (v *View) languages(target string) []string {
	if v == nil || v.File == nil || v.Graph == nil {
		return nil
	}
	var list []string
	for _, node := range slices.Backward(v.Graph.Nodes) {
		if node.Kind != stagegraph.Stage || !node.Reached {
			continue
		}
		for _, l := range bases.Describe(node.Base).Languages {
			if !slices.Contains(list, l) {
				list = append(list, l)
			}
		}
	}
	return list
}
