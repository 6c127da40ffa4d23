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
)

// Pill is a word on a soft ground: a verdict, a count, a state.
type Pill struct {
	ttwidget.ToolTipWidget

	Text string
	Tone Tone
}

// NewPill returns a pill of a tone.
func NewPill(text string, tone Tone) *Pill {
	p := &Pill{Text: text, Tone: tone}
	p.ExtendBaseWidget(p)
	return p
}

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
	r.objects = r.shape.objects()
	r.shape.set(p.Text, p.Tone)
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

func (r *pillRenderer) Refresh() {
	r.shape.set(r.pill.Text, r.pill.Tone)
	r.Layout(r.pill.Size())
	canvas.Refresh(r.pill)
}

// pillShape is the two primitives of a pill; rows draw it without a widget of its own.
type pillShape struct {
	ground *canvas.Rectangle
	text   *canvas.Text
}

func newPillShape() *pillShape {
	s := &pillShape{ground: canvas.NewRectangle(nil), text: newText(theme.CaptionSize, true)}
	s.ground.CornerRadius = pillHeight / 2
	s.text.Alignment = fyne.TextAlignCenter
	return s
}

func (s *pillShape) objects() []fyne.CanvasObject { return []fyne.CanvasObject{s.ground, s.text} }

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
	return s.text.MinSize().Width + 2*pillPadding
}

func (s *pillShape) layOut(x, y, width float32) {
	width = min(width, s.width())
	place(s.ground, x, y, width, pillHeight)
	placeLine(s.text, x, y, width, pillHeight)
}
