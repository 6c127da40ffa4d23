package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// curveParts draws one edge: its Bézier segments, or dots along them, and its label on a halo.
type curveParts struct {
	curve   GraphCurve
	beziers []*canvas.BezierCurve
	dots    []*canvas.Line
	halo    *canvas.Rectangle
	label   *canvas.Text
}

// dotsPerSegment is how many dashes a dotted segment is drawn with.
const dotsPerSegment = 18

func newCurveParts(c GraphCurve) *curveParts {
	p := &curveParts{
		curve: c, halo: canvas.NewRectangle(color.Transparent),
		label: canvas.NewText(shorten(c.Label, cardLineSize, fyne.TextStyle{}, 220), color.Black),
	}
	for i := 0; i+3 < len(c.Points); i += 3 {
		if !c.Dotted {
			p.beziers = append(p.beziers, &canvas.BezierCurve{ControlPoints: make([]fyne.Position, 2)})
			continue
		}
		for range dotsPerSegment {
			p.dots = append(p.dots, canvas.NewLine(color.Transparent))
		}
	}
	p.halo.Hidden = c.Label == ""
	return p
}

func (p *curveParts) strokes() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, b := range p.beziers {
		all = append(all, b)
	}
	for _, d := range p.dots {
		all = append(all, d)
	}
	return all
}

// paint gives the parts the theme's colours.
func (p *curveParts) paint() {
	c := theme.Color(p.curve.Color)
	if p.curve.Color == theme.Muted {
		c = blend(c, theme.Color(theme.Panel), 0.3)
	}
	if p.curve.Faded {
		c = blend(c, theme.Color(theme.Panel), 0.55)
	}
	for _, b := range p.beziers {
		b.StrokeColor = c
	}
	for _, d := range p.dots {
		d.StrokeColor = c
	}
	p.halo.FillColor = theme.Color(theme.Panel)
	p.label.Color = c
}

// place puts the parts where the camera sees them.
func (p *curveParts) place(cam camera) {
	width := float32(1.8)
	if p.curve.Strong {
		width = 2.2
	}
	width = max(1, width*cam.scale)
	for i := 0; i+3 < len(p.curve.Points); i += 3 {
		var at [4]fyne.Position
		for j := range at {
			at[j] = cam.toScreen(p.curve.Points[i+j])
		}
		if p.curve.Dotted {
			p.placeDots(i/3, at, width)
		} else {
			placeBezier(p.beziers[i/3], at, width)
		}
	}
	placeText(p.label, fyne.Position{}, cardLineSize*cam.scale)
	size, mid := p.label.MinSize(), cam.toScreen(p.curve.LabelAt)
	p.label.Move(mid.SubtractXY(size.Width/2, size.Height/2))
	p.halo.Hidden = p.label.Hidden
	pad := 5 * cam.scale
	p.halo.CornerRadius = 4 * cam.scale
	p.halo.Move(p.label.Position().SubtractXY(pad, 0))
	p.halo.Resize(size.AddWidthHeight(2*pad, 0))
}

// placeBezier gives a curve a box of its own, since it can't be drawn at negative coordinates.
func placeBezier(b *canvas.BezierCurve, at [4]fyne.Position, width float32) {
	low, high := at[0], at[0]
	for _, p := range at[1:] {
		low = fyne.NewPos(min(low.X, p.X), min(low.Y, p.Y))
		high = fyne.NewPos(max(high.X, p.X), max(high.Y, p.Y))
	}
	pad := width + 1
	low = low.SubtractXY(pad, pad)
	b.StrokeWidth = width
	b.StartPoint = at[0].Subtract(low)
	b.ControlPoints[0], b.ControlPoints[1] = at[1].Subtract(low), at[2].Subtract(low)
	b.EndPoint = at[3].Subtract(low)
	b.Move(low)
	b.Resize(fyne.NewSize(high.X-low.X+pad, high.Y-low.Y+pad))
}

// placeDots lays short dashes along a segment.
func (p *curveParts) placeDots(segment int, at [4]fyne.Position, width float32) {
	for i := range dotsPerSegment {
		line := p.dots[segment*dotsPerSegment+i]
		from := float32(i) / dotsPerSegment
		line.Position1 = bezierPoint(at, from)
		line.Position2 = bezierPoint(at, from+0.45/dotsPerSegment)
		line.StrokeWidth = width
	}
}

// bezierPoint is the point of a cubic Bézier curve at t from 0 to 1.
func bezierPoint(at [4]fyne.Position, t float32) fyne.Position {
	u := 1 - t
	a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
	return fyne.NewPos(
		a*at[0].X+b*at[1].X+c*at[2].X+d*at[3].X,
		a*at[0].Y+b*at[1].Y+c*at[2].Y+d*at[3].Y,
	)
}
