package widgets

import (
	"fyne.io/fyne/v2"
)

// focus gives the table the keyboard.
func (t *DataTable) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t)
	}
}

// FocusGained marks the selected row more strongly.
func (t *DataTable) FocusGained() { t.focused = true; t.redraw() }

// FocusLost ends what FocusGained began.
func (t *DataTable) FocusLost() { t.focused = false; t.redraw() }

// KeyDown leaves Escape and F1 to the window.
func (t *DataTable) KeyDown(e *fyne.KeyEvent) { leaveKey(t, e) }

// KeyUp does nothing.
func (t *DataTable) KeyUp(*fyne.KeyEvent) {}

// TypedRune leaves characters to the window.
func (t *DataTable) TypedRune(r rune) { leaveRune(t, r) }

// TypedKey moves the selection with the arrows and activates it with Enter and Space.
func (t *DataTable) TypedKey(e *fyne.KeyEvent) {
	const page = 8
	switch e.Name {
	case fyne.KeyUp:
		t.step(-1)
	case fyne.KeyDown:
		t.step(1)
	case fyne.KeyPageUp:
		t.step(-page)
	case fyne.KeyPageDown:
		t.step(page)
	case fyne.KeyHome:
		t.step(-len(t.order))
	case fyne.KeyEnd:
		t.step(len(t.order))
	case fyne.KeyLeft:
		t.foldSelected(true)
	case fyne.KeyRight:
		t.foldSelected(false)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.activate()
	}
}

// step moves the selection by so many rows; headings are passed over.
func (t *DataTable) step(by int) {
	var shown []int
	at := -1
	for _, l := range t.lines {
		if l.row < 0 {
			continue
		}
		if t.rows[l.row].ID == t.selected {
			at = len(shown)
		}
		shown = append(shown, l.row)
	}
	if len(shown) == 0 {
		return
	}
	t.choose(t.rows[shown[min(max(at+by, 0), len(shown)-1)]].ID)
}

// foldSelected folds or unfolds the group of the marked row.
func (t *DataTable) foldSelected(folded bool) {
	for _, r := range t.rows {
		if r.ID == t.selected && r.Group != "" {
			t.Fold(r.Group, folded)
		}
	}
}
