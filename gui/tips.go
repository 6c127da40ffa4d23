package gui

import "fyne.io/fyne/v2"

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
