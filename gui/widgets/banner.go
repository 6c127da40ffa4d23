package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// Banner is a notice across a page: a problem, a caveat, something that is out of date.
type Banner struct {
	widget.BaseWidget

	Tone  Tone
	Title string
	// Text says why, Next what to do now; both may be empty.
	Text string
	Next string
	// Raised says that it floats over the page.
	Raised bool
	// Actions are at the right end.
	Actions []fyne.CanvasObject
	// OnClosed, when not nil, gives the banner a button that calls it.
	OnClosed func()

	card  *Card
	mark  *Ground
	title *Text
	text  *Paragraph
	next  *Paragraph
	row   *fyne.Container
	close *Button
}

// NewBanner returns a notice.
func NewBanner(tone Tone, title, text string, actions ...fyne.CanvasObject) *Banner {
	b := &Banner{Tone: tone, Title: title, Text: text, Actions: actions}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows another notice; it does nothing when it is the same.
func (b *Banner) Set(tone Tone, title, text, next string) {
	if b.Tone == tone && b.Title == title && b.Text == text && b.Next == next {
		return
	}
	b.Tone, b.Title, b.Text, b.Next = tone, title, text, next
	b.Refresh()
}

// CreateRenderer draws the notice.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	b.title = NewHeading("")
	b.title.Shrink = true
	b.text = NewMutedParagraph("")
	b.text.Color = theme.Text
	b.next = NewMutedParagraph("")
	b.next.Bold, b.next.Color = true, theme.Text
	b.mark = NewGround(theme.Warn)
	b.mark.Radius, b.mark.Least = 2, fyne.NewSize(4, 4)
	b.close = NewQuietButton("", func() {
		if b.OnClosed != nil {
			b.OnClosed()
		}
	})
	b.close.Icon = fynetheme.CancelIcon()
	b.row = NewRow(8)
	words := NewColumn(3, b.title, b.text, b.next)
	b.card = NewCard(NewColumns(12, []float32{0, 1, 0}, b.mark, words, container.NewCenter(b.row)))
	b.card.Padding = 12
	b.apply()
	return widget.NewSimpleRenderer(b.card)
}

// Refresh shows what the fields say.
func (b *Banner) Refresh() {
	if b.card != nil {
		b.apply()
	}
	b.BaseWidget.Refresh()
}

func (b *Banner) apply() {
	b.card.Tone, b.card.Raised = b.Tone, b.Raised
	b.mark.Color = b.Tone.ink()
	b.mark.Refresh()
	b.title.Text, b.title.Color = b.Title, theme.Text
	b.title.Refresh()
	showText(b.text, b.Text)
	showText(b.next, b.Next)
	b.row.Objects = append([]fyne.CanvasObject{}, b.Actions...)
	if b.OnClosed != nil {
		b.row.Objects = append(b.row.Objects, b.close)
	}
	b.row.Refresh()
	b.card.Refresh()
}

// showText shows a paragraph when it has a text.
func showText(p *Paragraph, text string) {
	p.SetText(text)
	if text == "" {
		p.Hide()
	} else {
		p.Show()
	}
}
