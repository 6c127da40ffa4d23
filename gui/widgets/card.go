package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// Card is a panel with a border, round corners and a soft shadow around its content.
type Card struct {
	widget.BaseWidget

	Content fyne.CanvasObject
	// Padding is around the content.
	Padding float32
	// Tone colours ground and border; Neutral is a plain panel.
	Tone Tone
	// Raised says that it floats over what is below: its corners are rounder and its shadow is larger.
	Raised bool
}

// NewCard returns a card with the usual padding.
func NewCard(content fyne.CanvasObject) *Card {
	return newCard(content, theme.CardPadding)
}

// NewTightCard returns a card whose content goes to its border, for tables and logs.
func NewTightCard(content fyne.CanvasObject) *Card {
	return newCard(content, 1)
}

func newCard(content fyne.CanvasObject, padding float32) *Card {
	c := &Card{Content: content, Padding: padding}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer draws the card.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	panel := canvas.NewRectangle(color.Transparent)
	panel.CornerRadius = theme.CardRadius
	panel.StrokeWidth = 1
	r := &cardRenderer{card: c, panel: panel}
	r.apply()
	return r
}

type cardRenderer struct {
	parts
	card  *Card
	panel *canvas.Rectangle
}

func (r *cardRenderer) MinSize() fyne.Size {
	size := fyne.NewSize(2*r.card.Padding, 2*r.card.Padding)
	if r.card.Content != nil {
		size = size.Add(r.card.Content.MinSize())
	}
	return size
}

func (r *cardRenderer) Layout(size fyne.Size) {
	r.panel.Resize(size)
	if r.card.Content != nil {
		p := r.card.Padding
		place(r.card.Content, p, p, size.Width-2*p, size.Height-2*p)
	}
}

func (r *cardRenderer) Refresh() {
	r.apply()
	r.Layout(r.card.Size())
	canvas.Refresh(r.card)
}

func (r *cardRenderer) apply() {
	r.panel.FillColor = theme.Color(theme.Panel)
	r.panel.StrokeColor = theme.Color(theme.Line)
	r.panel.Shadow = canvas.Shadow{Color: theme.Color(theme.Shadow), BlurRadius: 3, Offset: fyne.NewPos(0, 1)}
	if r.card.Tone != Neutral {
		r.panel.FillColor = theme.Color(r.card.Tone.ground())
		r.panel.StrokeColor = theme.Color(r.card.Tone.ground())
		r.panel.Shadow = canvas.Shadow{}
	}
	r.panel.CornerRadius = theme.CardRadius
	if r.card.Raised {
		r.panel.CornerRadius = theme.SheetRadius
		r.panel.StrokeColor = theme.Color(theme.Line)
		r.panel.Shadow = canvas.Shadow{Color: theme.Color(theme.Shadow), BlurRadius: 12, Offset: fyne.NewPos(0, 3)}
	}
	r.objects = []fyne.CanvasObject{r.panel}
	if r.card.Content != nil {
		r.objects = append(r.objects, r.card.Content)
	}
}
