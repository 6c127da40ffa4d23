package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	pillHeight  float32 = 20
	pillPadding float32 = 9
	pillIcon    float32 = 12
	pillIconGap float32 = 5
)

// Pill is a word on a soft ground: a verdict, a count, a state.
type Pill struct {
	ttwidget.ToolTipWidget

	Text string
	// Icon is SVG path data on a grid of 24 by 24 that is drawn before the text, empty for none.
	Icon string
	Tone Tone
}

// NewPill returns a pill of a tone.
func NewPill(text string, tone Tone) *Pill {
	p := &Pill{Text: text, Tone: tone}
	p.ExtendBaseWidget(p)
	return p
}

// NewIconPill returns a pill with a drawing, so that it does not speak by its colour alone.
func NewIconPill(icon, text string, tone Tone) *Pill {
	p := &Pill{Icon: icon, Text: text, Tone: tone}
	p.ExtendBaseWidget(p)
	return p
}

// SetIcon is Set with another drawing too.
func (p *Pill) SetIcon(icon, text string, tone Tone) {
	if p.Icon == icon && p.Text == text && p.Tone == tone {
		return
	}
	p.Icon, p.Text, p.Tone = icon, text, tone
	p.Refresh()
}

// Shown is the text; tests read it.
func (p *Pill) Shown() string { return p.Text }

// Set shows another text and tone; it does nothing when they are the same.
func (p *Pill) Set(text string, tone Tone) {
	if p.Text == text && p.Tone == tone {
		return
	}
	p.Text, p.Tone = text, tone
	p.Refresh()
}

// CreateRenderer draws the pill.
func (p *Pill) CreateRenderer() fyne.WidgetRenderer {
	r := &pillRenderer{pill: p, shape: newPillShape()}
	if p.Icon != "" {
		r.shape.withIcon()
	}
	r.objects = r.shape.objects()
	r.apply()
	return r
}

type pillRenderer struct {
	parts
	pill  *Pill
	shape *pillShape
}

func (r *pillRenderer) MinSize() fyne.Size { return fyne.NewSize(r.shape.width(), pillHeight) }

func (r *pillRenderer) Layout(size fyne.Size) {
	r.shape.layOut(0, (size.Height-pillHeight)/2, size.Width)
}

func (r *pillRenderer) apply() {
	r.shape.set(r.pill.Text, r.pill.Tone)
	r.shape.draw(r.pill.Icon, r.pill.Tone)
}

func (r *pillRenderer) Refresh() {
	r.apply()
	r.Layout(r.pill.Size())
	canvas.Refresh(r.pill)
}

// pillShape is the primitives of a pill; rows draw it without a widget of its own.
type pillShape struct {
	ground *canvas.Rectangle
	text   *canvas.Text
	// glyph is nil where there is no drawing.
	glyph *Glyph
}

func newPillShape() *pillShape {
	s := &pillShape{ground: canvas.NewRectangle(nil), text: newText(theme.CaptionSize, true)}
	s.ground.CornerRadius = pillHeight / 2
	s.text.Alignment = fyne.TextAlignCenter
	return s
}

// withIcon makes room for a drawing.
func (s *pillShape) withIcon() {
	s.glyph = NewGlyph("", pillIcon, theme.Text)
	s.text.Alignment = fyne.TextAlignLeading
}

func (s *pillShape) objects() []fyne.CanvasObject {
	if s.glyph == nil {
		return []fyne.CanvasObject{s.ground, s.text}
	}
	return []fyne.CanvasObject{s.ground, s.text, s.glyph}
}

// draw shows another drawing, where there is room for one.
func (s *pillShape) draw(icon string, tone Tone) {
	if s.glyph == nil {
		return
	}
	s.glyph.Hidden = icon == "" || s.text.Text == ""
	if ink := tone.ink(); s.glyph.Paths != icon || s.glyph.Color != ink {
		s.glyph.Paths, s.glyph.Color = icon, ink
		s.glyph.Refresh()
	}
}

// lead is the room that the drawing takes.
func (s *pillShape) lead() float32 {
	if s.glyph == nil || s.glyph.Hidden {
		return 0
	}
	return pillIcon + pillIconGap
}

func (s *pillShape) set(text string, tone Tone) {
	s.text.Text = text
	s.text.Color = theme.Color(tone.ink())
	s.ground.FillColor = theme.Color(tone.ground())
	s.ground.Hidden = text == ""
}

func (s *pillShape) width() float32 {
	if s.text.Text == "" {
		return 0
	}
	return s.text.MinSize().Width + 2*pillPadding + s.lead()
}

func (s *pillShape) layOut(x, y, width float32) {
	width = min(width, s.width())
	place(s.ground, x, y, width, pillHeight)
	if s.glyph == nil {
		placeLine(s.text, x, y, width, pillHeight)
		return
	}
	place(s.glyph, x+pillPadding, y+(pillHeight-pillIcon)/2, pillIcon, pillIcon)
	placeLine(s.text, x+pillPadding+s.lead(), y, max(0, width-2*pillPadding-s.lead()), pillHeight)
}
