package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

const chipHeight float32 = 24

// Chip is a small switch with a word on it, for filters.
type Chip struct {
	Pressable

	Text     string
	Selected bool
	// OnChanged is called when the user turned it on or off.
	OnChanged func(selected bool)
}

// NewChip returns a chip that is off.
func NewChip(text string, changed func(selected bool)) *Chip {
	c := &Chip{Text: text, OnChanged: changed}
	c.OnPress = c.turn
	c.ExtendBaseWidget(c)
	return c
}

func (c *Chip) turn() {
	c.Selected = !c.Selected
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(c.Selected)
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
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(fill), theme.Color(border), 1
	if c.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Primary), 2
	}
	r.text.Color = theme.Color(ink)
}
