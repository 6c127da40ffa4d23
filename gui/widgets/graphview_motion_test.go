package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
)

// moving is a view on its way from the sample graph to one without docs, with the target elsewhere and a new card.
func moving(t *testing.T) (*GraphView, *transition) {
	t.Helper()
	g, _ := shownGraph(t)
	before := g.graph
	after := sampleGraph()
	after.Cards[2].ID, after.Cards[2].Key, after.Cards[2].Y = "stage:9", "stage:1", 160
	after.Cards[3].ID = "stage:new"
	after.Curves[1].To, after.Curves = "stage:9", after.Curves[:2]
	way := newTransition(before, &after, g.cam)
	if way == nil {
		t.Fatal("nothing moves")
	}
	way.animation = fyne.NewAnimation(motionTime, func(float32) {})
	g.graph, g.move = &after, way
	return g, way
}

func (g *GraphView) drawn(t *testing.T, id string) (cardBox, presence) {
	t.Helper()
	for _, c := range g.renderer.cards {
		if c.card.ID == id {
			return c.at, c.presence
		}
	}
	t.Fatalf("%s is not drawn", id)
	return cardBox{}, stays
}

func TestWhatIsInBothGraphsMovesAndTheRestFades(t *testing.T) {
	g, way := moving(t)
	g.step(way, 0.5)
	if box, how := g.drawn(t, "stage:9"); box.y != 110 || how != stays {
		t.Errorf("half way the target stands at %v (%d)", box.y, how)
	}
	if _, how := g.drawn(t, "stage:2"); how != goes {
		t.Error("what is not in the new graph does not go")
	}
	if _, how := g.drawn(t, "stage:new"); how != comes {
		t.Error("what is new does not come")
	}
}

func TestMotionEndsWhereTheGraphStands(t *testing.T) {
	for name, end := range map[string]func(*GraphView, *transition){
		"at its end":     func(g *GraphView, way *transition) { g.step(way, 1) },
		"when settled":   func(g *GraphView, _ *transition) { g.Settle() },
		"when panned":    func(g *GraphView, _ *transition) { g.Pan(1, 1) },
		"when replaced":  func(g *GraphView, _ *transition) { g.SetGraph(sampleGraph()) },
		"when destroyed": func(g *GraphView, _ *transition) { g.renderer.Destroy() },
	} {
		g, way := moving(t)
		g.step(way, 0.3)
		end(g, way)
		if g.move != nil {
			t.Errorf("%s: it still moves", name)
		}
		g.step(way, 0.6)
		for _, c := range g.renderer.cards {
			if g.move != nil || c.presence != stays || c.box(g.progress()) != c.card.box() {
				t.Errorf("%s: %s is not at its place", name, c.card.ID)
			}
		}
	}
}

func TestMotionCanBeTurnedOff(t *testing.T) {
	g, _ := shownGraph(t)
	if !g.moves() {
		t.Fatal("nothing moves at first")
	}
	g.Still = true
	if g.moves() {
		t.Error("it moves though it is still")
	}
}

func TestTheSelectionGoesWithTheCard(t *testing.T) {
	g, _ := shownGraph(t)
	g.Select("stage:1")
	next := sampleGraph()
	next.Cards[2].ID, next.Cards[2].Key = "other", "stage:1"
	g.SetGraph(next)
	if g.Selected() != "other" {
		t.Errorf("%q is selected", g.Selected())
	}
}
