package gallery

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/gui/theme"
)

// TestGalleryDrawsEveryWidget draws the gallery in light and dark; with LIGHTSHIP_PICTURES set it leaves the pictures
// there, for people to look at.
func TestGalleryDrawsEveryWidget(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": fynetheme.VariantLight, "dark": fynetheme.VariantDark} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name == "dark" {
				t.Skip("one look will do for the race detector")
			}
			test.NewTempApp(t).Settings().SetTheme(theme.NewFixed(variant))
			c := software.NewCanvas()
			c.SetPadded(false)
			c.SetContent(New())
			c.Resize(fyne.NewSize(1204, 3100))
			picture := c.Capture()
			if picture.At(2, 2) == picture.At(40, 100) {
				t.Error("nothing was drawn on the ground")
			}
			dir := os.Getenv("LIGHTSHIP_PICTURES")
			if dir == "" {
				return
			}
			f, err := os.Create(filepath.Join(dir, "gallery-"+name+".png"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if err := png.Encode(f, picture); err != nil {
				t.Fatal(err)
			}
		})
	}
}
