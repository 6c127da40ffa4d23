package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	segmentedHeight float32 = 28
	segmentInset    float32 = 3
	segmentPadding  float32 = 10
)

// Segmented is a choice of one among a few that are all in view.
type Segmented struct {
	ttwidget.ToolTipWidget

	Options []string
	// Selected is the index of the chosen option.
	Selected int
	// OnChanged is called when the user chose another option.
	OnChanged func(selected int)

	hovered int
	focused bool
}

// NewSegmented returns a choice with the first option chosen.
func NewSegmented(options []string, changed func(selected int)) *Segmented {
	s := &Segmented{Options: options, OnChanged: changed, hovered: -1}
	s.ExtendBaseWidget(s)
	return s
}

// Select chooses an option without calling OnChanged.
func (s *Segmented) Select(index int) {
	if s.Selected == index {
		return
	}
	s.Selected = index
	s.Refresh()
}

func (s *Segmented) choose(index int) {
	if index < 0 || index >= len(s.Options) || index == s.Selected {
		return
	}
	s.Selected = index
	s.Refresh()
	if s.OnChanged != nil {
		s.OnChanged(index)
	}
}

// at returns the option under x, -1 for none.
func (s *Segmented) at(x float32) int {
	left := segmentInset
	for i, option := range s.Options {
		left += segmentWidth(option)
		if x < left {
			return i
		}
	}
	return -1
}

func segmentWidth(option string) float32 {
	return textWidth(option, theme.SmallSize, fyne.TextStyle{Bold: true}) + 2*segmentPadding
}

// Tapped chooses the option under the mouse.
func (s *Segmented) Tapped(e *fyne.PointEvent) { s.choose(s.at(e.Position.X)) }

// MouseIn shows which option would be chosen.
func (s *Segmented) MouseIn(e *desktop.MouseEvent) {
	s.ToolTipWidget.MouseIn(e)
	s.hover(s.at(e.Position.X))
}

// MouseMoved shows which option would be chosen.
func (s *Segmented) MouseMoved(e *desktop.MouseEvent) {
	s.ToolTipWidget.MouseMoved(e)
	s.hover(s.at(e.Position.X))
}

// MouseOut ends what MouseIn began.
func (s *Segmented) MouseOut() {
	s.ToolTipWidget.MouseOut()
	s.hover(-1)
}

func (s *Segmented) hover(index int) {
	if s.hovered == index {
		return
	}
	s.hovered = index
	s.Refresh()
}

// Cursor is a hand.
func (s *Segmented) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained draws the focus ring.
func (s *Segmented) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost removes it.
func (s *Segmented) FocusLost() { s.focused = false; s.Refresh() }

// KeyDown leaves Escape and F1 to the window.
func (s *Segmented) KeyDown(e *fyne.KeyEvent) { leaveKey(s, e) }

// KeyUp does nothing.
func (s *Segmented) KeyUp(*fyne.KeyEvent) {}

// TypedRune leaves characters to the window.
func (s *Segmented) TypedRune(r rune) { leaveRune(s, r) }

// TypedKey moves the choice with the arrows.
func (s *Segmented) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		s.choose(s.Selected - 1)
	case fyne.KeyRight:
		s.choose(s.Selected + 1)
	}
}

// CreateRenderer draws the choice.
func (s *Segmented) CreateRenderer() fyne.WidgetRenderer {
	r := &segmentedRenderer{choice: s, ground: canvas.NewRectangle(color.Transparent), mark: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius = theme.ControlRadius
	r.mark.CornerRadius = theme.ControlRadius - 1
	r.apply()
	return r
}

type segmentedRenderer struct {
	parts
	choice       *Segmented
	ground, mark *canvas.Rectangle
	labels       []*canvas.Text
}

func (r *segmentedRenderer) MinSize() fyne.Size {
	width := 2 * segmentInset
	for _, option := range r.choice.Options {
		width += segmentWidth(option)
	}
	return fyne.NewSize(width, segmentedHeight)
}

func (r *segmentedRenderer) Layout(size fyne.Size) {
	top := (size.Height - segmentedHeight) / 2
	place(r.ground, 0, top, r.MinSize().Width, segmentedHeight)
	x := segmentInset
	for i, label := range r.labels {
		width := segmentWidth(r.choice.Options[i])
		placeLine(label, x, top, width, segmentedHeight)
		if i == r.choice.Selected {
			place(r.mark, x, top+segmentInset, width, segmentedHeight-2*segmentInset)
		}
		x += width
	}
}

func (r *segmentedRenderer) Refresh() {
	r.apply()
	r.Layout(r.choice.Size())
	canvas.Refresh(r.choice)
}

func (r *segmentedRenderer) apply() {
	s := r.choice
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Panel), theme.Color(theme.Line), 1
	if s.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Primary), 2
	}
	r.mark.FillColor = theme.Color(theme.PrimarySoft)
	r.mark.Hidden = s.Selected < 0 || s.Selected >= len(s.Options)
	for len(r.labels) < len(s.Options) {
		r.labels = append(r.labels, newText(theme.SmallSize, true))
	}
	r.labels = r.labels[:len(s.Options)]
	r.objects = []fyne.CanvasObject{r.ground, r.mark}
	for i, label := range r.labels {
		label.Text, label.Alignment = s.Options[i], fyne.TextAlignCenter
		label.Color = theme.Color(theme.Muted)
		if i == s.Selected {
			label.Color = theme.Color(theme.Primary)
		} else if i == s.hovered {
			label.Color = theme.Color(theme.Text)
		}
		r.objects = append(r.objects, label)
	}
}
