package stagegraph_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/stagegraph"
)

// FuzzGraph makes the graph of any text that parses: it is refused with a line, or laid out cleanly and written in
// every format.
func FuzzGraph(f *testing.F) {
	for _, kind := range []string{"valid", "broken"} {
		for _, folder := range folders(f, kind) {
			f.Add(read(f, folder, "Dockerfile"))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4<<10 {
			return
		}
		file, err := dockerfile.Parse(text, dockerfile.Options{Platform: "linux/amd64"})
		if err != nil {
			return
		}
		g, err := stagegraph.New(file, "")
		if err != nil {
			var at *dockerfile.SyntaxError
			if !errors.As(err, &at) || at.Line < 1 || at.Line > strings.Count(string(text), "\n")+1 {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		l := stagegraph.Place(g)
		checkCards(t, g, l)
		checkCurves(t, g, l)
		var out bytes.Buffer
		if err := errors.Join(g.WriteText(&out), g.WriteDOT(&out), g.WriteJSON(&out), g.WriteSVG(&out, l, stagegraph.Picture{})); err != nil {
			t.Fatal(err)
		}
	})
}
