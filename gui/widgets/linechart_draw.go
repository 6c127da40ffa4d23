package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

const (
	chartLeft   float32 = 40
	chartRight  float32 = 16
	chartTop    float32 = 18
	chartBottom float32 = 24
	chartStroke float32 = 2.2
	chartDot    float32 = 9
)

// chartRenderer draws a chart anew whenever its size or data change; the lines have few points.
type chartRenderer struct {
	parts
	chart *LineChart
}

func (r *chartRenderer) MinSize() fyne.Size { return fyne.NewSize(260, 170) }

func (r *chartRenderer) Layout(size fyne.Size) { r.draw(size) }

func (r *chartRenderer) Refresh() {
	r.draw(r.chart.Size())
	canvas.Refresh(r.chart)
}

func (r *chartRenderer) draw(size fyne.Size) {
	r.objects = nil
	c := r.chart
	low, high, ok := c.extent()
	c.plot = plotArea{}
	if !ok || size.Width < chartLeft+chartRight+40 || size.Height < chartTop+chartBottom+20 {
		return
	}
	left := float32(chartLeft)
	for _, v := range ticksY(low.Y, high.Y) {
		left = max(left, textWidth(c.FormatY(v), theme.CaptionSize, fyne.TextStyle{})+10)
	}
	c.plot = plotArea{left, chartTop, size.Width - left - chartRight, size.Height - chartTop - chartBottom, low, high}
	r.drawAxes()
	for _, line := range c.Lines {
		r.drawLine(line)
	}
	r.drawSpot()
}

func (r *chartRenderer) drawAxes() {
	p, c := r.chart.plot, r.chart
	for _, v := range ticksY(p.low.Y, p.high.Y) {
		y := p.y(v)
		r.segment(p.left, y, p.left+p.width, y, theme.Color(theme.Line), 1)
		r.text(c.FormatY(v), p.left-8, y-9, 18, theme.Color(theme.Muted), fyne.TextAlignTrailing, false)
	}
	// Powers of ten have their labels first; the ticks between them get one where there is room.
	var taken []float32
	for _, between := range []bool{false, true} {
		for _, v := range decades(p.low.X, p.high.X, between) {
			taken = r.tickX(v, taken)
		}
	}
}

// ticksY are the powers of ten, and the ticks between them when those are too few.
func ticksY(low, high float64) []float64 {
	if ticks := decades(low, high, false); len(ticks) > 2 {
		return ticks
	}
	return decades(low, high, true)
}

// tickX labels a value of the horizontal axis unless another label is in the way; taken are the labels' ends.
func (r *chartRenderer) tickX(v float64, taken []float32) []float32 {
	p := r.chart.plot
	label := r.chart.FormatX(v)
	half := textWidth(label, theme.CaptionSize, fyne.TextStyle{}) / 2
	middle := min(p.x(v), p.left+p.width+chartRight-half)
	const apart = 10
	for i := 0; i < len(taken); i += 2 {
		if middle-half < taken[i+1]+apart && middle+half > taken[i]-apart {
			return taken
		}
	}
	r.segment(p.x(v), p.top+p.height, p.x(v), p.top+p.height+4, theme.Color(theme.Line), 1)
	r.text(label, middle, p.top+p.height+5, 18, theme.Color(theme.Muted), fyne.TextAlignCenter, false)
	return append(taken, middle-half, middle+half)
}

func (r *chartRenderer) drawLine(line ChartLine) {
	p := r.chart.plot
	ink := theme.Color(line.Tone.ink())
	for i := 1; i < len(line.Points); i++ {
		a, b := line.Points[i-1], line.Points[i]
		if a.Y > 0 && b.Y > 0 {
			r.segment(p.x(a.X), p.y(a.Y), p.x(b.X), p.y(b.Y), ink, chartStroke)
		}
	}
}

// drawSpot draws the dotted line at the marker or the mouse, with the values there.
func (r *chartRenderer) drawSpot() {
	c, p := r.chart, r.chart.plot
	x, text := c.spot()
	if x < p.low.X || x > p.high.X {
		return
	}
	at := p.x(x)
	primary := theme.Color(theme.Primary)
	for y := p.top - 8; y < p.top+p.height; y += 6 {
		r.segment(at, y, at, y+3, primary, 1.2)
	}
	left := at > p.left+p.width*0.72
	r.label(text, at, p.top-16, left, primary, false)
	for _, line := range c.Lines {
		value, ok := line.at(x)
		if !ok {
			continue
		}
		ink := theme.Color(line.Tone.ink())
		y := p.y(value)
		dot := canvas.NewCircle(ink)
		place(dot, at-chartDot/2, y-chartDot/2, chartDot, chartDot)
		r.objects = append(r.objects, dot)
		if line.Tone == Neutral {
			ink = theme.Color(theme.Text)
		}
		r.label(c.FormatY(value), at, y-21, left, ink, true)
	}
}

// label writes beside a vertical line, at its left or its right.
func (r *chartRenderer) label(text string, x, y float32, left bool, ink color.Color, bold bool) {
	if left {
		r.text(text, x-8, y, 18, ink, fyne.TextAlignTrailing, bold)
		return
	}
	r.text(text, x+8, y, 18, ink, fyne.TextAlignLeading, bold)
}

func (r *chartRenderer) segment(x1, y1, x2, y2 float32, ink color.Color, width float32) {
	line := canvas.NewLine(ink)
	line.StrokeWidth = width
	line.Position1, line.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	r.objects = append(r.objects, line)
}

func (r *chartRenderer) text(s string, x, y, height float32, ink color.Color, align fyne.TextAlign, bold bool) {
	t := newText(theme.CaptionSize, bold)
	t.Text, t.Color = s, ink
	width := t.MinSize().Width
	switch align {
	case fyne.TextAlignTrailing:
		x -= width
	case fyne.TextAlignCenter:
		x -= width / 2
	}
	placeLine(t, x, y, width, height)
	r.objects = append(r.objects, t)
}
