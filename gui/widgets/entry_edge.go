package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// CreateRenderer draws the line as Fyne does, with a border that can be told from its ground.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	r := &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer()}
	r.edge()
	return r
}

type entryRenderer struct{ fyne.WidgetRenderer }

// Refresh draws the line anew.
func (r *entryRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.edge()
}

// edge gives a border that is as pale as a hairline the colour of an edge.
func (r *entryRenderer) edge() {
	for _, o := range r.Objects() {
		if border, ok := o.(*canvas.Rectangle); ok && border.StrokeWidth > 0 && border.StrokeColor == theme.Color(theme.Line) {
			border.StrokeColor = theme.Color(theme.Edge)
			canvas.Refresh(border)
		}
	}
}
