package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// FocusGained marks the card that the keyboard is on; the first one when none was chosen.
func (g *GraphView) FocusGained() {
	g.focused = true
	if g.selected == "" && len(g.graph.Cards) > 0 {
		g.choose(g.graph.Cards[0].ID)
	}
	g.Refresh()
}

// FocusLost unmarks it.
func (g *GraphView) FocusLost() {
	g.focused, g.shift = false, false
	g.Refresh()
}

// AcceptsTab says that Tab goes to the next card, until the last one (with Shift, the first one) is reached.
func (g *GraphView) AcceptsTab() bool { return g.next() >= 0 }

// KeyDown notes Shift, and leaves Escape and F1 to the window.
func (g *GraphView) KeyDown(e *fyne.KeyEvent) {
	g.noteShift(e, true)
	leaveKey(g, e)
}

// KeyUp notes Shift.
func (g *GraphView) KeyUp(e *fyne.KeyEvent) { g.noteShift(e, false) }

// TypedRune zooms, or leaves the character to the window.
func (g *GraphView) TypedRune(r rune) {
	if !g.Zooms(r) {
		leaveRune(g, r)
	}
}

// Zooms zooms with + and -, and fits with 0; 1 is 100 %. It says whether the character is one of these.
func (g *GraphView) Zooms(r rune) bool {
	switch r {
	case '+', '=':
		g.ZoomIn()
	case '-':
		g.ZoomOut()
	case '0':
		g.Fit()
	case '1':
		g.ZoomFull()
	default:
		return false
	}
	return true
}

// TypedKey goes from card to card; with Shift the arrows pan. Enter goes close to the card.
func (g *GraphView) TypedKey(e *fyne.KeyEvent) {
	if g.shifted() && g.panned(e.Name) {
		return
	}
	switch e.Name {
	case fyne.KeyTab:
		if i := g.next(); i >= 0 {
			g.choose(g.graph.Cards[i].ID)
		}
	case fyne.KeyLeft:
		g.walk(-1, 0)
	case fyne.KeyRight:
		g.walk(1, 0)
	case fyne.KeyUp:
		g.walk(0, -1)
	case fyne.KeyDown:
		g.walk(0, 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		g.approach()
	}
}

// panStep is how far an arrow with Shift moves the picture, in pixels.
const panStep = 80

func (g *GraphView) panned(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyLeft:
		g.Pan(panStep, 0)
	case fyne.KeyRight:
		g.Pan(-panStep, 0)
	case fyne.KeyUp:
		g.Pan(0, panStep)
	case fyne.KeyDown:
		g.Pan(0, -panStep)
	default:
		return false
	}
	return true
}

// shifted says whether Shift is down. The view is told of it only while it has the focus; the arrows come to it also
// when nothing has.
func (g *GraphView) shifted() bool {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
	}
	return g.shift
}

// approach chooses the marked card and, where it is too small to be read, shows it in full size in the middle.
func (g *GraphView) approach() {
	card, ok := g.card(g.selected)
	if !ok {
		return
	}
	g.choose(card.ID)
	if g.cam.scale < allLinesFrom {
		g.fits = false
		g.aim(centered(card.box().center(), g.Size()))
		g.follow()
	}
}

func (g *GraphView) noteShift(e *fyne.KeyEvent, down bool) {
	if e.Name == "LeftShift" || e.Name == "RightShift" {
		g.shift = down
	}
}

// next is the index of the card that Tab goes to, -1 when Tab leaves the view.
func (g *GraphView) next() int {
	step, i := 1, g.index(g.selected)
	if g.shift {
		step = -1
	}
	i += step
	if i < 0 || i >= len(g.graph.Cards) {
		return -1
	}
	return i
}

func (g *GraphView) index(id string) int {
	for i, c := range g.graph.Cards {
		if c.ID == id {
			return i
		}
	}
	return -1
}

// walk chooses the nearest card in a direction. What lies aside counts double, so that a walk keeps to its row.
func (g *GraphView) walk(dx, dy float32) {
	from, ok := g.card(g.selected)
	if !ok {
		g.FocusGained()
		return
	}
	here := from.box().center()
	best, nearest := "", float32(0)
	for _, c := range g.graph.Cards {
		to := c.box().center()
		along := (to.X-here.X)*dx + (to.Y-here.Y)*dy
		aside := abs((to.X-here.X)*dy) + abs((to.Y-here.Y)*dx)
		if along <= 1 || aside > 3*along+c.Height {
			continue
		}
		if d := along + 2*aside; best == "" || d < nearest {
			best, nearest = c.ID, d
		}
	}
	if best != "" {
		g.choose(best)
	}
}

func abs(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}
