package theme

import (
	"testing"

	"fyne.io/fyne/v2"
)

// written are the tokens that text is written in, and the grounds that each is written on.
func written() map[fyne.ThemeColorName][]fyne.ThemeColorName {
	grounds := func(more ...fyne.ThemeColorName) []fyne.ThemeColorName {
		return append([]fyne.ThemeColorName{Ground, Panel, Hover}, more...)
	}
	return map[fyne.ThemeColorName][]fyne.ThemeColorName{
		Text:      grounds(PrimarySoft, GoodSoft, WarnSoft, BadSoft),
		Muted:     grounds(PrimarySoft, GoodSoft, BadSoft),
		Primary:   grounds(PrimarySoft),
		Good:      grounds(PrimarySoft, GoodSoft),
		Warn:      grounds(PrimarySoft, WarnSoft),
		Bad:       grounds(BadSoft),
		OnPrimary: {Primary, PrimaryHover, Good},
	}
}

func TestTextStandsOutFromWhatItIsWrittenOn(t *testing.T) {
	all := tokens()
	for text, grounds := range written() {
		for _, ground := range grounds {
			if c := Contrast(all[text].light, all[ground].light); c < LeastContrast {
				t.Errorf("light: %s on %s has a contrast of %.2f", text, ground, c)
			}
			if c := Contrast(all[text].dark, all[ground].dark); c < LeastContrast {
				t.Errorf("dark: %s on %s has a contrast of %.2f", text, ground, c)
			}
		}
	}
}

func TestEdgesOfControlsStandOutFromTheirGround(t *testing.T) {
	all := tokens()
	for edge, grounds := range map[fyne.ThemeColorName][]fyne.ThemeColorName{
		Edge:    {Ground, Panel, Hover, PrimarySoft},
		Primary: {Ground, Panel, Hover, PrimarySoft},
		Knob:    {Edge},
	} {
		for _, ground := range grounds {
			if c := Contrast(all[edge].light, all[ground].light); c < LeastEdge {
				t.Errorf("light: %s on %s has a contrast of %.2f", edge, ground, c)
			}
			if c := Contrast(all[edge].dark, all[ground].dark); c < LeastEdge {
				t.Errorf("dark: %s on %s has a contrast of %.2f", edge, ground, c)
			}
		}
	}
}
