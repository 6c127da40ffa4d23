package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// Columns lays objects out side by side at full height; each gets a part of the width by its weight, but never less
// than its least width while there is room.
type Columns struct {
	// Weights are by object; a missing one is 1, and 0 keeps an object at its least width.
	Weights []float32
	Gap     float32
}

// NewColumns returns a container of objects side by side.
func NewColumns(gap float32, weights []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&Columns{Weights: weights, Gap: gap}, objects...)
}

// MinSize is the sum of the least widths and the largest least height.
func (c *Columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	shown := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		size.Width += least.Width
		size.Height = max(size.Height, least.Height)
		shown++
	}
	if shown > 1 {
		size.Width += float32(shown-1) * c.Gap
	}
	return size
}

// Layout gives each object its part of the width.
func (c *Columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	weights := make([]float32, 0, len(objects))
	for i, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
			weights = append(weights, c.weight(i))
		}
	}
	x := float32(0)
	for i, width := range shareOut(size.Width-float32(len(shown)-1)*c.Gap, shown, weights) {
		place(shown[i], x, 0, width, size.Height)
		x += width + c.Gap
	}
}

func (c *Columns) weight(i int) float32 {
	if i < len(c.Weights) {
		return c.Weights[i]
	}
	return 1
}

// shareOut divides total by weight; an object whose part would be below its least width gets that, and the others
// share the rest.
func shareOut(total float32, objects []fyne.CanvasObject, weights []float32) []float32 {
	widths := make([]float32, len(objects))
	fixed := make([]bool, len(objects))
	for {
		rest, sum := total, float32(0)
		for i := range objects {
			if fixed[i] {
				rest -= widths[i]
			} else {
				sum += weights[i]
			}
		}
		again := false
		for i, o := range objects {
			if fixed[i] {
				continue
			}
			least := o.MinSize().Width
			widths[i] = least
			if weights[i] > 0 && sum > 0 {
				widths[i] = rest * weights[i] / sum
			}
			if weights[i] == 0 || widths[i] < least {
				widths[i], fixed[i], again = least, true, true
			}
		}
		if !again {
			return widths
		}
	}
}

// NewRow returns objects side by side at their least widths, centred on one line.
func NewRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(gap), objects...)
}

// NewColumn returns objects below each other at full width and least heights.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stack{gap: gap}, objects...)
}

// NewStack returns objects below each other, of which the last gets all the height that is left.
func NewStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stack{gap: gap, fills: true}, objects...)
}

// NewPadded returns an object with room around it.
func NewPadded(top, bottom, left, right float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(top, bottom, left, right), object)
}

// stack lays objects out below each other. It sets their width before it asks for their height, which text that is
// broken into lines needs.
type stack struct {
	gap float32
	// fills gives the last object the height that the others leave.
	fills bool
}

// MinSize is the sum of the least heights and the largest least width.
func (s *stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	shown := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
		shown++
	}
	if shown > 1 {
		size.Height += float32(shown-1) * s.gap
	}
	return size
}

// Layout stacks the objects.
func (s *stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		last := s.fills && i == len(objects)-1
		if !last && o.Size().Width != size.Width {
			o.Resize(fyne.NewSize(size.Width, o.Size().Height))
		}
		height := o.MinSize().Height
		if last {
			height = max(height, size.Height-y)
		}
		place(o, 0, y, size.Width, height)
		y += height + s.gap
	}
}
