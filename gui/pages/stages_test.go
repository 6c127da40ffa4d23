package pages

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

func TestAClickInTheSourceChoosesTheStage(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewStages(StagesActions{})
	p.Show(openProject(t))
	for line, want := range map[int]string{5: "stage:0", 11: "stage:0", 12: "stage:1", 17: "stage:2", 23: "stage:3", 1: "stage:0"} {
		p.panel.tapped(line)
		if p.graph.Selected() != want || p.panel.id != want {
			t.Errorf("line %d: the graph has %s, the panel %s, want %s", line, p.graph.Selected(), p.panel.id, want)
		}
	}
}

func TestALineAboveTheFirstStageChoosesNothing(t *testing.T) {
	v := viewOf(t, "ARG GO=1.22\n\n# the builder\nFROM golang:${GO}\nRUN true\n\n# trailing\n")
	for line, want := range map[int]string{1: "", 2: "", 3: "stage:0", 5: "stage:0", 7: "stage:0"} {
		if got := stageAt(v, line); got != want {
			t.Errorf("line %d is of %q, want %q", line, got, want)
		}
	}
}

func TestWhatIsInBothGraphsStandsInTheSamePlace(t *testing.T) {
	s := newSides(viewOf(t, naiveText), viewOf(t, splitText))
	at := map[string]widgets.GraphCard{}
	for _, c := range s.before.Cards {
		at[c.ID] = c
	}
	same := map[string]string{}
	for _, c := range s.after.Cards {
		b, both := at[c.Key]
		if !both {
			continue
		}
		same[c.ID] = c.Key
		if b.X != c.X || b.Y != c.Y {
			t.Errorf("%s stands at %v, %v and then at %v, %v", c.ID, b.X, b.Y, c.X, c.Y)
		}
	}
	if fmt.Sprint(same) != "map[image:golang:1.22:image:golang:1.22 stage:0:stage:0]" {
		t.Errorf("in both are %v", same)
	}
	if s.before.Width != s.after.Width || s.before.Height != s.after.Height {
		t.Error("the two have different frames")
	}
}

func TestStagesArePairedByNameThenByBaseThenAsTargets(t *testing.T) {
	before := viewOf(t, "FROM a AS one\nFROM b\nFROM c AS last\n")
	after := viewOf(t, "FROM b AS new\nFROM x AS one\nFROM y\n")
	keys := pairs(before, after)
	want := map[string]string{"stage:0": "stage:1", "stage:1": "stage:0", "stage:2": "stage:2"}
	for id, key := range want {
		if keys[id] != key {
			t.Errorf("%s is %s, want %s", id, keys[id], key)
		}
	}
	unique := map[string]bool{}
	for _, key := range keys {
		if unique[key] {
			t.Errorf("%s stands for two", key)
		}
		unique[key] = true
	}
}

func TestTheSideThatIsShownIsExported(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var got []string
	p := NewStages(StagesActions{Export: func(side string) { got = append(got, side) }})
	p.TypedRune('e')
	p.Show(openProject(t))
	p.TypedRune('e')
	p.TypedRune('b')
	p.export.OnTapped()
	if strings.Join(got, " ") != "after before" {
		t.Errorf("exported %v", got)
	}
}

func TestMotionIsTurnedOffAndRemembered(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var kept []bool
	p := NewStages(StagesActions{Still: true, KeepStill: func(still bool) { kept = append(kept, still) }})
	if !p.graph.Still || p.motion.On {
		t.Error("what was kept is not used")
	}
	p.TypedRune('m')
	p.motion.Tapped(&fyne.PointEvent{})
	if fmt.Sprint(kept) != "[false true]" || !p.graph.Still {
		t.Errorf("kept %v, still is %v", kept, p.graph.Still)
	}
}

// measuredProject is a project after a rebuild.
func measuredProject(t testing.TB) *session.Snapshot {
	n := openProject(t)
	share := func(o image.Origin, bytes int64) image.Share { return image.Share{Origin: o, OnDisk: bytes} }
	n.Comparison = &compare.Comparison{
		Before: compare.Side{Image: &image.Analysis{OnDisk: 831e6, Download: 301e6, Shares: []image.Share{
			share(image.OriginSystem, 381e6), share(image.OriginToolchain, 226e6), share(image.OriginCaches, 88e6), share(image.OriginProgram, 12e6),
		}}},
		After: compare.Side{Image: &image.Analysis{OnDisk: 96e5, Download: 28e5, Shares: []image.Share{
			share(image.OriginProgram, 74e5), share(image.OriginSystem, 2e6),
		}}},
	}
	n.After.Amounts = []int64{823e6, 76e6, -1, 2e6, 74e5, 2e5}
	return n
}

