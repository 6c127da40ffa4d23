package pages

import (
	"path"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// graphOf turns a view's graph into cards and curves.
func graphOf(v *session.View) widgets.Graph {
	g := widgets.Graph{Width: v.Layout.Width, Height: v.Layout.Height}
	for i, n := range v.Graph.Nodes {
		at := v.Layout.Cards[i]
		card := cardOf(n, v)
		card.X, card.Y, card.Width, card.Height = at.X, at.Y, at.Width, at.Height
		g.Cards = append(g.Cards, card)
	}
	reached := map[string]bool{}
	for _, n := range v.Graph.Nodes {
		reached[n.ID] = n.Reached
	}
	for _, c := range v.Layout.Curves {
		e := v.Graph.Edges[c.Edge]
		curve := curveOf(e, c)
		curve.Figure, curve.Tip = figureOfEdge(v, c.Edge), tipOfEdge(v, c.Edge)
		curve.Faded = !reached[e.To]
		g.Curves = append(g.Curves, curve)
	}
	return g
}

func cardOf(n stagegraph.Node, v *session.View) widgets.GraphCard {
	note, known := v.Notes[n.ID]
	if !known {
		note = session.NodeNote{Download: -1, OnDisk: -1}
	}
	c := widgets.GraphCard{
		ID: n.ID, Title: n.Name, Detail: detailOf(n, note), Figure: figureOf(n, note, v.Graph.Target),
		Bar: theme.Muted, Dashed: n.Kind != stagegraph.Stage, Faded: !n.Reached, Star: n.ID == v.Graph.Target,
	}
	switch {
	case n.Kind == stagegraph.ExternalImage:
		c.Title = lastPart(n.Name)
	case !n.Reached:
		c.Bar = theme.Bad
	case c.Star:
		c.Bar = theme.Good
	case n.Kind == stagegraph.Stage:
		c.Bar = theme.Primary
	}
	c.Tip = strings.Join(nonEmpty(n.Name, n.Base, n.Source, n.Platform, c.Detail, c.Figure, note.StandIn), "\n")
	return c
}

// detailOf is a card's second line: what the node stands on.
func detailOf(n stagegraph.Node, note session.NodeNote) string {
	switch n.Kind {
	case stagegraph.ExternalImage:
		standIn := ""
		if note.StandIn != "" {
			standIn = lang.L("stand-in")
		}
		return sentenceOf(lang.L("external image"), standIn, foldersOf(n.Name))
	case stagegraph.BuildContext:
		return lang.L("build context")
	}
	return lastPart(n.Base) + " · " + words.Count("{{.Count}} steps", n.Steps)
}

// figureOf is a card's third line: what is known of bytes and seconds.
func figureOf(n stagegraph.Node, note session.NodeNote, target string) string {
	if !n.Reached {
		return lang.L("not reached from the target")
	}
	var parts []string
	if note.OnDisk >= 0 && n.Kind == stagegraph.Stage {
		parts = append(parts, compare.FormatBytes(note.OnDisk))
	}
	switch {
	case note.Download >= 0:
		parts = append(parts, lang.L("{{.Size}} download", map[string]any{"Size": compare.FormatBytes(note.Download)}))
	case note.OnDisk >= 0 && n.Kind == stagegraph.ExternalImage:
		parts = append(parts, lang.L("{{.Size}} on disk", map[string]any{"Size": compare.FormatBytes(note.OnDisk)}))
	}
	if note.Seconds > 0 && len(parts) < 2 {
		parts = append(parts, compare.FormatDuration(time.Duration(note.Seconds*float64(time.Second))))
	}
	switch {
	case n.Kind == stagegraph.Stage && n.ID != target:
		parts = append(parts, lang.L("left behind"))
	case n.Kind == stagegraph.Stage && len(parts) == 0:
		parts = append(parts, lang.L("target · not built yet"))
	}
	return strings.Join(parts, " · ")
}

func curveOf(e stagegraph.Edge, c stagegraph.Curve) widgets.GraphCurve {
	curve := widgets.GraphCurve{From: e.From, To: e.To, Color: theme.Muted, LabelAt: fyne.NewPos(c.Label.X, c.Label.Y)}
	for _, p := range c.Points {
		curve.Points = append(curve.Points, fyne.NewPos(p.X, p.Y))
	}
	switch e.Kind {
	case stagegraph.Copy:
		curve.Color, curve.Strong, curve.Label = theme.Primary, true, pathsOf(e.Paths)
	case stagegraph.Mount:
		curve.Dotted, curve.Label = true, pathsOf(e.Paths)
	}
	return curve
}

// figureOfEdge is how much a COPY --from brings; what a base weighs stands on its card.
func figureOfEdge(v *session.View, edge int) string {
	if v.Graph.Edges[edge].Kind != stagegraph.Copy {
		return ""
	}
	return amountOf(v, edge)
}

// tipOfEdge says all that is known of an edge.
func tipOfEdge(v *session.View, edge int) string {
	e := v.Graph.Edges[edge]
	from, _ := nodeOf(v, e.From)
	to, _ := nodeOf(v, e.To)
	lines := []string{lang.L("from {{.From}} to {{.To}}", map[string]any{"From": from.Name, "To": to.Name})}
	switch e.Kind {
	case stagegraph.Copy:
		lines = append(lines, "COPY --from")
	case stagegraph.Mount:
		lines = append(lines, "RUN --mount")
	}
	lines = append(lines, e.Paths...)
	if e.Into != "" {
		lines = append(lines, lang.L("into {{.Path}}", map[string]any{"Path": e.Into}))
	}
	lines = append(lines, strings.Join(e.Options, " "))
	return strings.Join(nonEmpty(append(lines, amountOf(v, edge), linesText(e.Lines))...), "\n")
}

// pathsOf is an edge's label: its first path, and how many more there are.
func pathsOf(paths []string) string {
	switch len(paths) {
	case 0:
		return ""
	case 1:
		return paths[0]
	}
	return lang.L("{{.Path}} and {{.More}} more", map[string]any{"Path": paths[0], "More": len(paths) - 1})
}

// shortRef leaves off what says little of a reference: the registry's host, and all of a digest but its beginning.
func shortRef(ref string) string {
	if host, rest, ok := strings.Cut(ref, "/"); ok && (strings.ContainsAny(host, ".:") || host == "localhost") {
		ref = rest
	}
	if name, digest, ok := strings.Cut(ref, "@sha256:"); ok {
		ref = name + "@" + digest[:min(7, len(digest))]
	}
	return strings.TrimPrefix(path.Clean("/"+ref), "/")
}

// lastPart is what tells images of one registry apart: the last part of a reference's path with its tag.
func lastPart(ref string) string {
	short := shortRef(ref)
	return short[strings.LastIndex(short, "/")+1:]
}

// foldersOf is what stands before the last part of a reference's path, without the registry's host.
func foldersOf(ref string) string {
	return strings.TrimSuffix(strings.TrimSuffix(shortRef(ref), lastPart(ref)), "/")
}

// sumOfStages is the page's title line: how many there are of what.
func sumOfStages(g *stagegraph.Graph) string {
	stages, images, unused := 0, 0, 0
	for _, n := range g.Nodes {
		switch n.Kind {
		case stagegraph.Stage:
			stages++
			if !n.Reached {
				unused++
			}
		case stagegraph.ExternalImage:
			images++
		}
	}
	text := words.Count("{{.Count}} stages", stages) + ", " + words.Count("{{.Count}} external images", images)
	if unused > 0 {
		text += " · " + words.Count("{{.Count}} stages are never used", unused)
	}
	return text
}

func nonEmpty(all ...string) []string {
	var kept []string
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}
