package pages

import (
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/widgets"
)

// sides are the two graphs in one frame: what is in both stands in the same place in both, as far as the layouts agree,
// so that going from one to the other shows what changed and nothing else.
type sides struct {
	before, after *widgets.Graph
	views         [2]*session.View
}

// newSides draws the two graphs; a view may be nil or have none.
func newSides(before, after *session.View) sides {
	s := sides{views: [2]*session.View{before, after}}
	if drawable(before) {
		g := graphOf(before)
		s.before = &g
	}
	if drawable(after) {
		g := graphOf(after)
		s.after = &g
	}
	if s.before == nil || s.after == nil {
		return s
	}
	keys := pairs(before, after)
	for i := range s.after.Cards {
		s.after.Cards[i].Key = keys[s.after.Cards[i].ID]
	}
	dx, dy := commonShift(s.before, s.after)
	moveGraph(s.before, max(0, -dx), max(0, -dy))
	moveGraph(s.after, max(0, dx), max(0, dy))
	width, height := max(s.before.Width, s.after.Width), max(s.before.Height, s.after.Height)
	s.before.Width, s.after.Width, s.before.Height, s.after.Height = width, width, height, height
	return s
}

func drawable(v *session.View) bool { return v != nil && v.Graph != nil && v.Layout != nil }

// pairs gives every node of the after graph a key: the ID of the node of the before graph that it is, or one of its own.
// An image or a context is the same when its ID is. A stage is the one of the same name, else the one on the same base,
// else the target is the target.
func pairs(before, after *session.View) map[string]string {
	p := pairing{keys: map[string]string{}, taken: map[string]bool{}}
	stages := func(v *session.View) (nodes []stagegraph.Node) {
		for _, n := range v.Graph.Nodes {
			if n.Kind == stagegraph.Stage {
				nodes = append(nodes, n)
			}
		}
		return nodes
	}
	named := func(v *session.View, n stagegraph.Node) bool { return v.File.Stages[n.Stage].Name != "" }
	for _, rule := range []func(a, b stagegraph.Node) bool{
		func(a, b stagegraph.Node) bool { return named(after, a) && named(before, b) && a.Name == b.Name },
		func(a, b stagegraph.Node) bool { return a.Base == b.Base },
		func(a, b stagegraph.Node) bool { return a.ID == after.Graph.Target && b.ID == before.Graph.Target },
	} {
		for _, a := range stages(after) {
			for _, b := range stages(before) {
				if rule(a, b) {
					p.pair(a.ID, b.ID)
				}
			}
		}
	}
	for _, n := range after.Graph.Nodes {
		if p.keys[n.ID] != "" {
			continue
		}
		p.keys[n.ID] = n.ID
		if n.Kind == stagegraph.Stage {
			p.keys[n.ID] = "after " + n.ID
		}
	}
	return p.keys
}

// pairing is which after node is which before node.
type pairing struct {
	keys  map[string]string
	taken map[string]bool
}

// pair joins two nodes unless one of them is joined already.
func (p *pairing) pair(after, before string) {
	if p.keys[after] == "" && !p.taken[before] {
		p.keys[after], p.taken[before] = before, true
	}
}

// commonShift is how far the after graph must be moved so that most of what is in both stands where it did; of several
// ways the one for the first card.
func commonShift(before, after *widgets.Graph) (dx, dy float32) {
	at := map[string]widgets.GraphCard{}
	for _, c := range before.Cards {
		at[c.ID] = c
	}
	type shift struct{ dx, dy float32 }
	votes := map[shift]int{}
	var best shift
	for _, c := range after.Cards {
		b, same := at[c.Key]
		if !same {
			continue
		}
		s := shift{b.X - c.X, b.Y - c.Y}
		votes[s]++
		if votes[s] > votes[best] {
			best = s
		}
	}
	return best.dx, best.dy
}

// moveGraph moves all that is in a graph.
func moveGraph(g *widgets.Graph, dx, dy float32) {
	for i := range g.Cards {
		g.Cards[i].X += dx
		g.Cards[i].Y += dy
	}
	for i := range g.Curves {
		c := &g.Curves[i]
		for j := range c.Points {
			c.Points[j] = c.Points[j].AddXY(dx, dy)
		}
		c.LabelAt = c.LabelAt.AddXY(dx, dy)
	}
	g.Width += dx
	g.Height += dy
}
