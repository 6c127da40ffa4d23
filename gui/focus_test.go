package gui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/gui/widgets"
)

// walk presses Tab until something has the keyboard again that had it, and returns all that did.
func (s *Shell) walk(visit func(fyne.Focusable)) []fyne.Focusable {
	c := s.window.Canvas()
	seen := map[fyne.Focusable]bool{}
	var order []fyne.Focusable
	for range 300 {
		c.FocusNext()
		f := c.Focused()
		if f == nil || seen[f] {
			break
		}
		seen[f] = true
		order = append(order, f)
		visit(f)
	}
	c.Unfocus()
	return order
}

func TestTabReachesTheRailAndShowsWhereItIsOnEveryPage(t *testing.T) {
	shell, script, _ := started(t)
	shell.window.Resize(fyne.NewSize(1280, 800))
	script.show(opened())
	for _, slot := range shell.slots {
		shell.show(slot.id)
		order := shell.walk(func(f fyne.Focusable) {
			o := f.(fyne.CanvasObject)
			if !o.Visible() {
				t.Errorf("%s: the keyboard is on a %T that is hidden", slot.id, f)
			}
			if e, typed := f.(*widgets.Entry); typed && e.Text == "" {
				return // Fyne draws the focus of a field.
			}
			with := test.RenderObjectToMarkup(o)
			f.FocusLost()
			without := test.RenderObjectToMarkup(o)
			f.FocusGained()
			if with == without {
				t.Errorf("%s: a %T looks the same with the keyboard on it", slot.id, f)
			}
		})
		reached := 0
		for _, f := range order {
			if _, ok := f.(*railEntry); ok {
				reached++
			}
		}
		if want := len(shell.slots) + 2; reached != want {
			t.Errorf("%s: Tab reaches %d entries of the rail, not %d", slot.id, reached, want)
		}
	}
}

func TestWithoutAProjectTabLeavesOutThePages(t *testing.T) {
	shell, _, _ := started(t)
	for _, f := range shell.walk(func(fyne.Focusable) {}) {
		if e, ok := f.(*railEntry); ok && e.Disabled() {
			t.Errorf("the keyboard goes to %s, which can't be opened", e.label)
		}
	}
}

func TestEnterOnTheRailGoesToThePage(t *testing.T) {
	shell, script, _ := started(t)
	script.show(opened())
	shell.rail.entries[pageBases].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if shell.current != pageBases {
		t.Errorf("Enter on Bases leaves the window on %s", shell.current)
	}
}

func TestEscapeInAFieldEndsTypingAndNotTheBuild(t *testing.T) {
	shell, script, _ := started(t)
	script.show(opened())
	shell.show(pageBases)
	field := widgets.NewEntry()
	shell.center.Add(field)
	shell.window.Canvas().Focus(field)
	shell.escape()
	if shell.window.Canvas().Focused() != nil {
		t.Error("the field still has the keyboard")
	}
	for _, said := range script.said {
		if said == "cancel" {
			t.Error("Escape in a field canceled what runs")
		}
	}
}

func TestASheetGivesTheKeyboardBack(t *testing.T) {
	shell, script, _ := started(t)
	script.show(opened())
	had := shell.rail.entries[pageBases]
	shell.window.Canvas().Focus(had)
	shell.askOpen()
	if shell.window.Canvas().Focused() == fyne.Focusable(had) {
		t.Fatal("the sheet does not take the keyboard")
	}
	shell.escape()
	if shell.window.Canvas().Focused() != fyne.Focusable(had) {
		t.Errorf("after the sheet the keyboard is on %T", shell.window.Canvas().Focused())
	}
}
