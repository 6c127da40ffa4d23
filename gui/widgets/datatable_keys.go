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

// TypedRune does nothing.
func (t *DataTable) TypedRune(rune) {}

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
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.activate()
	}
}

func (t *DataTable) step(by int) {
	if len(t.order) == 0 {
		return
	}
	at := min(max(t.at(t.selected)+by, 0), len(t.order)-1)
	t.choose(t.rows[t.order[at]].ID)
}
