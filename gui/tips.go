package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// tipLayer is the layer that fyne-tooltip puts over a window's content.
func tipLayer(content fyne.CanvasObject) *fyne.Container {
	stack, ok := content.(*fyne.Container)
	if !ok || len(stack.Objects) == 0 {
		return nil
	}
	layer, _ := stack.Objects[len(stack.Objects)-1].(*fyne.Container)
	return layer
}

// hideTip takes the tooltip away of a page that is left by a key: the pointer leaves nothing then, so that nobody else
// does.
func (s *Shell) hideTip() {
	if s.tips != nil && len(s.tips.Objects) > 0 {
		s.tips.Objects = nil
		s.tips.Refresh()
	}
}

// resizing calls a function when what is in it gets another size.
type resizing struct {
	size fyne.Size
	then func()
}

// newResizing returns an object whose changes of size are told.
func newResizing(o fyne.CanvasObject, then func()) *fyne.Container {
	return container.New(&resizing{then: then}, o)
}

// MinSize is that of what is in it.
func (*resizing) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout gives all the room to what is in it.
func (r *resizing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	if size != r.size {
		r.size = size
		r.then()
	}
}
