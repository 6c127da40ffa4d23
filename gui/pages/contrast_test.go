package pages

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/session"
	"lightship/gui/looktest"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// shown is a page that can be looked at.
type shown interface {
	Show(*session.Snapshot)
	Content() fyne.CanvasObject
}

// allPages makes each page anew.
func allPages() map[string]func() shown {
	return map[string]func() shown{
		"overview": func() shown { return NewOverview(OverviewActions{Rebuild: func() {}, Toggle: func(string, bool) {}}) },
		"stages":   func() shown { return NewStages(StagesActions{Open: func() {}}) },
		"bases":    func() shown { return NewBases(BasesActions{ChooseBase: func(string) {}}) },
		"changes":  func() shown { return NewChanges(ChangesActions{Toggle: func(string, bool) {}}) },
		"build":    func() shown { return NewBuild(BuildActions{Rebuild: func() {}}) },
		"results":  func() shown { return NewResults(ResultsActions{Rebuild: func() {}}) },
	}
}

func TestEveryTextOfEveryPageStandsOutInBothThemes(t *testing.T) {
	if testing.Short() {
		t.Skip("drawing has nothing for the race detector, which would take a minute")
	}
	all := states(t)
	texts := 0
	for look, variant := range map[string]fyne.ThemeVariant{"light": fynetheme.VariantLight, "dark": fynetheme.VariantDark} {
		for name, make := range allPages() {
			for _, state := range []string{"full", "broken", "measured"} {
				themedApp(t, variant)
				p := make()
				p.Show(all[state])
				content := container.NewStack(widgets.NewGround(theme.Ground), p.Content())
				c := software.NewCanvas()
				c.SetPadded(false)
				c.SetContent(content)
				c.Resize(fyne.NewSize(1204, 716))
				found, looked := looktest.Faint(content, c.Capture())
				texts += looked
				slices.Sort(found)
				for _, faint := range slices.Compact(found) {
					t.Errorf("%s, %s, %s: %s", name, state, look, faint)
				}
			}
		}
	}
	if texts < 500 {
		t.Errorf("%d texts were looked at only", texts)
	}
}
