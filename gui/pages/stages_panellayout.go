package pages

import (
	"fyne.io/fyne/v2"
)

// panelWidth is the least width of what stands beside the graph, graphPart and panelPart how the two share the rest.
const (
	panelWidth float32 = 244
	graphPart  float32 = 7
	panelPart  float32 = 3
)

// panelLayout puts the head on top, gives what is said below the source as much as it needs but never more than a part
// of the height, and the source the rest.
type panelLayout struct {
	// below is what the third object scrolls.
	below fyne.CanvasObject
}

const (
	panelGap       float32 = 10
	mostBelow      float32 = 0.42
	leastCodeWidth float32 = 80
)

// MinSize is the panel's width; it takes what height it is given.
func (l *panelLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(panelWidth, leastCodeWidth)
}

// Layout gives each its place.
func (l *panelLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	head, code, rest := objects[0], objects[1], objects[2]
	high := head.MinSize().Height
	head.Move(fyne.Position{})
	head.Resize(fyne.NewSize(size.Width, high))
	// Text that is broken into lines needs to know the width first.
	l.below.Resize(fyne.NewSize(size.Width, l.below.Size().Height))
	foot := min(l.below.MinSize().Height, size.Height*mostBelow)
	top := high + panelGap
	bottom := size.Height - foot
	if foot > 0 {
		bottom -= panelGap
	}
	code.Move(fyne.NewPos(0, top))
	code.Resize(fyne.NewSize(size.Width, max(0, bottom-top)))
	rest.Move(fyne.NewPos(0, size.Height-foot))
	rest.Resize(fyne.NewSize(size.Width, foot))
}
