package widgets

import (
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// StepState is where a step of a lane is.
type StepState int

// The states of a step.
const (
	StepWaiting StepState = iota
	StepRunning
	StepDone
	StepCached
	StepFailed
	StepCanceled
)

// LaneStep is one step: a bar in a lane.
type LaneStep struct {
	// ID is unique in all lanes.
	ID string
	// Number and Label stand in the bar where there is room, else behind it; Figure is the time, or for a running step what is said after it.
	Number, Label, Figure string
	State                 StepState
	// Start and End are since the group's start; End does not count while the step runs.
	Start, End time.Duration
	// Critical says that the build took as long as it did because of this step.
	Critical bool
	// Used is when its result was first used, and Spare how long that was after its end, in words; both empty where it was used at once.
	Used  time.Duration
	Spare string
	Tip   string
}

// Lane is the steps of one stage, one behind the other.
type Lane struct {
	Title, Note string
	Steps       []LaneStep
	// Later is said behind the bars, of the steps that did not start.
	Later string
}

// LaneGroup is the lanes of one build.
type LaneGroup struct {
	Lanes []Lane
	// Started is when the build began; running steps end now.
	Started time.Time
	// Running draws the line of now, End that of the end with EndText beside it.
	Running bool
	End     time.Duration
	EndText string
	EndTone Tone
}

// Lanes draws builds as lanes of bars on one scale of time. Bars of running steps grow by themselves.
type Lanes struct {
	widget.BaseWidget

	// OnSelected is called with a step's ID when the user chose it.
	OnSelected func(id string)
	// Now is the clock.
	Now func() time.Time
	// Running writes the figure of a running step, Format the marks of the scale.
	Running, Format func(d time.Duration) string

	groups   []LaneGroup
	lines    []laneLine
	bars     map[string]laneExtent
	selected string
	focused  bool
	scale    laneScale
	drawn    time.Time
	growth   motion
	axis     *laneAxis
	list     *rowList
}

// laneLine is a row of the list.
type laneLine struct{ group, lane int }

// laneGrowth is how often bars grow.
const laneGrowth = 500 * time.Millisecond

// NewLanes returns lanes without steps.
func NewLanes() *Lanes {
	l := &Lanes{Now: time.Now, bars: map[string]laneExtent{}}
	l.Format = func(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
	l.Running = l.Format
	l.ExtendBaseWidget(l)
	l.growth = motion{owner: l, lasts: time.Second, step: l.grow}
	l.axis = newLaneAxis(l)
	l.list = newRowList(laneHeight, func() fyne.CanvasObject { return newLaneRow(l) }, func(o fyne.CanvasObject, i int) {
		o.(*laneRow).show(l.lines[i])
	})
	return l
}

// SetGroups shows other builds; it does nothing when they are equal to those shown.
func (l *Lanes) SetGroups(groups []LaneGroup) {
	if slices.EqualFunc(l.groups, groups, equalLanes) {
		return
	}
	l.groups, l.lines = groups, l.lines[:0]
	tops, top := []float32{0}, float32(0)
	for g, group := range groups {
		for i := range group.Lanes {
			l.lines = append(l.lines, laneLine{g, i})
			top += laneHeight
			if g > 0 && i == 0 {
				top += laneGroupGap
			}
			tops = append(tops, top)
		}
	}
	l.list.tops = tops
	l.redraw()
	l.animate()
}

func equalLanes(a, b LaneGroup) bool {
	return a.Started.Equal(b.Started) && a.Running == b.Running && a.End == b.End && a.EndText == b.EndText && a.EndTone == b.EndTone &&
		slices.EqualFunc(a.Lanes, b.Lanes, func(a, b Lane) bool {
			return a.Title == b.Title && a.Note == b.Note && a.Later == b.Later && slices.Equal(a.Steps, b.Steps)
		})
}

// Height is what all lanes need under each other, in pixels.
func (l *Lanes) Height() float32 { return laneAxisHeight + l.list.top(len(l.lines)) }

// Select marks a step without calling OnSelected.
func (l *Lanes) Select(id string) {
	if l.selected == id {
		return
	}
	l.selected = id
	l.redraw()
}

// Reveal scrolls to a step's lane.
func (l *Lanes) Reveal(id string) {
	if line, _ := l.find(id); line >= 0 {
		l.list.reveal(line)
	}
}

// find says in which line a step is, and at which place; -1 for none.
func (l *Lanes) find(id string) (line, step int) {
	for i, at := range l.lines {
		steps := l.groups[at.group].Lanes[at.lane].Steps
		if s := slices.IndexFunc(steps, func(s LaneStep) bool { return s.ID == id }); s >= 0 {
			return i, s
		}
	}
	return -1, -1
}

func (l *Lanes) choose(id string) {
	if l.selected == id {
		return
	}
	l.Select(id)
	l.Reveal(id)
	if l.OnSelected != nil {
		l.OnSelected(id)
	}
}

// redraw measures the scale and binds the lanes in view anew.
func (l *Lanes) redraw() {
	l.drawn = l.Now()
	span := time.Duration(0)
	for _, group := range l.groups {
		span = max(span, group.End)
		for _, lane := range group.Lanes {
			for _, step := range lane.Steps {
				span = max(span, l.end(group, step))
			}
		}
	}
	l.scale.fitTo(span)
	l.arrange()
	l.axis.Refresh()
	l.list.setCount(len(l.lines))
}

// end is where a step's bar ends.
func (l *Lanes) end(group LaneGroup, step LaneStep) time.Duration {
	if step.State == StepRunning {
		return max(l.drawn.Sub(group.Started), step.Start)
	}
	return step.End
}

// animate grows the bars while a step runs.
func (l *Lanes) animate() {
	running := slices.ContainsFunc(l.groups, func(g LaneGroup) bool {
		return slices.ContainsFunc(g.Lanes, func(lane Lane) bool {
			return slices.ContainsFunc(lane.Steps, func(s LaneStep) bool { return s.State == StepRunning })
		})
	})
	l.growth.want(running && l.Visible())
}

// grow draws running steps longer, twice a second.
func (l *Lanes) grow(float32) {
	if l.Now().Sub(l.drawn) >= laneGrowth {
		l.redraw()
	}
}

// Hide stops the growth, so that lanes that nobody sees cost nothing.
func (l *Lanes) Hide() {
	l.BaseWidget.Hide()
	l.growth.stop()
}

// Show starts what Hide stopped.
func (l *Lanes) Show() {
	l.BaseWidget.Show()
	l.animate()
}

// CreateRenderer draws the scale and below it the list of lanes.
func (l *Lanes) CreateRenderer() fyne.WidgetRenderer {
	return &lanesRenderer{parts: parts{[]fyne.CanvasObject{l.axis, l.list}}, lanes: l}
}

type lanesRenderer struct {
	parts
	lanes *Lanes
}

func (r *lanesRenderer) MinSize() fyne.Size { return fyne.NewSize(420, laneAxisHeight+2*laneHeight) }

func (r *lanesRenderer) Layout(size fyne.Size) {
	r.lanes.scale.setWidth(size.Width)
	r.lanes.arrange()
	place(r.lanes.axis, 0, 0, size.Width, laneAxisHeight)
	r.lanes.axis.Refresh()
	place(r.lanes.list, 0, laneAxisHeight, size.Width, size.Height-laneAxisHeight)
	r.lanes.list.body.Refresh()
}

// Refresh also lets lanes that were not seen for a while grow again.
func (r *lanesRenderer) Refresh() {
	r.lanes.redraw()
	r.lanes.animate()
}
