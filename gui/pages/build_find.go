package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/gui/widgets"
)

// logFind looks for a text in a log.
type logFind struct {
	view       *widgets.LogView
	field      *widgets.Entry
	says       *widgets.Text
	back, next *widgets.Button
	content    *fyne.Container
}

// findWidth is the width of the field.
const findWidth float32 = 152

func newLogFind(view *widgets.LogView) *logFind {
	f := &logFind{view: view, field: widgets.NewEntry(), says: widgets.NewCaption("")}
	f.field.SetPlaceHolder(lang.L("Find in the log"))
	f.field.OnChanged = func(text string) {
		view.Find(text)
		f.say()
	}
	f.field.OnSubmitted = func(string) { f.step(1) }
	f.back = toolButton("‹", lang.L("The place before"), func() { f.step(-1) })
	f.next = toolButton("›", lang.L("The next place (Enter)"), func() { f.step(1) })
	f.content = widgets.NewRow(4, container.NewGridWrap(fyne.NewSize(findWidth, f.field.MinSize().Height), f.field), f.says, f.back, f.next)
	f.say()
	return f
}

func (f *logFind) step(by int) {
	f.view.FindNext(by)
	f.say()
}

// say says which place is shown, of how many.
func (f *logFind) say() {
	current, count := f.view.Found()
	words := ""
	switch {
	case count > 0:
		words = lang.L("{{.Current}} of {{.Count}}", map[string]any{"Current": current, "Count": count})
	case f.field.Text != "":
		words = lang.L("not found")
	}
	changed := words != f.says.Text
	f.says.SetText(words)
	for _, o := range []fyne.CanvasObject{f.back, f.next} {
		changed = changed || o.Visible() != (count > 0)
		setVisible(o, count > 0)
	}
	setVisible(f.says, words != "")
	if changed {
		f.content.Refresh()
	}
}

func (f *logFind) focus() { focusOn(f.field) }

// clear ends looking; it says whether something was looked for.
func (f *logFind) clear() bool {
	if f.field.Text == "" {
		return false
	}
	f.field.SetText("")
	return true
}

// focusOn gives something the keyboard, where it is in a window.
func focusOn(o interface {
	fyne.CanvasObject
	fyne.Focusable
},
) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		c.Focus(o)
	}
}
