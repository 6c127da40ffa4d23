package widgets

import (
	"fyne.io/fyne/v2"

	"lightship/gui/theme"
)

// Tone is what a coloured part means.
type Tone int

// The tones.
const (
	// Neutral says nothing, Accent that it can be pressed or is chosen.
	Neutral Tone = iota
	Accent
	// Good, Warn and Bad judge.
	Good
	Warn
	Bad
)

// ink is the tone's colour for text and bars.
func (t Tone) ink() fyne.ThemeColorName {
	switch t {
	case Accent:
		return theme.Primary
	case Good:
		return theme.Good
	case Warn:
		return theme.Warn
	case Bad:
		return theme.Bad
	}
	return theme.Muted
}

// ground is the colour that ink is written on.
func (t Tone) ground() fyne.ThemeColorName {
	switch t {
	case Accent:
		return theme.PrimarySoft
	case Good:
		return theme.GoodSoft
	case Warn:
		return theme.WarnSoft
	case Bad:
		return theme.BadSoft
	}
	return theme.Hover
}
