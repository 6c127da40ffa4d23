package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

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
	ttwidget.ToolTipWidget

	On       bool
	Disabled bool
	// OnChanged is called when the user turned it on or off.
	OnChanged func(on bool)

	focused bool
	// knob is where the knob is, from 0 (off) to 1 (on).
	knob float32
	move *fyne.Animation
}

// NewToggle returns a switch that is off.
func NewToggle(changed func(on bool)) *Toggle {
	t := &Toggle{OnChanged: changed}
	t.ExtendBaseWidget(t)
	return t
}

// Set turns the switch on or off without calling OnChanged.
func (t *Toggle) Set(on, disabled bool) {
	if t.On == on && t.Disabled == disabled {
		return
	}
	t.On, t.Disabled = on, disabled
	t.stop()
	t.knob = knobAt(on)
	t.Refresh()
}

// Tapped turns the switch.
func (t *Toggle) Tapped(*fyne.PointEvent) {
	if t.Disabled {
		return
	}
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

// Cursor is a hand over an enabled switch.
func (t *Toggle) Cursor() desktop.Cursor {
	if t.Disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained draws the focus ring.
func (t *Toggle) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost removes it.
func (t *Toggle) FocusLost() { t.focused = false; t.Refresh() }

// KeyDown leaves Escape and F1 to the window.
func (t *Toggle) KeyDown(e *fyne.KeyEvent) { leaveKey(t, e) }

// KeyUp does nothing.
func (t *Toggle) KeyUp(*fyne.KeyEvent) {}

// TypedRune does nothing.
func (t *Toggle) TypedRune(rune) {}

// TypedKey turns the switch on Space and Enter.
func (t *Toggle) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		t.Tapped(nil)
	}
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
	if t.Disabled {
		fill = theme.Track
	}
	if t.On {
		fill = theme.Primary
		if t.Disabled {
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
