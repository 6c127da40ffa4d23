package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

const (
	pickerPadding float32 = 11
	pickerArrow   float32 = 20
	pickerMark    float32 = 12
	pickerGap     float32 = 6
	pickerWidest  float32 = 220
)

// Picker is a button that shows a choice and opens a menu of the others.
type Picker struct {
	Pressable

	// Caption is written in muted text before the choice; empty for none.
	Caption string
	// Selected is the chosen option's text as shown.
	Selected string
	// Options are what the menu offers.
	Options []string
	// Bold writes the choice in bold; Flat leaves border and ground off.
	Bold, Flat bool
	// OnChanged is called with the option that the user chose, the one that was chosen already too.
	OnChanged func(option string)
	// Items, when not nil, makes the menu in place of Options.
	Items func() []*fyne.MenuItem
	// Opens, when not nil, is called in place of opening a menu.
	Opens func()
}

// NewPicker returns a picker without a choice.
func NewPicker(caption string, options []string, changed func(option string)) *Picker {
	p := &Picker{Caption: caption, Options: options, OnChanged: changed}
	p.OnPress = p.open
	p.ExtendBaseWidget(p)
	return p
}

// Set shows another choice and other options; it does nothing when they are the same.
func (p *Picker) Set(selected string, options []string) {
	p.Options = options
	if p.Selected == selected {
		return
	}
	p.Selected = selected
	p.Refresh()
}

// open opens the menu.
func (p *Picker) open() {
	if p.Opens != nil {
		p.Opens()
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	items := p.MenuItems()
	if c == nil || len(items) == 0 {
		return
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtRelativePosition(fyne.NewPos(0, p.Size().Height+4), p)
	menu.Resize(fyne.NewSize(max(menu.MinSize().Width, p.Size().Width), menu.MinSize().Height))
}

// MenuItems are the entries of the picker's menu.
func (p *Picker) MenuItems() []*fyne.MenuItem {
	if p.Items != nil {
		return p.Items()
	}
	var items []*fyne.MenuItem
	for _, option := range p.Options {
		item := fyne.NewMenuItem(option, func() {
			if p.OnChanged != nil {
				p.OnChanged(option)
			}
		})
		item.Checked = option == p.Selected
		items = append(items, item)
	}
	return items
}

// TypedKey opens the menu on Space, Enter and Down.
func (p *Picker) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown {
		p.Tapped(nil)
		return
	}
	p.Pressable.TypedKey(e)
}

// chevronDown is the mark of what opens, on a grid of 24 by 24.
const chevronDown = "M6 9.5l6 6 6-6"

// CreateRenderer draws the picker.
func (p *Picker) CreateRenderer() fyne.WidgetRenderer {
	r := &pickerRenderer{
		picker:  p,
		ground:  canvas.NewRectangle(color.Transparent),
		caption: newText(theme.BodySize, false),
		choice:  newText(theme.BodySize, false),
		arrow:   NewGlyph(chevronDown, pickerMark, theme.Muted),
	}
	r.ground.CornerRadius = theme.ControlRadius
	r.objects = []fyne.CanvasObject{r.ground, r.caption, r.choice, r.arrow}
	r.apply()
	return r
}

type pickerRenderer struct {
	parts
	picker          *Picker
	ground          *canvas.Rectangle
	caption, choice *canvas.Text
	arrow           *Glyph
}

func (r *pickerRenderer) captionWidth() float32 {
	if r.picker.Caption == "" {
		return 0
	}
	return textWidth(r.picker.Caption, r.caption.TextSize, r.caption.TextStyle) + pickerGap
}

func (r *pickerRenderer) padding() float32 {
	if r.picker.Flat {
		return 0
	}
	return pickerPadding
}

func (r *pickerRenderer) MinSize() fyne.Size {
	choice := min(textWidth(r.picker.Selected, r.choice.TextSize, r.choice.TextStyle), pickerWidest)
	return fyne.NewSize(2*r.padding()+r.captionWidth()+choice+pickerArrow, theme.ControlHeight)
}

func (r *pickerRenderer) Layout(size fyne.Size) {
	top := (size.Height - theme.ControlHeight) / 2
	place(r.ground, 0, top, size.Width, theme.ControlHeight)
	x := r.padding()
	placeLine(r.caption, x, top, r.captionWidth(), theme.ControlHeight)
	x += r.captionWidth()
	width := size.Width - x - r.padding() - pickerArrow
	shown, cut := fit(r.picker.Selected, width, r.choice.TextSize, r.choice.TextStyle)
	r.choice.Text = shown
	if cut && r.picker.ToolTip() == "" {
		r.picker.SetToolTip(r.picker.Selected)
	}
	placeLine(r.choice, x, top, width, theme.ControlHeight)
	place(r.arrow, size.Width-r.padding()-pickerMark, top+(theme.ControlHeight-pickerMark)/2, pickerMark, pickerMark)
}

func (r *pickerRenderer) Refresh() {
	r.apply()
	r.Layout(r.picker.Size())
	canvas.Refresh(r.picker)
}

func (r *pickerRenderer) apply() {
	p := r.picker
	fill, ink, border := theme.Ground, theme.Text, theme.Line
	if p.hovered && !p.Off {
		fill = theme.Hover
	}
	if p.focused {
		border = theme.Primary
	}
	if p.Off || p.Flat {
		ink = theme.Muted
	}
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(fill), theme.Color(border), 1
	r.ground.Hidden = p.Flat && !p.focused
	if p.Flat {
		r.caption.TextSize, r.choice.TextSize = theme.SmallSize, theme.SmallSize
	}
	r.caption.Text, r.caption.Color = p.Caption, theme.Color(theme.Muted)
	r.choice.Text, r.choice.Color = p.Selected, theme.Color(ink)
	r.choice.TextStyle.Bold = p.Bold
	r.arrow.SetColor(theme.Muted)
}
