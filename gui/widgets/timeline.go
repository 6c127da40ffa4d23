package widgets

import (
	"fmt"
	"math"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// StepState is where a step of a timeline is.
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

// TimelineRow is one step.
type TimelineRow struct {
	// ID is unique in the timeline.
	ID string
	// Prefix is written in muted text before the label.
	Prefix, Label string
	State         StepState
	// Start and End are since the group's start; End does not count while the step runs.
	Start, End time.Duration
	// Figure is written after the bar; for a running step after the timeline's own.
	Figure string
	Tip    string
}

// TimelineGroup is steps that started together.
type TimelineGroup struct {
	Title string
	// Note is written after the title.
	Note string
	// Started is when the group began; running steps end now.
	Started time.Time
	// Running draws the line of now.
	Running bool
	Rows    []TimelineRow
}

// Timeline draws groups of steps as bars on one scale of time. Bars of running steps grow by themselves.
type Timeline struct {
	widget.BaseWidget

	// OnSelected is called with a step's ID when the user chose it.
	OnSelected func(id string)
	// Now is the clock.
	Now func() time.Time
	// Running writes the figure of a running step.
	Running func(d time.Duration) string
	// Format writes the ends of the scale.
	Format func(d time.Duration) string

	groups   []TimelineGroup
	lines    []timelineLine
	selected string
	focused  bool
	span     time.Duration
	drawn    time.Time
	growth   motion
	list     *rowList
}

// timelineLine is a row of the list: a group's title when row is below 0, or nothing when group is below 0.
type timelineLine struct{ group, row int }

// timelineGrowth is how often bars grow.
const timelineGrowth = 500 * time.Millisecond

// NewTimeline returns a timeline without steps.
func NewTimeline() *Timeline {
	t := &Timeline{Now: time.Now}
	t.Format = func(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
	t.Running = t.Format
	t.ExtendBaseWidget(t)
	t.growth = motion{owner: t, lasts: time.Second, step: t.grow}
	t.list = newRowList(timelineRowHeight, func() fyne.CanvasObject { return newTimelineRowView(t) }, func(o fyne.CanvasObject, i int) {
		o.(*timelineRowView).show(t.lines[i])
	})
	return t
}

// SetGroups shows other steps; it does nothing when they are equal to those shown.
func (t *Timeline) SetGroups(groups []TimelineGroup) {
	if slices.EqualFunc(t.groups, groups, equalGroups) {
		return
	}
	t.groups = groups
	t.lines = t.lines[:0]
	for g, group := range groups {
		if g > 0 {
			t.lines = append(t.lines, timelineLine{-1, -1})
		}
		t.lines = append(t.lines, timelineLine{g, -1})
		for r := range group.Rows {
			t.lines = append(t.lines, timelineLine{g, r})
		}
	}
	t.redraw()
	t.animate()
}

func equalGroups(a, b TimelineGroup) bool {
	return a.Title == b.Title && a.Note == b.Note && a.Started.Equal(b.Started) && a.Running == b.Running && slices.Equal(a.Rows, b.Rows)
}

// Select marks a step without calling OnSelected.
func (t *Timeline) Select(id string) {
	if t.selected == id {
		return
	}
	t.selected = id
	t.redraw()
}

// Reveal scrolls to a step.
func (t *Timeline) Reveal(id string) {
	if i := t.lineOf(id); i >= 0 {
		t.list.reveal(i)
	}
}

func (t *Timeline) lineOf(id string) int {
	return slices.IndexFunc(t.lines, func(l timelineLine) bool { return l.row >= 0 && t.groups[l.group].Rows[l.row].ID == id })
}

func (t *Timeline) choose(id string) {
	if t.selected == id {
		return
	}
	t.Select(id)
	t.Reveal(id)
	if t.OnSelected != nil {
		t.OnSelected(id)
	}
}

// redraw measures the scale and binds the rows in view anew.
func (t *Timeline) redraw() {
	t.drawn = t.Now()
	t.span = 0
	for _, group := range t.groups {
		for _, row := range group.Rows {
			t.span = max(t.span, t.end(group, row))
		}
	}
	t.span = roundUp(t.span)
	t.list.setCount(len(t.lines))
}

// end is where a step's bar ends.
func (t *Timeline) end(group TimelineGroup, row TimelineRow) time.Duration {
	if row.State == StepRunning {
		return max(t.drawn.Sub(group.Started), row.Start)
	}
	return row.End
}

// roundUp returns the next duration that looks well at the end of a scale, so that the scale does not change with
// every step of time.
func roundUp(d time.Duration) time.Duration {
	seconds := max(d.Seconds(), 1)
	power := math.Pow(10, math.Floor(math.Log10(seconds)))
	for _, m := range []float64{1, 1.5, 2, 3, 4, 5, 6, 8, 10} {
		if m*power >= seconds {
			return time.Duration(m * power * float64(time.Second))
		}
	}
	return d
}

// animate grows the bars while a step runs.
func (t *Timeline) animate() {
	running := slices.ContainsFunc(t.groups, func(g TimelineGroup) bool {
		return slices.ContainsFunc(g.Rows, func(r TimelineRow) bool { return r.State == StepRunning })
	})
	t.growth.want(running && t.Visible())
}

// grow draws running steps longer, twice a second.
func (t *Timeline) grow(float32) {
	if t.Now().Sub(t.drawn) >= timelineGrowth {
		t.redraw()
	}
}

// Hide stops the growth, so that a timeline that nobody sees costs nothing.
func (t *Timeline) Hide() {
	t.BaseWidget.Hide()
	t.growth.stop()
}

// Show starts what Hide stopped.
func (t *Timeline) Show() {
	t.BaseWidget.Show()
	t.animate()
}

func (t *Timeline) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t)
	}
}

// FocusGained marks the selected step more strongly.
func (t *Timeline) FocusGained() { t.focused = true; t.redraw() }

// FocusLost ends what FocusGained began.
func (t *Timeline) FocusLost() { t.focused = false; t.redraw() }

// KeyDown leaves Escape and F1 to the window.
func (t *Timeline) KeyDown(e *fyne.KeyEvent) { leaveKey(t, e) }

// KeyUp does nothing.
func (t *Timeline) KeyUp(*fyne.KeyEvent) {}

// TypedRune does nothing.
func (t *Timeline) TypedRune(rune) {}

// TypedKey moves the selection with the arrows.
func (t *Timeline) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		t.step(-1)
	case fyne.KeyDown:
		t.step(1)
	}
}

func (t *Timeline) step(by int) {
	for i := t.lineOf(t.selected) + by; i >= 0 && i < len(t.lines); i += by {
		if l := t.lines[i]; l.row >= 0 {
			t.choose(t.groups[l.group].Rows[l.row].ID)
			return
		}
	}
}

// CreateRenderer draws the list of steps.
func (t *Timeline) CreateRenderer() fyne.WidgetRenderer {
	return &timelineRenderer{parts: parts{[]fyne.CanvasObject{t.list}}, timeline: t}
}

type timelineRenderer struct {
	parts
	timeline *Timeline
}

func (r *timelineRenderer) MinSize() fyne.Size    { return fyne.NewSize(420, 5*timelineRowHeight) }
func (r *timelineRenderer) Layout(size fyne.Size) { r.timeline.list.Resize(size) }

// Refresh also lets a timeline that was not seen for a while grow again.
func (r *timelineRenderer) Refresh() {
	r.timeline.redraw()
	r.timeline.animate()
}
