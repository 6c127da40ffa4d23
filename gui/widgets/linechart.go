package widgets

import (
	"math"
	"sort"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// ChartPoint is one point of a line.
type ChartPoint struct{ X, Y float64 }

// ChartLine is one line of a chart.
type ChartLine struct {
	Name string
	Tone Tone
	// Points are in ascending order of X; X and Y are above 0.
	Points []ChartPoint
}

// at returns the line's value at x, between its points by powers of ten; ok is false outside of them.
func (l ChartLine) at(x float64) (y float64, ok bool) {
	n := len(l.Points)
	if n == 0 || x < l.Points[0].X || x > l.Points[n-1].X {
		return 0, false
	}
	i := sort.Search(n, func(i int) bool { return l.Points[i].X >= x })
	if l.Points[i].X == x || i == 0 {
		return l.Points[i].Y, true
	}
	a, b := l.Points[i-1], l.Points[i]
	part := math.Log(x/a.X) / math.Log(b.X/a.X)
	return math.Exp(math.Log(a.Y) + part*math.Log(b.Y/a.Y)), true
}

// LineChart draws lines over two logarithmic axes. Under the mouse it says the values there.
type LineChart struct {
	widget.BaseWidget

	Lines []ChartLine
	// FormatX and FormatY write a value of an axis with its unit.
	FormatX, FormatY func(float64) string
	// Marker is an X that stands out with its values, 0 for none; MarkerText names it.
	Marker     float64
	MarkerText string

	// pointer is the X under the mouse, 0 for none.
	pointer float64
	plot    plotArea
}

// NewLineChart returns a chart without lines.
func NewLineChart() *LineChart {
	c := &LineChart{FormatX: formatPlain, FormatY: formatPlain}
	c.ExtendBaseWidget(c)
	return c
}

func formatPlain(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// MouseIn shows the values under the mouse.
func (c *LineChart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved shows the values under the mouse.
func (c *LineChart) MouseMoved(e *desktop.MouseEvent) { c.point(c.plot.valueX(e.Position.X)) }

// MouseOut removes them.
func (c *LineChart) MouseOut() { c.point(0) }

func (c *LineChart) point(x float64) {
	if c.pointer == x {
		return
	}
	c.pointer = x
	c.Refresh()
}

// spot is the X whose values are written: the mouse's, else the marker.
func (c *LineChart) spot() (x float64, text string) {
	if c.pointer > 0 {
		return c.pointer, c.FormatX(c.pointer)
	}
	return c.Marker, c.MarkerText
}

// extent returns the range of the lines, Y rounded out to 1, 2 or 5 times a power of ten.
func (c *LineChart) extent() (low, high ChartPoint, ok bool) {
	low = ChartPoint{math.Inf(1), math.Inf(1)}
	high = ChartPoint{math.Inf(-1), math.Inf(-1)}
	for _, l := range c.Lines {
		for _, p := range l.Points {
			if p.X <= 0 || p.Y <= 0 {
				continue
			}
			low = ChartPoint{min(low.X, p.X), min(low.Y, p.Y)}
			high = ChartPoint{max(high.X, p.X), max(high.Y, p.Y)}
		}
	}
	if low.X >= high.X {
		return low, high, false
	}
	low.Y, high.Y = roundDown(low.Y), roundDown(high.Y*2.49)
	if high.Y < low.Y*10 {
		high.Y = low.Y * 10
	}
	return low, high, true
}

// roundDown returns the next 1, 2 or 5 times a power of ten that is not above v.
func roundDown(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)+1e-9))
	for _, m := range []float64{5, 2} {
		if m*power <= v*(1+1e-9) {
			return m * power
		}
	}
	return power
}

// plotArea is where the lines are, in pixels and in values.
type plotArea struct {
	left, top, width, height float32
	low, high                ChartPoint
}

func (p plotArea) x(v float64) float32 {
	return p.left + p.width*float32(math.Log(v/p.low.X)/math.Log(p.high.X/p.low.X))
}

func (p plotArea) y(v float64) float32 {
	return p.top + p.height*(1-float32(math.Log(v/p.low.Y)/math.Log(p.high.Y/p.low.Y)))
}

// valueX returns the value at x, 0 outside of the area.
func (p plotArea) valueX(x float32) float64 {
	if p.width <= 0 || x < p.left || x > p.left+p.width {
		return 0
	}
	return p.low.X * math.Pow(p.high.X/p.low.X, float64((x-p.left)/p.width))
}

// decades are the powers of ten from low to high; with between, 2 and 5 times them too.
func decades(low, high float64, between bool) []float64 {
	var ticks []float64
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		for _, m := range []float64{1, 2, 5} {
			if m > 1 && !between {
				continue
			}
			v := m * math.Pow(10, e)
			if v >= low*0.999 && v <= high*1.001 {
				ticks = append(ticks, v)
			}
		}
	}
	return ticks
}

// CreateRenderer draws the chart.
func (c *LineChart) CreateRenderer() fyne.WidgetRenderer {
	r := &chartRenderer{chart: c}
	r.draw(c.Size())
	return r
}
