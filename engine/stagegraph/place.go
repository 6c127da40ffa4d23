package stagegraph

import "cmp"

// Sizes of the drawing, in layout units. The gaps are those of the design's picture: narrow where no label has to
// stand between two columns, wide where one does.
const (
	cardWidth  = 196
	cardHeight = 84
	rowGap     = 46
	narrowGap  = 48
	wideGap    = 140
	// laneHeight is the room that an edge gets where it passes a column, laneGap what stands between it and others.
	laneHeight = 20
	laneGap    = 14
	// partGap is the room between parts of the graph that have nothing to do with each other.
	partGap = 56
	// margin is around everything.
	margin = 10
)

// Place says where to draw a graph: left to right, every edge from an earlier column to a later one. No card
// overlaps another; an edge passes a column in a lane of its own and bends only between columns, so it never
// crosses a card. The parts that don't touch the target's part stand below it. The same graph always gives the same
// layout.
func Place(g *Graph) *Layout {
	out := &Layout{Cards: make([]Rect, len(g.Nodes)), Curves: make([]Curve, len(g.Edges))}
	if len(g.Nodes) == 0 {
		return out
	}
	columns := assignColumns(g)
	xs, gaps := columnPlaces(g, columns)
	top := float64(margin)
	router := newRouter(g, out, xs, gaps)
	for _, part := range parts(g) {
		d := newDrawing(g, part, columns)
		d.order()
		d.position()
		bottom := d.shift(top)
		router.draw(d)
		top = bottom + partGap
	}
	router.placeLabels()
	last := len(xs) - 1
	out.Width = float32(xs[last] + cardWidth + margin)
	out.Height = float32(top - partGap + margin)
	return out
}

// columnPlaces returns each column's left side, and the width of the gap behind it.
func columnPlaces(g *Graph, columns []int) (xs, gaps []float64) {
	count := 0
	for _, c := range columns {
		count = max(count, c+1)
	}
	gaps = make([]float64, count)
	for i := range gaps {
		gaps[i] = narrowGap
	}
	index := g.indexes()
	for _, e := range g.Edges {
		if e.Kind != From {
			gaps[columns[index[e.To]]-1] = wideGap
		}
	}
	xs = make([]float64, count)
	x := float64(margin)
	for i := range xs {
		xs[i] = x
		x += cardWidth + gaps[i]
	}
	return xs, gaps
}

// indexes returns each node's index by ID.
func (g *Graph) indexes() map[string]int {
	index := make(map[string]int, len(g.Nodes))
	for i, n := range g.Nodes {
		index[n.ID] = i
	}
	return index
}

// parts returns the connected parts of the graph as node indexes: the target's first, then those with something
// reached, then the others, each in the order of its first node.
func parts(g *Graph) [][]int {
	index := g.indexes()
	next := make([][]int, len(g.Nodes))
	for _, e := range g.Edges {
		a, b := index[e.From], index[e.To]
		next[a] = append(next[a], b)
		next[b] = append(next[b], a)
	}
	part := make([]int, len(g.Nodes))
	for i := range part {
		part[i] = -1
	}
	count := 0
	first := index[g.Target]
	for _, start := range append([]int{first}, ascending(len(g.Nodes))...) {
		if part[start] >= 0 {
			continue
		}
		todo := []int{start}
		part[start] = count
		for len(todo) > 0 {
			n := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, m := range next[n] {
				if part[m] < 0 {
					part[m] = count
					todo = append(todo, m)
				}
			}
		}
		count++
	}
	out := make([][]int, count)
	for n, p := range part {
		out[p] = append(out[p], n)
	}
	return out
}

func ascending(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// assignColumns gives each node a column so that every edge goes right: as far left as what it uses allows, then
// moved right to its users where that shortens more edges than it lengthens, as for the image a late stage stands on.
func assignColumns(g *Graph) []int {
	index := g.indexes()
	uses, users := make([][]int, len(g.Nodes)), make([][]int, len(g.Nodes))
	for _, e := range g.Edges {
		a, b := index[e.From], index[e.To]
		uses[b] = append(uses[b], a)
		users[a] = append(users[a], b)
	}
	column := make([]int, len(g.Nodes))
	sorted := topological(uses, users)
	for _, n := range sorted {
		for _, m := range uses[n] {
			column[n] = max(column[n], column[m]+1)
		}
	}
	for i := len(sorted) - 1; i >= 0; i-- {
		n := sorted[i]
		if len(users[n]) == 0 || len(users[n]) < len(uses[n]) {
			continue
		}
		latest := column[users[n][0]]
		for _, m := range users[n] {
			latest = min(latest, column[m])
		}
		column[n] = max(column[n], latest-1)
	}
	return column
}

// topological returns the nodes so that each stands behind all it uses.
func topological(uses, users [][]int) []int {
	missing := make([]int, len(uses))
	var ready []int
	for n := range uses {
		missing[n] = len(uses[n])
		if missing[n] == 0 {
			ready = append(ready, n)
		}
	}
	for i := 0; i < len(ready); i++ {
		for _, m := range users[ready[i]] {
			if missing[m]--; missing[m] == 0 {
				ready = append(ready, m)
			}
		}
	}
	return ready
}

// compareFloat orders by value and then by index, so that sorting never depends on the order before.
func compareFloat(a, b float64, i, j int) int {
	if c := cmp.Compare(a, b); c != 0 {
		return c
	}
	return cmp.Compare(i, j)
}
