package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/dockerfile"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// stagePanel shows the Dockerfile with the chosen card's lines marked, and below what comes in from where.
type stagePanel struct {
	// chosen is called with the ID of the stage whose line was clicked.
	chosen func(id string)

	name, place *widgets.Text
	code        *widgets.CodeView
	codeCard    *fyne.Container
	note        *widgets.Paragraph
	comesIn     *widgets.Text
	rows        *fyne.Container
	stays       *widgets.Text
	left        *fyne.Container
	content     *fyne.Container

	view     *session.View
	id       string
	measured *session.Snapshot
	// text is what the code view shows.
	text []byte
}

func newStagePanel() *stagePanel {
	p := &stagePanel{
		name: widgets.NewHeading(""), place: widgets.NewMuted(""), code: widgets.NewCodeView(0),
		note: widgets.NewMutedParagraph(""), comesIn: widgets.NewHeading(""), rows: widgets.NewColumn(0),
		stays: widgets.NewHeading(""), left: widgets.NewColumn(0),
	}
	p.name.Shrink, p.place.Shrink = true, true
	p.code.OnTapped = p.tapped
	ground := widgets.NewGround(theme.Ground)
	ground.Radius = theme.ControlRadius
	p.codeCard = container.NewStack(ground, widgets.NewPadded(6, 6, 0, 6, p.code))
	below := widgets.NewColumn(8, p.note, p.comesIn, p.rows, p.stays, p.left)
	p.content = container.New(&panelLayout{below: below},
		widgets.NewColumn(2, p.name, p.place), p.codeCard, container.NewVScroll(below))
	p.clear()
	return p
}

// clear says that nothing is chosen.
func (p *stagePanel) clear() {
	p.name.SetText("")
	p.place.SetText(lang.L("Choose a card to see its lines."))
	p.code.Highlight(0, 0)
	p.below(nil, stagegraph.Node{})
}

// show shows the card with the ID; an empty one shows nothing. measured is the snapshot with the comparison that the
// graph's figures are from, nil when there is none.
func (p *stagePanel) show(v *session.View, id string, measured *session.Snapshot) {
	if v == p.view && id == p.id && measured == p.measured {
		return
	}
	p.view, p.id, p.measured = v, id, measured
	setVisible(p.codeCard, v != nil)
	if v != nil {
		p.setText(v.Text, nil)
	}
	node, ok := nodeOf(v, id)
	if !ok {
		p.clear()
		p.content.Refresh()
		return
	}
	p.name.SetText(node.Name)
	p.place.SetText(placeOf(node, v.Graph.Target))
	p.code.Highlight(node.Lines.First, node.Lines.Last)
	p.below(v, node)
	p.content.Refresh()
}

// showText shows a Dockerfile that has no graph, with what is wrong below its line.
func (p *stagePanel) showText(n *session.Snapshot) {
	p.view, p.id = n.Before, ""
	setVisible(p.codeCard, true)
	p.clear()
	p.name.SetText(n.Dockerfile)
	p.place.SetText("")
	p.setText(n.Before.Text, n)
	if n.Problem != nil && n.Problem.Line > 0 {
		p.place.SetText(lang.L("line {{.First}}", map[string]any{"First": n.Problem.Line}))
		p.code.Reveal(n.Problem.Line + 1)
	}
	p.content.Refresh()
}

// setText shows a text; with a snapshot its problem is marked.
func (p *stagePanel) setText(text []byte, marked *session.Snapshot) {
	if marked != nil {
		p.text = nil
		p.code.SetLines(markedShortly(marked))
		return
	}
	if p.text == nil || string(p.text) != string(text) {
		p.text = text
		p.code.SetLines(codeLines(text))
	}
}

// markedShortly is the source with the problem's line marked. What is wrong stands below it when that is short: all of
// it stands where the graph would be.
func markedShortly(n *session.Snapshot) []widgets.CodeLine {
	const short = 80
	lines := markedSource(n)
	if p := n.Problem; p != nil && p.Line > 0 && p.Line < len(lines) && len(firstLine(p.Detail)) > short {
		return append(lines[:p.Line:p.Line], lines[p.Line+1:]...)
	}
	return lines
}

// tapped chooses the stage that a line belongs to.
func (p *stagePanel) tapped(line int) {
	if id := stageAt(p.view, line); id != "" && p.chosen != nil {
		p.chosen(id)
	}
}

// stageAt is the ID of the stage that a line belongs to, empty above the first one. What stands between two stages
// belongs to the upper one, but for comments right above a FROM.
func stageAt(v *session.View, line int) string {
	if !drawable(v) {
		return ""
	}
	source := strings.Split(string(v.Text), "\n")
	comment := func(n int) bool {
		return n <= len(source) && strings.HasPrefix(strings.TrimSpace(source[n-1]), "#")
	}
	id := ""
	for _, n := range v.Graph.Nodes {
		if n.Kind != stagegraph.Stage {
			continue
		}
		first := n.Lines.First
		for first > 1 && comment(first-1) {
			first--
		}
		if first <= line {
			id = n.ID
		}
	}
	return id
}

// nodeOf is the node of a view with an ID, and whether there is one.
func nodeOf(v *session.View, id string) (stagegraph.Node, bool) {
	if v == nil {
		return stagegraph.Node{}, false
	}
	return v.Graph.Node(id)
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
