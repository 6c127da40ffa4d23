package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// leftOut is how many of a card's lines are not drawn.
func (p *cardParts) leftOut() int {
	n := 0
	for _, t := range []*canvas.Text{p.title, p.detail, p.figure} {
		if !t.Visible() {
			n++
		}
	}
	return n
}

func TestACardSaysWhatItHasRoomFor(t *testing.T) {
	g, _ := shownGraph(t)
	for scale, hidden := range map[float32]int{1: 0, 0.5: 1, 0.3: 2, 0.12: 3} {
		g.ZoomFull()
		g.zoomAt(fyne.NewPos(0, 0), scale)
		g.Pan(-g.cam.offset.X, -g.cam.offset.Y)
		if got := g.renderer.cards[0].leftOut(); got != hidden {
			t.Errorf("at %v: %d lines are left out, want %d", scale, got, hidden)
		}
	}
}

func TestTextStaysInsideItsCardAtAnyZoom(t *testing.T) {
	g, _ := shownGraph(t)
	for _, scale := range []float32{3, 1.7, 1, 0.9, 0.75, 0.6, 0.45, 0.33, 0.24, 0.17} {
		g.ZoomFull()
		g.zoomAt(fyne.NewPos(0, 0), scale)
		g.Pan(-g.cam.offset.X, -g.cam.offset.Y)
		for i, c := range g.renderer.cards {
			if !g.renderer.seen[len(g.renderer.curves)+i] {
				continue
			}
			right := (c.card.X+c.card.Width)*g.cam.scale + 0.5
			bottom := (c.card.Y+c.card.Height)*g.cam.scale + 0.5
			for _, text := range []*canvas.Text{c.title, c.detail, c.figure} {
				size := text.MinSize()
				if text.Visible() && (text.Position().X+size.Width > right || text.Position().Y+size.Height > bottom) {
					t.Errorf("at %v: a text of %s ends at %v, %v, the card at %v, %v", scale, c.card.ID,
						text.Position().X+size.Width, text.Position().Y+size.Height, right, bottom)
				}
			}
		}
	}
}

func TestALabelKeepsItsFigureAndTheEndOfItsPath(t *testing.T) {
	newApp(t)
	texts := newGraphTexts()
	p := newLabelParts(GraphCurve{Label: "/usr/share/a/very/long/path/to/zoneinfo", Figure: "210 kB"}, &texts)
	p.place(1, false)
	if got := p.text.Text; !strings.HasPrefix(got, ellipsis) || !strings.HasSuffix(got, "zoneinfo · 210 kB") {
		t.Errorf("the label is %q", got)
	}
	if p.text.MinSize().Width > labelRoom+1 {
		t.Errorf("the label is %v wide", p.text.MinSize().Width)
	}
}

func TestALabelHasATooltip(t *testing.T) {
	g, _ := shownGraph(t)
	label := g.renderer.curves[1].label.box()
	at := fyne.NewPos(label.x+2, label.y+2).Add(g.cam.offset)
	g.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	if g.tip != "COPY --from=builder /out/app" {
		t.Errorf("the tooltip is %q", g.tip)
	}
	g.SetGraph(sampleGraph())
	if g.tip != "" {
		t.Error("the tooltip stays though the graph is another one")
	}
}

func TestTheCardUnderThePointerLightsItsEdges(t *testing.T) {
	g, _ := shownGraph(t)
	card, _ := g.card("stage:0")
	g.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: g.cam.toScreen(card.box().center())}})
	for i, want := range []curveState{{lit: true}, {lit: true}, {dimmed: true}} {
		if got := g.renderer.curves[i].state; got != want {
			t.Errorf("curve %d is %+v, want %+v", i, got, want)
		}
	}
	g.MouseOut()
	if g.renderer.curves[2].state.dimmed {
		t.Error("it stays dimmed when the pointer has left")
	}
}

func TestOnlyWhatIsInViewIsDrawn(t *testing.T) {
	g, _ := shownGraph(t)
	all := len(g.renderer.picture.Objects)
	g.Pan(-420, 0)
	few := len(g.renderer.picture.Objects)
	g.Pan(-2000, 0)
	if none := len(g.renderer.picture.Objects); few >= all || none != 0 {
		t.Errorf("%d objects, then %d, then %d", all, few, none)
	}
}

func TestShiftAndArrowsPan(t *testing.T) {
	g, _ := shownGraph(t)
	g.Select("stage:0")
	before := g.cam
	g.FocusGained()
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if g.Selected() != "stage:0" || g.cam.offset.X != before.offset.X-panStep {
		t.Errorf("%q is selected, the picture is at %v", g.Selected(), g.cam.offset)
	}
}

func TestEnterGoesCloseToACardTooSmallToRead(t *testing.T) {
	g, _ := shownGraph(t)
	g.Select("stage:2")
	g.zoomAt(fyne.NewPos(0, 0), 0.3)
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	card, _ := g.card("stage:2")
	if g.Percent() != 100 || far(g.cam.toScreen(card.box().center()), g.middle()) {
		t.Errorf("at %d %%, %v", g.Percent(), g.cam.offset)
	}
}

func TestALabelStaysInTheGapBetweenTheCards(t *testing.T) {
	newApp(t)
	texts := newGraphTexts()
	at := func(x, y float32) fyne.Position { return fyne.NewPos(x, y) }
	c := GraphCurve{
		Label: "/app/node_modules", Points: []fyne.Position{at(200, 10), at(270, 10), at(270, 60), at(340, 60)}, LabelAt: at(310, 50),
	}
	p := newLabelParts(c, &texts)
	for _, scale := range []float32{2, 1, 0.74, 0.5} {
		p.place(scale, true)
		box := p.box()
		if box.x < 200*scale-0.1 || box.x+box.width > 340*scale+0.1 {
			t.Errorf("at %v it goes from %v to %v, the gap from %v to %v", scale, box.x, box.x+box.width, 200*scale, 340*scale)
		}
	}
}
