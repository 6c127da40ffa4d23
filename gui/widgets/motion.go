package widgets

import (
	"time"

	"fyne.io/fyne/v2"
)

// motion moves a widget for as long as the widget wants it and can be seen. Fyne tells a widget that it is hidden, but not
// that the page or the part around it is; every frame of a widget that nobody sees draws the whole window again. So a motion
// looks whether its widget is in the window, now and then, and rests when it is not. The next refresh of the widget, which
// comes when its page is shown again, starts it anew.
type motion struct {
	owner fyne.CanvasObject
	// lasts is how long one run takes; back lets the next one run backwards.
	lasts time.Duration
	back  bool
	// step is called for every frame with how much of the run is done, from 0 to 1.
	step func(done float32)

	animation *fyne.Animation
	frames    int
}

// motionLook is the number of frames after which a motion looks whether its widget is seen: a quarter of a second.
const motionLook = 15

// want starts the motion or ends it; it does nothing when that is so already.
func (m *motion) want(wanted bool) {
	switch {
	case !wanted:
		m.stop()
	case m.animation == nil:
		m.frames = 0
		m.animation = fyne.NewAnimation(m.lasts, m.frame)
		m.animation.AutoReverse, m.animation.RepeatCount = m.back, fyne.AnimationRepeatForever
		m.animation.Start()
	}
}

func (m *motion) frame(done float32) {
	if m.animation == nil {
		return
	}
	if m.frames++; m.frames%motionLook == 0 && !seen(m.owner) {
		m.stop()
		return
	}
	m.step(done)
}

func (m *motion) stop() {
	if m.animation != nil {
		m.animation.Stop()
		m.animation = nil
	}
}

// seen says whether an object, and all that holds it, is shown in a window.
func seen(o fyne.CanvasObject) bool {
	d := fyne.CurrentApp().Driver()
	// What is in no visible part of a window has no place in it, and nothing that moves stands in the very corner.
	return o.Visible() && d.CanvasForObject(o) != nil && !d.AbsolutePositionForObject(o).IsZero()
}
