package widgets

import "fyne.io/fyne/v2"

func (l *Lanes) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
}

// FocusGained marks the selected step more strongly.
func (l *Lanes) FocusGained() { l.focused = true; l.redraw() }

// FocusLost ends what FocusGained began.
func (l *Lanes) FocusLost() { l.focused = false; l.redraw() }

// KeyDown leaves Escape and F1 to the window.
func (l *Lanes) KeyDown(e *fyne.KeyEvent) { leaveKey(l, e) }

// KeyUp does nothing.
func (l *Lanes) KeyUp(*fyne.KeyEvent) {}

// TypedRune leaves characters to the window.
func (l *Lanes) TypedRune(r rune) { leaveRune(l, r) }

// TypedKey goes along a lane with the arrows to the left and right, and from lane to lane with those up and down.
func (l *Lanes) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		l.along(-1)
	case fyne.KeyRight:
		l.along(1)
	case fyne.KeyUp:
		l.across(-1)
	case fyne.KeyDown:
		l.across(1)
	}
}

// steps are those of a line.
func (l *Lanes) steps(line int) []LaneStep {
	at := l.lines[line]
	return l.groups[at.group].Lanes[at.lane].Steps
}

// along chooses the step that is next in its lane, behind the last the first of the next lane that has one.
func (l *Lanes) along(by int) {
	line, step := l.find(l.selected)
	if line < 0 {
		l.across(by)
		return
	}
	if to := step + by; to >= 0 && to < len(l.steps(line)) {
		l.choose(l.steps(line)[to].ID)
		return
	}
	for line += by; line >= 0 && line < len(l.lines); line += by {
		if steps := l.steps(line); len(steps) > 0 {
			l.choose(steps[min(max(-by, 0)*len(steps), len(steps)-1)].ID)
			return
		}
	}
}

// across chooses, in the next lane that has one, the step that is nearest in time.
func (l *Lanes) across(by int) {
	line, step := l.find(l.selected)
	var from LaneStep
	if line >= 0 {
		from = l.steps(line)[step]
	} else if by < 0 {
		line = len(l.lines)
	}
	for line += by; line >= 0 && line < len(l.lines); line += by {
		steps := l.steps(line)
		if len(steps) == 0 {
			continue
		}
		best := steps[0]
		for _, s := range steps {
			if (s.Start - from.Start).Abs() < (best.Start - from.Start).Abs() {
				best = s
			}
		}
		l.choose(best.ID)
		return
	}
}
