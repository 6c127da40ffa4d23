// Package stagegraph makes the graph of a Dockerfile's stages: nodes, edges, what the target reaches, and
// where to draw each of them.
package stagegraph

import (
	"slices"

	"lightship/engine/dockerfile"
)

// Kind is the kind of a node.
type Kind string

// The three kinds of node.
const (
	Stage         Kind = "stage"
	ExternalImage Kind = "image"
	BuildContext  Kind = "context"
)

// EdgeKind is the kind of an edge.
type EdgeKind string

// The three kinds of edge.
const (
	From  EdgeKind = "from"
	Copy  EdgeKind = "copy"
	Mount EdgeKind = "mount"
)

// Graph is the stage graph of one Dockerfile for one target. It is never changed after New returned it.
type Graph struct {
	// Nodes are the stages in the order of the file, then external images and named contexts in the order of first use.
	Nodes []Node `json:"nodes"`
	Edges []Edge `json:"edges"`
	// Target is the ID of the target's node.
	Target string `json:"target"`
}

// Node is a stage, an external image or a named build context.
type Node struct {
	// ID is unique and stable: "stage:0", "image:golang:1.22", "context:docs".
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	// Name is what to show: the stage's name, "stage 2" for a nameless one, the reference, or the context's name.
	Name string `json:"name"`
	// Base is the expanded base of a stage, empty otherwise.
	Base     string `json:"base,omitempty"`
	Platform string `json:"platform,omitempty"`
	// Stage is the stage's index in the file, -1 when the node is no stage.
	Stage int `json:"stage"`
	// Source is what was given for a named context: a folder, an address, "docker-image://" and a reference.
	Source string `json:"source,omitempty"`
	// Replaced says that a named context stands in place of the stage, so that none of its instructions is run.
	Replaced bool `json:"replaced,omitempty"`
	// Steps is the number of instructions after FROM that make something (RUN, COPY, ADD, WORKDIR).
	Steps int `json:"steps,omitempty"`
	// Downloads are what the stage's ADD instructions fetch from elsewhere, in order. They are a part of the stage, as
	// the files of its own build context are, and no nodes.
	Downloads []Download       `json:"downloads,omitempty"`
	Lines     dockerfile.Lines `json:"lines"`
	// Reached says whether the target needs this node.
	Reached bool `json:"reached"`
}

// Edge goes from what is used to who uses it.
type Edge struct {
	// From and To are IDs of nodes.
	From string   `json:"from"`
	To   string   `json:"to"`
	Kind EdgeKind `json:"kind"`
	// Paths are the source paths of a COPY --from, or the source of a mount.
	Paths []string `json:"paths,omitempty"`
	// Into is where they go: the destination of a COPY, the target of a mount.
	Into string `json:"into,omitempty"`
	// Options are what else the instruction says of it, variables replaced, in an order of their own: "--link",
	// "--chown=10:10", "--exclude=*.md" of a COPY; "type=cache", "id=go", "sharing=locked", "rw" of a mount, where
	// type=bind is left out.
	Options []string         `json:"options,omitempty"`
	Lines   dockerfile.Lines `json:"lines"`
}

// Download is what an ADD fetches.
type Download struct {
	// URL is the file's or the git repository's address, as written.
	URL string `json:"url"`
	// Kind is dockerfile.GitSource or dockerfile.HTTPSource.
	Kind dockerfile.SourceKind `json:"kind"`
	// Checksum is what the fetched has to be, empty when it may be anything.
	Checksum string `json:"checksum,omitempty"`
	// Into is where it goes: the ADD's destination.
	Into  string           `json:"into"`
	Lines dockerfile.Lines `json:"lines"`
}

// Shown is the graph with each of its texts as shown returns it, to be drawn; ids stay.
func (g *Graph) Shown(shown func(string) string) *Graph {
	out := *g
	out.Nodes, out.Edges = slices.Clone(g.Nodes), slices.Clone(g.Edges)
	for i := range out.Nodes {
		n := &out.Nodes[i]
		n.Name, n.Base, n.Source = shown(n.Name), shown(n.Base), shown(n.Source)
		n.Downloads = slices.Clone(n.Downloads)
		for j := range n.Downloads {
			n.Downloads[j].URL, n.Downloads[j].Into = shown(n.Downloads[j].URL), shown(n.Downloads[j].Into)
		}
	}
	for i := range out.Edges {
		e := &out.Edges[i]
		e.Into, e.Paths, e.Options = shown(e.Into), slices.Clone(e.Paths), slices.Clone(e.Options)
		for j := range e.Paths {
			e.Paths[j] = shown(e.Paths[j])
		}
		for j := range e.Options {
			e.Options[j] = shown(e.Options[j])
		}
	}
	return &out
}

// Point is a position in layout units (pixels at 100 %), origin top left, y down.
type Point struct{ X, Y float32 }

// Rect is a card's place, in layout units.
type Rect struct{ X, Y, Width, Height float32 }

// Curve is an edge's cubic Bézier: it starts at the right port of the From card and ends at the left port of the To card.
type Curve struct {
	// Edge is the index in Graph.Edges.
	Edge int
	// Points are start, control 1, control 2, end, and so on: 3n+1 points.
	Points []Point
	// Label is where the middle of the edge's label belongs.
	Label Point
}

// Layout is where everything of a graph stands; left to right, no card overlaps another, the same graph always
// gives the same layout.
type Layout struct {
	// Cards is parallel to Graph.Nodes.
	Cards []Rect
	// Curves is parallel to Graph.Edges.
	Curves []Curve
	// Width and Height are of all of it, in layout units.
	Width, Height float32
}