func TestAMeasuredTargetSaysWhatStaysBehind(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewStages(StagesActions{})
	p.Show(measuredProject(t))
	if got := len(p.panel.left.Objects); got != 4 || !p.panel.stays.Visible() {
		t.Errorf("%d origins are listed", got)
	}
	p.graph.OnSelected("stage:0")
	if p.panel.stays.Visible() {
		t.Error("a stage that is not the target says what stays behind")
	}
	p.TypedRune('b')
	if p.panel.stays.Visible() {
		t.Error("the before side says what stays behind")
	}
}

// manyStages is a Dockerfile of generated stages: chains that share a base, each taking from the ones before.
func manyStages(count int) string {
	var b strings.Builder
	b.WriteString("FROM golang:1.22 AS s0\nRUN go mod download\n")
	for i := 1; i < count-1; i++ {
		from := fmt.Sprintf("s%d", i-1)
		if i%8 == 0 {
			from = "s0"
		}
		fmt.Fprintf(&b, "FROM %s AS s%d\nRUN make part-%d\n", from, i, i)
		if i%3 == 0 {
			fmt.Fprintf(&b, "COPY --from=s%d /out/part /in/part-%d\n", i/2, i)
		}
		if i%11 == 0 {
			fmt.Fprintf(&b, "RUN --mount=type=bind,from=s%d,source=/src true\n", i/3)
		}
	}
	b.WriteString("FROM gcr.io/distroless/static-debian12:nonroot\n")
	for i := 7; i < count-1; i += 8 {
		fmt.Fprintf(&b, "COPY --from=s%d /out /out-%d\n", i, i)
	}
	return b.String()
}

// largeGraph is a page that shows 200 stages in a window.
func largeGraph(b *testing.B) *Stages {
	b.Helper()
	test.NewTempApp(b).Settings().SetTheme(theme.NewFixed(fynetheme.VariantLight))
	p := NewStages(StagesActions{Still: true})
	n := openProject(b)
	n.Before, n.After = viewOf(b, manyStages(200)), nil
	p.Show(n)
	w := test.NewTempWindow(b, p.Content())
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1204, 716))
	return p
}

// BenchmarkPan is what a frame of panning across 200 stages costs the goroutine that draws; it may take 5 ms.
func BenchmarkPan(b *testing.B) {
	for name, zoomed := range map[string]int{"all in view": 0, "readable": 8} {
		b.Run(name, func(b *testing.B) {
			p := largeGraph(b)
			for range zoomed {
				p.graph.ZoomIn()
			}
			step := float32(9)
			for i := 0; b.Loop(); i++ {
				if i%60 == 30 {
					step = -step
				}
				p.graph.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(step, step/2)})
			}
		})
	}
}

// BenchmarkZoom is what a notch of the wheel costs over 200 stages; it may take 5 ms.
func BenchmarkZoom(b *testing.B) {
	p := largeGraph(b)
	in := true
	for i := 0; b.Loop(); i++ {
		if i%20 == 10 {
			in = !in
		}
		step := float32(25)
		if !in {
			step = -20
		}
		p.graph.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, 300)}, Scrolled: fyne.NewDelta(0, step)})
	}
}

// BenchmarkHover is what it costs that the pointer goes from one of 200 cards to another.
func BenchmarkHover(b *testing.B) {
	p := largeGraph(b)
	ids := []string{"stage:3", "stage:100"}
	for i := 0; b.Loop(); i++ {
		p.graph.Select(ids[i%2])
	}
}

func TestAnImageIsCalledByWhatTellsItApart(t *testing.T) {
	for ref, want := range map[string][2]string{
		"golang:1.22": {"golang:1.22", ""},
		"gcr.io/distroless/static-debian12:nonroot":   {"static-debian12:nonroot", "distroless"},
		"localhost:5000/team/a/app@sha256:0123456789": {"app@0123456", "team/a"},
	} {
		if got := [2]string{lastPart(ref), foldersOf(ref)}; got != want {
			t.Errorf("%s: %q, want %q", ref, got, want)
		}
	}
}
