package stagegraph

import (
	"slices"
)

const (
	// portGap is the distance of the ports where several edges meet a card's side, portRoom what they may use of it.
	portGap  = 16
	portRoom = cardHeight - 28
	// labelWidth and labelHeight are the room kept free around a label's middle.
	labelWidth  = 116
	labelHeight = 18
)

// router turns the items that an edge goes through into a curve.
type router struct {
	graph  *Graph
	layout *Layout
	xs     []float64
	gaps   []float64
}

func newRouter(g *Graph, l *Layout, xs, gaps []float64) *router {
	return &router{graph: g, layout: l, xs: xs, gaps: gaps}
}

// draw places the cards and the curves of a part.
func (r *router) draw(d *drawing) {
	for i := range d.items {
		it := &d.items[i]
		if it.node >= 0 {
			r.layout.Cards[it.node] = Rect{
				X: float32(r.xs[it.column]), Y: float32(it.y - cardHeight/2), Width: cardWidth, Height: cardHeight,
			}
		}
	}
	starts := d.ports(func(p path) (own, other int) { return p.items[0], p.items[1] })
	ends := d.ports(func(p path) (own, other int) { return p.items[len(p.items)-1], p.items[len(p.items)-2] })
	for n, p := range d.paths {
		r.layout.Curves[p.edge] = Curve{Edge: p.edge, Points: r.points(d, p, starts[n], ends[n])}
	}
}

// ports returns for each path the height at which it meets its card, the ports in the order of where edges go.
func (d *drawing) ports(sides func(path) (own, other int)) []float64 {
	at := make(map[int][]int)
	for n, p := range d.paths {
		own, _ := sides(p)
		at[own] = append(at[own], n)
	}
	out := make([]float64, len(d.paths))
	for own, paths := range at {
		slices.SortFunc(paths, func(a, b int) int {
			_, i := sides(d.paths[a])
			_, j := sides(d.paths[b])
			return compareFloat(d.items[i].y, d.items[j].y, a, b)
		})
		step := 0.0
		if len(paths) > 1 {
			step = min(portGap, float64(portRoom)/float64(len(paths)-1))
		}
		for k, n := range paths {
			out[n] = d.items[own].y + (float64(k)-float64(len(paths)-1)/2)*step
		}
	}
	return out
}

// points returns the curve of a path: an S in each gap, a straight line where it passes a column.
func (r *router) points(d *drawing, p path, start, end float64) []Point {
	from := d.items[p.items[0]]
	x, y := r.xs[from.column]+cardWidth, start
	points := []Point{at(x, y)}
	to := func(x1, y1, x2, y2, x3, y3 float64) {
		points = append(points, at(x1, y1), at(x2, y2), at(x3, y3))
	}
	for n := 1; n < len(p.items); n++ {
		it := d.items[p.items[n]]
		nextX, nextY := r.xs[it.column], it.y
		if n == len(p.items)-1 {
			nextY = end
		}
		half := (x + nextX) / 2
		to(half, y, half, nextY, nextX, nextY)
		x, y = nextX, nextY
		if n < len(p.items)-1 {
			to(x+cardWidth/3.0, y, x+2*cardWidth/3.0, y, x+cardWidth, y)
			x += cardWidth
		}
	}
	return points
}

func at(x, y float64) Point { return Point{X: float32(x), Y: float32(y)} }

// placeLabels puts each label on its own curve where it covers neither a card nor a label placed before, as near to
// the curve's last gap as possible.
func (r *router) placeLabels() {
	var taken []Rect
	for i := range r.layout.Curves {
		c := &r.layout.Curves[i]
		spots := labelSpots(c.Points)
		c.Label = spots[0]
		if r.graph.Edges[i].Kind == From {
			continue
		}
		for _, s := range spots {
			box := Rect{X: s.X - labelWidth/2, Y: s.Y - labelHeight/2, Width: labelWidth, Height: labelHeight}
			if !overlapsAny(box, taken) {
				c.Label = s
				taken = append(taken, box)
				break
			}
		}
	}
}

// labelSpots are the points of a curve where a label may stand, the best first.
func labelSpots(points []Point) []Point {
	var spots []Point
	for _, t := range []float32{0.5, 0.4, 0.6, 0.3, 0.7} {
		for n := len(points) - 4; n >= 0; n -= 3 {
			if n%6 == 0 || t == 0.5 {
				spots = append(spots, bezier(points[n:n+4], t))
			}
		}
	}
	return spots
}

// bezier returns the point of a cubic curve at t.
func bezier(p []Point, t float32) Point {
	u := 1 - t
	a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
	return Point{
		X: a*p[0].X + b*p[1].X + c*p[2].X + d*p[3].X,
		Y: a*p[0].Y + b*p[1].Y + c*p[2].Y + d*p[3].Y,
	}
}

func overlapsAny(box Rect, others []Rect) bool {
	for _, o := range others {
		if box.overlaps(o) {
			return true
		}
	}
	return false
}

func (r Rect) overlaps(o Rect) bool {
	return r.X < o.X+o.Width && o.X < r.X+r.Width && r.Y < o.Y+o.Height && o.Y < r.Y+r.Height
}
