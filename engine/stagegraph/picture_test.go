package stagegraph_test

import (
	"bytes"
	"errors"
	"image/color"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/stagegraph"
)

func TestAPictureHasTheSizeOfItsLayoutInBothFormats(t *testing.T) {
	if testing.Short() {
		t.Skip("it has nothing for the race detector")
	}
	g := graphOf(t, read(t, corpus, "valid", "twelve-stages", "Dockerfile"), "")
	l := stagegraph.Place(g)
	for _, scale := range []float64{0, 1, 3} {
		var out bytes.Buffer
		if err := g.WritePNG(&out, l, stagegraph.Picture{Scale: scale}); err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(&out)
		if err != nil {
			t.Fatal(err)
		}
		if scale == 0 {
			scale = 2
		}
		if least := int(float64(l.Width) * scale); config.Width < least || config.Width > least+1 {
			t.Errorf("scale %g: %d pixels wide, the layout has %g units", scale, config.Width, l.Width)
		}
	}
}

func TestAPictureShowsEveryCardInItsPlace(t *testing.T) {
	for _, dark := range []bool{false, true} {
		g := graphOf(t, read(t, corpus, "valid", "dead-stage", "Dockerfile"), "")
		l := stagegraph.Place(g)
		var out bytes.Buffer
		if err := g.WritePNG(&out, l, stagegraph.Picture{Dark: dark, Scale: 1}); err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		ground := picture.At(1, 1)
		for i, c := range l.Cards {
			name := g.Nodes[i].Name
			if same(picture.At(int(c.X+c.Width-6), int(c.Y+c.Height/2)), ground) {
				t.Errorf("dark %v: %s has no card", dark, name)
			}
			panel := picture.At(int(c.X+18), int(c.Y+c.Height-6))
			inked := false
			for x := int(c.X) + 24; x < int(c.X+c.Width)-12; x++ {
				inked = inked || !same(picture.At(x, int(c.Y)+22), panel)
			}
			if !inked {
				t.Errorf("dark %v: %s has no name on its card", dark, name)
			}
		}
	}
}

func same(a, b color.Color) bool {
	r1, g1, b1, a1 := a.RGBA()
	r2, g2, b2, a2 := b.RGBA()
	return r1 == r2 && g1 == g2 && b1 == b2 && a1 == a2
}

func TestNotesAndAmountsStandInThePicture(t *testing.T) {
	g := graphOf(t, read(t, corpus, "valid", "go-multi-stage", "Dockerfile"), "")
	amounts := map[int]string{}
	for i := range g.Edges {
		amounts[i] = "7.4 MB"
	}
	var plain, noted bytes.Buffer
	l := stagegraph.Place(g)
	if err := errors.Join(
		g.WriteSVG(&plain, l, stagegraph.Picture{}),
		g.WriteSVG(&noted, l, stagegraph.Picture{Notes: map[string]string{g.Target: "9.6 MB · 1.2 s"}, Amounts: amounts}),
	); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"9.6 MB · 1.2 s<", "· 7.4 MB<"} {
		if strings.Contains(plain.String(), want) || !strings.Contains(noted.String(), want) {
			t.Errorf("%q is not said only where it is given", want)
		}
	}
}

func TestTheSVGOfTwelveStagesIsAsItWas(t *testing.T) {
	g := graphOf(t, read(t, corpus, "valid", "twelve-stages", "Dockerfile"), "")
	var out bytes.Buffer
	if err := g.WriteSVG(&out, stagegraph.Place(g), stagegraph.Picture{}); err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("testdata", "twelve-stages.svg"), out.Bytes())
}

func TestAPictureThatWouldFillTheMemoryIsRefused(t *testing.T) {
	g := graphOf(t, read(t, corpus, "valid", "sixty-stages", "Dockerfile"), "")
	var out bytes.Buffer
	err := g.WritePNG(&out, stagegraph.Place(g), stagegraph.Picture{Scale: 100})
	if !errors.Is(err, stagegraph.ErrTooLarge) || out.Len() > 0 {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
}
