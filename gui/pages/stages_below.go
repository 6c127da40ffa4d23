package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/widgets"
)

// below shows what is said under the source.
func (p *stagePanel) below(v *session.View, node stagegraph.Node) {
	p.rows.RemoveAll()
	p.left.RemoveAll()
	note := ""
	if v != nil {
		note = noteOf(node, v.Notes[node.ID])
		p.showEdges(v, node)
		p.showLeft(v, node)
	}
	p.note.SetText(note)
	setVisible(p.note, note != "")
	setVisible(p.comesIn, len(p.rows.Objects) > 0)
	setVisible(p.rows, len(p.rows.Objects) > 0)
	setVisible(p.stays, len(p.left.Objects) > 0)
	setVisible(p.left, len(p.left.Objects) > 0)
}

// mostLeft is how many origins of what stays behind are listed.
const mostLeft = 4

// showLeft lists, for the target that was measured, what the image before had and this one has not.
func (p *stagePanel) showLeft(v *session.View, node stagegraph.Node) {
	if p.measured == nil || node.ID != v.Graph.Target {
		return
	}
	c := p.measured.Comparison
	if c.Before.Image == nil || c.After.Image == nil {
		return
	}
	now := map[image.Origin]int64{}
	for _, s := range c.After.Image.Shares {
		now[s.Origin] = s.OnDisk
	}
	p.stays.SetText(lang.L("What stays behind"))
	for _, s := range c.Before.Image.Shares {
		if gone := s.OnDisk - now[s.Origin]; gone > 0 && len(p.left.Objects) < mostLeft {
			p.left.Add(panelRow(string(s.Origin), compare.FormatBytes(gone), ""))
		}
	}
}

// showEdges lists what comes in, or for an image what uses it.
func (p *stagePanel) showEdges(v *session.View, node stagegraph.Node) {
	title := lang.L("What comes in")
	incoming := node.Kind == stagegraph.Stage
	if !incoming {
		title = lang.L("What uses it")
	}
	for i, e := range v.Graph.Edges {
		switch {
		case incoming && e.To == node.ID:
			p.rows.Add(edgeRow(e, v, e.From, amountOf(v, i)))
		case !incoming && e.From == node.ID:
			p.rows.Add(edgeRow(e, v, e.To, ""))
		}
	}
	for _, d := range node.Downloads {
		tip := sentenceOf(d.URL, lang.L("into {{.Path}}", map[string]any{"Path": d.Into}), d.Checksum)
		p.rows.Add(panelRow(d.URL, lang.L("fetched"), tip))
	}
	p.comesIn.SetText(title)
}

// amountOf is how much an edge brings, empty when that is not known.
func amountOf(v *session.View, edge int) string {
	if edge >= len(v.Amounts) || v.Amounts[edge] < 0 {
		return ""
	}
	return compare.FormatBytes(v.Amounts[edge])
}

// edgeRow is one line of the list: what, from or by whom, and how large when that is known.
func edgeRow(e stagegraph.Edge, v *session.View, other, size string) fyne.CanvasObject {
	node, _ := nodeOf(v, other)
	what := shortRef(node.Name)
	if e.Kind != stagegraph.From && len(e.Paths) > 0 {
		what = lang.L("{{.Paths}} from {{.Stage}}", map[string]any{"Paths": strings.Join(e.Paths, ", "), "Stage": shortRef(node.Name)})
		if other == e.To {
			what = lang.L("{{.Stage}} takes {{.Paths}}", map[string]any{"Paths": strings.Join(e.Paths, ", "), "Stage": shortRef(node.Name)})
		}
	}
	return panelRow(what, size, strings.TrimSpace(what+"\n"+size))
}

// panelRow is a line with a figure at its right.
func panelRow(what, figure, tip string) fyne.CanvasObject {
	text := widgets.NewText(what)
	text.Shrink, text.Tip = true, tip
	row := widgets.NewColumns(8, []float32{1, 0}, text, widgets.NewText(figure))
	return widgets.NewColumn(0, widgets.NewPadded(6, 6, 4, 12, row), widgets.NewHairline())
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
	if n.Source != "" {
		say = append(say, lang.L("A named context, given as {{.Source}}.", map[string]any{"Source": n.Source}))
	}
	if n.Replaced {
		say = append(say, lang.L("A named context takes the place of this stage: its instructions are not run."))
	}
	if n.Kind == stagegraph.Stage && !n.Reached {
		say = append(say, lang.L("The target does not need this stage: it is not built."))
	}
	return strings.Join(say, " ")
}
