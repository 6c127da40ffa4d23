package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// stagePanel says more of the chosen card: its lines, and what comes in from where.
type stagePanel struct {
	name, place *widgets.Text
	code        *widgets.CodeView
	codeCard    *fyne.Container
	note        *widgets.Paragraph
	comesIn     *widgets.Text
	rows        *fyne.Container
	content     *fyne.Container
	view        *session.View
	id          string
}

// codeRowsMost is how many rows of code are shown without scrolling.
const codeRowsMost = 16

func newStagePanel() *stagePanel {
	p := &stagePanel{
		name: widgets.NewHeading(""), place: widgets.NewMuted(""), code: widgets.NewCodeView(codeRowsMost),
		note: widgets.NewMutedParagraph(""), comesIn: widgets.NewHeading(""), rows: widgets.NewColumn(0),
	}
	p.name.Shrink, p.place.Shrink = true, true
	ground := widgets.NewGround(theme.Ground)
	ground.Radius = theme.ControlRadius
	p.codeCard = container.NewStack(ground, widgets.NewPadded(6, 6, 0, 6, p.code))
	column := widgets.NewColumn(10,
		widgets.NewColumn(2, p.name, p.place), p.codeCard, p.note, widgets.NewPadded(4, 0, 0, 0, p.comesIn), p.rows)
	p.content = container.NewStack(container.NewVScroll(column))
	p.clear()
	return p
}

// clear says that nothing is chosen.
func (p *stagePanel) clear() {
	p.name.SetText("")
	p.place.SetText(lang.L("Choose a card to see its lines."))
	p.note.SetText("")
	p.comesIn.SetText("")
	setVisible(p.codeCard, false)
}

// show shows the card with the ID; an empty one shows nothing.
func (p *stagePanel) show(v *session.View, id string) {
	if v == p.view && id == p.id {
		return
	}
	p.view, p.id = v, id
	node, ok := nodeOf(v, id)
	setVisible(p.codeCard, ok && node.Lines.First > 0)
	p.rows.RemoveAll()
	if !ok {
		p.clear()
		p.content.Refresh()
		return
	}
	p.name.SetText(node.Name)
	p.place.SetText(placeOf(node, v.Graph.Target))
	p.code.SetLines(cutLines(codeLines(v.Text), node.Lines))
	p.note.SetText(noteOf(node, v.Notes[id]))
	setVisible(p.note, p.note.Text != "")
	p.showEdges(v, node)
	p.content.Refresh()
}

// showEdges lists what comes in, or for an image what uses it.
func (p *stagePanel) showEdges(v *session.View, node stagegraph.Node) {
	title := lang.L("What comes in")
	incoming := node.Kind == stagegraph.Stage
	if !incoming {
		title = lang.L("What uses it")
	}
	for _, e := range v.Graph.Edges {
		switch {
		case incoming && e.To == node.ID:
			p.rows.Add(edgeRow(e, v, e.From))
		case !incoming && e.From == node.ID:
			p.rows.Add(edgeRow(e, v, e.To))
		}
	}
	if len(p.rows.Objects) == 0 {
		title = ""
	}
	p.comesIn.SetText(title)
}

// edgeRow is one line of the list: what, from or by whom, and how large when that is known.
func edgeRow(e stagegraph.Edge, v *session.View, other string) fyne.CanvasObject {
	node, _ := nodeOf(v, other)
	what := shortRef(node.Name)
	if e.Kind != stagegraph.From && len(e.Paths) > 0 {
		what = lang.L("{{.Paths}} from {{.Stage}}", map[string]any{"Paths": strings.Join(e.Paths, ", "), "Stage": node.Name})
	}
	text := widgets.NewText(what)
	text.Shrink = true
	size := ""
	if note, ok := v.Notes[other]; ok && note.OnDisk >= 0 && e.Kind == stagegraph.From {
		size = compare.FormatBytes(note.OnDisk)
	}
	row := widgets.NewColumns(8, []float32{1, 0}, text, widgets.NewText(size))
	return widgets.NewColumn(0, widgets.NewPadded(8, 8, 6, 6, row), widgets.NewHairline())
}

func nodeOf(v *session.View, id string) (stagegraph.Node, bool) {
	if v != nil {
		for _, n := range v.Graph.Nodes {
			if n.ID == id {
				return n, true
			}
		}
	}
	return stagegraph.Node{}, false
}

// placeOf says where a node is and what it is.
func placeOf(n stagegraph.Node, target string) string {
	var parts []string
	if n.Lines.First > 0 {
		parts = append(parts, linesText(n.Lines))
	}
	switch {
	case n.ID == target:
		parts = append(parts, lang.L("target"))
	case n.Kind == stagegraph.ExternalImage:
		parts = append(parts, lang.L("external image"))
	case n.Kind == stagegraph.BuildContext:
		parts = append(parts, lang.L("build context"))
	case !n.Reached:
		parts = append(parts, lang.L("not reached from the target"))
	}
	if n.Platform != "" {
		parts = append(parts, n.Platform)
	}
	return strings.Join(parts, " · ")
}

func linesText(l dockerfile.Lines) string {
	if l.Last <= l.First {
		return lang.L("line {{.First}}", map[string]any{"First": l.First})
	}
	return lang.L("lines {{.First}}–{{.Last}}", map[string]any{"First": l.First, "Last": l.Last})
}

// noteOf says in words what a registry or a build said of a node.
func noteOf(n stagegraph.Node, note session.NodeNote) string {
	var say []string
	if n.Kind == stagegraph.ExternalImage && note.Download > 0 {
		say = append(say, lang.L("{{.Download}} to download, {{.OnDisk}} on disk.", map[string]any{
			"Download": compare.FormatBytes(note.Download), "OnDisk": compare.FormatBytes(note.OnDisk),
		}))
	}
	if note.StandIn != "" {
		say = append(say, lang.L("A stand-in for the public image:")+" "+note.StandIn)
	}
	if n.Kind == stagegraph.Stage && !n.Reached {
		say = append(say, lang.L("The target does not need this stage: it is not built."))
	}
	return strings.Join(say, " ")
}

// legend says what the curves mean.
type legend struct {
	content fyne.CanvasObject
	mounts  fyne.CanvasObject
	copies  fyne.CanvasObject
}

func newLegend() *legend {
	from := legendEntry(theme.Muted, false, "FROM")
	l := &legend{copies: legendEntry(theme.Primary, false, "COPY --from"), mounts: legendEntry(theme.Muted, true, lang.L("mount"))}
	l.content = widgets.NewPadded(0, 12, 16, 16, widgets.NewRow(14, from, l.copies, l.mounts))
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
}

func legendEntry(c fyne.ThemeColorName, dotted bool, label string) fyne.CanvasObject {
	sign := widgets.NewGround(c)
	sign.Least = fyne.NewSize(22, 2)
	line := container.NewCenter(sign)
	if dotted {
		dots := widgets.NewRow(3)
		for range 4 {
			dot := widgets.NewGround(c)
			dot.Least = fyne.NewSize(3, 2)
			dots.Add(container.NewCenter(dot))
		}
		line = container.NewCenter(dots)
	}
	return widgets.NewRow(7, line, widgets.NewCaption(label))
}
