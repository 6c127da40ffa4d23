package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// bars puts one object at the top and one at the bottom at their least heights, and gives the middle one the rest.
// Fyne's border layout would leave gaps.
type bars struct{}

// newBars returns the three below each other.
func newBars(top, middle, bottom fyne.CanvasObject) *fyne.Container {
	return container.New(bars{}, top, middle, bottom)
}

// newNothing stands where there is no bar.
func newNothing() fyne.CanvasObject {
	nothing := container.NewWithoutLayout()
	nothing.Hide()
	return nothing
}

// MinSize is the sum of the heights of those that are shown.
func (bars) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = fyne.NewSize(max(size.Width, o.MinSize().Width), size.Height+o.MinSize().Height)
		}
	}
	return size
}

// Layout gives each its place.
func (bars) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, middle, bottom := objects[0], objects[1], objects[2]
	head := barHeight(top, size.Width)
	foot := barHeight(bottom, size.Width)
	top.Move(fyne.Position{})
	top.Resize(fyne.NewSize(size.Width, head))
	middle.Move(fyne.NewPos(0, head))
	middle.Resize(fyne.NewSize(size.Width, max(0, size.Height-head-foot)))
	bottom.Move(fyne.NewPos(0, size.Height-foot))
	bottom.Resize(fyne.NewSize(size.Width, foot))
}

// barHeight is a bar's least height at a width; text that is broken into lines needs to know the width first.
func barHeight(o fyne.CanvasObject, width float32) float32 {
	if !o.Visible() {
		return 0
	}
	o.Resize(fyne.NewSize(width, o.Size().Height))
	return o.MinSize().Height
}
