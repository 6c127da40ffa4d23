package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
	fynetooltip "github.com/dweymouth/fyne-tooltip"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// sheetWidth is the width of a modal sheet, as far as the window has it.
const sheetWidth float32 = 560

// sheet is a small modal card over the window. One is open at a time; Escape closes it.
type sheet struct {
	canvas fyne.Canvas
	popup  *widget.PopUp
	// scrim dims the window under the sheet: Fyne's own is as pale as a shadow.
	scrim *fyne.Container
	// buttons are those at the foot of the sheet that is open.
	buttons []*widgets.Button
}

// show opens a sheet with a title, a body and buttons at its foot, the last one the one to press; focus gets the keyboard,
// nil for none.
func (s *sheet) show(title string, body fyne.CanvasObject, focus fyne.Focusable, buttons ...*widgets.Button) {
	s.showAs(sheetWidth, title, body, focus, buttons...)
}

// room is how large the body of a sheet of a width can be in the window.
func (s *sheet) room(width float32) fyne.Size {
	const around = 150
	window := s.canvas.Size()
	return fyne.NewSize(min(width, window.Width-2*theme.Margin)-2*theme.Margin, window.Height-around)
}

// fit is an object as large as asked, as far as the window has room for it in a sheet, whatever the window's size becomes; beside is the
// height of what else is in the sheet's body.
func (s *sheet) fit(most fyne.Size, beside float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(fitted{s, most, beside}, o)
}

// fitted gives an object a size of its own, which the window bounds.
type fitted struct {
	sheet  *sheet
	most   fyne.Size
	beside float32
}

// MinSize is the size asked for, as far as the window has it.
func (f fitted) MinSize([]fyne.CanvasObject) fyne.Size {
	room := f.sheet.room(f.most.Width + 2*theme.Margin)
	return fyne.NewSize(max(0, min(f.most.Width, room.Width)), max(0, min(f.most.Height, room.Height-f.beside)))
}

// Layout gives all the room to what is in it.
func (fitted) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// scrimmed lays the scrim over the window. Fyne keeps a popup as large as it was when the window gets smaller; so it is told before.
type scrimmed struct{ sheet *sheet }

// MinSize is nothing: the scrim is as large as the window.
func (scrimmed) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout covers the window, and lets the sheet have the size that it now wants.
func (l scrimmed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
	if p := l.sheet.popup; p != nil {
		p.Resize(p.MinSize())
	}
}

// showAs is show with another width, as far as the window has it.
func (s *sheet) showAs(width float32, title string, body fyne.CanvasObject, focus fyne.Focusable, buttons ...*widgets.Button) {
	s.close()
	s.buttons = buttons
	foot := container.NewHBox(layout.NewSpacer())
	for _, b := range buttons {
		b.OnEscape = func() { s.close() }
		foot.Add(b)
	}
	content := widgets.NewColumn(theme.Gap, widgets.NewTitle(title), body, foot)
	// The popup draws the ground, with its rounded corners.
	wide := s.fit(fyne.NewSize(width-2*theme.Margin, 0), 0, canvas.NewRectangle(color.Transparent))
	s.popup = widget.NewModalPopUp(widgets.NewPadded(14, 14, theme.Margin, theme.Margin, container.NewStack(wide, content)), s.canvas)
	fynetooltip.AddPopUpToolTipLayer(s.popup)
	s.scrim = container.New(scrimmed{s}, canvas.NewRectangle(theme.Color(theme.Scrim)))
	s.canvas.Overlays().Add(s.scrim)
	s.scrim.Resize(s.canvas.Size())
	s.popup.Show()
	if focus != nil {
		s.canvas.Focus(focus)
	}
}

// close takes the sheet away; it says whether there was one.
func (s *sheet) close() bool {
	if s.popup == nil {
		return false
	}
	// A field that keeps the focus goes on blinking, and with it the whole window.
	s.canvas.Unfocus()
	s.popup.Hide()
	fynetooltip.DestroyPopUpToolTipLayer(s.popup)
	s.canvas.Overlays().Remove(s.scrim)
	s.popup = nil
	return true
}

// pathEntry is a line to type a path in; Enter takes it, Escape gives up.
type pathEntry struct {
	widgets.Entry
	onEscape func()
}

func newPathEntry(text string, taken func(string), escaped func()) *pathEntry {
	e := &pathEntry{onEscape: escaped}
	e.ExtendBaseWidget(e)
	e.Text = text
	e.CursorColumn = len([]rune(text))
	e.OnSubmitted = taken
	return e
}

// TypedKey gives up on Escape.
func (e *pathEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape && e.onEscape != nil {
		e.onEscape()
		return
	}
	e.Entry.TypedKey(k)
}
