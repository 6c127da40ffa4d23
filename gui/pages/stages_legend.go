package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// legend says what the curves mean.
type legend struct {
	content fyne.CanvasObject
	mounts  fyne.CanvasObject
	copies  fyne.CanvasObject
	unused  fyne.CanvasObject
}

func newLegend() *legend {
	from := legendEntry(lineSign(theme.Muted, 1.7), "FROM")
	l := &legend{
		copies: legendEntry(arrowSign(), "COPY --from"),
		mounts: legendEntry(dotsSign(), lang.L("mount")),
		unused: legendEntry(unusedSign(), lang.L("never used")),
	}
	l.content = widgets.NewRow(16, from, l.copies, l.mounts, l.unused)
	return l
}

// show leaves out what the graph does not have.
func (l *legend) show(g *stagegraph.Graph) {
	kinds := map[stagegraph.EdgeKind]bool{}
	for _, e := range g.Edges {
		kinds[e.Kind] = true
	}
	setVisible(l.copies, kinds[stagegraph.Copy])
	setVisible(l.mounts, kinds[stagegraph.Mount])
	unused := false
	for _, n := range g.Nodes {
		unused = unused || !n.Reached
	}
	setVisible(l.unused, unused)
}

func legendEntry(sign fyne.CanvasObject, label string) fyne.CanvasObject {
	return widgets.NewRow(7, container.NewCenter(sign), widgets.NewCaption(label))
}

func lineSign(c fyne.ThemeColorName, thick float32) fyne.CanvasObject {
	sign := widgets.NewGround(c)
	sign.Least = fyne.NewSize(22, thick)
	return sign
}

// arrowSign is thicker than a plain line and ends in a head, so that it is told apart without its colour.
func arrowSign() fyne.CanvasObject {
	return widgets.NewGlyph("M1 12h20M15 6l6 6l-6 6", 20, theme.Primary)
}

func dotsSign() fyne.CanvasObject {
	dots := widgets.NewRow(3)
	for range 4 {
		dot := widgets.NewGround(theme.Muted)
		dot.Least = fyne.NewSize(3, 2)
		dots.Add(container.NewCenter(dot))
	}
	return dots
}

// unusedSign is a struck-out card.
func unusedSign() fyne.CanvasObject {
	return widgets.NewGlyph("M2 7h20v10H2zM2 12h20", 20, theme.Muted)
}
