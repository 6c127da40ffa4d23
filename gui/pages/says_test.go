package pages

import (
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

var update = flag.Bool("update", false, "write what the pages say anew")

// assertSays holds what a page says, line by line as it stands in the window, against testdata/says/NAME.txt, and leaves its pictures.
func assertSays(t *testing.T, name string, make func() fyne.CanvasObject) {
	t.Helper()
	themedApp(t, fynetheme.VariantLight)
	content := make()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(content)
	c.Resize(fyne.NewSize(1204, 716))
	c.Capture()
	said := saidBy(content)
	golden := filepath.Join("testdata", "says", name+".txt")
	if *update {
		if err := os.WriteFile(golden, []byte(said), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if said != string(want) {
		t.Errorf("%s says\n%s\nwant\n%s", name, said, want)
	}
	if os.Getenv("LIGHTSHIP_PICTURES") == "" {
		return
	}
	for suffix, variant := range map[string]fyne.ThemeVariant{"light": fynetheme.VariantLight, "dark": fynetheme.VariantDark} {
		fyne.CurrentApp().Settings().SetTheme(theme.NewFixed(variant))
		for _, size := range []fyne.Size{{Width: 1204, Height: 716}, {Width: 824, Height: 516}} {
			leavePicture(t, name+"-"+suffix, content, size)
		}
	}
}

// saidAt is a text and where it stands.
type saidAt struct {
	x, y float32
	text string
}

// saidBy is all text that can be seen of an object, each card by itself, from the top down and from the left: what stands on one line
// stands on one line.
func saidBy(o fyne.CanvasObject) string {
	c := collector{blocks: [][]saidAt{nil}}
	c.collect(o, fyne.Position{}, 0)
	var text strings.Builder
	for _, block := range c.blocks {
		slices.SortStableFunc(block, func(a, b saidAt) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) })
		var lines []string
		for i, at := 0, float32(0); i < len(block); i++ {
			if i > 0 && block[i].text == block[i-1].text && block[i].x-block[i-1].x < 2 && block[i].y == block[i-1].y {
				continue // A bold word of the fixed-width font is drawn twice.
			}
			if len(lines) > 0 && block[i].y-at < 6 {
				lines[len(lines)-1] += " | " + block[i].text
				continue
			}
			at = block[i].y
			lines = append(lines, block[i].text)
		}
		text.WriteString(strings.Join(lines, "\n") + "\n\n")
	}
	return text.String()
}

// collector gathers texts, the first block outside all cards.
type collector struct{ blocks [][]saidAt }

func (c *collector) collect(o fyne.CanvasObject, at fyne.Position, block int) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		if text := strings.TrimSpace(o.Text); text != "" {
			c.blocks[block] = append(c.blocks[block], saidAt{at.X, at.Y + o.Size().Height/2, text})
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			c.collect(child, at, block)
		}
	case fyne.Widget:
		if _, card := o.(*widgets.Card); card {
			c.blocks, block = append(c.blocks, nil), len(c.blocks)
		}
		for _, child := range test.WidgetRenderer(o).Objects() {
			c.collect(child, at, block)
		}
	}
}
