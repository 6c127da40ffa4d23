package stagegraph

import (
	"strings"
)

// Picture says how a graph is drawn into a file. The zero value is the light picture without figures.
type Picture struct {
	// Dark takes the window's dark colours.
	Dark bool
	// Scale is how many pixels of a PNG one layout unit takes, 2 when it is 0. An SVG has no pixels.
	Scale float64
	// Notes stand on the last line of a card, by node ID: "715 MB · 11.3 s". A card without one says its steps.
	Notes map[string]string
	// Amounts stand behind what an edge carries, by the edge's index in Graph.Edges: "7.4 MB".
	Amounts map[int]string
}

// palette holds the design's colours as "#RRGGBB".
type palette struct {
	ground, panel, line, dashes, text, muted string
	primary, good, bad, quiet                string
}

func (p Picture) palette() palette {
	if p.Dark {
		return palette{
			ground: "#0E1420", panel: "#161E2C", line: "#253047", dashes: "#3A4865", text: "#E6EBF4", muted: "#93A1B8",
			primary: "#5B8DEF", good: "#34C08B", bad: "#EF7070", quiet: "#64748B",
		}
	}
	return palette{
		ground: "#F6F8FB", panel: "#FFFFFF", line: "#E3E8EF", dashes: "#CBD5E1", text: "#0F172A", muted: "#566579",
		primary: "#2563EB", good: "#0A7A54", bad: "#C42F2F", quiet: "#94A3B8",
	}
}

// pen is how a line looks; no dashes make it whole.
type pen struct {
	color  string
	width  float32
	dashes []float64
}

// face is how a text looks.
type face struct {
	color string
	size  float32
	bold  bool
	// struck draws a line through the text.
	struck bool
}

// painter is what a picture is painted on; its coordinates are layout units.
type painter interface {
	// group paints what belongs together; the title is for a tooltip, and what is faded is half as strong.
	group(title string, faded bool, paint func())
	// box paints a rectangle with round corners; an empty fill or a pen of no width is left out.
	box(r Rect, radius float32, fill string, border pen)
	// curve paints cubic Béziers, 3n+1 points.
	curve(points []Point, p pen)
	// text paints one line that starts at the point, on its base line.
	text(at Point, s string, f face)
}

// legendHeight is the room below the graph for what the lines mean.
const legendHeight = 40

// size returns how large the picture of a layout is.
func (p Picture) size(l *Layout) (width, height float32) {
	return max(l.Width, legendWidth), l.Height + legendHeight
}

// artist holds the one description of the picture that every painter follows.
type artist struct {
	Picture
	palette
	on     painter
	fonts  *fonts
	graph  *Graph
	layout *Layout
}

// paint paints ground, edges, cards, labels and the legend.
func (a *artist) paint() {
	width, height := a.size(a.layout)
	a.on.box(Rect{Width: width, Height: height}, 0, a.ground, pen{})
	index := a.graph.indexes()
	for i, c := range a.layout.Curves {
		e := a.graph.Edges[c.Edge]
		a.on.group(a.edgeTitle(i), !a.graph.Nodes[index[e.To]].Reached, func() { a.on.curve(c.Points, a.edgePen(e.Kind)) })
	}
	for i, n := range a.graph.Nodes {
		a.on.group(strings.TrimSpace(n.Name+"\n"+n.Base), !n.Reached, func() { a.card(n, a.layout.Cards[i]) })
	}
	for i, c := range a.layout.Curves {
		e := a.graph.Edges[c.Edge]
		if e.Kind != From {
			a.label(i, !a.graph.Nodes[index[e.To]].Reached)
		}
	}
	a.legend(a.layout.Height + legendHeight/2)
}

func (a *artist) edgePen(k EdgeKind) pen {
	switch k {
	case Copy:
		return pen{color: a.primary, width: 2.2}
	case Mount:
		return pen{color: a.muted, width: 1.8, dashes: []float64{2, 4}}
	}
	return pen{color: a.quiet, width: 1.8}
}

func (a *artist) edgeTitle(i int) string {
	return joinAmount(a.graph.Edges[i].describe(), a.Amounts[i])
}

// edgeLabel is the edge's paths, cut so that the amount behind them still fits.
func (a *artist) edgeLabel(i int) string {
	f := face{size: labelSize}
	amount := joinAmount("", a.Amounts[i])
	room := float32(labelWidth) - a.fonts.width(amount, f)
	return a.fonts.cut(strings.Join(a.graph.Edges[i].Paths, " "), f, room) + amount
}

