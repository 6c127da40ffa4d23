package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Entry is a line to type in. What it has no use for, such as Ctrl+R and Escape, it leaves to the window; Fyne's own keeps it.
type Entry struct {
	widget.Entry

	self fyne.Widget
}

// ExtendBaseWidget tells which widget embeds it.
func (e *Entry) ExtendBaseWidget(w fyne.Widget) {
	e.self = w
	e.Entry.ExtendBaseWidget(w)
}

// NewEntry returns an empty line.
func NewEntry() *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	return e
}

// TypedShortcut edits the text, or runs the window's command.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	if _, command := s.(*desktop.CustomShortcut); !command {
		return
	}
	if c, ok := canvasOf(e.self).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// KeyDown notes Shift, and leaves Escape and F1 to the window.
func (e *Entry) KeyDown(k *fyne.KeyEvent) {
	e.Entry.KeyDown(k)
	leaveKey(e.self, k)
}

// leaveKey gives Escape and F1 to the window: of the keys that go down Fyne tells only what has the keyboard.
func leaveKey(o fyne.CanvasObject, k *fyne.KeyEvent) {
	if k.Name != fyne.KeyEscape && k.Name != fyne.KeyF1 {
		return
	}
	if c, ok := canvasOf(o).(desktop.Canvas); ok && c.OnKeyDown() != nil {
		c.OnKeyDown()(k)
	}
}

// leaveRune gives a character that a widget has no use for to the window: the keys of a page work wherever the keyboard is.
func leaveRune(o fyne.CanvasObject, r rune) {
	if c := canvasOf(o); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(o) }
