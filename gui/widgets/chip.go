package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const chipHeight float32 = 26

// Chip is a small switch with a word on it, for filters.
type Chip struct {
	ttwidget.ToolTipWidget

	Text     string
	Selected bool
	// OnChanged is called when the user turned it on or off.
	OnChanged func(selected bool)

	hovered, focused bool
}

// NewChip returns a chip that is off.
func NewChip(text string, changed func(selected bool)) *Chip {
	c := &Chip{Text: text, OnChanged: changed}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped turns the chip on or off.
func (c *Chip) Tapped(*fyne.PointEvent) {
	c.Selected = !c.Selected
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(c.Selected)
	}
}

// MouseIn shows that the chip can be pressed.
func (c *Chip) MouseIn(e *desktop.MouseEvent) {
	c.ToolTipWidget.MouseIn(e)
	c.hovered = true
	c.Refresh()
}

// MouseOut ends what MouseIn began.
func (c *Chip) MouseOut() {
	c.ToolTipWidget.MouseOut()
	c.hovered = false
	c.Refresh()
}

// Cursor is a hand.
func (c *Chip) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained draws the focus ring.
func (c *Chip) FocusGained() { c.focused = true; c.Refresh() }

// FocusLost removes it.
func (c *Chip) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune does nothing.
func (c *Chip) TypedRune(rune) {}

// TypedKey turns the chip on or off on Space and Enter.
func (c *Chip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		c.Tapped(nil)
	}
}

// CreateRenderer draws the chip.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{chip: c, ground: canvas.NewRectangle(color.Transparent), text: newText(theme.SmallSize, true)}
	r.ground.CornerRadius = theme.PillRadius
	r.text.Alignment = fyne.TextAlignCenter
	r.objects = []fyne.CanvasObject{r.ground, r.text}
	r.apply()
	return r
}

type chipRenderer struct {
	parts
	chip   *Chip
	ground *canvas.Rectangle
	text   *canvas.Text
}

func (r *chipRenderer) MinSize() fyne.Size {
	return fyne.NewSize(textWidth(r.chip.Text, theme.SmallSize, r.text.TextStyle)+24, chipHeight)
}

func (r *chipRenderer) Layout(size fyne.Size) {
	top := (size.Height - chipHeight) / 2
	place(r.ground, 0, top, size.Width, chipHeight)
	placeLine(r.text, 0, top, size.Width, chipHeight)
}

func (r *chipRenderer) Refresh() {
	r.apply()
	r.Layout(r.chip.Size())
	canvas.Refresh(r.chip)
}

func (r *chipRenderer) apply() {
	c := r.chip
	r.text.Text = c.Text
	fill, ink, border := theme.Panel, theme.Muted, theme.Line
	if c.hovered {
		fill = theme.Hover
	}
	if c.Selected {
		fill, ink, border = theme.PrimarySoft, theme.Primary, theme.PrimarySoft
	}
	if c.focused {
		border = theme.Primary
	}
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(fill), theme.Color(border), 1
	r.text.Color = theme.Color(ink)
}