func joinAmount(what, amount string) string {
	if amount == "" {
		return what
	}
	return what + " · " + amount
}

// Sizes of the texts, in layout units.
const (
	nameSize  = 14
	labelSize = 11
	textLeft  = 24
	textRight = 12
)

func (a *artist) card(n Node, r Rect) {
	border := pen{color: a.line, width: 1}
	if n.Kind != Stage {
		border = pen{color: a.dashes, width: 1, dashes: []float64{5, 4}}
	}
	a.on.box(r, 10, a.panel, border)
	bar, base, note := a.cardWords(n)
	a.on.box(Rect{X: r.X + 9, Y: r.Y + 12, Width: 4, Height: r.Height - 24}, 2, bar, pen{})
	left, room := r.X+textLeft, r.Width-textLeft-textRight
	name := face{color: a.text, size: nameSize, bold: true, struck: !n.Reached}
	small := face{color: a.muted, size: labelSize}
	if n.ID == a.graph.Target {
		mark := face{color: a.good, size: labelSize, bold: true}
		width := a.fonts.width("target", mark)
		a.on.text(Point{X: r.X + r.Width - textRight - width, Y: r.Y + 25}, "target", mark)
		a.on.text(Point{X: left, Y: r.Y + 26}, a.fonts.cut(n.title(), name, room-width-8), name)
	} else {
		a.on.text(Point{X: left, Y: r.Y + 26}, a.fonts.cut(n.title(), name, room), name)
	}
	a.on.text(Point{X: left, Y: r.Y + 45}, a.fonts.cut(base, small, room), small)
	small.color = a.text
	if !n.Reached {
		small.color = a.muted
	}
	a.on.text(Point{X: left, Y: r.Y + 66}, a.fonts.cut(note, small, room), small)
}

// cardWords returns the colour of a card's bar and its second and third line.
func (a *artist) cardWords(n Node) (bar, base, note string) {
	switch {
	case n.Kind == ExternalImage:
		bar, base, note = a.quiet, "external image", n.Platform
	case n.Kind == BuildContext:
		bar, base = a.quiet, "build context"
	case n.ID == a.graph.Target:
		bar, base, note = a.good, shortReference(n.Base), plural(n.Steps, "step")
	case !n.Reached:
		return a.bad, shortReference(n.Base), "not reached from the target"
	default:
		bar, base, note = a.primary, shortReference(n.Base), plural(n.Steps, "step")
	}
	if given := a.Notes[n.ID]; given != "" {
		note = given
	}
	return bar, base, note
}

// title is what a card has as its name: an image without its registry's host, which the tooltip has.
func (n Node) title() string {
	if n.Kind == ExternalImage {
		return shortReference(n.Name)
	}
	return n.Name
}

// shortReference drops the registry's host from a reference.
func shortReference(ref string) string {
	host, rest, found := strings.Cut(ref, "/")
	if found && (strings.ContainsAny(host, ".:") || host == "localhost") {
		return rest
	}
	return ref
}

// label writes what an edge carries over its curve, with the ground behind it.
func (a *artist) label(i int, faded bool) {
	f := face{color: a.primary, size: labelSize}
	if a.graph.Edges[i].Kind == Mount {
		f.color = a.muted
	}
	s, middle := a.edgeLabel(i), a.layout.Curves[i].Label
	width := a.fonts.width(s, f)
	a.on.box(Rect{X: middle.X - width/2 - 4, Y: middle.Y - labelHeight/2, Width: width + 8, Height: labelHeight}, 0, a.ground, pen{})
	a.on.group(a.edgeTitle(i), faded, func() { a.on.text(Point{X: middle.X - width/2, Y: middle.Y + 4}, s, f) })
}

// legendWidth is what the legend needs.
const legendWidth = 300

func (a *artist) legend(y float32) {
	x := float32(margin)
	f := face{color: a.muted, size: labelSize}
	for _, k := range []EdgeKind{From, Copy, Mount} {
		end := x + 22
		a.on.curve([]Point{{X: x, Y: y}, {X: x + 7, Y: y}, {X: x + 15, Y: y}, {X: end, Y: y}}, a.edgePen(k))
		name := map[EdgeKind]string{From: "FROM", Copy: "COPY --from", Mount: "RUN --mount"}[k]
		a.on.text(Point{X: end + 6, Y: y + 4}, name, f)
		x = end + 6 + a.fonts.width(name, f) + 16
	}
}
