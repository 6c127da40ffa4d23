package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// Paragraph is text that is broken into as many lines as its width asks for. Its least height is that of the lines
// at its present width.
type Paragraph struct {
	widget.BaseWidget

	Text     string
	TextSize float32
	Color    fyne.ThemeColorName
	Bold     bool
	Mono     bool
	Align    fyne.TextAlign

	// lines are Text at width.
	lines []string
	width float32
	of    string
}

// NewParagraph returns body text of many lines.
func NewParagraph(text string) *Paragraph {
	p := &Paragraph{Text: text, TextSize: theme.BodySize, Color: theme.Text}
	p.ExtendBaseWidget(p)
	return p
}

// NewMutedParagraph returns secondary text of many lines.
func NewMutedParagraph(text string) *Paragraph {
	p := &Paragraph{Text: text, TextSize: theme.SmallSize, Color: theme.Muted}
	p.ExtendBaseWidget(p)
	return p
}

// SetText shows another text; it does nothing when it is the same.
func (p *Paragraph) SetText(text string) {
	if p.Text == text {
		return
	}
	p.Text = text
	p.Refresh()
}

// Shown is the text; tests read it.
func (p *Paragraph) Shown() string { return p.Text }

// Resize breaks the text anew and asks for another height when that needs other lines.
func (p *Paragraph) Resize(size fyne.Size) {
	before := p.lines
	p.layOut(size.Width)
	p.BaseWidget.Resize(size)
	if !slices.Equal(p.lines, before) {
		p.Refresh()
	}
}

func (p *Paragraph) style() fyne.TextStyle { return fyne.TextStyle{Bold: p.Bold, Monospace: p.Mono} }

func (p *Paragraph) layOut(width float32) {
	if p.lines != nil && p.width == width && p.of == p.Text {
		return
	}
	p.width, p.of = width, p.Text
	if width <= 0 {
		p.lines = []string{p.Text}
		return
	}
	p.lines = wrap(p.Text, width, p.TextSize, p.style())
}

// CreateRenderer draws the lines.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &paragraphRenderer{paragraph: p}
	r.apply()
	return r
}

type paragraphRenderer struct {
	parts
	paragraph *Paragraph
	texts     []*canvas.Text
}

func (r *paragraphRenderer) lineHeight() float32 {
	return fyne.MeasureText("M", r.paragraph.TextSize, r.paragraph.style()).Height
}

func (r *paragraphRenderer) MinSize() fyne.Size {
	r.paragraph.layOut(r.paragraph.Size().Width)
	return fyne.NewSize(r.paragraph.TextSize*4, r.lineHeight()*float32(len(r.paragraph.lines)))
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	h := r.lineHeight()
	for i, t := range r.texts {
		place(t, 0, float32(i)*h, size.Width, h)
	}
}

func (r *paragraphRenderer) Refresh() {
	r.apply()
	r.Layout(r.paragraph.Size())
	canvas.Refresh(r.paragraph)
}

func (r *paragraphRenderer) apply() {
	p := r.paragraph
	p.layOut(p.Size().Width)
	for len(r.texts) < len(p.lines) {
		r.texts = append(r.texts, canvas.NewText("", nil))
	}
	r.texts = r.texts[:len(p.lines)]
	r.objects = r.objects[:0]
	for i, t := range r.texts {
		t.Text, t.TextSize, t.TextStyle, t.Alignment = p.lines[i], p.TextSize, p.style(), p.Align
		t.Color = theme.Color(p.Color)
		r.objects = append(r.objects, t)
	}
}
