package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// Seal is a verdict on a soft ground that leads to what it rests on: a pill that can be pressed.
type Seal struct {
	Pressable

	// Icon is SVG path data on a grid of 24 by 24.
	Icon, Text string
	Tone       Tone
}

// NewSeal returns a seal that says nothing yet.
func NewSeal(pressed func()) *Seal {
	b := &Seal{}
	b.OnPress = pressed
	b.ExtendBaseWidget(b)
	return b
}

// Set shows another verdict; it does nothing when it is the same.
func (b *Seal) Set(icon, text string, tone Tone) {
	if b.Icon == icon && b.Text == text && b.Tone == tone {
		return
	}
	b.Icon, b.Text, b.Tone = icon, text, tone
	b.Refresh()
}

// Shown is the text; tests read it.
func (b *Seal) Shown() string { return b.Text }

// sealRing is the room around a seal for the ring of the keyboard.
const sealRing float32 = 3

// CreateRenderer draws the seal.
func (b *Seal) CreateRenderer() fyne.WidgetRenderer {
	r := &sealRenderer{seal: b, shape: newPillShape(), ring: canvas.NewRectangle(nil)}
	r.shape.withIcon()
	r.ring.CornerRadius = pillHeight/2 + sealRing
	r.objects = append([]fyne.CanvasObject{r.ring}, r.shape.objects()...)
	r.apply()
	return r
}

type sealRenderer struct {
	parts
	seal  *Seal
	shape *pillShape
	ring  *canvas.Rectangle
}

func (r *sealRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.shape.width()+2*sealRing, pillHeight+2*sealRing)
}

func (r *sealRenderer) Layout(size fyne.Size) {
	top := (size.Height - pillHeight) / 2
	r.shape.layOut(sealRing, top, size.Width-2*sealRing)
	place(r.ring, 0, top-sealRing, size.Width, pillHeight+2*sealRing)
}

func (r *sealRenderer) Refresh() {
	r.apply()
	r.Layout(r.seal.Size())
	canvas.Refresh(r.seal)
}

func (r *sealRenderer) apply() {
	b := r.seal
	r.shape.set(b.Text, b.Tone)
	r.shape.draw(b.Icon, b.Tone)
	r.ring.StrokeWidth = 0
	switch {
	case b.focused:
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.Primary), 2
	case b.hovered:
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(b.Tone.ink()), 1
	}
}
