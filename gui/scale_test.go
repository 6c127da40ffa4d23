package gui

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"lightship/gui/looktest"
)

// TestNothingIsCutAtAnyScaleOfText shows every page as large text does: in a window of 1280 by 800 pixels that has fewer units the larger
// the text is. The toolkit scales text and everything else alike (FYNE_SCALE, the desktop's own).
func TestNothingIsCutAtAnyScaleOfText(t *testing.T) {
	shell, script, _ := started(t)
	n := opened()
	script.show(n)
	for _, scale := range []float32{1, 1.2, 1.4, 1.6} {
		size := fyne.NewSize(1280/scale, 800/scale)
		shell.window.Resize(size)
		for _, slot := range shell.slots {
			shell.show(slot.id)
			content := shell.window.Canvas().Content()
			if least := content.MinSize(); least.Width > size.Width+1 || least.Height > size.Height+1 {
				t.Errorf("%s at %.1f needs %v of %v", slot.id, scale, least, size)
			}
			found := looktest.Cut(content)
			slices.Sort(found)
			for _, cut := range slices.Compact(found) {
				t.Error(fmt.Sprintf("%s at %.1f: ", slot.id, scale) + cut)
			}
			for _, wrong := range looktest.Negative(content) {
				t.Errorf("%s at %.1f: %s", slot.id, scale, wrong)
			}
		}
	}
}
