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
	// Title, Detail and Figure are the card's three lines; Tip is its tooltip.
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

// GraphCurve is one edge of a graph view.
type GraphCurve struct {
	// Color is the colour of the curve and of its label.
	Color fyne.ThemeColorName
	// Strong draws it thicker, Dotted as dots, Faded paler.
	Strong, Dotted, Faded bool
	// Points are a cubic Bézier path in layout units: start, control, control, end, and so on, 3n+1 points.
	Points []fyne.Position
	// Label is drawn on a halo around LabelAt; it may be empty.
	Label   string
	LabelAt fyne.Position
}

// Graph is what a graph view shows. Width and Height are in layout units.
type Graph struct {
	Cards         []GraphCard
	Curves        []GraphCurve
	Width, Height float32
}

// GraphView draws a graph as cards and curves that can be zoomed, panned and walked with the keyboard: + and - zoom,
// 0 fits, Tab and the arrows go from card to card.
type GraphView struct {
	ttwidget.ToolTipWidget

	// OnSelected is called with a card's ID when the user chose it.
	OnSelected func(id string)
	// OnZoomed is called with the zoom in percent when it changed.
	OnZoomed func(percent int)

	graph    *Graph
	cam      camera
	fits     bool
	selected string
	hovered  string
	focused  bool
	shift    bool
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
	g := &GraphView{cam: camera{scale: 1}, fits: true, graph: &Graph{}}
	g.ExtendBaseWidget(g)
	return g
}

// SetGraph shows another graph. The selection stays when its card is still there; the zoom stays unless the whole
// graph was in view.
func (g *GraphView) SetGraph(graph Graph) {
	g.graph = &graph
	if _, ok := g.card(g.selected); !ok {
		g.selected = ""
	}
	if g.fits {
		g.aim(fitted(g.content(), g.Size()))
	}
	g.Refresh()
}

// Select marks the card with the ID, and moves it into view; it doesn't call OnSelected.
func (g *GraphView) Select(id string) {
	if id == g.selected {
		return
	}
	g.selected = id
	g.Refresh()
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

// Fit shows the whole graph, and keeps doing so when the view's size changes, until the user zooms or pans.
func (g *GraphView) Fit() {
	g.fits = true
	g.aim(fitted(g.content(), g.Size()))
	g.Refresh()
}

// Resize fits the graph again as long as the user has neither zoomed nor panned.
func (g *GraphView) Resize(size fyne.Size) {
	changed := size != g.Size()
	g.ToolTipWidget.Resize(size)
	if changed && g.fits {
		g.aim(fitted(g.content(), size))
		g.Refresh()
	}
}

// Tapped selects the card under the pointer and takes the keyboard's focus.
func (g *GraphView) Tapped(e *fyne.PointEvent) {
	if card, ok := g.cardAt(e.Position); ok {
		g.choose(card.ID)
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
		c.Focus(g)
	}
}

// Dragged pans.
func (g *GraphView) Dragged(e *fyne.DragEvent) {
	g.fits = false
	g.aim(g.cam.pan(e.Dragged.DX, e.Dragged.DY))
	g.Refresh()
}

// DragEnd does nothing: the picture stays where it was dragged to.
func (g *GraphView) DragEnd() {}

// Scrolled zooms at the pointer.
func (g *GraphView) Scrolled(e *fyne.ScrollEvent) {
	const perNotch = 0.01
	g.zoomAt(e.Position, min(max(1+e.Scrolled.DY*perNotch, 0.5), 2))
}

// MouseIn shows the tooltip of the card under the pointer.
func (g *GraphView) MouseIn(e *desktop.MouseEvent) { g.hover(e) }

// MouseMoved shows the tooltip of the card under the pointer.
func (g *GraphView) MouseMoved(e *desktop.MouseEvent) {
	g.hover(e)
	g.ToolTipWidget.MouseMoved(e)
}

// MouseOut hides the tooltip.
func (g *GraphView) MouseOut() {
	g.hovered = ""
	g.ToolTipWidget.MouseOut()
	g.Refresh()
}

// Cursor is a hand over a card.
func (g *GraphView) Cursor() desktop.Cursor {
	if g.hovered != "" {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer makes the view's renderer.
func (g *GraphView) CreateRenderer() fyne.WidgetRenderer { return newGraphRenderer(g) }

// MinSize is small: the view takes what room it is given.
func (g *GraphView) MinSize() fyne.Size { return fyne.NewSize(240, 160) }

func (g *GraphView) hover(e *desktop.MouseEvent) {
	card, ok := g.cardAt(e.Position)
	id, tip := "", ""
	if ok {
		id, tip = card.ID, card.Tip
	}
	if id == g.hovered {
		return
	}
	g.hovered = id
	g.ToolTipWidget.MouseOut()
	g.SetToolTip(tip)
	g.ToolTipWidget.MouseIn(e)
	g.Refresh()
}

func (g *GraphView) choose(id string) {
	g.Select(id)
	if card, ok := g.card(id); ok {
		before := g.cam
		g.aim(g.cam.revealed(card.box(), g.Size()))
		if g.cam != before {
			g.fits = false
			g.Refresh()
		}
	}
	if g.OnSelected != nil {
		g.OnSelected(id)
	}
}

func (g *GraphView) zoomAt(at fyne.Position, factor float32) {
	g.fits = false
	g.aim(g.cam.zoomAt(at, factor))
	g.Refresh()
}

func (g *GraphView) aim(c camera) {
	zoomed := c.scale != g.cam.scale
	g.cam = c
	if zoomed && g.OnZoomed != nil {
		g.OnZoomed(g.Percent())
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

// cardAt is the card drawn at a pixel; of cards that overlap the one drawn last.
func (g *GraphView) cardAt(at fyne.Position) (GraphCard, bool) {
	p := g.cam.toLayout(at)
	for i := len(g.graph.Cards) - 1; i >= 0; i-- {
		if g.graph.Cards[i].box().contains(p) {
			return g.graph.Cards[i], true
		}
	}
	return GraphCard{}, false
}
