package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"lightship/engine/compare"
	"lightship/engine/pull"
)

// The drawing of the curve, in SVG units: the plot's corners inside a drawing of curveWidth by curveHeight.
const (
	curveWidth, curveHeight = 520.0, 330.0
	plotLeft, plotRight     = 52.0, 492.0
	plotTop, plotBottom     = 26.0, 296.0
)

// curve is the pull time over bandwidth on two logarithmic axes.
type curve struct {
	Width, Height            float64
	Left, Right, Top, Bottom float64
	X, Y                     []tick
	Before, After            curveLine
	// Link marks the user's link, nil when it lies outside of the curve.
	Link *linkMark
}

// tick is a grid line with its label.
type tick struct {
	At    float64
	Label string
}

// curveLine is the expected time as a path, and the range around it as an area.
type curveLine struct{ Path, Area string }

// linkMark is the user's link on the curve.
type linkMark struct {
	X             float64
	Label         string
	Before, After mark
}

type mark struct {
	Y     float64
	Label string
}

// axes turn bits per second and durations into places.
type axes struct {
	fromBits, toBits       float64
	fromSeconds, toSeconds float64
}

func newCurve(c *compare.Comparison) *curve {
	if len(c.Curve) < 2 {
		return nil
	}
	a := axesOf(c.Curve)
	drawn := &curve{
		Width: curveWidth, Height: curveHeight,
		Left: plotLeft, Right: plotRight, Top: plotTop, Bottom: plotBottom,
		X:      a.bandwidths(),
		Y:      a.durations(),
		Before: a.line(c.Curve, func(p compare.CurvePoint) pull.Estimate { return p.Before }),
		After:  a.line(c.Curve, func(p compare.CurvePoint) pull.Estimate { return p.After }),
	}
	cold := c.Cold()
	if bits := c.Link.BitsPerSecond; bits >= a.fromBits && bits <= a.toBits {
		drawn.Link = &linkMark{
			X:      a.x(bits),
			Label:  c.Link.String(),
			Before: mark{Y: a.y(cold.Before.Expected), Label: compare.FormatDuration(cold.Before.Expected)},
			After:  mark{Y: a.y(cold.After.Expected), Label: compare.FormatDuration(cold.After.Expected)},
		}
	}
	return drawn
}

// axesOf spans whole decades of time around all ranges.
func axesOf(points []compare.CurvePoint) axes {
	low, high := math.Inf(1), 0.0
	for _, p := range points {
		for _, e := range []pull.Estimate{p.Before, p.After} {
			low, high = math.Min(low, e.Low.Seconds()), math.Max(high, e.High.Seconds())
		}
	}
	low = math.Max(low, 1e-3)
	a := axes{
		fromBits:    points[0].BitsPerSecond,
		toBits:      points[len(points)-1].BitsPerSecond,
		fromSeconds: math.Pow(10, math.Floor(math.Log10(low))),
		toSeconds:   math.Pow(10, math.Ceil(math.Log10(math.Max(high, low)))),
	}
	if a.toSeconds <= a.fromSeconds {
		a.toSeconds = a.fromSeconds * 10
	}
	return a
}

func (a axes) x(bits float64) float64 {
	return plotLeft + (plotRight-plotLeft)*math.Log(bits/a.fromBits)/math.Log(a.toBits/a.fromBits)
}

func (a axes) y(d time.Duration) float64 {
	s := math.Min(math.Max(d.Seconds(), a.fromSeconds), a.toSeconds)
	return plotBottom - (plotBottom-plotTop)*math.Log(s/a.fromSeconds)/math.Log(a.toSeconds/a.fromSeconds)
}

// bandwidths are ticks at 1, 2 and 5 of each decade.
func (a axes) bandwidths() []tick {
	var ticks []tick
	for decade := math.Pow(10, math.Floor(math.Log10(a.fromBits))); decade <= a.toBits; decade *= 10 {
		for _, n := range []float64{1, 2, 5} {
			if bits := decade * n; bits >= a.fromBits*0.999 && bits <= a.toBits*1.001 {
				ticks = append(ticks, tick{At: a.x(bits), Label: bandwidthLabel(bits, len(ticks) == 0)})
			}
		}
	}
	return ticks
}

// bandwidthLabel leaves the unit to the first tick and to those that begin a new one.
func bandwidthLabel(bits float64, first bool) string {
	label := pull.FormatBandwidth(bits)
	if number, unit, _ := strings.Cut(label, " "); !first && number != "1" && unit == "Mbit/s" {
		return number
	}
	return label
}

// durations are ticks at the decades.
func (a axes) durations() []tick {
	var ticks []tick
	for s := a.fromSeconds; s <= a.toSeconds*1.001; s *= 10 {
		d := time.Duration(math.Round(s * float64(time.Second)))
		ticks = append(ticks, tick{At: a.y(d), Label: strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"})
	}
	return ticks
}

func (a axes) line(points []compare.CurvePoint, of func(compare.CurvePoint) pull.Estimate) curveLine {
	var path, upper strings.Builder
	lower := ""
	for i, p := range points {
		e, x := of(p), a.x(p.BitsPerSecond)
		command := "L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", command, x, a.y(e.Expected))
		fmt.Fprintf(&upper, "%s%.1f %.1f", command, x, a.y(e.High))
		lower = fmt.Sprintf("L%.1f %.1f", x, a.y(e.Low)) + lower
	}
	return curveLine{Path: path.String(), Area: upper.String() + lower + "Z"}
}
