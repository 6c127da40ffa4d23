package gui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"lightship/gui/bridge"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// Toasts stay this long, and are this wide.
const (
	toastTime          = 6 * time.Second
	toastWidth float32 = 360
)

// toasts are short messages at the bottom right that go by themselves.
type toasts struct {
	list     *fyne.Container
	content  fyne.CanvasObject
	dispatch bridge.Dispatch
	after    func(time.Duration, func()) *time.Timer
	// moved is called when there are more or fewer.
	moved func()
}

func newToasts(dispatch bridge.Dispatch, moved func()) *toasts {
	t := &toasts{list: widgets.NewColumn(8), dispatch: dispatch, after: time.AfterFunc, moved: moved}
	t.content = container.NewHBox(layout.NewSpacer(), t.list)
	return t
}

// show adds a message of a title and a line, with buttons for what may come next; what it returns takes the message away.
func (t *toasts) show(tone widgets.Tone, title, detail string, acts ...*widgets.Button) (away func()) {
	room := widgets.NewGround(theme.Panel)
	room.Least = fyne.NewSize(toastWidth, 0)
	head := widgets.NewHeading(title)
	head.Color, head.Shrink = toneColor(tone), true
	body := widgets.NewMuted(detail)
	body.TextSize, body.Shrink = theme.SmallSize, true
	said := widgets.NewColumn(2, head, body)
	if len(acts) > 0 {
		row := widgets.NewRow(8)
		for _, a := range acts {
			row.Add(a)
		}
		said = widgets.NewColumns(8, []float32{1, 0}, said, container.NewCenter(row))
	}
	card := widgets.NewCard(container.NewStack(room, said))
	card.Padding, card.Raised = 12, true
	t.list.Add(card)
	t.moved()
	away = func() {
		t.list.Remove(card)
		t.moved()
	}
	t.after(toastTime, func() { t.dispatch(away) })
	return away
}

func toneColor(tone widgets.Tone) fyne.ThemeColorName {
	switch tone {
	case widgets.Good:
		return theme.Good
	case widgets.Bad:
		return theme.Bad
	}
	return theme.Text
}
