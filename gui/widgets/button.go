package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/gui/theme"
)

// ButtonKind is how much a button asks to be pressed.
type ButtonKind int

// The kinds of buttons.
const (
	// Secondary is an outlined button, Primary the filled one of which a page has at most one, Danger ends or removes
	// something, Quiet and Jump look like a link (Jump like one that leads on), Plain is outlined with text in the text's
	// colour, Soft is the main act of a part of a page.
	Secondary ButtonKind = iota
	Primary
	Danger
	Quiet
	Plain
	Soft
	Jump
)

// Button is a thing to press, by mouse, Space or Enter.
type Button struct {
	Pressable

	Label string
	// Icon is drawn before the label in the label's colour; nil for none.
	Icon     fyne.Resource
	Kind     ButtonKind
	Disabled bool
	// Height is its height, 0 for that of all controls.
	Height float32
	// OnTapped is called when an enabled button is pressed.
	OnTapped func()
	// OnEscape is called for the Escape key while the button has the keyboard; nil for nothing.
	OnEscape func()
}

// NewButton returns a secondary button.
func NewButton(label string, tapped func()) *Button { return newButton(label, Secondary, tapped) }

// NewPrimaryButton returns the one button of a page that stands out.
func NewPrimaryButton(label string, tapped func()) *Button { return newButton(label, Primary, tapped) }

// NewDangerButton returns a button that ends or removes something.
func NewDangerButton(label string, tapped func()) *Button { return newButton(label, Danger, tapped) }

// NewSoftButton returns the main act of a part of a page.
func NewSoftButton(label string, tapped func()) *Button { return newButton(label, Soft, tapped) }

// NewJumpButton returns a button that looks like a link and leads to another page.
func NewJumpButton(label string, tapped func()) *Button { return newButton(label, Jump, tapped) }

// NewQuietButton returns a button without a border.
func NewQuietButton(label string, tapped func()) *Button { return newButton(label, Quiet, tapped) }

func newButton(label string, kind ButtonKind, tapped func()) *Button {
	b := &Button{Label: label, Kind: kind, OnTapped: tapped}
	b.OnPress = b.press
	b.ExtendBaseWidget(b)
	return b
}

// SetLabel shows another label; it does nothing when it is the same.
func (b *Button) SetLabel(label string) {
	if b.Label == label {
		return
	}
	b.Label = label
	b.Refresh()
}

// SetDisabled turns the button off or on, with a tooltip that says why it is off.
func (b *Button) SetDisabled(disabled bool, why string) {
	b.SetToolTip(why)
	if b.Disabled == disabled {
		return
	}
	b.Disabled = disabled
	b.Refresh()
}

// Cursor is a hand over an enabled button.
func (b *Button) Cursor() desktop.Cursor {
	if b.Disabled {
		return desktop.DefaultCursor
	}
	return b.Pressable.Cursor()
}

func (b *Button) press() {
	if !b.Disabled && b.OnTapped != nil {
		b.OnTapped()
	}
}

// TypedKey presses the button on Space and Enter, and tells of Escape.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && b.OnEscape != nil {
		b.OnEscape()
	}
	b.Pressable.TypedKey(e)
}

// CreateRenderer draws the button.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		button: b,
		ground: canvas.NewRectangle(color.Transparent),
		label:  newText(theme.BodySize, true),
		icon:   canvas.NewImageFromResource(nil),
	}
	r.ground.CornerRadius = theme.ControlRadius
	r.label.Alignment = fyne.TextAlignCenter
	r.objects = []fyne.CanvasObject{r.ground, r.icon, r.label}
	r.apply()
	return r
}

type buttonRenderer struct {
	parts
	button *Button
	ground *canvas.Rectangle
	label  *canvas.Text
	icon   *canvas.Image
}

const (
	buttonPadding float32 = 14
	quietPadding  float32 = 6
	buttonIcon    float32 = 16
	buttonGap     float32 = 6
)

func (r *buttonRenderer) padding() float32 {
	if r.button.Kind == Quiet || r.button.Kind == Jump {
		return quietPadding
	}
	if r.button.Label == "" {
		return (theme.ControlHeight - buttonIcon) / 2
	}
	return buttonPadding
}

