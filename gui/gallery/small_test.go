package gallery

import (
	"reflect"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/gui/looktest"
	"lightship/gui/theme"
)

// both calls f with the app in either theme.
func both(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	for name, variant := range map[string]fyne.ThemeVariant{"light": fynetheme.VariantLight, "dark": fynetheme.VariantDark} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(theme.NewFixed(variant))
			f(t)
		})
	}
}

// mostAlike is how many widgets of one kind are tried.
const mostAlike = 4

func TestNoSizeOfAWidgetIsBelowNothingHoweverSmallItIs(t *testing.T) {
	both(t, func(t *testing.T) {
		c := software.NewCanvas()
		c.SetPadded(false)
		content := New()
		c.SetContent(content)
		c.Resize(fyne.NewSize(1204, 3100))
		var all []fyne.Widget
		alike := map[reflect.Type]int{}
		for _, p := range looktest.Shown(content) {
			w, ok := p.Object.(fyne.Widget)
			if kind := reflect.TypeOf(p.Object); ok && alike[kind] < mostAlike {
				alike[kind]++
				all = append(all, w)
			}
		}
		if len(alike) < 25 {
			t.Fatalf("the gallery has %d kinds of widgets only", len(alike))
		}
		seen := map[string]bool{}
		for _, w := range all {
			was := w.Size()
			for _, n := range []float32{0, 1, 3, 6, 13, 24, 41, 50} {
				for _, size := range []fyne.Size{{Width: n, Height: n}, {Width: n, Height: 50}, {Width: 50, Height: n}, {Width: n, Height: 300}, {Width: 300, Height: n}} {
					w.Resize(size)
					for _, wrong := range looktest.Negative(w) {
						if !seen[wrong] {
							seen[wrong] = true
							t.Errorf("%T at %v: %s", w, size, wrong)
						}
					}
				}
			}
			w.Resize(was)
		}
	})
}

func TestTheGalleryIsDrawnWhereThereIsNoRoomForIt(t *testing.T) {
	if testing.Short() {
		t.Skip("drawing has nothing for the race detector, which would take a minute")
	}
	test.NewTempApp(t).Settings().SetTheme(theme.NewFixed(fynetheme.VariantDark))
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(New())
	for _, n := range []float32{0, 4} {
		c.Resize(fyne.NewSize(n, 4-n))
		c.Capture()
	}
}

func TestEveryTextStandsOutInEveryStateOfEveryWidget(t *testing.T) {
	if testing.Short() {
		t.Skip("it shows tooltips, which the test's window and the toolkit's timers set beside each other")
	}
	both(t, func(t *testing.T) {
		c := software.NewCanvas()
		c.SetPadded(false)
		content := New()
		c.SetContent(content)
		c.Resize(fyne.NewSize(1204, 3600))
		for _, touched := range []bool{false, true} {
			looktest.Touch(content, touched)
			found, texts := looktest.Faint(content, c.Capture())
			if texts < 100 {
				t.Errorf("%d texts were looked at only", texts)
			}
			slices.Sort(found)
			for _, faint := range slices.Compact(found) {
				t.Errorf("touched %v: %s", touched, faint)
			}
		}
		looktest.Touch(content, false)
	})
}
