package widgets

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
)

// motionTime is how long the way from one graph to the next takes.
const motionTime = 180 * time.Millisecond

// transition is the way from one graph to the next: what is in both moves, what is in one fades.
type transition struct {
	// cards and curves are where what stays stood before, by key.
	cards  map[string]cardBox
	curves map[string][]fyne.Position
	// gone is what is in the graph before only.
	gone Graph
	cam  camera
	// progress is from 0 to 1.
	progress  float32
	animation *fyne.Animation
}

// newTransition returns the way from one graph to the next, nil when nothing moves, comes or goes, or when the two have
// nothing in common.
func newTransition(before, after *Graph, cam camera) *transition {
	t := &transition{cards: map[string]cardBox{}, curves: map[string][]fyne.Position{}, cam: cam}
	now := map[string]cardBox{}
	for _, c := range after.Cards {
		now[c.key()] = c.box()
	}
	moved := false
	for _, c := range before.Cards {
		box, stays := now[c.key()]
		if !stays {
			t.gone.Cards = append(t.gone.Cards, c)
			continue
		}
		t.cards[c.key()] = c.box()
		moved = moved || box != c.box()
	}
	t.takeCurves(before, after)
	same := len(t.cards) == len(after.Cards) && len(t.gone.Cards) == 0 &&
		len(t.curves) == len(after.Curves) && len(t.gone.Curves) == 0
	if len(t.cards) == 0 || same && !moved {
		return nil
	}
	return t
}

func (t *transition) takeCurves(before, after *Graph) {
	keys := map[string]bool{}
	for _, key := range curveKeys(after) {
		keys[key] = true
	}
	for i, key := range curveKeys(before) {
		if keys[key] {
			t.curves[key] = before.Curves[i].Points
		} else {
			t.gone.Curves = append(t.gone.Curves, before.Curves[i])
		}
	}
}

// curveKeys say which curve is which in two graphs: by the cards it joins, how it is drawn, and its number among such.
func curveKeys(g *Graph) []string {
	card := map[string]string{}
	for _, c := range g.Cards {
		card[c.ID] = c.key()
	}
	used := map[string]int{}
	keys := make([]string, len(g.Curves))
	for i, c := range g.Curves {
		key := fmt.Sprintf("%s>%s %t %t %d", card[c.From], card[c.To], c.Strong, c.Dotted, len(c.Points))
		used[key]++
		keys[i] = fmt.Sprintf("%s %d", key, used[key])
	}
	return keys
}

// moves says whether anything may move now.
func (g *GraphView) moves() bool {
	return !g.Still && g.renderer != nil && g.Size().Width > 0 && fyne.CurrentApp().Settings().ShowAnimations()
}

// begin starts the way to the graph that was set.
func (g *GraphView) begin(t *transition) {
	g.move = t
	t.animation = fyne.NewAnimation(motionTime, func(progress float32) { g.step(t, progress) })
	t.animation.Curve = fyne.AnimationEaseInOut
	t.animation.Start()
}

// step goes on with the way; one that was ended by something else is left alone.
func (g *GraphView) step(t *transition, progress float32) {
	if g.move != t {
		return
	}
	t.progress = progress
	if progress >= 1 {
		g.move = nil
	}
	g.Refresh()
}

// Settle ends what moves: the graph stands where it belongs.
func (g *GraphView) Settle() {
	t := g.move
	if t == nil {
		return
	}
	g.move = nil
	t.animation.Stop()
	g.Refresh()
}

// camera is what the view is seen with now.
func (g *GraphView) camera() camera {
	if g.move == nil {
		return g.cam
	}
	return between(g.move.cam, g.cam, g.move.progress)
}

// progress is how far the way to the graph is: 1 when nothing moves.
func (g *GraphView) progress() float32 {
	if g.move == nil {
		return 1
	}
	return g.move.progress
}

// presence is how a part of the picture comes or goes while the view moves.
type presence int

const (
	stays presence = iota
	comes
	goes
)

// pale is how much of the ground shines through at a progress from 0 to 1.
func (p presence) pale(progress float32) float64 {
	switch p {
	case comes:
		return float64(1 - progress)
	case goes:
		return float64(progress)
	}
	return 0
}
