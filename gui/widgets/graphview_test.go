package widgets

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/gui/theme"
)

// sampleGraph is two images, two stages and a target.
func sampleGraph() Graph {
	card := func(id, title, detail, figure string, x, y float32) GraphCard {
		return GraphCard{
			ID: id, Title: title, Detail: detail, Figure: figure, Tip: title,
			Bar: theme.Primary, X: x, Y: y, Width: 196, Height: 84,
		}
	}
	golang := card("image:golang", "golang:1.22", "external image", "299 MB download", 0, 0)
	golang.Dashed, golang.Bar = true, theme.Muted
	builder := card("stage:0", "builder", "golang:1.22 · 6 steps", "715 MB · left behind", 240, 0)
	final := card("stage:1", "final", "distroless/static:nonroot", "9.6 MB · 2.8 MB download", 580, 60)
	final.Star, final.Bar = true, theme.Good
	docs := card("stage:2", "docs", "a very long name of a base image that can't fit", "not reached from the target", 240, 160)
	docs.Faded, docs.Bar = true, theme.Bad
	curve := func(c fyne.ThemeColorName, x0, y0, x1, y1 float32) GraphCurve {
		mid := (x0 + x1) / 2
		return GraphCurve{Color: c, Points: []fyne.Position{{X: x0, Y: y0}, {X: mid, Y: y0}, {X: mid, Y: y1}, {X: x1, Y: y1}}, LabelAt: fyne.NewPos(mid, (y0+y1)/2)}
	}
	from := curve(theme.Muted, 196, 42, 240, 42)
	copied := curve(theme.Primary, 436, 42, 580, 102)
	from.From, from.To = "image:golang", "stage:0"
	copied.From, copied.To, copied.Strong = "stage:0", "stage:1", true
	copied.Label, copied.Figure, copied.Tip = "/out/app", "7.4 MB", "COPY --from=builder /out/app"
	mount := curve(theme.Muted, 436, 202, 580, 120)
	mount.From, mount.To, mount.Dotted, mount.Faded = "stage:2", "stage:1", true, true
	return Graph{Cards: []GraphCard{golang, builder, final, docs}, Curves: []GraphCurve{from, copied, mount}, Width: 776, Height: 244}
}

func shownGraph(t *testing.T) (*GraphView, fyne.Window) {
	t.Helper()
	newApp(t)
	g := NewGraphView()
	g.SetGraph(sampleGraph())
	w := test.NewTempWindow(t, g)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(860, 400))
	return g, w
}

func TestZoomKeepsThePointUnderThePointer(t *testing.T) {
	cam := camera{scale: 0.7, offset: fyne.NewPos(30, -12)}
	at := fyne.NewPos(211, 99)
	before := cam.toLayout(at)
	for _, factor := range []float32{1.25, 0.8, 3, 100, 0.0001} {
		after := cam.zoomAt(at, factor)
		if p := after.toLayout(at); far(p, before) {
			t.Errorf("factor %v: %v under the pointer, want %v", factor, p, before)
		}
		if after.scale < minZoom || after.scale > maxZoom {
			t.Errorf("factor %v: scale %v is out of range", factor, after.scale)
		}
	}
}

func TestScreenAndLayoutAreInverse(t *testing.T) {
	cam := camera{scale: 1.3, offset: fyne.NewPos(-40, 7)}
	p := fyne.NewPos(123, 456)
	if q := cam.toLayout(cam.toScreen(p)); far(p, q) {
		t.Errorf("%v came back as %v", p, q)
	}
}

func TestFitShowsAllInTheMiddleAndNeverEnlarges(t *testing.T) {
	for _, c := range []struct{ content, view fyne.Size }{
		{fyne.NewSize(2000, 300), fyne.NewSize(800, 600)},
		{fyne.NewSize(100, 100), fyne.NewSize(800, 600)},
		{fyne.NewSize(300, 4000), fyne.NewSize(800, 600)},
	} {
		cam := fitted(c.content, c.view)
		low, high := cam.toScreen(fyne.Position{}), cam.toScreen(fyne.NewPos(c.content.Width, c.content.Height))
		if low.X < 0 || low.Y < 0 || high.X > c.view.Width || high.Y > c.view.Height || cam.scale > 1 {
			t.Errorf("%v in %v: from %v to %v at %v", c.content, c.view, low, high, cam.scale)
		}
		if far(fyne.NewPos(low.X+high.X, low.Y+high.Y), fyne.NewPos(c.view.Width, c.view.Height)) {
			t.Errorf("%v in %v is not in the middle", c.content, c.view)
		}
	}
}

