package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// head is a page's title line: what it shows, its sum, and what can be done at the right.
type head struct {
	title, sum *widgets.Text
	content    *fyne.Container
}

func newHead(title string, actions ...fyne.CanvasObject) *head {
	h := &head{title: widgets.NewTitle(title), sum: widgets.NewMuted("")}
	h.sum.Shrink = true
	h.content = container.New(&headLayout{}, h.title, h.sum, widgets.NewRow(8, actions...))
	return h
}

// headLayout puts a title and its sum at the left and what can be done at the right, or below them where there is no room. Its
// height follows from the width that it was given last.
type headLayout struct{ width float32 }

const headSpace float32 = 12

// below says whether what can be done stands below the title.
func (l *headLayout) below(o []fyne.CanvasObject) bool {
	if !o[2].Visible() || l.width == 0 {
		return false
	}
	title, sum := wholeWidth(o[0]), wholeWidth(o[1])
	if _, cut := o[1].(*widgets.Text); cut {
		sum = min(sum, 120)
	}
	return title+sum+o[2].MinSize().Width+2*headSpace > l.width
}

// wholeWidth is the width of a text that is not cut.
func wholeWidth(o fyne.CanvasObject) float32 {
	if t, ok := o.(*widgets.Text); ok {
		return fyne.MeasureText(t.Text, t.TextSize, fyne.TextStyle{Bold: t.Bold}).Width
	}
	return o.MinSize().Width
}

// MinSize is one row, or two.
func (l *headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := theme.ControlHeight
	if l.below(o) {
		height += o[2].MinSize().Height + 8
	}
	width := float32(200)
	if o[2].Visible() {
		width = max(width, o[2].MinSize().Width)
	}
	return fyne.NewSize(width, height)
}

// Layout places the three.
func (l *headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	right := size.Width
	if o[2].Visible() {
		least := o[2].MinSize()
		if l.below(o) {
			o[2].Move(fyne.NewPos(0, theme.ControlHeight+8))
		} else {
			right -= least.Width
			o[2].Move(fyne.NewPos(right, (theme.ControlHeight-least.Height)/2))
			right -= headSpace
		}
		o[2].Resize(least)
	}
	title := min(wholeWidth(o[0]), size.Width)
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(title, theme.ControlHeight))
	o[1].Move(fyne.NewPos(title+headSpace, 0))
	o[1].Resize(fyne.NewSize(max(0, right-title-headSpace), theme.ControlHeight))
}

// headGap is between a page's title row and what is below it.
const headGap = theme.Gap

// framed puts a head above a page's body, with the page's margins around both. The head is given its width before its height is
// asked for, which follows from it.
func framed(h *head, body fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewPadded(16, 16, theme.Margin, theme.Margin, widgets.NewStack(headGap, h.content, body))
}

// scrolled scrolls cards. The room around them, taken from the page's margin, is for their shadows: what a scroller
// shows is cut off at its border.
func scrolled(content fyne.CanvasObject) fyne.CanvasObject {
	const shadow = 4
	inside := container.NewVScroll(widgets.NewPadded(shadow, shadow, shadow, shadow, content))
	return widgets.NewPadded(-shadow, -shadow, -shadow, -shadow, inside)
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible == o.Visible() {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
