package gui

import (
	"fyne.io/fyne/v2"

	"lightship/gui/gallery"
)

// ShowGallery opens a window with every widget in every state, and returns when it was closed. Theme is "light", "dark"
// or "auto".
func ShowGallery(a fyne.App, theme string) {
	s := &Shell{app: a}
	s.applyTheme(theme)
	w := a.NewWindow("Lightship gallery")
	w.SetPadded(false)
	w.SetContent(gallery.New())
	w.Resize(fyne.NewSize(1204, 800))
	w.ShowAndRun()
}