func (r *buttonRenderer) iconWidth() float32 {
	switch {
	case r.button.Icon == nil:
		return 0
	case r.button.Label == "":
		return buttonIcon
	}
	return buttonIcon + buttonGap
}

func (r *buttonRenderer) height() float32 { return max(r.button.Height, theme.ControlHeight) }

func (r *buttonRenderer) MinSize() fyne.Size {
	width := 2*r.padding() + r.iconWidth()
	if r.button.Label != "" {
		width += textWidth(r.button.Label, theme.BodySize, r.label.TextStyle)
	}
	return fyne.NewSize(width, r.height())
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	height := min(size.Height, r.height())
	top := (size.Height - height) / 2
	place(r.ground, 0, top, size.Width, height)
	shown, _ := fit(r.button.Label, size.Width-2*r.padding()-r.iconWidth(), theme.BodySize, r.label.TextStyle)
	r.label.Text = shown
	content := r.iconWidth() + textWidth(shown, theme.BodySize, r.label.TextStyle)
	if shown == "" {
		content = r.iconWidth()
	}
	x := (size.Width - content) / 2
	place(r.icon, x, top+(height-buttonIcon)/2, buttonIcon, buttonIcon)
	placeLine(r.label, x+r.iconWidth(), top, content-r.iconWidth(), height)
}

func (r *buttonRenderer) Refresh() {
	r.apply()
	r.Layout(r.button.Size())
	canvas.Refresh(r.button)
}

func (r *buttonRenderer) apply() {
	b := r.button
	fill, ink, border := b.colors()
	r.ground.FillColor = color.Transparent
	if fill != "" {
		r.ground.FillColor = theme.Color(fill)
	}
	r.ground.StrokeWidth = 0
	if border != "" {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(border), 1
	}
	if b.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Primary), 2
		if b.Kind == Primary {
			r.ground.StrokeColor = theme.Color(theme.Text)
		}
	}
	r.label.TextStyle.Bold = b.Kind != Quiet
	r.label.Text = b.Label
	r.label.Color = theme.Color(ink)
	r.icon.Resource = nil
	r.icon.Hidden = b.Icon == nil
	if b.Icon != nil {
		r.icon.Resource = fynetheme.NewColoredResource(b.Icon, ink)
	}
}

// inks are a button's colours: of its ground, its text and its border, empty for none.
type inks struct{ fill, ink, border fyne.ThemeColorName }

// looks are the colours of a kind of button at rest, under the pointer and when it is off.
func (k ButtonKind) looks() (rest, hovered, off inks) {
	outlined := func(ink fyne.ThemeColorName) (rest, hovered, off inks) {
		return inks{theme.Panel, ink, theme.Line}, inks{theme.Hover, ink, theme.Line}, inks{theme.Panel, theme.Muted, theme.Line}
	}
	switch k {
	case Primary:
		return inks{theme.Primary, theme.OnPrimary, ""}, inks{theme.PrimaryHover, theme.OnPrimary, ""}, inks{theme.Track, theme.Muted, ""}
	case Quiet:
		return inks{"", theme.Muted, ""}, inks{theme.Hover, theme.Primary, ""}, inks{"", theme.Muted, ""}
	case Jump:
		return inks{"", theme.Primary, ""}, inks{theme.Hover, theme.Primary, ""}, inks{"", theme.Muted, ""}
	case Soft:
		return inks{theme.PrimarySoft, theme.Primary, ""}, inks{theme.PrimarySoft, theme.Primary, theme.Primary}, inks{theme.Hover, theme.Muted, ""}
	case Danger:
		return outlined(theme.Bad)
	case Plain:
		return outlined(theme.Text)
	}
	return outlined(theme.Primary)
}

// colors are the names of the button's ground, text and border; empty for none.
func (b *Button) colors() (fill, ink, border fyne.ThemeColorName) {
	rest, hovered, off := b.Kind.looks()
	now := rest
	switch {
	case b.Disabled:
		now = off
	case b.hovered:
		now = hovered
	}
	return now.fill, now.ink, now.border
}
