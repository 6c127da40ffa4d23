package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// bytesOf are two bars of the sample's bytes.
func bytesOf(t *testing.T) *BeforeAfter {
	t.Helper()
	newApp(t)
	b := NewBeforeAfter()
	b.Before = BarSide{Title: "Before", Figure: "931 MB", Parts: []BarPart{
		{Name: "system packages", Value: 595, Figure: "595 MB"}, {Name: "sources", Value: 0.008, Figure: "8 kB"}, {Name: "your program", Value: 336, Figure: "336 MB"},
	}}
	b.After = BarSide{Title: "After", Figure: "8.2 MB", Parts: []BarPart{{Name: "your program", Value: 8.2, Figure: "8.2 MB"}}}
	w := test.NewTempWindow(t, b)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1000, 300))
	return b
}

func TestBothBarsAreDrawnToOneScale(t *testing.T) {
	b := bytesOf(t)
	last := b.places[2]
	if end := last.left + last.width; end < 999 || end > 1001 {
		t.Errorf("the first bar ends at %v of 1000", end)
	}
	if b.places[1].width < leastPiece {
		t.Errorf("the smallest piece is %v wide", b.places[1].width)
	}
	if !b.Enlarged() {
		t.Error("a bar of one hundredth is not enlarged")
	}
	b.After.Parts[0].Value = 500
	b.Refresh()
	if width := b.places[3].width; b.Enlarged() || width < 530 || width > 540 {
		t.Errorf("500 of 931 are %v wide of 1000", width)
	}
}

func TestLaidOutAgainTheBarsAreNotMadeAgain(t *testing.T) {
	b := bytesOf(t)
	r := test.WidgetRenderer(b)
	before := r.Objects()[0]
	r.Layout(b.Size())
	if r.Objects()[0] != before {
		t.Error("the same size makes other objects, which makes Fyne lay out again, for ever")
	}
}
