package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

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
func (g *GraphView) Dragged(e *fyne.DragEvent) { g.Pan(e.Dragged.DX, e.Dragged.DY) }

// DragEnd does nothing: the picture stays where it was dragged to.
func (g *GraphView) DragEnd() {}

// Scrolled zooms at the pointer.
func (g *GraphView) Scrolled(e *fyne.ScrollEvent) {
	const perNotch = 0.01
	g.zoomAt(e.Position, min(max(1+e.Scrolled.DY*perNotch, 0.5), 2))
}

// MouseIn marks the card under the pointer and shows its tooltip.
func (g *GraphView) MouseIn(e *desktop.MouseEvent) { g.hover(e) }

// MouseMoved marks the card under the pointer and shows its tooltip, or that of a label.
func (g *GraphView) MouseMoved(e *desktop.MouseEvent) {
	g.hover(e)
	g.ToolTipWidget.MouseMoved(e)
}

// hideTip hides the tooltip of what is no longer under the pointer. It does so even when none should be there: one that
// was on its way when the pointer left may have been shown after all.
func (g *GraphView) hideTip() {
	g.tip = ""
	g.SetToolTip("")
	g.ToolTipWidget.MouseOut()
}

// MouseOut hides the tooltip.
func (g *GraphView) MouseOut() {
	g.hideTip()
	if g.hovered != "" {
		g.hovered = ""
		g.Refresh()
	}
}

// Cursor is a hand over a card.
func (g *GraphView) Cursor() desktop.Cursor {
	if g.hovered != "" {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

func (g *GraphView) hover(e *desktop.MouseEvent) {
	id, tip := "", ""
	if card, ok := g.cardAt(e.Position); ok {
		id, tip = card.ID, card.Tip
	} else if g.renderer != nil {
		tip = g.renderer.labelTip(e.Position)
	}
	if tip != g.tip {
		g.tip = tip
		g.ToolTipWidget.MouseOut()
		g.SetToolTip(tip)
		g.ToolTipWidget.MouseIn(e)
	}
	if id != g.hovered {
		g.hovered = id
		g.Refresh()
	}
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
