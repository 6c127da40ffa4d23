package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

const (
	emptyWidth float32 = 420
	emptyIcon  float32 = 40
)

// EmptyState stands where there is nothing to show yet: what will be here, and how to get it. With Busy it says
// what is being waited for.
type EmptyState struct {
	widget.BaseWidget

	Title string
	Text  string
	// Icon is a drawing above the title: SVG path data on a grid of 24 by 24; empty for none.
	Icon string
	// Busy shows a running bar.
	Busy bool
	// Actions are below the text.
	Actions []fyne.CanvasObject

	icon  *Glyph
	title *Text
	text  *Paragraph
	bar   *ProgressBar
	row   *fyne.Container
}

// NewEmptyState returns a state with a title and a text.
func NewEmptyState(icon, title, text string, actions ...fyne.CanvasObject) *EmptyState {
	e := &EmptyState{Title: title, Text: text, Icon: icon, Actions: actions}
	e.ExtendBaseWidget(e)
	return e
}

// Set shows another title and text, with or without the running bar.
func (e *EmptyState) Set(title, text string, busy bool) {
	if e.Title == title && e.Text == text && e.Busy == busy {
		return
	}
	e.Title, e.Text, e.Busy = title, text, busy
	e.Refresh()
}

// CreateRenderer puts the parts in the middle.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer {
	e.icon = NewGlyph(e.Icon, emptyIcon, theme.Muted)
	e.title = NewTitle("")
	e.title.Align = fyne.TextAlignCenter
	e.text = NewMutedParagraph("")
	e.text.Align, e.text.TextSize = fyne.TextAlignCenter, theme.BodySize
	e.bar = NewProgressBar()
	e.bar.Value = -1
	e.row = NewRow(8, e.Actions...)
	column := NewColumn(10,
		container.New(&fixed{size: fyne.NewSize(emptyIcon, emptyIcon), centred: true}, e.icon),
		e.title,
		e.text,
		container.New(&fixed{size: fyne.NewSize(160, barHeight), centred: true}, e.bar),
		container.NewCenter(e.row),
	)
	e.apply()
	return widget.NewSimpleRenderer(container.New(layout.NewCenterLayout(), container.New(&fixed{size: fyne.NewSize(emptyWidth, 0)}, column)))
}

// Refresh shows what the fields say.
func (e *EmptyState) Refresh() {
	if e.title != nil {
		e.apply()
	}
	e.BaseWidget.Refresh()
}

func (e *EmptyState) apply() {
	e.title.SetText(e.Title)
	e.text.SetText(e.Text)
	e.icon.Hidden = e.Icon == ""
	if e.Busy {
		e.bar.Show()
	} else {
		e.bar.Hide()
	}
	e.row.Objects = e.Actions
	e.row.Refresh()
}

// fixed gives its one object a size; 0 takes the object's least. Centred puts it in the middle.
type fixed struct {
	size    fyne.Size
	centred bool
}

// MinSize is the fixed size.
func (f *fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := f.size
	for _, o := range objects {
		if size.Width > 0 && !f.centred && o.Size().Width != size.Width {
			o.Resize(fyne.NewSize(size.Width, o.Size().Height))
		}
		least := o.MinSize()
		if size.Width == 0 {
			size.Width = least.Width
		}
		if size.Height == 0 {
			size.Height = least.Height
		}
	}
	return size
}

// Layout places the object.
func (f *fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	least := f.MinSize(objects)
	for _, o := range objects {
		if f.centred {
			place(o, (size.Width-least.Width)/2, (size.Height-least.Height)/2, least.Width, least.Height)
			continue
		}
		width := least.Width
		if f.size.Width == 0 {
			width = size.Width
		}
		place(o, 0, 0, width, size.Height)
	}
}

// NewFixed returns an object whose least size is as given, 0 standing for its own; without a width it takes all there is.
func NewFixed(width, height float32, object fyne.CanvasObject) *fyne.Container {
	return container.New(&fixed{size: fyne.NewSize(width, height)}, object)
}
