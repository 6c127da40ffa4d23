package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// parts are the objects of a renderer; it is embedded by the renderers of this package.
type parts struct {
	objects []fyne.CanvasObject
}

// Objects returns what is drawn, the lowest first.
func (p *parts) Objects() []fyne.CanvasObject { return p.objects }

// Destroy has nothing to free.
func (p *parts) Destroy() {}

// newText returns a text primitive of a size and weight; its colour is set when its widget refreshes.
func newText(size float32, bold bool) *canvas.Text {
	t := canvas.NewText("", nil)
	t.TextSize = size
	t.TextStyle.Bold = bold
	return t
}

// place moves and sizes a primitive. Where there is no room for it, its size is nothing and never less: some painters can't draw that.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(0, width), max(0, height)))
}

// placeLine puts a text at x with its height centred on the line from y to y+height.
func placeLine(t *canvas.Text, x, y, width, height float32) {
	h := t.MinSize().Height
	place(t, x, y+(height-h)/2, width, h)
}
