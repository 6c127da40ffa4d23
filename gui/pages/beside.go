package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
)

// beside puts two objects side by side, or below each other where there is no room for that.
type beside struct {
	// part is the first one's part of the width, or of the height when they stand below each other.
	part float32
	// stack is the width below which they stand below each other though they had room.
	stack float32
}

// newStacking is newBeside with such a width.
func newStacking(part, stack float32, first, second fyne.CanvasObject) *fyne.Container {
	return container.New(&beside{part: part, stack: stack}, first, second)
}

func newBeside(part float32, first, second fyne.CanvasObject) *fyne.Container {
	return container.New(&beside{part: part}, first, second)
}

// MinSize is that of the wider one: the height is shared out.
func (b *beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(max(o[0].MinSize().Width, o[1].MinSize().Width), max(o[0].MinSize().Height, o[1].MinSize().Height))
}

// Layout gives both their parts.
func (b *beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place := func(i int, x, y, width, height float32) {
		o[i].Move(fyne.NewPos(x, y))
		o[i].Resize(fyne.NewSize(width, height))
	}
	least, other := o[0].MinSize().Width, o[1].MinSize().Width
	if room := size.Width - theme.Gap; least+other <= room && size.Width >= b.stack {
		first := min(max(room*b.part, least), room-other)
		place(0, 0, 0, first, size.Height)
		place(1, first+theme.Gap, 0, room-first, size.Height)
		return
	}
	top := (size.Height - theme.Gap) * min(max(b.part, 0.4), 0.6)
	place(0, 0, 0, size.Width, top)
	place(1, 0, top+theme.Gap, size.Width, size.Height-theme.Gap-top)
}
