package widgets

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// Dashes is a dashed border with round corners; Fyne's rectangles have none.
type Dashes struct {
	widget.BaseWidget

	Color fyne.ThemeColorName
	// Radius is that of its corners.
	Radius float32
}

// NewDashes returns a border in a colour.
func NewDashes(color fyne.ThemeColorName) *Dashes {
	d := &Dashes{Color: color, Radius: theme.CardRadius}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer draws the border.
func (d *Dashes) CreateRenderer() fyne.WidgetRenderer {
	picture := &canvas.Image{FillMode: canvas.ImageFillStretch}
	return &dashesRenderer{parts: parts{[]fyne.CanvasObject{picture}}, dashes: d, picture: picture}
}

type dashesRenderer struct {
	parts
	dashes  *Dashes
	picture *canvas.Image
}

func (r *dashesRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *dashesRenderer) Layout(size fyne.Size) {
	r.apply(size)
	r.picture.Resize(size)
	r.picture.Refresh()
}

func (r *dashesRenderer) Refresh() {
	r.apply(r.dashes.Size())
	r.picture.Refresh()
}

func (r *dashesRenderer) apply(size fyne.Size) {
	soft := blend(theme.Color(r.dashes.Color), theme.Color(theme.Panel), 0.45)
	r.picture.Resource = dashedBorder(size, r.dashes.Radius, soft)
}

// dashedBorder is a vector picture of a dashed border just inside of size.
func dashedBorder(size fyne.Size, radius float32, c color.Color) fyne.Resource {
	r, g, b, _ := c.RGBA()
	hex := fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8)
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]g %[2]g" width="%[1]g" height="%[2]g">`+
		`<rect x="0.75" y="0.75" width="%[3]g" height="%[4]g" rx="%[5]g" ry="%[5]g" fill="none" stroke="#%[6]s" `+
		`stroke-width="1.2" stroke-dasharray="6 4"/></svg>`,
		size.Width, size.Height, max(1, size.Width-1.5), max(1, size.Height-1.5), radius, hex)
	// Fyne keeps pictures by name, so the name says all that the picture depends on.
	return fyne.NewStaticResource(fmt.Sprintf("dashes-%gx%g-%g-%s.svg", size.Width, size.Height, radius, hex), []byte(svg))
}
