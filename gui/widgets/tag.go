package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	tagHeight  float32 = 24
	tagPadding float32 = 10
	tagIcon    float32 = 14
	tagGap     float32 = 6
)

// Tag is a fact in a few words, with a small drawing before it. It is not to be pressed.
type Tag struct {
	ttwidget.ToolTipWidget

	Text string
	// Icon is SVG path data on a grid of 24 by 24, empty for none.
	Icon string
	Tone Tone
	// Most is the most width it asks for, 0 for no limit.
	Most float32
}

// NewTag returns a fact.
func NewTag(icon, text, tip string) *Tag {
	t := &Tag{Icon: icon, Text: text}
	t.ExtendBaseWidget(t)
	t.SetToolTip(tip)
	return t
}

// Shown is the text; tests read it.
func (t *Tag) Shown() string { return t.Text }

// CreateRenderer draws the fact.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer {
	r := &tagRenderer{tag: t, ground: canvas.NewRectangle(nil), glyph: NewGlyph(t.Icon, tagIcon, theme.Text), text: newText(theme.SmallSize, true)}
	r.ground.CornerRadius = tagHeight / 2
	r.objects = []fyne.CanvasObject{r.ground, r.glyph, r.text}
	r.apply()
	return r
}

type tagRenderer struct {
	parts
	tag    *Tag
	ground *canvas.Rectangle
	glyph  *Glyph
	text   *canvas.Text
}

// lead is the room before the text.
func (r *tagRenderer) lead() float32 {
	if r.tag.Icon == "" {
		return tagPadding
	}
	return tagPadding + tagIcon + tagGap
}

func (r *tagRenderer) MinSize() fyne.Size {
	width := r.lead() + textWidth(r.tag.Text, theme.SmallSize, r.text.TextStyle) + tagPadding
	if r.tag.Most > 0 {
		width = min(width, r.tag.Most)
	}
	return fyne.NewSize(width, tagHeight)
}

func (r *tagRenderer) Layout(size fyne.Size) {
	r.ground.Resize(fyne.NewSize(size.Width, tagHeight))
	place(r.glyph, tagPadding, (tagHeight-tagIcon)/2, tagIcon, tagIcon)
	room := size.Width - r.lead() - tagPadding
	r.text.Text, _ = fit(r.tag.Text, room, r.text.TextSize, r.text.TextStyle)
	placeLine(r.text, r.lead(), 0, room, tagHeight)
}

func (r *tagRenderer) Refresh() {
	r.apply()
	r.Layout(r.tag.Size())
	canvas.Refresh(r.tag)
}

func (r *tagRenderer) apply() {
	ink := theme.Text
	if r.tag.Tone != Neutral {
		ink = r.tag.Tone.ink()
	}
	r.ground.FillColor = theme.Color(r.tag.Tone.ground())
	r.text.Color, r.text.Text = theme.Color(ink), r.tag.Text
	r.glyph.Hidden = r.tag.Icon == ""
	r.glyph.SetColor(ink)
}
