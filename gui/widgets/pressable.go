package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"
)

// Pressable is what widgets have in common that are pressed by mouse, Space or Enter: the tooltip, and whether the pointer or the
// keyboard is on them. A widget embeds it, sets OnPress, and draws Hovered and Focused.
type Pressable struct {
	ttwidget.ToolTipWidget

	// OnPress is called when the widget is pressed and not off; nil for nothing.
	OnPress func()
	// Off says that it can't be pressed now.
	Off bool

	self             fyne.Widget
	hovered, focused bool
}

// ExtendBaseWidget tells which widget embeds it.
func (p *Pressable) ExtendBaseWidget(w fyne.Widget) {
	p.self = w
	p.ToolTipWidget.ExtendBaseWidget(w)
}

// Hovered says whether the pointer is on it.
func (p *Pressable) Hovered() bool { return p.hovered }

// Focused says whether it has the keyboard.
func (p *Pressable) Focused() bool { return p.focused }

// Tapped presses it. Its tooltip, and one that is still to come, leaves: what was pressed may be gone at once.
func (p *Pressable) Tapped(*fyne.PointEvent) {
	p.ToolTipWidget.MouseOut()
	if !p.Off && p.OnPress != nil {
		p.OnPress()
	}
}

// MouseIn shows that it can be pressed.
func (p *Pressable) MouseIn(e *desktop.MouseEvent) {
	p.ToolTipWidget.MouseIn(e)
	p.hovered = true
	p.Refresh()
}

// MouseOut ends what MouseIn began.
func (p *Pressable) MouseOut() {
	p.ToolTipWidget.MouseOut()
	p.hovered = false
	p.Refresh()
}

// Cursor is a hand while it can be pressed.
func (p *Pressable) Cursor() desktop.Cursor {
	if p.Off {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained draws the focus ring.
func (p *Pressable) FocusGained() { p.focused = true; p.Refresh() }

// FocusLost removes it.
func (p *Pressable) FocusLost() { p.focused = false; p.Refresh() }

// KeyDown leaves Escape and F1 to the window.
func (p *Pressable) KeyDown(e *fyne.KeyEvent) { leaveKey(p.self, e) }

// KeyUp does nothing.
func (p *Pressable) KeyUp(*fyne.KeyEvent) {}

// TypedRune leaves characters to the window.
func (p *Pressable) TypedRune(r rune) { leaveRune(p.self, r) }

// TypedKey presses it on Space and Enter.
func (p *Pressable) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.Tapped(nil)
	}
}
