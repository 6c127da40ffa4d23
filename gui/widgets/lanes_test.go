package widgets

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// twoLanes is a build with a stage, and one beside it whose first step has time to spare.
func twoLanes() LaneGroup {
	second := func(n int) time.Duration { return time.Duration(n) * time.Second }
	return LaneGroup{End: second(20), Lanes: []Lane{
		{Title: "builder", Steps: []LaneStep{
			{ID: "from", State: StepCached},
			{ID: "copy", State: StepDone, End: 10 * time.Millisecond, Critical: true},
			{ID: "run", State: StepDone, Start: 10 * time.Millisecond, End: second(18), Critical: true, Label: "RUN go build"},
		}},
		{Title: "docs"},
		{Title: "final", Steps: []LaneStep{
			{ID: "base", State: StepDone, End: second(2), Used: second(18), Spare: "16 s to spare"},
			{ID: "ship", State: StepDone, Start: second(18), End: second(20), Critical: true},
			{ID: "later", State: StepWaiting},
		}},
	}}
}

func shownLanes(t *testing.T, g ...LaneGroup) *Lanes {
	t.Helper()
	newApp(t)
	l := NewLanes()
	w := test.NewTempWindow(t, l)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1000, 300))
	l.SetGroups(g)
	return l
}

func TestTheScaleEndsAtARoundMark(t *testing.T) {
	for d, want := range map[time.Duration]time.Duration{
		0: time.Second, 900 * time.Millisecond: time.Second, 16500 * time.Millisecond: 20 * time.Second,
		58 * time.Second: time.Minute, 200 * time.Second: 4 * time.Minute, 3 * time.Hour: 3 * time.Hour,
	} {
		var s laneScale
		s.fitTo(d)
		if s.span != want || len(s.marks()) > laneMarks+2 {
			t.Errorf("%v ends at %v with %d marks, want %v", d, s.span, len(s.marks()), want)
		}
	}
}

func TestBarsOfALaneStandBehindEachOtherAndOnTheScale(t *testing.T) {
	l := shownLanes(t, twoLanes())
	from, cp, run := l.bars["from"], l.bars["copy"], l.bars["run"]
	if from.x+from.width >= cp.x || cp.x+cp.width >= run.x {
		t.Errorf("bars stand over each other: %v %v %v", from, cp, run)
	}
	if end := run.x + run.width; end < l.scale.at(18*time.Second)-0.1 || end > l.scale.at(18*time.Second)+0.1 {
		t.Errorf("the long bar ends at %v and not at its time, %v", end, l.scale.at(18*time.Second))
	}
	for id, bar := range l.bars {
		if bar.width < laneBarLeast || bar.x < l.scale.left || bar.x+bar.width > l.scale.left+l.scale.width+0.1 {
			t.Errorf("%s is at %v, outside of the scale", id, bar)
		}
	}
	if _, drawn := l.bars["later"]; drawn {
		t.Error("a step that did not start has a bar")
	}
}

func TestTheCriticalPathIsJoinedFromLaneToLane(t *testing.T) {
	if got, want := criticalLinks(twoLanes()), []laneLink{{0, 2, "ship"}}; !slices.Equal(got, want) {
		t.Errorf("joined by %v, want %v", got, want)
	}
}

