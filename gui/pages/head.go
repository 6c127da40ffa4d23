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
	room := widgets.NewGround(theme.Ground)
	room.Least = fyne.NewSize(0, theme.ControlHeight)
	line := widgets.NewColumns(12, []float32{0, 1, 0}, h.title, h.sum, widgets.NewRow(6, actions...))
	h.content = container.NewStack(room, line)
	return h
}

// headGap is between a page's title row and what is below it.
const headGap float32 = 12

// framed puts a head above a page's body, with the page's margins around both.
func framed(h *head, body fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewPadded(16, 16, theme.Margin, theme.Margin, container.NewBorder(widgets.NewPadded(0, headGap, 0, 0, h.content), nil, nil, nil, body))
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
