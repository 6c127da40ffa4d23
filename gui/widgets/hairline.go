package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// Hairline is a thin rule, one pixel high or wide as its layout stretches it.
type Hairline struct {
	widget.BaseWidget
}

// NewHairline returns a rule.
func NewHairline() *Hairline {
	h := &Hairline{}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer draws the rule.
func (h *Hairline) CreateRenderer() fyne.WidgetRenderer {
	return newFill(h, theme.Line, 0, fyne.NewSize(1, 1))
}

// Ground is a plain area of one colour to put other things on.
type Ground struct {
	widget.BaseWidget

	Color  fyne.ThemeColorName
	Radius float32
	// Least is its least size.
	Least fyne.Size
}

// NewGround returns an area of a colour.
func NewGround(color fyne.ThemeColorName) *Ground {
	g := &Ground{Color: color}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer draws the area.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	return newFill(g, g.Color, g.Radius, g.Least)
}

// fillRenderer fills a widget with one colour of the theme.
type fillRenderer struct {
	parts
	widget fyne.Widget
	color  fyne.ThemeColorName
	rect   *canvas.Rectangle
	least  fyne.Size
}

func newFill(w fyne.Widget, color fyne.ThemeColorName, radius float32, least fyne.Size) *fillRenderer {
	rect := canvas.NewRectangle(theme.Color(color))
	rect.CornerRadius = radius
	return &fillRenderer{parts: parts{[]fyne.CanvasObject{rect}}, widget: w, color: color, rect: rect, least: least}
}

func (r *fillRenderer) MinSize() fyne.Size { return r.least }

func (r *fillRenderer) Layout(size fyne.Size) { r.rect.Resize(size) }

func (r *fillRenderer) Refresh() {
	if g, ok := r.widget.(*Ground); ok {
		r.color, r.rect.CornerRadius, r.least = g.Color, g.Radius, g.Least
	}
	r.rect.FillColor = theme.Color(r.color)
	canvas.Refresh(r.widget)
}
