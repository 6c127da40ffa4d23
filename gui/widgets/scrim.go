package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// Scrim dims what is below what floats over it; a press beside that closes it.
type Scrim struct {
	widget.BaseWidget
	OnTapped func()
}

// NewScrim returns a scrim that calls tapped.
func NewScrim(tapped func()) *Scrim {
	s := &Scrim{OnTapped: tapped}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped closes what floats.
func (s *Scrim) Tapped(*fyne.PointEvent) { s.OnTapped() }

// MouseIn keeps the pointer from what is below, as MouseMoved and MouseOut do.
func (s *Scrim) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (s *Scrim) MouseMoved(*desktop.MouseEvent) {}

// MouseOut does nothing.
func (s *Scrim) MouseOut() {}

// Scrolled keeps the wheel from what is below.
func (s *Scrim) Scrolled(*fyne.ScrollEvent) {}

// CreateRenderer dims.
func (s *Scrim) CreateRenderer() fyne.WidgetRenderer { return newFill(s, theme.Scrim, 0, fyne.Size{}) }
