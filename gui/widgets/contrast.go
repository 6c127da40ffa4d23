package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	contrastHeight float32 = 72
	contrastSmall  float32 = 20
	contrastGap    float32 = 10
)

// Contrast is one figure before and after: a caption with a badge behind it, the two figures with an arrow between them, and a
// note below.
type Contrast struct {
	ttwidget.ToolTipWidget

	Caption string
	// Badge says how the figures are known; empty for none.
	Badge     string
	BadgeTone Tone
	// Before and After are figures with their units. With no After, Before stands alone.
	Before, After string
	// Tone is After's colour.
	Tone Tone
	Note string
	// Big is for the first figure of a page.
	Big bool
}

// NewContrast returns a figure with a caption and nothing else.
func NewContrast(caption string, big bool) *Contrast {
	c := &Contrast{Caption: caption, Big: big, Tone: Good}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer draws the figures.
func (c *Contrast) CreateRenderer() fyne.WidgetRenderer {
	size := contrastSmall
	if c.Big {
		size = theme.BigSize
	}
	r := &contrastRenderer{
		contrast: c, badge: newPillShape(),
		caption: newText(theme.BodySize, false), note: newText(theme.CaptionSize, false),
		before: newText(size, true), arrow: newText(size*0.8, false), after: newText(size, true),
	}
	r.objects = append([]fyne.CanvasObject{r.caption, r.before, r.arrow, r.after, r.note}, r.badge.objects()...)
	r.apply()
	return r
}

type contrastRenderer struct {
	parts
	contrast             *Contrast
	badge                *pillShape
	caption, note        *canvas.Text
	before, arrow, after *canvas.Text
}

func (r *contrastRenderer) MinSize() fyne.Size {
	head := r.caption.MinSize().Width
	if r.contrast.Badge != "" {
		head += 8 + r.badge.width()
	}
	return fyne.NewSize(max(head, r.figures(), min(textWidth(r.contrast.Note, r.note.TextSize, r.note.TextStyle), 260)), contrastHeight)
}

// figures is the width of the two figures and the arrow.
func (r *contrastRenderer) figures() float32 {
	if r.contrast.After == "" {
		return r.before.MinSize().Width
	}
	return r.before.MinSize().Width + r.arrow.MinSize().Width + r.after.MinSize().Width + 2*contrastGap
}

func (r *contrastRenderer) Layout(size fyne.Size) {
	placeLine(r.caption, 0, 0, r.caption.MinSize().Width, pillHeight)
	r.badge.layOut(r.caption.MinSize().Width+8, 0, size.Width)
	x := float32(0)
	for _, t := range []*canvas.Text{r.before, r.arrow, r.after} {
		wide := t.MinSize().Width
		placeLine(t, x, pillHeight, wide, 36)
		x += wide + contrastGap
	}
	r.note.Text, _ = fit(r.contrast.Note, size.Width, r.note.TextSize, r.note.TextStyle)
	placeLine(r.note, 0, pillHeight+36, size.Width, contrastHeight-pillHeight-36)
}

func (r *contrastRenderer) Refresh() {
	r.apply()
	r.Layout(r.contrast.Size())
	canvas.Refresh(r.contrast)
}

func (r *contrastRenderer) apply() {
	c := r.contrast
	r.caption.Text, r.note.Text = c.Caption, c.Note
	r.caption.Color, r.note.Color, r.arrow.Color = theme.Color(theme.Muted), theme.Color(theme.Muted), theme.Color(theme.Muted)
	r.before.Text, r.before.Color = c.Before, theme.Color(theme.Text)
	r.after.Text, r.after.Color = c.After, theme.Color(c.Tone.ink())
	if c.Tone == Neutral {
		r.after.Color = theme.Color(theme.Text)
	}
	r.arrow.Text = ""
	if c.After != "" {
		r.arrow.Text = "→"
	}
	r.badge.set(c.Badge, c.BadgeTone)
}
