package widgets

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// curveState is what a curve's look depends on beside its data: lit joins the card that is chosen or under the pointer,
// dimmed does not while the pointer is on another card.
type curveState struct {
	lit, dimmed bool
	pale        float64
}

// curveParts draws one edge: its Bézier segments, or dashes along them, an arrow's head, and its label.
type curveParts struct {
	curve    GraphCurve
	from     []fyne.Position
	presence presence
	state    curveState
	beziers  []*canvas.BezierCurve
	// straights are drawn in place of beziers that are straight: Fyne's shader may lose those.
	straights []*canvas.Line
	dots      []*canvas.Line
	head      [2]*canvas.Line
	label     *labelParts

	// scale and at are what the parts were placed for, drawnState how.
	scale, progress float32
	drawnState      curveState
}

// dotLength is how long a dash of a dotted curve and the gap behind it are together, in layout units.
const dotLength = 9

func newCurveParts(c GraphCurve, texts *graphTexts) *curveParts {
	p := &curveParts{curve: c, from: c.Points, label: newLabelParts(c, texts)}
	for i := 0; i+3 < len(c.Points); i += 3 {
		if !c.Dotted {
			p.beziers = append(p.beziers, &canvas.BezierCurve{ControlPoints: make([]fyne.Position, 2)})
			p.straights = append(p.straights, canvas.NewLine(color.Transparent))
			continue
		}
		for range dotsOf(c.Points[i : i+4]) {
			p.dots = append(p.dots, canvas.NewLine(color.Transparent))
		}
	}
	if c.Strong {
		p.head = [2]*canvas.Line{canvas.NewLine(color.Transparent), canvas.NewLine(color.Transparent)}
	}
	return p
}

// dotsOf is how many dashes a segment is drawn with.
func dotsOf(segment []fyne.Position) int {
	across := segment[3].Subtract(segment[0])
	return max(3, int(math.Hypot(float64(across.X), float64(across.Y))/dotLength))
}

// box is around all that the curve may draw, in layout units.
func (p *curveParts) box(progress float32) cardBox {
	low := fyne.NewPos(math.MaxFloat32, math.MaxFloat32)
	high := fyne.NewPos(-math.MaxFloat32, -math.MaxFloat32)
	for i := range p.curve.Points {
		at := p.point(i, progress)
		low = fyne.NewPos(min(low.X, at.X), min(low.Y, at.Y))
		high = fyne.NewPos(max(high.X, at.X), max(high.Y, at.Y))
	}
	const around = 12
	return cardBox{low.X - around, low.Y - around, high.X - low.X + 2*around, high.Y - low.Y + 2*around}
}

// point is a point of the path at a progress of what moves, in layout units.
func (p *curveParts) point(i int, progress float32) fyne.Position {
	from, to := p.from[i], p.curve.Points[i]
	return fyne.NewPos(mix(from.X, to.X, progress), mix(from.Y, to.Y, progress))
}

func (p *curveParts) appendTo(objects []fyne.CanvasObject) []fyne.CanvasObject {
	for i, b := range p.beziers {
		objects = append(objects, b, p.straights[i])
	}
	for _, d := range p.dots {
		objects = append(objects, d)
	}
	if p.head[0] != nil {
		objects = append(objects, p.head[0], p.head[1])
	}
	return objects
}

// paint gives the parts the theme's colours.
func (p *curveParts) paint(s curveState) {
	p.state = s
	ground := theme.Color(theme.Panel)
	c := theme.Color(p.curve.Color)
	switch {
	case s.lit:
	case s.dimmed:
		c = blend(c, ground, 0.7)
	case p.curve.Faded:
		c = blend(c, ground, 0.6)
	case p.curve.Color == theme.Muted:
		c = blend(c, ground, 0.25)
	}
	c = blend(c, ground, s.pale)
	for i, b := range p.beziers {
		b.StrokeColor, p.straights[i].StrokeColor = c, c
	}
	for _, d := range p.dots {
		d.StrokeColor = c
	}
	for _, h := range p.head {
		if h != nil {
			h.StrokeColor = c
		}
	}
	p.label.paint(s)
}

// width is how thick the curve is drawn at a scale, in pixels.
func (p *curveParts) width(scale float32) float32 {
	width := float32(1.7)
	if p.curve.Strong {
		width = 2.3
	}
	if p.state.lit {
		width += 0.7
	}
	return max(1, width*scale)
}

// place puts the parts where a scale wants them; it does nothing when they stand there.
func (p *curveParts) place(scale, progress float32) {
	if p.scale == scale && p.progress == progress && p.drawnState == p.state {
		return
	}
	p.scale, p.progress, p.drawnState = scale, progress, p.state
	width := p.width(scale)
	dots := p.dots
	for i := 0; i+3 < len(p.curve.Points); i += 3 {
		var at [4]fyne.Position
		for j := range at {
			at[j] = scaled(p.point(i+j, progress), scale)
		}
		if p.curve.Dotted {
			n := dotsOf(p.curve.Points[i : i+4])
			placeDots(dots[:n], at, width)
			dots = dots[n:]
		} else {
			placeSegment(p.beziers[i/3], p.straights[i/3], at, width)
		}
	}
	if last := len(p.curve.Points) - 1; p.head[0] != nil && last >= 0 {
		p.placeHead(scaled(p.point(last, progress), scale), max(3, 6*scale), width)
	}
	p.label.place(scale, p.state.lit)
}

// placeHead draws the arrow's head: every curve ends going right, into a card's left side.
func (p *curveParts) placeHead(tip fyne.Position, length, width float32) {
	for i, h := range p.head {
		h.Position1, h.Position2 = tip, tip.AddXY(-length, (float32(i)*2-1)*length*0.7)
		h.StrokeWidth = width
	}
}

func scaled(p fyne.Position, scale float32) fyne.Position { return fyne.NewPos(p.X*scale, p.Y*scale) }

// placeSegment draws a segment as a curve, or as a line when it is straight.
func placeSegment(b *canvas.BezierCurve, line *canvas.Line, at [4]fyne.Position, width float32) {
	straight := true
	for _, p := range at[1:] {
		straight = straight && abs(p.Y-at[0].Y) < 0.5
	}
	b.Hidden, line.Hidden = straight, !straight
	if !straight {
		placeBezier(b, at, width)
		return
	}
	line.Position1, line.Position2, line.StrokeWidth = at[0], at[3], width
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
func placeDots(dots []*canvas.Line, at [4]fyne.Position, width float32) {
	step := 1 / float32(len(dots))
	for i, line := range dots {
		from := float32(i) * step
		line.Position1 = bezierPoint(at, from)
		line.Position2 = bezierPoint(at, from+0.45*step)
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
