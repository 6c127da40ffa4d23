package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
)

// leastContrast is what WCAG 2 asks of text that is not large, level AA.
const leastContrast = 4.5

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
			if c := contrast(all[text].light, all[ground].light); c < leastContrast {
				t.Errorf("light: %s on %s has a contrast of %.2f", text, ground, c)
			}
			if c := contrast(all[text].dark, all[ground].dark); c < leastContrast {
				t.Errorf("dark: %s on %s has a contrast of %.2f", text, ground, c)
			}
		}
	}
}

// contrast is the contrast ratio of WCAG 2: from 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

// luminance is the relative luminance of WCAG 2: from 0 to 1.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
