package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

const (
	toggleWidth  float32 = 32
	toggleHeight float32 = 20
	toggleInset  float32 = 2
	toggleTime           = 150 * time.Millisecond
)

// Toggle is a switch that is on or off.
type Toggle struct {
	Pressable

	On bool
	// OnChanged is called when the user turned it on or off.
	OnChanged func(on bool)

	// knob is where the knob is, from 0 (off) to 1 (on).
	knob float32
	move *fyne.Animation
}

// NewToggle returns a switch that is off.
func NewToggle(changed func(on bool)) *Toggle {
	t := &Toggle{OnChanged: changed}
	t.OnPress = t.turn
	t.ExtendBaseWidget(t)
	return t
}

// Set turns the switch on or off without calling OnChanged; with disabled it can't be pressed.
func (t *Toggle) Set(on, disabled bool) {
	if t.On == on && t.Off == disabled {
		return
	}
	t.On, t.Off = on, disabled
	t.stop()
	t.knob = knobAt(on)
	t.Refresh()
}

// turn is what pressing it does.
func (t *Toggle) turn() {
	t.On = !t.On
	t.slide()
	if t.OnChanged != nil {
		t.OnChanged(t.On)
	}
}

func (t *Toggle) stop() {
	if t.move != nil {
		t.move.Stop()
		t.move = nil
	}
}

// slide moves the knob to where it belongs, at once when the user wants no motion.
func (t *Toggle) slide() {
	t.stop()
	to := knobAt(t.On)
	if !fyne.CurrentApp().Settings().ShowAnimations() {
		t.knob = to
		t.Refresh()
		return
	}
	from := t.knob
	t.move = fyne.NewAnimation(toggleTime, func(done float32) {
		t.knob = from + (to-from)*done
		t.Refresh()
	})
	t.move.Curve = fyne.AnimationEaseOut
	t.move.Start()
}

func knobAt(on bool) float32 {
	if on {
		return 1
	}
	return 0
}

// CreateRenderer draws the switch.
func (t *Toggle) CreateRenderer() fyne.WidgetRenderer {
	t.knob = knobAt(t.On)
	r := &toggleRenderer{toggle: t, track: canvas.NewRectangle(nil), knob: canvas.NewCircle(nil)}
	r.track.CornerRadius = toggleHeight / 2
	r.objects = []fyne.CanvasObject{r.track, r.knob}
	r.apply()
	return r
}

type toggleRenderer struct {
	parts
	toggle *Toggle
	track  *canvas.Rectangle
	knob   *canvas.Circle
}

func (r *toggleRenderer) MinSize() fyne.Size { return fyne.NewSize(toggleWidth, toggleHeight) }

func (r *toggleRenderer) Layout(size fyne.Size) {
	top := (size.Height - toggleHeight) / 2
	place(r.track, 0, top, toggleWidth, toggleHeight)
	side := toggleHeight - 2*toggleInset
	place(r.knob, toggleInset+r.toggle.knob*(toggleWidth-toggleHeight), top+toggleInset, side, side)
}

func (r *toggleRenderer) Refresh() {
	r.apply()
	r.Layout(r.toggle.Size())
	canvas.Refresh(r.toggle)
}

func (r *toggleRenderer) apply() {
	t := r.toggle
	fill := theme.Edge
	if t.Off {
		fill = theme.Track
	}
	if t.On {
		fill = theme.Primary
		if t.Off {
			fill = theme.PrimarySoft
		}
	}
	r.track.FillColor = theme.Color(fill)
	r.track.StrokeWidth = 0
	if t.focused {
		r.track.StrokeColor, r.track.StrokeWidth = theme.Color(theme.Text), 1.5
	}
	r.knob.FillColor = theme.Color(theme.Knob)
}