func TestArrowsGoAlongALaneAndToTheNext(t *testing.T) {
	l := shownLanes(t, twoLanes())
	var chosen []string
	l.OnSelected = func(id string) { chosen = append(chosen, id) }
	for _, key := range []fyne.KeyName{
		fyne.KeyDown, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyUp,
	} {
		l.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if want := []string{"from", "copy", "run", "base", "ship", "run", "base", "run", "copy"}; !slices.Equal(chosen, want) {
		t.Errorf("chose %v, want %v", chosen, want)
	}
}

func TestABarKeepsItsTooltipAndItsPlaceWhileItGrows(t *testing.T) {
	running := LaneGroup{Running: true, Started: time.Unix(100, 0), Lanes: []Lane{{Title: "one", Steps: []LaneStep{{ID: "a", State: StepRunning, Tip: "RUN make"}}}}}
	newApp(t)
	l := NewLanes()
	now := time.Unix(104, 1e8)
	l.Now = func() time.Time { return now }
	w := test.NewTempWindow(t, l)
	w.Resize(fyne.NewSize(900, 200))
	l.SetGroups([]LaneGroup{running})
	defer l.Hide()
	row := test.WidgetRenderer(l.list.body).Objects()[0].(*laneRow)
	test.WidgetRenderer(row)
	row.Refresh()
	bar, width := row.bars["a"], l.bars["a"].width
	now = now.Add(800 * time.Millisecond)
	l.grow(0)
	if row.bars["a"] != bar || l.bars["a"].width <= width || bar.ToolTip() != "RUN make" {
		t.Errorf("the bar is another one, or %v wide after %v, or says %q", l.bars["a"].width, width, bar.ToolTip())
	}
}

func TestTheLineOfTheEndGoesThroughNoWords(t *testing.T) {
	g := LaneGroup{End: 4100 * time.Millisecond, EndText: "4 s", Lanes: []Lane{{Title: "one", Steps: []LaneStep{
		{ID: "a", State: StepDone, Start: 3800 * time.Millisecond, End: 3810 * time.Millisecond, Label: "RUN a command that is too long for its bar"},
	}}}}
	l := shownLanes(t, g)
	row := test.WidgetRenderer(l.list.body).Objects()[0].(*laneRow)
	row.Resize(fyne.NewSize(1000, laneHeight))
	test.WidgetRenderer(row)
	row.Refresh()
	end := l.scale.at(g.End)
	var texts [][2]float32
	for _, o := range test.WidgetRenderer(row).Objects() {
		if text, ok := o.(*canvas.Text); ok && text.Position().X > l.scale.left {
			texts = append(texts, [2]float32{text.Position().X, text.Position().X + text.MinSize().Width})
		}
	}
	if len(texts) != 2 {
		t.Fatalf("%d texts behind the bar, want the step and the end", len(texts))
	}
	for _, at := range texts {
		if at[0] < end && end < at[1] {
			t.Errorf("the line at %v goes through the words at %v", end, at)
		}
	}
	if texts[0][0] < texts[1][1] && texts[1][0] < texts[0][1] {
		t.Errorf("words stand over each other: %v", texts)
	}
}

func TestTheLineOfTheCriticalPathGoesThroughNoWords(t *testing.T) {
	second := func(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
	g := LaneGroup{End: second(20), Lanes: []Lane{
		{Title: "builder", Steps: []LaneStep{{ID: "run", State: StepDone, End: second(4), Critical: true}}},
		{Title: "docs", Steps: []LaneStep{{ID: "short", State: StepDone, Start: second(1), End: second(1.1), Label: "COPY --from=somewhere that is long enough, and longer still /a /b"}}},
		{Title: "final", Steps: []LaneStep{{ID: "ship", State: StepDone, Start: second(4), End: second(20), Critical: true}}},
	}}
	l := shownLanes(t, g)
	line := l.bars["ship"].x + 1
	row := newLaneRow(l)
	row.Resize(fyne.NewSize(1000, laneHeight))
	row.show(laneLine{0, 1})
	words := 0
	for _, o := range test.WidgetRenderer(row).Objects() {
		text, ok := o.(*canvas.Text)
		if !ok || text.Position().X <= l.scale.left {
			continue
		}
		words++
		if from, to := text.Position().X, text.Position().X+text.MinSize().Width; from < line && line < to {
			t.Errorf("the line at %v goes through %q, from %v to %v", line, text.Text, from, to)
		}
	}
	if words == 0 {
		t.Error("nothing is written behind the bar")
	}
}
