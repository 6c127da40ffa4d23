package stagegraph

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteJSON writes the graph as indented JSON.
func (g *Graph) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(g); err != nil {
		return fmt.Errorf("writing the graph as JSON: %w", err)
	}
	return nil
}

// WriteText writes the graph as a tree for a terminal: the target with what it uses below it, then the stages that
// nothing reached uses. A node that was shown with its tree already is only named again.
func (g *Graph) WriteText(w io.Writer) error {
	t := &tree{graph: g, index: g.indexes(), in: g.incoming(), shown: map[string]bool{}}
	t.root(g.Target)
	used := map[string]bool{}
	for _, e := range g.Edges {
		used[e.From] = true
	}
	for pass := range 2 {
		for _, n := range g.Nodes {
			if !t.shown[n.ID] && (pass == 1 || !used[n.ID]) {
				t.root(n.ID)
			}
		}
	}
	if _, err := io.WriteString(w, t.out.String()); err != nil {
		return fmt.Errorf("writing the graph as text: %w", err)
	}
	return nil
}

// tree draws a graph as text.
type tree struct {
	graph *Graph
	index map[string]int
	in    map[string][]int
	shown map[string]bool
	out   strings.Builder
}

func (t *tree) root(id string) {
	fmt.Fprintln(&t.out, t.label(id))
	t.below(id, "")
}

func (t *tree) below(id, indent string) {
	t.shown[id] = true
	edges, downloads := t.in[id], t.graph.Nodes[t.index[id]].Downloads
	for i, n := range edges {
		e := t.graph.Edges[n]
		branch, next := branches(i == len(edges)+len(downloads)-1)
		again := ""
		if t.shown[e.From] && len(t.in[e.From]) > 0 {
			again = " (see above)"
		}
		fmt.Fprintf(&t.out, "%s%s%s: %s%s\n", indent, branch, e.describe(), t.label(e.From), again)
		if again == "" {
			t.below(e.From, indent+next)
		}
	}
	for i, d := range downloads {
		branch, _ := branches(i == len(downloads)-1)
		fmt.Fprintf(&t.out, "%s%s%s\n", indent, branch, d.describe())
	}
}

// branches returns what stands before a child and before what is below it.
func branches(last bool) (branch, below string) {
	if last {
		return "└─ ", "   "
	}
	return "├─ ", "│  "
}

// describe says what an edge carries: "COPY /out/app → /app [--link]".
func (e Edge) describe() string {
	var b strings.Builder
	switch e.Kind {
	case Copy:
		b.WriteString("COPY ")
	case Mount:
		b.WriteString("mount ")
	default:
		return "FROM"
	}
	b.WriteString(strings.Join(e.Paths, " "))
	if e.Into != "" {
		b.WriteString(" → " + e.Into)
	}
	if len(e.Options) > 0 {
		fmt.Fprintf(&b, " [%s]", strings.Join(e.Options, " "))
	}
	return b.String()
}

func (d Download) describe() string {
	s := fmt.Sprintf("ADD %s → %s (%s download", d.URL, d.Into, d.Kind)
	if d.Checksum != "" {
		s += ", " + d.Checksum
	}
	return s + ")"
}

func (t *tree) label(id string) string {
	n := t.graph.Nodes[t.index[id]]
	var b strings.Builder
	b.WriteString(n.Name)
	if n.Platform != "" {
		fmt.Fprintf(&b, " [%s]", n.Platform)
	}
	switch {
	case n.Kind == ExternalImage:
		b.WriteString(" (image)")
	case n.Kind == BuildContext:
		fmt.Fprintf(&b, " (context %s)", n.Source)
	case n.Replaced:
		fmt.Fprintf(&b, " (lines %d-%d, not run: the context stands in its place)", n.Lines.First, n.Lines.Last)
	default:
		fmt.Fprintf(&b, " (%s, lines %d-%d)", plural(n.Steps, "step"), n.Lines.First, n.Lines.Last)
	}
	switch {
	case n.ID == t.graph.Target:
		b.WriteString(" ★ target")
	case n.Kind == Stage && !n.Reached:
		b.WriteString(" not used by the target")
	}
	return b.String()
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
