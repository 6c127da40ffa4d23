package widgets

import (
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

func TestChartLineReadsBetweenItsPointsByPowersOfTen(t *testing.T) {
	line := ChartLine{Points: []ChartPoint{{10, 100}, {1000, 1}}}
	if y, ok := line.at(100); !ok || math.Abs(y-10) > 1e-9 {
		t.Errorf("at 100 it is %v, %v; want 10", y, ok)
	}
	for _, x := range []float64{9, 1001} {
		if _, ok := line.at(x); ok {
			t.Errorf("it has a value at %v, outside of its points", x)
		}
	}
	if y, ok := line.at(10); !ok || y != 100 {
		t.Errorf("at its first point it is %v, %v", y, ok)
	}
}

func TestChartAxesEndAtRoundValues(t *testing.T) {
	chart := NewLineChart()
	chart.Lines = []ChartLine{{Points: []ChartPoint{{10, 243}, {1000, 0.42}}}}
	low, high, ok := chart.extent()
	if !ok || low.Y > 0.42 || low.Y < 0.1 || high.Y < 243 || high.Y > 500 {
		t.Errorf("the axis goes from %v to %v", low.Y, high.Y)
	}
}

func TestChartWithoutPointsDrawsNothing(t *testing.T) {
	newApp(t)
	chart := NewLineChart()
	chart.Resize(fyne.NewSize(300, 200))
	if _, _, ok := chart.extent(); ok {
		t.Error("it has an extent")
	}
	chart.point(5)
}

func TestDecadesHaveTwoAndFiveBetweenThemWhenAsked(t *testing.T) {
	if got, want := decades(10, 1000, false), []float64{10, 100, 1000}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := decades(15, 120, true), []float64{20, 50, 100}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestColumnsGiveByWeightButNeverLessThanTheLeast(t *testing.T) {
	newApp(t)
	least := func(width float32) fyne.CanvasObject {
		g := NewGround("")
		g.Least = fyne.NewSize(width, 1)
		return g
	}
	objects := []fyne.CanvasObject{least(50), least(10), least(300)}
	if got, want := shareOut(500, objects, []float32{0, 1, 1}), []float32{50, 150, 300}; !slices.Equal(got, want) {
		t.Errorf("widths %v, want %v", got, want)
	}
}
