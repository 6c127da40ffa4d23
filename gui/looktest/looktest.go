// Package looktest looks at what was drawn as a person would, for the tests of widgets and pages: whether text stands out from its
// ground, lies inside the window, and whether nothing has a size below nothing.
package looktest

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lightship/gui/theme"
)

// Placed is an object and where it is from the corner of the content.
type Placed struct {
	Object fyne.CanvasObject
	At     fyne.Position
	// Seen is the part of the content that it may be drawn in: scrolled parts cut it.
	Seen area
}

// area is a rectangle of the content.
type area struct{ left, top, right, bottom float32 }

func (a area) within(at fyne.Position, size fyne.Size) area {
	return area{max(a.left, at.X), max(a.top, at.Y), min(a.right, at.X+size.Width), min(a.bottom, at.Y+size.Height)}
}

// Holds says whether a rectangle is seen as a whole.
func (a area) Holds(at fyne.Position, size fyne.Size) bool {
	const hair = 1
	return at.X >= a.left-hair && at.Y >= a.top-hair && at.X+size.Width <= a.right+hair && at.Y+size.Height <= a.bottom+hair
}

// Shown are the objects that are drawn of a content, the outer before the inner. What is hidden, and all in it, is left out.
func Shown(content fyne.CanvasObject) []Placed {
	var all []Placed
	size := content.Size()
	collect(content, fyne.Position{}, area{0, 0, size.Width, size.Height}, &all)
	return all
}

func collect(o fyne.CanvasObject, at fyne.Position, seen area, all *[]Placed) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	*all = append(*all, Placed{o, at, seen})
	var inner []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inner = o.Objects
	case *container.Scroll:
		seen = seen.within(at, o.Size())
		inner = test.WidgetRenderer(o).Objects()
	case fyne.Widget:
		inner = test.WidgetRenderer(o).Objects()
	}
	for _, i := range inner {
		collect(i, at, seen, all)
	}
}

// Negative are the objects whose width or height is below nothing: some painters can't draw those.
func Negative(content fyne.CanvasObject) []string {
	var found []string
	owner := ""
	for _, p := range Shown(content) {
		if _, widget := p.Object.(fyne.Widget); widget {
			owner = fmt.Sprintf("%T", p.Object)
		}
		if _, line := p.Object.(*canvas.Line); line {
			continue // Its size is where it goes to.
		}
		if s := p.Object.Size(); s.Width < 0 || s.Height < 0 {
			found = append(found, fmt.Sprintf("a %T of a %s is %v by %v", p.Object, owner, s.Width, s.Height))
		}
	}
	return found
}

// Faint are the texts of a content that don't stand out from what is drawn around them in its picture, at one pixel a unit; texts is how
// many were looked at.
func Faint(content fyne.CanvasObject, picture image.Image) (found []string, texts int) {
	for _, p := range Shown(content) {
		text, ok := p.Object.(*canvas.Text)
		if !ok || text.Text == "" || !p.Seen.Holds(p.At, text.Size()) {
			continue
		}
		ground, ok := groundOf(picture, p.At, text.Size(), text.Color)
		if !ok {
			continue
		}
		texts++
		if c := theme.Contrast(flat(text.Color), ground); c < theme.LeastContrast {
			found = append(found, fmt.Sprintf("%q has a contrast of %.2f (%v on %v)", text.Text, c, flat(text.Color), ground))
		}
	}
	return found, texts
}

// groundOf is the colour that most of a text's place has.
func groundOf(picture image.Image, at fyne.Position, size fyne.Size, ink color.Color) (color.NRGBA, bool) {
	counts := map[color.NRGBA]int{}
	inked := flat(ink)
	for y := int(at.Y); y < int(at.Y+size.Height); y++ {
		for x := int(at.X); x < int(at.X+size.Width); x++ {
			if c := flat(picture.At(x, y)); c != inked {
				counts[c]++
			}
		}
	}
	most, times := color.NRGBA{}, 0
	for c, n := range counts {
		if n > times {
			most, times = c, n
		}
	}
	return most, times > 0
}

func flat(c color.Color) color.NRGBA {
	r, g, b, _ := c.RGBA()
	return color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0xFF}
}

// Cut are the texts that go out of the window, or of the part of it that they may be drawn in, to the left or the right. What can be
// scrolled down to is not cut.
func Cut(content fyne.CanvasObject) []string {
	var found []string
	for _, p := range Shown(content) {
		text, ok := p.Object.(*canvas.Text)
		if !ok || text.Text == "" {
			continue
		}
		width := text.MinSize().Width
		left := p.At.X
		switch text.Alignment {
		case fyne.TextAlignTrailing:
			left += text.Size().Width - width
		case fyne.TextAlignCenter:
			left += (text.Size().Width - width) / 2
		}
		const hair = 1.5
		if left < p.Seen.left-hair || left+width > p.Seen.right+hair {
			found = append(found, fmt.Sprintf("%q goes from %.0f to %.0f, and is seen from %.0f to %.0f", text.Text, left, left+width, p.Seen.left, p.Seen.right))
		}
	}
	return found
}

// Touch puts the pointer and the keyboard on all that takes them, or takes both away again.
func Touch(content fyne.CanvasObject, on bool) {
	for _, p := range Shown(content) {
		if h, ok := p.Object.(desktop.Hoverable); ok {
			if on {
				h.MouseIn(&desktop.MouseEvent{})
			} else {
				h.MouseOut()
			}
		}
		if f, ok := p.Object.(fyne.Focusable); ok {
			if on {
				f.FocusGained()
			} else {
				f.FocusLost()
			}
		}
	}
}
