package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

// Text is one line of text. Where it does not fit it ends with an ellipsis, and its tooltip has all of it.
type Text struct {
	ttwidget.ToolTipWidget

	Text     string
	TextSize float32
	Color    fyne.ThemeColorName
	Bold     bool
	Mono     bool
	Align    fyne.TextAlign
	// Tip is the tooltip; empty for none unless the text was cut.
	Tip string
	// Shrink lets a layout make it as narrow as an ellipsis; otherwise its least width is that of its text.
	Shrink bool
}

// NewText returns a line of body text.
func NewText(text string) *Text { return newLine(text, theme.BodySize, theme.Text, false) }

// NewMuted returns a line of secondary text.
func NewMuted(text string) *Text { return newLine(text, theme.BodySize, theme.Muted, false) }

// NewTitle returns the title of a page.
func NewTitle(text string) *Text { return newLine(text, theme.TitleSize, theme.Text, true) }

// NewHeading returns the title of a card.
func NewHeading(text string) *Text { return newLine(text, theme.HeadingSize, theme.Text, true) }

// NewCaption returns a small muted line.
func NewCaption(text string) *Text { return newLine(text, theme.CaptionSize, theme.Muted, false) }

func newLine(text string, size float32, color fyne.ThemeColorName, bold bool) *Text {
	t := &Text{Text: text, TextSize: size, Color: color, Bold: bold}
	t.ExtendBaseWidget(t)
	return t
}

// SetText shows another text; it does nothing when it is the same.
func (t *Text) SetText(text string) {
	if t.Text == text {
		return
	}
	t.Text = text
	t.Refresh()
}

// Shown is the whole text, also where less of it is drawn; tests read it.
func (t *Text) Shown() string { return t.Text }

// SetColor shows the text in another colour; it does nothing when it is the same.
func (t *Text) SetColor(color fyne.ThemeColorName) {
	if t.Color == color {
		return
	}
	t.Color = color
	t.Refresh()
}

func (t *Text) style() fyne.TextStyle { return fyne.TextStyle{Bold: t.Bold, Monospace: t.Mono} }

// CreateRenderer draws the text.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	line := canvas.NewText("", theme.Color(t.Color))
	r := &textRenderer{parts: parts{[]fyne.CanvasObject{line}}, text: t, line: line}
	r.apply()
	return r
}

type textRenderer struct {
	parts
	text *Text
	line *canvas.Text
}

func (r *textRenderer) MinSize() fyne.Size {
	size := fyne.MeasureText(r.text.Text, r.text.TextSize, r.text.style())
	if r.text.Shrink {
		size.Width = min(size.Width, r.text.TextSize*2)
	}
	return size
}

func (r *textRenderer) Layout(size fyne.Size) {
	r.cut(size)
	h := r.line.MinSize().Height
	place(r.line, 0, (size.Height-h)/2, size.Width, h)
}

func (r *textRenderer) Refresh() {
	r.apply()
	r.Layout(r.text.Size())
	canvas.Refresh(r.text)
}

func (r *textRenderer) apply() {
	r.line.Color = theme.Color(r.text.Color)
	r.line.TextSize = r.text.TextSize
	r.line.TextStyle = r.text.style()
	r.line.Alignment = r.text.Align
	r.cut(r.text.Size())
}

func (r *textRenderer) cut(size fyne.Size) {
	if size.Width <= 0 {
		r.line.Text = r.text.Text
		return
	}
	shown, cut := fit(r.text.Text, size.Width, r.text.TextSize, r.text.style())
	r.line.Text = shown
	tip := r.text.Tip
	if cut && tip == "" {
		tip = r.text.Text
	}
	r.text.SetToolTip(tip)
}
