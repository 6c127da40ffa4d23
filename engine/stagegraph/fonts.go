package stagegraph

import (
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// fonts are the Go fonts, which are compiled in: a picture looks the same on a machine that has no fonts.
type fonts struct {
	scale         float64
	regular, bold *opentype.Font
	faces         map[fontKey]font.Face
}

type fontKey struct {
	size float32
	bold bool
}

// newFonts makes the fonts for a scale: pixels for each layout unit.
func newFonts(scale float64) (*fonts, error) {
	f := &fonts{scale: scale, faces: map[fontKey]font.Face{}}
	var err error
	if f.regular, err = opentype.Parse(goregular.TTF); err != nil {
		return nil, fmt.Errorf("reading the regular font: %w", err)
	}
	if f.bold, err = opentype.Parse(gobold.TTF); err != nil {
		return nil, fmt.Errorf("reading the bold font: %w", err)
	}
	for _, size := range []float32{nameSize, labelSize} {
		for _, bold := range []bool{false, true} {
			if err := f.add(fontKey{size, bold}); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

func (f *fonts) add(k fontKey) error {
	from := f.regular
	if k.bold {
		from = f.bold
	}
	made, err := opentype.NewFace(from, &opentype.FaceOptions{Size: float64(k.size) * f.scale, DPI: 72})
	if err != nil {
		return fmt.Errorf("making a font of size %g: %w", k.size, err)
	}
	f.faces[k] = made
	return nil
}

func (f *fonts) face(of face) font.Face { return f.faces[fontKey{of.size, of.bold}] }

// width returns how wide a text is, in layout units.
func (f *fonts) width(s string, of face) float32 {
	return float32(float64(font.MeasureString(f.face(of), s)) / 64 / f.scale)
}

// cut shortens a text to the room with an ellipsis.
func (f *fonts) cut(s string, of face, room float32) string {
	if f.width(s, of) <= room {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		if short := string(runes[:n]) + "…"; f.width(short, of) <= room {
			return short
		}
	}
	return "…"
}
