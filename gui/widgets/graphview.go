package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"
)

// GraphCard is one node of a graph view.
type GraphCard struct {
	// ID is unique in the graph; it is what OnSelected says.
	ID string
	// Key says which card of the graph shown before this one is, so that it moves instead of being drawn anew; empty
	// means ID. Keys are unique in a graph.
	Key string
	// Title, Detail and Figure are the card's three lines; Tip is its tooltip. The smaller the card is drawn, the fewer
	// of them it shows.
	Title, Detail, Figure, Tip string
	// Bar is the colour of the bar at the left.
	Bar fyne.ThemeColorName
	// Dashed draws the border dashed, Faded pales the card and strikes its title out, Star marks it.
	Dashed, Faded, Star bool
	// X, Y, Width and Height are in layout units: pixels at 100 %.
	X, Y, Width, Height float32
}

// box is the card's place.
func (c GraphCard) box() cardBox { return cardBox{c.X, c.Y, c.Width, c.Height} }

func (c GraphCard) key() string {
	if c.Key != "" {
		return c.Key
	}
	return c.ID
}

// GraphCurve is one edge of a graph view.
type GraphCurve struct {
	// From and To are the IDs of the cards it joins: it stands out while one of them is chosen or under the pointer.
	From, To string
	// Color is the colour of the curve and of its label.
	Color fyne.ThemeColorName
	// Strong draws it thicker and with an arrow's head, Dotted as dots, Faded paler.
	Strong, Dotted, Faded bool
	// Points are a cubic Bézier path in layout units: start, control, control, end, and so on, 3n+1 points.
	Points []fyne.Position
	// Label is drawn on a halo around LabelAt, and Figure behind it; both may be empty. A label that is too long loses
	// its beginning, because the end of a path says most; Tip is its tooltip.
	Label, Figure, Tip string
	LabelAt            fyne.Position
}

// Graph is what a graph view shows. Width and Height are in layout units.
type Graph struct {
	Cards         []GraphCard
	Curves        []GraphCurve
	Width, Height float32
}

// GraphView draws a graph as cards and curves that can be zoomed, panned and walked with the keyboard: + and - zoom,
// 0 fits, Tab and the arrows go from card to card, Shift and the arrows pan, Enter goes close to the card.
type GraphView struct {
	ttwidget.ToolTipWidget

	// OnSelected is called with a card's ID when the user chose it.
	OnSelected func(id string)
	// OnZoomed is called with the zoom in percent when it changed.
	OnZoomed func(percent int)
	// Still shows another graph at once, without moving to it.
	Still bool

	graph    *Graph
	cam      camera
	fits     bool
	selected string
	hovered  string
	tip      string
	focused  bool
	shift    bool
	move     *transition
	renderer *graphRenderer
	measure  graphTexts
}

var (
	_ fyne.Tappable      = (*GraphView)(nil)
	_ fyne.Draggable     = (*GraphView)(nil)
	_ fyne.Scrollable    = (*GraphView)(nil)
	_ fyne.Tabbable      = (*GraphView)(nil)
	_ desktop.Hoverable  = (*GraphView)(nil)
	_ desktop.Keyable    = (*GraphView)(nil)
	_ desktop.Cursorable = (*GraphView)(nil)
)

// NewGraphView makes an empty view.
func NewGraphView() *GraphView {
	g := &GraphView{cam: camera{scale: 1}, fits: true, graph: &Graph{}, measure: newGraphTexts()}
	g.ExtendBaseWidget(g)
	return g
}

// SetGraph shows another graph. Cards that are in both move to their new places, unless Still is set. The selection
// stays when its card is still there; the zoom stays unless the whole graph was in view.
func (g *GraphView) SetGraph(graph Graph) {
	g.Settle()
	before, cam := g.graph, g.cam
	chosen, _ := g.card(g.selected)
	g.graph = &graph
	g.selected, g.hovered = "", ""
	g.hideTip()
	for _, c := range graph.Cards {
		if chosen.ID != "" && c.key() == chosen.key() {
			g.selected = c.ID
		}
	}
	if g.fits {
		g.aim(fitted(g.content(), g.Size()))
	}
	if t := newTransition(before, g.graph, cam); t != nil && g.moves() {
		g.begin(t)
	}
	g.Refresh()
}