func TestFitOfAnEmptyGraphIsFullSize(t *testing.T) {
	if cam := fitted(fyne.Size{}, fyne.NewSize(800, 600)); cam.scale != 1 {
		t.Errorf("scale %v", cam.scale)
	}
}

func TestATapSelectsTheCardUnderItAtAnyZoom(t *testing.T) {
	g, _ := shownGraph(t)
	var chosen []string
	g.OnSelected = func(id string) { chosen = append(chosen, id) }
	for _, zoom := range []func(){func() {}, g.ZoomIn, g.ZoomOut, g.ZoomOut, g.Fit} {
		zoom()
		for _, want := range []string{"stage:0", "stage:2"} {
			card, _ := g.card(want)
			g.Tapped(&fyne.PointEvent{Position: g.cam.toScreen(card.box().center())})
			if g.Selected() != want {
				t.Fatalf("at %d %%: selected %q, want %q", g.Percent(), g.Selected(), want)
			}
		}
	}
	if len(chosen) != 10 {
		t.Errorf("OnSelected was called %d times, want 10", len(chosen))
	}
	g.Tapped(&fyne.PointEvent{Position: g.cam.toScreen(fyne.NewPos(460, 400))})
	if g.Selected() != "stage:2" {
		t.Errorf("a tap beside the cards selected %q", g.Selected())
	}
}

func TestTabGoesThroughTheCardsAndThenLeaves(t *testing.T) {
	g, _ := shownGraph(t)
	g.FocusGained()
	for _, want := range []string{"image:golang", "stage:0", "stage:1", "stage:2"} {
		if g.Selected() != want {
			t.Fatalf("on %q, want %q", g.Selected(), want)
		}
		if want != "stage:2" && !g.AcceptsTab() {
			t.Fatalf("Tab leaves at %q", want)
		}
		g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	}
	if g.AcceptsTab() {
		t.Error("Tab stays after the last card")
	}
}

func TestArrowsGoToTheNearestCard(t *testing.T) {
	g, _ := shownGraph(t)
	g.Select("image:golang")
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{
		{fyne.KeyRight, "stage:0"},
		{fyne.KeyDown, "stage:2"},
		{fyne.KeyUp, "stage:0"},
		{fyne.KeyRight, "stage:1"},
		{fyne.KeyRight, "stage:1"},
		{fyne.KeyLeft, "stage:0"},
	} {
		g.TypedKey(&fyne.KeyEvent{Name: step.key})
		if g.Selected() != step.want {
			t.Fatalf("%s went to %q, want %q", step.key, g.Selected(), step.want)
		}
	}
}

func TestKeysZoomAndFit(t *testing.T) {
	g, _ := shownGraph(t)
	fit := g.cam
	g.TypedRune('+')
	if g.cam.scale <= fit.scale {
		t.Error("+ does not zoom in")
	}
	g.TypedRune('1')
	if g.Percent() != 100 {
		t.Errorf("1 goes to %d %%", g.Percent())
	}
	g.TypedRune('0')
	if g.cam != fit {
		t.Errorf("0 goes to %+v, want %+v", g.cam, fit)
	}
}

func TestTheGraphFitsAgainOnResizeUntilItWasMoved(t *testing.T) {
	g, w := shownGraph(t)
	w.Resize(fyne.NewSize(500, 400))
	if g.cam != fitted(g.content(), g.Size()) {
		t.Error("not fitted after the first resize")
	}
	g.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(10, 5)})
	moved := g.cam
	w.Resize(fyne.NewSize(700, 400))
	if g.cam != moved {
		t.Error("a resize undid the user's pan")
	}
}

func TestGraphViewLooksAsBefore(t *testing.T) {
	g, w := shownGraph(t)
	g.Select("stage:1")
	picture(t, w, "graphview")
	test.AssertRendersToMarkup(t, "graphview.xml", w.Canvas())
}

func far(p, q fyne.Position) bool {
	return math.Abs(float64(p.X-q.X)) > 0.01 || math.Abs(float64(p.Y-q.Y)) > 0.01
}
