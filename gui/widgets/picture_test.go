package widgets

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/gui/theme"
)

// newApp puts a test app with the light theme in place.
func newApp(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.NewFixed(fynetheme.VariantLight))
}

// picture writes what a window shows, light and dark, to the folder LIGHTSHIP_PICTURES, for people to look at; without
// it, it only puts the theme on. The light theme stays on.
func picture(t *testing.T, w fyne.Window, name string) {
	t.Helper()
	settings := fyne.CurrentApp().Settings()
	for _, v := range []struct {
		suffix  string
		variant fyne.ThemeVariant
	}{{"-dark", fynetheme.VariantDark}, {"", fynetheme.VariantLight}} {
		settings.SetTheme(theme.NewFixed(v.variant))
		dir := os.Getenv("LIGHTSHIP_PICTURES")
		if dir == "" {
			continue
		}
		f, err := os.Create(filepath.Join(dir, name+v.suffix+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, w.Canvas().Capture()); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
