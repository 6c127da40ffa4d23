package stagegraph

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// svgStyle holds the design's colours; the picture needs nothing from outside.
const svgStyle = `<style>
text{font-family:"Noto Sans",system-ui,sans-serif;fill:#0F172A}
.card{fill:#FFFFFF;stroke:#E3E8EF}.outside{stroke:#CBD5E1;stroke-dasharray:5 4}
.name{font-size:14px;font-weight:600}.small{font-size:11px;fill:#64748B}
.stage{fill:#2563EB}.target{fill:#0E9F6E}.image{fill:#94A3B8}.dead{fill:#DC2626}
.unreached{opacity:.5}.unreached .name{text-decoration:line-through}
.edge{fill:none;stroke-width:1.8}.from{stroke:#94A3B8}.copy{stroke:#2563EB;stroke-width:2.2}
.mount{stroke:#64748B;stroke-dasharray:2 4}
.label{font-size:11px;fill:#2563EB;stroke:#F6F8FB;stroke-width:5px;paint-order:stroke;text-anchor:middle}
</style>
`

// Longest texts that fit a card or a gap, in characters; longer ones are cut with an ellipsis and kept in a tooltip.
const (
	svgNameLength  = 17
	svgBaseLength  = 26
	svgLabelLength = 18
)

// WriteSVG writes the picture of a graph as one self-contained SVG document, in the window's light colours.
func (g *Graph) WriteSVG(w io.Writer, l *Layout) error {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]g" height="%[2]g" viewBox="0 0 %[1]g %[2]g">`+"\n",
		l.Width, l.Height)
	b.WriteString(svgStyle)
	b.WriteString(`<rect width="100%" height="100%" fill="#F6F8FB"/>` + "\n")
	index := g.indexes()
	for _, c := range l.Curves {
		e := g.Edges[c.Edge]
		fmt.Fprintf(&b, `<path class="edge %s%s" d="%s"><title>%s</title></path>`+"\n",
			e.Kind, unreached(g.Nodes[index[e.To]]), svgPath(c.Points), html.EscapeString(e.describe()))
	}
	for i, n := range g.Nodes {
		writeCard(&b, n, l.Cards[i], n.ID == g.Target)
	}
	for _, c := range l.Curves {
		if e := g.Edges[c.Edge]; e.Kind != From {
			fmt.Fprintf(&b, `<text class="label%s" x="%g" y="%g">%s</text>`+"\n", unreached(g.Nodes[index[e.To]]),
				c.Label.X, c.Label.Y+4, svgText(strings.Join(e.Paths, " "), svgLabelLength))
		}
	}
	b.WriteString("</svg>\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the graph as SVG: %w", err)
	}
	return nil
}

func writeCard(b *strings.Builder, n Node, r Rect, target bool) {
	shape, bar, name, base, note := "card", "stage", n.Name, shortReference(n.Base), plural(n.Steps, "step")
	switch {
	case n.Kind == ExternalImage:
		shape, bar, name, base, note = "card outside", "image", shortReference(n.Name), "external image", n.Platform
	case n.Kind == BuildContext:
		shape, bar, base, note = "card outside", "image", "build context", ""
	case target:
		bar = "target"
	case !n.Reached:
		bar, note = "dead", "not reached from the target"
	}
	fmt.Fprintf(b, `<g class="node%s"><title>%s</title>`, unreached(n), html.EscapeString(strings.TrimSpace(n.Name+"\n"+n.Base)))
	fmt.Fprintf(b, `<rect class="%s" x="%g" y="%g" width="%g" height="%g" rx="8"/>`, shape, r.X, r.Y, r.Width, r.Height)
	fmt.Fprintf(b, `<rect class="%s" x="%g" y="%g" width="4" height="%g" rx="2"/>`, bar, r.X+9, r.Y+12, r.Height-24)
	star := ""
	if target {
		star = " ★"
	}
	fmt.Fprintf(b, `<text class="name" x="%g" y="%g">%s%s</text>`, r.X+24, r.Y+26, svgText(name, svgNameLength), star)
	fmt.Fprintf(b, `<text class="small" x="%g" y="%g">%s</text>`, r.X+24, r.Y+45, svgText(base, svgBaseLength))
	fmt.Fprintf(b, `<text class="small" x="%g" y="%g">%s</text></g>`+"\n", r.X+24, r.Y+66, svgText(note, svgBaseLength+2))
}

// shortReference drops the registry's host from a reference: the card's tooltip has it.
func shortReference(ref string) string {
	host, rest, found := strings.Cut(ref, "/")
	if found && (strings.ContainsAny(host, ".:") || host == "localhost") {
		return rest
	}
	return ref
}

func unreached(n Node) string {
	if n.Reached {
		return ""
	}
	return " unreached"
}

// svgText cuts a text to a length in characters and escapes it.
func svgText(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most-1]) + "…"
	}
	return html.EscapeString(s)
}

func svgPath(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		switch {
		case i == 0:
			fmt.Fprintf(&b, "M%g,%g", p.X, p.Y)
		case i%3 == 1:
			fmt.Fprintf(&b, " C%g,%g", p.X, p.Y)
		default:
			fmt.Fprintf(&b, " %g,%g", p.X, p.Y)
		}
	}
	return b.String()
}
