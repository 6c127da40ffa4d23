package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/rewrite"
	"lightship/gui/theme"
)

// severityName is a severity in one word.
func severityName(s rewrite.Severity) string {
	switch s {
	case rewrite.Error:
		return lang.L("Error")
	case rewrite.Warning:
		return lang.L("Warning")
	}
	return lang.L("Info")
}

func severityColor(s rewrite.Severity) fyne.ThemeColorName {
	switch s {
	case rewrite.Error:
		return theme.Bad
	case rewrite.Warning:
		return theme.Warn
	}
	return theme.Muted
}

// severityTip says what a severity means.
func severityTip(s rewrite.Severity) string {
	switch s {
	case rewrite.Error:
		return lang.L("Most likely wrong: a secret in the image, or a base that gets no updates.")
	case rewrite.Warning:
		return lang.L("Costs much: size, time or safety.")
	}
	return lang.L("Worth a look.")
}
