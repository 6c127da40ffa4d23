package stagegraph

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// ErrTooLarge is returned by WritePNG for a picture with more pixels than it makes.
var ErrTooLarge = errors.New("the graph is too large for a PNG: take a smaller scale, or SVG")

// mostPixels is as much as a PNG may have: 400 MB while it is drawn.
const mostPixels = 100e6

// WritePNG writes the picture of a graph as a PNG. It needs no fonts of the system. It fails with ErrTooLarge.
func (g *Graph) WritePNG(w io.Writer, l *Layout, p Picture) error {
	if p.Scale <= 0 {
		p.Scale = 2
	}
	width, height := p.size(l)
	across, down := math.Ceil(float64(width)*p.Scale), math.Ceil(float64(height)*p.Scale)
	if across*down > mostPixels {
		return fmt.Errorf("%.0f by %.0f pixels: %w", across, down, ErrTooLarge)
	}
	f, err := newFonts(p.Scale)
	if err != nil {
		return err
	}
	canvas := image.NewRGBA(image.Rect(0, 0, int(across), int(down)))
	on := &pngPainter{scale: p.Scale, fonts: f, image: canvas, dc: gg.NewContextForRGBA(canvas), strength: 1}
	(&artist{Picture: p, palette: p.palette(), on: on, fonts: f, graph: g, layout: l}).paint()
	if err := on.dc.EncodePNG(w); err != nil {
		return fmt.Errorf("writing the graph as PNG: %w", err)
	}
	return nil
}

// pngPainter paints pixels.
type pngPainter struct {
	scale float64
	fonts *fonts
	image draw.Image
	dc    *gg.Context
	// strength is 1 for what is painted in full, 0.5 for what is faded.
	strength float64
}

func (p *pngPainter) group(_ string, faded bool, paint func()) {
	if faded {
		p.strength = fadedStrength
	}
	paint()
	p.strength = 1
}

func (p *pngPainter) box(r Rect, radius float32, fill string, border pen) {
	s := p.scale
	x, y, w, h := float64(r.X)*s, float64(r.Y)*s, float64(r.Width)*s, float64(r.Height)*s
	p.dc.DrawRoundedRectangle(x, y, w, h, float64(radius)*s)
	if fill != "" {
		p.dc.SetColor(p.color(fill))
		p.dc.FillPreserve()
	}
	if border.width > 0 {
		p.use(border)
		p.dc.StrokePreserve()
	}
	p.dc.ClearPath()
}

func (p *pngPainter) use(line pen) {
	p.dc.SetColor(p.color(line.color))
	p.dc.SetLineWidth(float64(line.width) * p.scale)
	p.dc.SetLineCapButt()
	dashes := make([]float64, len(line.dashes))
	for i, d := range line.dashes {
		dashes[i] = d * p.scale
	}
	p.dc.SetDash(dashes...)
}

func (p *pngPainter) curve(points []Point, line pen) {
	at := func(i int) (x, y float64) { return float64(points[i].X) * p.scale, float64(points[i].Y) * p.scale }
	p.dc.MoveTo(at(0))
	for i := 1; i+2 < len(points); i += 3 {
		x1, y1 := at(i)
		x2, y2 := at(i + 1)
		x3, y3 := at(i + 2)
		p.dc.CubicTo(x1, y1, x2, y2, x3, y3)
	}
	p.use(line)
	p.dc.Stroke()
}

func (p *pngPainter) text(at Point, s string, f face) {
	d := font.Drawer{
		Dst: p.image, Src: image.NewUniform(p.color(f.color)), Face: p.fonts.face(f),
		Dot: fixed.Point26_6{X: fixed.Int26_6(float64(at.X) * p.scale * 64), Y: fixed.Int26_6(float64(at.Y) * p.scale * 64)},
	}
	d.DrawString(s)
	if f.struck {
		y := at.Y - f.size*struckHeight
		end := at.X + p.fonts.width(s, f)
		p.curve([]Point{{X: at.X, Y: y}, {X: at.X, Y: y}, {X: end, Y: y}, {X: end, Y: y}}, pen{color: f.color, width: 1})
	}
}

// color reads "#RRGGBB" at the strength of what is painted.
func (p *pngPainter) color(hex string) color.Color {
	var c color.NRGBA
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		return color.Black
	}
	c.A = uint8(math.Round(255 * p.strength))
	return c
}
