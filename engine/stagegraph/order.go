package stagegraph

import (
	"math"
	"slices"
)

// orderSweeps is how often the columns are put in order of their neighbours; more never helped on the corpus.
const orderSweeps = 12

// item is what stands in a column: a card, or the lane in which an edge passes.
type item struct {
	// node is the card's index in the graph, -1 for a lane.
	node   int
	column int
	// left and right are the neighbours in the columns before and behind, one per edge.
	left, right []int
	// y is the middle.
	y float64
}

// drawing is one connected part of a graph while it is laid out.
type drawing struct {
	items []item
	// columns are item indexes from top to bottom.
	columns [][]int
	// paths are, for each edge of the part, its index in the graph and the items it goes through.
	paths []path
}

// maxLanes is how many lanes a part of a drawing has at most.
const maxLanes = 20_000

type path struct {
	edge  int
	items []int
}

// newDrawing makes the items of a part: a card per node and a lane per column that an edge passes.
func newDrawing(g *Graph, part, columns []int) *drawing {
	d := &drawing{}
	at := make(map[string]int, len(part))
	for _, n := range part {
		at[g.Nodes[n].ID] = d.add(item{node: n, column: columns[n]})
	}
	longest := d.longest(g, at)
	for e := range g.Edges {
		from, found := at[g.Edges[e].From]
		if !found {
			continue
		}
		to := at[g.Edges[e].To]
		p := path{edge: e, items: []int{from}}
		if d.items[to].column-d.items[from].column <= longest {
			for c := d.items[from].column + 1; c < d.items[to].column; c++ {
				p.items = append(p.items, d.add(item{node: -1, column: c}))
			}
		}
		p.items = append(p.items, to)
		for i := 1; i < len(p.items); i++ {
			a, b := p.items[i-1], p.items[i]
			d.items[a].right = append(d.items[a].right, b)
			d.items[b].left = append(d.items[b].left, a)
		}
		d.paths = append(d.paths, p)
	}
	return d
}

// longest is over how many columns an edge may go to have lanes, so that there are at most maxLanes: 5,000 stages that all stand on
// one image and copy from each other would have twelve million. A longer edge is drawn straight.
func (d *drawing) longest(g *Graph, at map[string]int) int {
	spans := make([]int, 0, len(g.Edges))
	for _, e := range g.Edges {
		if from, found := at[e.From]; found {
			spans = append(spans, d.items[at[e.To]].column-d.items[from].column)
		}
	}
	slices.Sort(spans)
	lanes, longest := 0, math.MaxInt
	for i, span := range spans {
		if lanes += max(span-1, 0); lanes > maxLanes {
			longest = 0
			if i > 0 {
				longest = spans[i-1]
			}
			break
		}
	}
	return longest
}

func (d *drawing) add(it item) int {
	for len(d.columns) <= it.column {
		d.columns = append(d.columns, nil)
	}
	d.items = append(d.items, it)
	i := len(d.items) - 1
	d.columns[it.column] = append(d.columns[it.column], i)
	return i
}

// order puts each column's items in the order of their neighbours' middles, sweeping right and left, and keeps the
// order with the fewest crossings.
func (d *drawing) order() {
	best, fewest := d.copyColumns(), d.crossings()
	for sweep := 0; sweep < orderSweeps && fewest > 0; sweep++ {
		d.sweep(sweep%2 == 0)
		if n := d.crossings(); n < fewest {
			best, fewest = d.copyColumns(), n
		}
	}
	d.columns = best
}

func (d *drawing) copyColumns() [][]int {
	out := make([][]int, len(d.columns))
	for i, c := range d.columns {
		out[i] = slices.Clone(c)
	}
	return out
}

func (d *drawing) ranks() []int {
	rank := make([]int, len(d.items))
	for _, column := range d.columns {
		for r, i := range column {
			rank[i] = r
		}
	}
	return rank
}

func (d *drawing) sweep(rightwards bool) {
	rank := d.ranks()
	for n := range d.columns {
		c := n
		if !rightwards {
			c = len(d.columns) - 1 - n
		}
		column := d.columns[c]
		wish := make(map[int]float64, len(column))
		for r, i := range column {
			near := d.items[i].left
			if !rightwards {
				near = d.items[i].right
			}
			wish[i] = float64(r)
			if len(near) > 0 {
				sum := 0
				for _, j := range near {
					sum += rank[j]
				}
				wish[i] = float64(sum) / float64(len(near))
			}
		}
		slices.SortStableFunc(column, func(a, b int) int {
			return compareFloat(wish[a], wish[b], rank[a], rank[b])
		})
		for r, i := range column {
			rank[i] = r
		}
	}
}

// crossings counts the pairs of edges that cross between two columns: inversions, counted with a Fenwick tree
// (Barth, Jünger, Mutzel: Simple and Efficient Bilayer Cross Counting, 2002).
func (d *drawing) crossings() int {
	rank := d.ranks()
	total := 0
	for c := 0; c+1 < len(d.columns); c++ {
		tree := make([]int, len(d.columns[c+1])+1)
		seen := 0
		for _, i := range d.columns[c] {
			ends := make([]int, 0, len(d.items[i].right))
			for _, j := range d.items[i].right {
				ends = append(ends, rank[j])
			}
			for _, r := range ends {
				before := 0
				for k := r + 1; k > 0; k -= k & -k {
					before += tree[k]
				}
				total += seen - before
			}
			for _, r := range ends {
				for k := r + 1; k < len(tree); k += k & -k {
					tree[k]++
				}
				seen++
			}
		}
	}
	return total
}
