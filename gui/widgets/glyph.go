package widgets

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// Glyph is a small line drawing in a colour of the theme. Paths are SVG path data on a grid of 24 by 24.
type Glyph struct {
	widget.BaseWidget

	Paths string
	Color fyne.ThemeColorName
	// Extent is its width and height.
	Extent float32
}

// NewGlyph returns a drawing.
func NewGlyph(paths string, extent float32, color fyne.ThemeColorName) *Glyph {
	g := &Glyph{Paths: paths, Extent: extent, Color: color}
	g.ExtendBaseWidget(g)
	return g
}

// SetColor draws it in another colour; it does nothing when it is the same.
func (g *Glyph) SetColor(color fyne.ThemeColorName) {
	if g.Color != color {
		g.Color = color
		g.Refresh()
	}
}

// CreateRenderer draws it.
func (g *Glyph) CreateRenderer() fyne.WidgetRenderer {
	picture := &canvas.Image{FillMode: canvas.ImageFillContain}
	r := &glyphRenderer{parts: parts{[]fyne.CanvasObject{picture}}, glyph: g, picture: picture}
	r.apply()
	return r
}

type glyphRenderer struct {
	parts
	glyph   *Glyph
	picture *canvas.Image
}

func (r *glyphRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(r.glyph.Extent) }

func (r *glyphRenderer) Layout(size fyne.Size) { r.picture.Resize(size) }

func (r *glyphRenderer) Refresh() {
	r.apply()
	r.picture.Refresh()
}

// apply makes the drawing in the present colour; its name holds the colour because Fyne caches pictures by name.
func (r *glyphRenderer) apply() {
	red, green, blue, _ := theme.Color(r.glyph.Color).RGBA()
	hex := fmt.Sprintf("#%02x%02x%02x", red>>8, green>>8, blue>>8)
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path d="%s" fill="none" stroke="%s" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>`,
		r.glyph.Paths, hex)
	r.picture.Resource = fyne.NewStaticResource(fmt.Sprintf("glyph-%x%s.svg", r.glyph.Paths, hex), []byte(svg))
}