// Select marks the card with the ID; it doesn't call OnSelected.
func (g *GraphView) Select(id string) {
	if id == g.selected {
		return
	}
	g.selected = id
	g.Refresh()
}

// Reveal marks the card with the ID and moves the picture just so far that it is in view; it doesn't call OnSelected.
func (g *GraphView) Reveal(id string) {
	g.Settle()
	g.Select(id)
	card, ok := g.card(id)
	if !ok {
		return
	}
	before := g.cam
	g.aim(g.cam.revealed(card.box(), g.Size()))
	if g.cam != before {
		g.fits = false
		g.follow()
	}
}

// Selected is the ID of the marked card, empty when there is none.
func (g *GraphView) Selected() string { return g.selected }

// Percent is the zoom in percent.
func (g *GraphView) Percent() int { return int(g.cam.scale*100 + 0.5) }

// ZoomIn zooms in by one step around the middle.
func (g *GraphView) ZoomIn() { g.zoomAt(g.middle(), zoomStep) }

// ZoomOut zooms out by one step around the middle.
func (g *GraphView) ZoomOut() { g.zoomAt(g.middle(), 1/zoomStep) }

// ZoomFull goes to 100 % around the middle.
func (g *GraphView) ZoomFull() { g.zoomAt(g.middle(), 1/g.cam.scale) }

// Pan moves the picture by pixels.
func (g *GraphView) Pan(dx, dy float32) {
	g.Settle()
	g.fits = false
	g.aim(g.cam.pan(dx, dy))
	g.follow()
}

// Fit shows the whole graph, and keeps doing so when the view's size changes, until the user zooms or pans.
func (g *GraphView) Fit() {
	g.Settle()
	g.fits = true
	g.aim(fitted(g.content(), g.Size()))
	g.follow()
}

// Resize fits the graph again as long as the user has neither zoomed nor panned.
func (g *GraphView) Resize(size fyne.Size) {
	changed := size != g.Size()
	g.ToolTipWidget.Resize(size)
	if changed && g.fits {
		g.aim(fitted(g.content(), size))
	}
	if changed {
		g.follow()
	}
}

// CreateRenderer makes the view's renderer.
func (g *GraphView) CreateRenderer() fyne.WidgetRenderer {
	g.renderer = newGraphRenderer(g)
	return g.renderer
}

// MinSize is small: the view takes what room it is given.
func (g *GraphView) MinSize() fyne.Size { return fyne.NewSize(240, 160) }

func (g *GraphView) choose(id string) {
	g.Reveal(id)
	if g.OnSelected != nil {
		g.OnSelected(id)
	}
}

func (g *GraphView) zoomAt(at fyne.Position, factor float32) {
	g.Settle()
	g.fits = false
	g.aim(g.cam.zoomAt(at, factor))
	g.follow()
}

func (g *GraphView) aim(c camera) {
	zoomed := c.scale != g.cam.scale
	g.cam = c
	if zoomed && g.OnZoomed != nil {
		g.OnZoomed(g.Percent())
	}
}

// follow draws what the camera sees now.
func (g *GraphView) follow() {
	if g.renderer != nil {
		g.renderer.follow()
	}
}

func (g *GraphView) content() fyne.Size { return fyne.NewSize(g.graph.Width, g.graph.Height) }

func (g *GraphView) middle() fyne.Position {
	return fyne.NewPos(g.Size().Width/2, g.Size().Height/2)
}

func (g *GraphView) card(id string) (GraphCard, bool) {
	for _, c := range g.graph.Cards {
		if c.ID == id && id != "" {
			return c, true
		}
	}
	return GraphCard{}, false
}
