package pages

import (
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/gui/words"
)

// lighter says what a ratio of sizes means.
func lighter(ratio float64) string {
	factor, way := compare.Times(ratio)
	times := map[string]any{"Times": factor}
	switch way {
	case compare.Better:
		return lang.L("{{.Times}} times lighter", times)
	case compare.Worse:
		return lang.L("{{.Times}} times heavier", times)
	}
	return lang.L("as heavy")
}

// faster says what a ratio of times means.
func faster(ratio float64) string {
	factor, way := compare.Times(ratio)
	times := map[string]any{"Times": factor}
	switch way {
	case compare.Better:
		return lang.L("{{.Times}} times faster", times)
	case compare.Worse:
		return lang.L("{{.Times}} times slower", times)
	}
	return lang.L("as fast")
}

// fasterPull says how much faster an image is pulled, or why that is not known.
func fasterPull(p compare.PullCase) string {
	if !p.Known() {
		return words.Translated(p.NotKnown())
	}
	return faster(p.Ratio())
}
