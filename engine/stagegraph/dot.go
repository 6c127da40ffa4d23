package stagegraph

import (
	"fmt"
	"io"
	"strings"
)

// WriteDOT writes the graph in Graphviz's language, left to right.
func (g *Graph) WriteDOT(w io.Writer) error {
	var b strings.Builder
	b.WriteString("digraph stages {\n")
	b.WriteString("  rankdir=LR;\n")
	b.WriteString("  node [shape=box, style=\"rounded\", fontname=\"Noto Sans\"];\n")
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "  %s [label=%s%s];\n", quoteDOT(n.ID), quoteDOT(n.dotLabel()), n.dotStyle(n.ID == g.Target))
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "  %s -> %s%s;\n", quoteDOT(e.From), quoteDOT(e.To), e.dotStyle())
	}
	b.WriteString("}\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the graph as DOT: %w", err)
	}
	return nil
}

// quoteDOT quotes a string: a backslash would start one of Graphviz's own escapes, so it is doubled.
func quoteDOT(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(s) + `"`
}

func (n Node) dotLabel() string {
	if n.Kind == Stage {
		return n.Name + "\n" + n.Base
	}
	return n.Name
}

func (n Node) dotStyle(target bool) string {
	switch {
	case target:
		return `, color="#0A7A54", penwidth=2`
	case !n.Reached:
		return `, style="rounded,dashed", color="#94A3B8", fontcolor="#94A3B8"`
	case n.Kind != Stage:
		return `, style="rounded,dashed"`
	}
	return ""
}

func (e Edge) dotStyle() string {
	label := quoteDOT(strings.Join(e.Paths, " "))
	switch e.Kind {
	case Copy:
		return fmt.Sprintf(` [color="#2563EB", label=%s]`, label)
	case Mount:
		return fmt.Sprintf(` [style=dotted, label=%s]`, label)
	}
	return ""
}
