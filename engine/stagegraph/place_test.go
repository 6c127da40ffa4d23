package stagegraph_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"lightship/engine/stagegraph"
)

// madeUp returns a Dockerfile of a number of stages that use earlier ones as the seed has it.
func madeUp(stages int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for i := range stages {
		if i > 0 && r.IntN(3) > 0 {
			fmt.Fprintf(&b, "FROM s%d AS s%d\n", max(0, i-1-r.IntN(4)), i)
		} else {
			fmt.Fprintf(&b, "FROM image%d:1 AS s%d\n", r.IntN(5), i)
		}
		fmt.Fprintf(&b, "RUN step %d\n", i)
		for range r.IntN(3) {
			if i > 0 {
				fmt.Fprintf(&b, "COPY --from=s%d /f%d /f\n", r.IntN(i), r.IntN(9))
			}
		}
		if i > 0 && r.IntN(4) == 0 {
			fmt.Fprintf(&b, "RUN --mount=from=s%d,target=/m true\n", r.IntN(i))
		}
	}
	return []byte(b.String())
}

// graphs returns the graph of every valid file of the corpus, and made-up ones.
func graphs(t testing.TB) map[string]*stagegraph.Graph {
	out := map[string]*stagegraph.Graph{}
	for _, folder := range folders(t, "valid") {
		out[filepath.Base(folder)] = graphIn(t, folder, "")
	}
	for seed := range uint64(60) {
		out[fmt.Sprintf("made-up-%d", seed)] = graphOf(t, madeUp(3+int(seed), seed), "")
	}
	return out
}

func TestLayoutsAreCleanAndStable(t *testing.T) {
	for name, g := range graphs(t) {
		t.Run(name, func(t *testing.T) {
			l := stagegraph.Place(g)
			checkCards(t, g, l)
			checkCurves(t, g, l)
			for range 3 {
				if !reflect.DeepEqual(l, stagegraph.Place(g)) {
					t.Fatal("the same graph gave another layout")
				}
			}
		})
	}
}

func checkCards(t *testing.T, g *stagegraph.Graph, l *stagegraph.Layout) {
	t.Helper()
	for i, a := range l.Cards {
		if a.Width != 196 || a.Height != 84 || a.X < 0 || a.Y < 0 || a.X+a.Width > l.Width || a.Y+a.Height > l.Height {
			t.Errorf("%s is at %v in %g x %g", g.Nodes[i].ID, a, l.Width, l.Height)
		}
		for j, b := range l.Cards[:i] {
			if a.X < b.X+b.Width && b.X < a.X+a.Width && a.Y < b.Y+b.Height+20 && b.Y < a.Y+a.Height+20 {
				t.Errorf("%s and %s are too near: %v %v", g.Nodes[i].ID, g.Nodes[j].ID, a, b)
			}
		}
	}
}

func checkCurves(t *testing.T, g *stagegraph.Graph, l *stagegraph.Layout) {
	t.Helper()
	index := map[string]int{}
	for i, n := range g.Nodes {
		index[n.ID] = i
	}
	for i, c := range l.Curves {
		e := g.Edges[i]
		from, to := l.Cards[index[e.From]], l.Cards[index[e.To]]
		first, last := c.Points[0], c.Points[len(c.Points)-1]
		if c.Edge != i || len(c.Points)%3 != 1 || first.X != from.X+from.Width || last.X != to.X ||
			first.Y <= from.Y || first.Y >= from.Y+from.Height || last.Y <= to.Y || last.Y >= to.Y+to.Height {
			t.Fatalf("%v: the curve %v does not join %v and %v", e, c.Points, from, to)
		}
		for n := 0; n+3 < len(c.Points); n += 3 {
			for step := range 21 {
				p := onCurve(c.Points[n:n+4], float32(step)/20)
				for k, card := range l.Cards {
					if p.X > card.X+.5 && p.X < card.X+card.Width-.5 && p.Y > card.Y-2 && p.Y < card.Y+card.Height+2 {
						t.Fatalf("%v crosses the card of %s at %v", e, g.Nodes[k].ID, p)
					}
				}
			}
		}
	}
}

func onCurve(p []stagegraph.Point, t float32) stagegraph.Point {
	mix := func(a, b stagegraph.Point) stagegraph.Point {
		return stagegraph.Point{X: a.X + (b.X-a.X)*t, Y: a.Y + (b.Y-a.Y)*t}
	}
	a, b, c := mix(p[0], p[1]), mix(p[1], p[2]), mix(p[2], p[3])
	return mix(mix(a, b), mix(b, c))
}

func TestEveryFormatIsWellFormed(t *testing.T) {
	if testing.Short() {
		t.Skip("it has nothing for the race detector")
	}
	hostile := []byte("FROM alpine:3.20 AS a\nRUN true\nFROM scratch\n" +
		`COPY --from=a ["/<&]]>--", "/say-\\\"x\\\"", "/"]` + "\n")
	all := graphs(t)
	all["hostile"] = graphOf(t, hostile, "")
	for name, g := range all {
		t.Run(name, func(t *testing.T) {
			var svg, dot, js bytes.Buffer
			if err := errors.Join(g.WriteSVG(&svg, stagegraph.Place(g), stagegraph.Picture{}), g.WriteDOT(&dot), g.WriteJSON(&js)); err != nil {
				t.Fatal(err)
			}
			d := xml.NewDecoder(&svg)
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("SVG: %v", err)
				}
			}
			var back stagegraph.Graph
			if err := json.Unmarshal(js.Bytes(), &back); err != nil || !reflect.DeepEqual(&back, g) {
				t.Errorf("JSON doesn't bring the graph back: %v", err)
			}
			if strings.Count(strings.ReplaceAll(strings.ReplaceAll(dot.String(), `\\`, ""), `\"`, ""), `"`)%2 != 0 {
				t.Errorf("DOT has an open quote:\n%s", dot.String())
			}
		})
	}
}
