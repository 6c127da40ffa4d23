// Package gallery shows every widget in every state on one scrolling page, to be looked at in light and dark. The
// figures in it are made up.
package gallery

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// New returns the gallery.
func New() fyne.CanvasObject {
	sections := widgets.NewColumn(
		theme.Gap,
		widgets.NewTitle("Widgets"),
		texts(), buttons(), choices(), notices(), states(), stats(), charts(), table(), lanes(), logs(), code(), graph(),
	)
	return container.NewStack(
		widgets.NewGround(theme.Ground),
		container.NewVScroll(widgets.NewPadded(theme.Margin, theme.Margin, theme.Margin, theme.Margin, sections)),
	)
}

// section is a card with a heading and rows of widgets.
func section(title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewCard(widgets.NewColumn(12, append([]fyne.CanvasObject{widgets.NewHeading(title)}, rows...)...))
}

// high gives a widget that fills its room a height.
func high(height float32, o fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewFixed(0, height, o)
}
