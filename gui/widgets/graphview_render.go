package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
)

// graphRenderer keeps the parts of a graph view. They are made anew when the graph changes; a pan only moves the picture
// that holds them; a zoom places those that are in view, and only those are in the picture at all. That keeps both within
// a frame for hundreds of cards.
type graphRenderer struct {
	view    *GraphView
	ground  *canvas.Rectangle
	picture *fyne.Container
	clip    *container.Clip
	cards   []*cardParts
	curves  []*curveParts
	// shown and moved are the graph and the way to it that the parts were made for.
	shown *Graph
	moved *transition
	// seen says which parts are in the picture, and seenNow is room for the next look.
	seen, seenNow []bool
}

func newGraphRenderer(view *GraphView) *graphRenderer {
	picture := container.NewWithoutLayout()
	r := &graphRenderer{
		view: view, ground: canvas.NewRectangle(theme.Color(theme.Panel)),
		picture: picture, clip: container.NewClip(picture),
	}
	r.Refresh()
	return r
}

// Layout places the clip; the parts stand where the camera says.
func (r *graphRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.clip.Resize(size)
	r.follow()
}

// MinSize is the view's own.
func (r *graphRenderer) MinSize() fyne.Size { return r.view.MinSize() }

// Objects are the ground and the clipped picture.
func (r *graphRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.clip}
}

// Destroy lets nothing go on moving.
func (r *graphRenderer) Destroy() { r.view.Settle() }

// Refresh makes the parts when the graph is another one, and colours and places them.
func (r *graphRenderer) Refresh() {
	if r.shown != r.view.graph || r.moved != r.view.move {
		r.build()
	}
	r.ground.FillColor = theme.Color(theme.Panel)
	r.ground.CornerRadius = theme.CardRadius
	v := r.view
	progress := v.progress()
	hovered := v.hovered
	for _, c := range r.curves {
		joins := func(id string) bool { return id != "" && (c.curve.From == id || c.curve.To == id) }
		lit := joins(hovered) || hovered == "" && joins(v.selected)
		c.paint(curveState{lit: lit, dimmed: hovered != "" && !lit, pale: c.presence.pale(progress)})
	}
	for _, c := range r.cards {
		here := c.presence != goes
		c.paint(cardState{
			selected: here && c.card.ID == v.selected, hovered: here && c.card.ID == hovered,
			focused: v.focused && here && c.card.ID == v.selected, pale: c.presence.pale(progress),
		})
	}
	r.follow()
	canvas.Refresh(v)
}

// build makes the parts of the graph, and of what leaves it.
func (r *graphRenderer) build() {
	v := r.view
	r.shown, r.moved, r.cards, r.curves, r.seen = v.graph, v.move, nil, nil, nil
	if v.move != nil {
		r.add(&v.move.gone, func(p *cardParts) { p.presence = goes }, func(p *curveParts, _ string) { p.presence = goes })
	}
	r.add(v.graph, func(p *cardParts) {
		if v.move == nil {
			return
		}
		var stayed bool
		if p.from, stayed = v.move.cards[p.card.key()]; !stayed {
			p.from, p.presence = p.card.box(), comes
		}
	}, func(p *curveParts, key string) {
		if v.move == nil {
			return
		}
		var stayed bool
		if p.from, stayed = v.move.curves[key]; !stayed {
			p.from, p.presence = p.curve.Points, comes
		}
	})
}

func (r *graphRenderer) add(g *Graph, card func(*cardParts), curve func(*curveParts, string)) {
	keys := curveKeys(g)
	for i, c := range g.Curves {
		p := newCurveParts(c, &r.view.measure)
		curve(p, keys[i])
		r.curves = append(r.curves, p)
	}
	for _, c := range g.Cards {
		p := newCardParts(c, &r.view.measure)
		card(p)
		r.cards = append(r.cards, p)
	}
}

// follow shows what the camera sees.
func (r *graphRenderer) follow() {
	cam, progress := r.view.camera(), r.view.progress()
	rescaled := r.look(cam, progress)
	for i, c := range r.curves {
		if r.seen[i] {
			c.place(cam.scale, progress)
		}
	}
	for i, c := range r.cards {
		if r.seen[len(r.curves)+i] {
			c.place(cam.scale, progress)
		}
	}
	r.untangle(cam.scale)
	if rescaled {
		r.gather()
	}
	r.picture.Resize(fyne.NewSize(1, 1))
	r.picture.Move(cam.offset)
}

// look finds out which parts are in view, and says whether they are others than before.
func (r *graphRenderer) look(cam camera, progress float32) (changed bool) {
	window := cam.window(r.view.Size())
	n := len(r.curves) + len(r.cards)
	if len(r.seenNow) != n {
		r.seenNow = make([]bool, n)
	}
	for i, c := range r.curves {
		r.seenNow[i] = window.meets(c.box(progress))
	}
	for i, c := range r.cards {
		r.seenNow[len(r.curves)+i] = window.meets(c.box(progress))
	}
	changed = len(r.seen) != n
	for i := 0; i < n && !changed; i++ {
		changed = r.seen[i] != r.seenNow[i]
	}
	if changed {
		r.seen, r.seenNow = r.seenNow, r.seen
	}
	return changed
}

// gather puts the parts in view into the picture: curves below, their labels above them, cards on top.
func (r *graphRenderer) gather() {
	objects := make([]fyne.CanvasObject, 0, 8*len(r.seen))
	for i, c := range r.curves {
		if r.seen[i] {
			objects = c.appendTo(objects)
		}
	}
	for i, c := range r.cards {
		if r.seen[len(r.curves)+i] {
			objects = c.appendTo(objects)
		}
	}
	// Labels of lit curves are shown where others are not: they may cross a card.
	for i, c := range r.curves {
		if r.seen[i] {
			objects = c.label.appendTo(objects)
		}
	}
	r.picture.Objects = objects
}

// untangle hides labels that would cover another where the zoom makes them larger than the layout has left room for.
func (r *graphRenderer) untangle(scale float32) {
	if scale*cardLineSize >= labelLeast {
		return
	}
	var taken []cardBox
	for i, c := range r.curves {
		if !r.seen[i] || !c.label.shown {
			continue
		}
		box := c.label.box()
		for _, other := range taken {
			if box.meets(other) {
				c.label.hide()
				break
			}
		}
		if c.label.shown {
			taken = append(taken, box)
		}
	}
}

// labelTip is the tooltip of the label drawn at a pixel of the view.
func (r *graphRenderer) labelTip(at fyne.Position) string {
	at = at.Subtract(r.view.camera().offset)
	for i, c := range r.curves {
		if r.seen[i] && c.label.shown && c.label.box().contains(at) {
			return c.curve.Tip
		}
	}
	return ""
}
