package stagegraph

import (
	"fmt"

	"lightship/engine/dockerfile"
)

// incoming returns the indexes of the edges that end at each node.
func (g *Graph) incoming() map[string][]int {
	in := make(map[string][]int, len(g.Nodes))
	for i, e := range g.Edges {
		in[e.To] = append(in[e.To], i)
	}
	return in
}

// Node returns the node with an ID and whether there is one.
func (g *Graph) Node(id string) (Node, bool) {
	for _, n := range g.Nodes {
		if n.ID == id {
			return n, true
		}
	}
	return Node{}, false
}

// markReached marks what the target needs.
func (b *builder) markReached() {
	in := b.graph.incoming()
	reached := map[string]bool{}
	todo := []string{b.graph.Target}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if reached[id] {
			continue
		}
		reached[id] = true
		for _, e := range in[id] {
			todo = append(todo, b.graph.Edges[e].From)
		}
	}
	for i := range b.graph.Nodes {
		b.graph.Nodes[i].Reached = reached[b.graph.Nodes[i].ID]
	}
}

// checkCircles fails when a stage needs itself, reached or not: BuildKit refuses the file then.
func (b *builder) checkCircles() error {
	const visiting, done = 1, 2
	in := b.graph.incoming()
	state := map[string]int{}
	var visit func(id string) error
	visit = func(id string) error {
		state[id] = visiting
		for _, i := range in[id] {
			e := b.graph.Edges[i]
			switch state[e.From] {
			case visiting:
				return b.refuse(e, ErrCircular)
			case done:
				continue
			}
			if err := visit(e.From); err != nil {
				return err
			}
		}
		state[id] = done
		return nil
	}
	for _, n := range b.graph.Nodes {
		if state[n.ID] == 0 {
			if err := visit(n.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkReached fails when the target reaches a stage that BuildKit would refuse to build, or a use of a stage that
// stands below it.
func (b *builder) checkReached() error {
	for _, n := range b.graph.Nodes {
		if n.Kind != Stage || !n.Reached {
			continue
		}
		if err := b.file.Problem(n.Stage); err != nil {
			return err
		}
	}
	for _, e := range b.graph.Edges {
		from, to := b.graph.Nodes[b.nodes[e.From]], b.graph.Nodes[b.nodes[e.To]]
		if from.Kind == Stage && to.Reached && from.Stage > to.Stage {
			return b.refuse(e, ErrLaterStage)
		}
	}
	return nil
}

// refuse says which use is wrong, at its line.
func (b *builder) refuse(e Edge, why error) error {
	from, to := b.graph.Nodes[b.nodes[e.From]], b.graph.Nodes[b.nodes[e.To]]
	return &dockerfile.SyntaxError{
		File: b.file.Name, Line: e.Lines.First, Source: b.file.Line(e.Lines.First),
		Err: fmt.Errorf("%s uses %s: %w", to.Name, from.Name, why),
	}
}
