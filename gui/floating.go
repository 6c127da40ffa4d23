package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
)

// floatGap is between what floats, and between it and the edge of the page.
const floatGap float32 = 8

// afloat lays messages over the bottom of a page, below each other, as wide as the page; nothing moves for them.
type afloat struct{}

// newFloating returns messages that float over what is below them in a stack.
func newFloating(messages ...fyne.CanvasObject) *fyne.Container {
	return container.New(afloat{}, messages...)
}

// MinSize is nothing: what floats takes no room.
func (afloat) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout places the messages from the bottom up.
func (afloat) Layout(messages []fyne.CanvasObject, size fyne.Size) {
	bottom := size.Height - theme.Margin
	width := max(0, size.Width-2*theme.Margin)
	for i := len(messages) - 1; i >= 0; i-- {
		if !messages[i].Visible() {
			continue
		}
		height := barHeight(messages[i], width)
		messages[i].Resize(fyne.NewSize(width, height))
		messages[i].Move(fyne.NewPos(theme.Margin, max(0, bottom-height)))
		if height > 0 {
			bottom -= height + floatGap
		}
	}
}
