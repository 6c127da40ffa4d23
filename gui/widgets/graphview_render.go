package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
)

// graphRenderer keeps the parts of a graph view. They are made anew when the graph changes and only moved when the
// camera does.
type graphRenderer struct {
	view   *GraphView
	ground *canvas.Rectangle
	inner  *fyne.Container
	clip   *container.Clip
	cards  []*cardParts
	curves []*curveParts
	// shown is the graph that the parts were made for.
	shown *Graph
}

func newGraphRenderer(view *GraphView) *graphRenderer {
	inner := container.NewWithoutLayout()
	r := &graphRenderer{
		view: view, ground: canvas.NewRectangle(theme.Color(theme.Panel)),
		inner: inner, clip: container.NewClip(inner),
	}
	r.Refresh()
	return r
}

// Layout places the clip; the parts stand where the camera says.
func (r *graphRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.clip.Resize(size)
	r.inner.Resize(size)
	r.place()
}

// MinSize is the view's own.
func (r *graphRenderer) MinSize() fyne.Size { return r.view.MinSize() }

// Objects are the ground and the clipped picture.
func (r *graphRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.clip}
}

// Destroy has nothing to free.
func (r *graphRenderer) Destroy() {}

// Refresh makes the parts when the graph is another one, and colours and places them.
func (r *graphRenderer) Refresh() {
	if r.shown != r.view.graph {
		r.build()
	}
	r.ground.FillColor = theme.Color(theme.Panel)
	r.ground.CornerRadius = theme.CardRadius
	for _, c := range r.curves {
		c.paint()
	}
	for _, c := range r.cards {
		c.paint(cardState{
			selected: c.card.ID == r.view.selected,
			hovered:  c.card.ID == r.view.hovered,
			focused:  r.view.focused && c.card.ID == r.view.selected,
		})
	}
	r.place()
	canvas.Refresh(r.view)
}

// build makes the parts: curves below, their labels above them, cards on top.
func (r *graphRenderer) build() {
	graph := r.view.graph
	r.shown, r.cards, r.curves = graph, nil, nil
	var objects, labels []fyne.CanvasObject
	for _, c := range graph.Curves {
		p := newCurveParts(c)
		r.curves = append(r.curves, p)
		objects = append(objects, p.strokes()...)
		labels = append(labels, p.halo, p.label)
	}
	objects = append(objects, labels...)
	for _, c := range graph.Cards {
		p := newCardParts(c)
		r.cards = append(r.cards, p)
		objects = append(objects, p.objects()...)
	}
	r.inner.Objects = objects
}

func (r *graphRenderer) place() {
	for _, c := range r.curves {
		c.place(r.view.cam)
	}
	for _, c := range r.cards {
		c.place(r.view.cam)
	}
}
