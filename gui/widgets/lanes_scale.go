package widgets

import (
	"cmp"
	"image/color"
	"math"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

const (
	laneHeight     float32 = 40
	laneBarHeight  float32 = 24
	laneBarLeast   float32 = 4
	laneGroupGap   float32 = 16
	laneAxisHeight float32 = 32
	laneEdge       float32 = 16
	laneLabels     float32 = 156
	// laneNarrow is the width under which the names of the lanes get less room.
	laneNarrow float32 = 760
	// laneMarks is into how many parts the scale is cut at most.
	laneMarks = 6
)

// laneScale says where a time is.
type laneScale struct {
	span, mark  time.Duration
	left, width float32
}

// fitTo ends the scale at a round mark, not before d.
func (s *laneScale) fitTo(d time.Duration) {
	s.mark = markEvery(d)
	s.span = max(time.Second, (d+s.mark-1)/s.mark*s.mark)
}

// markEvery is the roundest time that cuts d into few parts.
func markEvery(d time.Duration) time.Duration {
	seconds := max(d.Seconds(), 1) / laneMarks
	for _, unit := range []float64{1, 60, 3600} {
		for _, m := range []float64{0.2, 0.5, 1, 2, 5, 10, 15, 20, 30} {
			if (unit == 1 || m >= 1) && m*unit >= seconds {
				return time.Duration(m * unit * float64(time.Second))
			}
		}
	}
	return time.Duration(math.Ceil(seconds/3600)) * time.Hour
}

// setWidth gives the scale the room that the names of the lanes leave.
func (s *laneScale) setWidth(width float32) {
	labels := laneLabels
	if width < laneNarrow {
		labels = 112
	}
	s.left = laneEdge + labels
	s.width = max(width-s.left-laneEdge-8, 40)
}

// at is where a time is, from the left of the widget.
func (s *laneScale) at(d time.Duration) float32 {
	return s.left + s.width*float32(d.Seconds()/max(s.span.Seconds(), 0.001))
}

// marks are where the scale has its marks.
func (s *laneScale) marks() []time.Duration {
	var all []time.Duration
	for d := time.Duration(0); s.mark > 0 && d <= s.span; d += s.mark {
		all = append(all, d)
	}
	return all
}

// laneExtent is where a bar is.
type laneExtent struct{ x, width float32 }

// arrange places the bars. One that comes behind another stays behind it, also where both are too short to be seen at this scale.
func (l *Lanes) arrange() {
	clear(l.bars)
	for _, group := range l.groups {
		for _, lane := range group.Lanes {
			l.arrangeLane(group, lane)
		}
	}
}

func (l *Lanes) arrangeLane(group LaneGroup, lane Lane) {
	steps := slices.Clone(lane.Steps)
	slices.SortStableFunc(steps, func(a, b LaneStep) int { return cmp.Compare(a.Start, b.Start) })
	right := l.scale.left + l.scale.width
	edge, ended := float32(0), time.Duration(0)
	for _, s := range steps {
		if s.State == StepWaiting {
			continue
		}
		x, end := l.scale.at(s.Start), l.end(group, s)
		width := max(l.scale.at(end)-x, laneBarLeast)
		if s.Start >= ended && edge > 0 {
			gained := max(0, edge+1-x)
			x += gained
			width = max(width-gained, laneBarLeast)
		}
		x = min(x, right-width)
		l.bars[s.ID] = laneExtent{x, width}
		edge, ended = max(edge, x+width), max(ended, end)
	}
}

// laneAxis writes the marks of the scale over the lanes.
type laneAxis struct {
	widget.BaseWidget
	lanes *Lanes
}

func newLaneAxis(l *Lanes) *laneAxis {
	a := &laneAxis{lanes: l}
	a.ExtendBaseWidget(a)
	return a
}

// CreateRenderer draws the marks.
func (a *laneAxis) CreateRenderer() fyne.WidgetRenderer { return &laneAxisRenderer{axis: a} }

type laneAxisRenderer struct {
	parts
	axis *laneAxis
}

func (r *laneAxisRenderer) MinSize() fyne.Size { return fyne.NewSize(1, laneAxisHeight) }

func (r *laneAxisRenderer) Layout(fyne.Size) {
	l := r.axis.lanes
	marks := l.scale.marks()
	r.objects = r.objects[:0]
	for _, d := range marks {
		t := newText(theme.CaptionSize, false)
		t.Text, t.Color = l.Format(d), theme.Color(theme.Muted)
		width := t.MinSize().Width
		x := min(max(l.scale.at(d)-width/2, l.scale.left), l.scale.left+l.scale.width+8-width)
		placeLine(t, x, 0, width, laneAxisHeight)
		r.objects = append(r.objects, t)
	}
}

func (r *laneAxisRenderer) Refresh() {
	r.Layout(r.axis.Size())
	canvas.Refresh(r.axis)
}

// ruleOf is an upright rule of a colour of the theme.
func ruleOf(name fyne.ThemeColorName, width float32, x, top, bottom float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.FillColor = theme.Color(name)
	place(r, x-width/2, top, width, bottom-top)
	return r
}
