package widgets

import "fyne.io/fyne/v2"

// The range of the graph view's zoom, and how much of a border Fit leaves, in pixels.
const (
	minZoom   = 0.1
	maxZoom   = 3
	fitMargin = 20
	zoomStep  = 1.25
)

// camera maps layout units to pixels of the view: pixel = unit*scale + offset.
type camera struct {
	scale  float32
	offset fyne.Position
}

// toScreen returns the pixel of a point in layout units.
func (c camera) toScreen(p fyne.Position) fyne.Position {
	return fyne.NewPos(p.X*c.scale+c.offset.X, p.Y*c.scale+c.offset.Y)
}

// toLayout returns the point in layout units that is drawn at a pixel.
func (c camera) toLayout(p fyne.Position) fyne.Position {
	return fyne.NewPos((p.X-c.offset.X)/c.scale, (p.Y-c.offset.Y)/c.scale)
}

// zoomAt scales by factor, within the range of the zoom, and keeps the point under at where it is.
func (c camera) zoomAt(at fyne.Position, factor float32) camera {
	under := c.toLayout(at)
	c.scale = min(max(c.scale*factor, minZoom), maxZoom)
	c.offset = fyne.NewPos(at.X-under.X*c.scale, at.Y-under.Y*c.scale)
	return c
}

// pan moves the picture by pixels.
func (c camera) pan(dx, dy float32) camera {
	c.offset = c.offset.AddXY(dx, dy)
	return c
}

// fitted shows all of content in view, in the middle and never larger than 100 %.
func fitted(content, view fyne.Size) camera {
	c := camera{scale: 1}
	if content.Width <= 0 || content.Height <= 0 || view.Width <= 2*fitMargin || view.Height <= 2*fitMargin {
		return c
	}
	c.scale = min(1, (view.Width-2*fitMargin)/content.Width, (view.Height-2*fitMargin)/content.Height)
	c.scale = max(c.scale, minZoom)
	c.offset = fyne.NewPos((view.Width-content.Width*c.scale)/2, (view.Height-content.Height*c.scale)/2)
	return c
}

// centered shows a point in layout units in the middle, at 100 %.
func centered(at fyne.Position, view fyne.Size) camera {
	return camera{scale: 1, offset: fyne.NewPos(view.Width/2-at.X, view.Height/2-at.Y)}
}

// revealed moves the picture just so far that the rectangle r, in layout units, is inside of view.
func (c camera) revealed(r cardBox, view fyne.Size) camera {
	from := c.toScreen(fyne.NewPos(r.x, r.y))
	to := c.toScreen(fyne.NewPos(r.x+r.width, r.y+r.height))
	dx := shift(from.X, to.X, view.Width)
	dy := shift(from.Y, to.Y, view.Height)
	return c.pan(dx, dy)
}

// shift is how far the span from..to must move to lie inside of 0..room with a border.
func shift(from, to, room float32) float32 {
	const border = 12
	switch {
	case from < border:
		return border - from
	case to > room-border:
		return max(room-border-to, border-from)
	default:
		return 0
	}
}

// cardBox is a card's place in layout units.
type cardBox struct{ x, y, width, height float32 }

// contains says whether a point in layout units is on the card.
func (b cardBox) contains(p fyne.Position) bool {
	return p.X >= b.x && p.X <= b.x+b.width && p.Y >= b.y && p.Y <= b.y+b.height
}

// center is the middle of the card.
func (b cardBox) center() fyne.Position { return fyne.NewPos(b.x+b.width/2, b.y+b.height/2) }

// between is a place on the way from one box to another, at a progress from 0 to 1.
func (b cardBox) between(to cardBox, progress float32) cardBox {
	return cardBox{
		mix(b.x, to.x, progress), mix(b.y, to.y, progress), mix(b.width, to.width, progress), mix(b.height, to.height, progress),
	}
}

// meets says whether two boxes have a point in common.
func (b cardBox) meets(o cardBox) bool {
	return b.x <= o.x+o.width && o.x <= b.x+b.width && b.y <= o.y+o.height && o.y <= b.y+b.height
}

// between is a camera on the way from one to another.
func between(from, to camera, progress float32) camera {
	return camera{
		scale:  mix(from.scale, to.scale, progress),
		offset: fyne.NewPos(mix(from.offset.X, to.offset.X, progress), mix(from.offset.Y, to.offset.Y, progress)),
	}
}

func mix(from, to, progress float32) float32 { return from + (to-from)*progress }

// window is what a view of a size shows, in layout units.
func (c camera) window(view fyne.Size) cardBox {
	low, high := c.toLayout(fyne.Position{}), c.toLayout(fyne.NewPos(view.Width, view.Height))
	return cardBox{low.X, low.Y, high.X - low.X, high.Y - low.Y}
}
