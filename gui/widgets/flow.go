package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// flow lays objects out side by side at their least sizes and begins a new row where there is no room. Its height follows from
// the width that it was given last.
type flow struct {
	gap, rowGap float32
	// even gives all the same width, in rows of as many.
	even  bool
	width float32
}

// NewFlow returns objects side by side, in as many rows as its width asks for.
func NewFlow(gap, rowGap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: gap, rowGap: rowGap}, objects...)
}

// NewEvenFlow is NewFlow with objects of one width, the same number in each row, where they have room for that beside each other.
func NewEvenFlow(gap, rowGap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: gap, rowGap: rowGap, even: true}, objects...)
}

// MinSize is that of the rows at the present width.
func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for _, o := range objects {
		if o.Visible() {
			widest = max(widest, o.MinSize().Width)
		}
	}
	return fyne.NewSize(min(widest, 120), f.each(objects, f.width, func(fyne.CanvasObject, float32, float32, fyne.Size) {}))
}

// Layout places the rows.
func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.each(objects, size.Width, func(o fyne.CanvasObject, x, y float32, least fyne.Size) {
		place(o, x, y, min(least.Width, size.Width), least.Height)
	})
}

// each calls place for every object that is shown, and returns the height of all rows.
func (f *flow) each(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y float32, least fyne.Size)) float32 {
	x, y, row := float32(0), float32(0), float32(0)
	share := f.share(objects, width)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		least.Width = max(least.Width, share)
		if x > 0 && width > 0 && x+least.Width > width+0.5 {
			x, y, row = 0, y+row+f.rowGap, 0
		}
		place(o, x, y, least)
		x += least.Width + f.gap
		row = max(row, least.Height)
	}
	return y + row
}

// share is the width that each object gets where all rows have the same number of them, as many as have room; 0 when they don't fit so.
func (f *flow) share(objects []fyne.CanvasObject, width float32) float32 {
	if !f.even {
		return 0
	}
	shown, widest := 0, float32(0)
	for _, o := range objects {
		if o.Visible() {
			shown, widest = shown+1, max(widest, o.MinSize().Width)
		}
	}
	for columns := shown; columns > 1; columns-- {
		if share := (width - float32(columns-1)*f.gap) / float32(columns); shown%columns == 0 && share >= widest {
			return share
		}
	}
	return 0
}
