package gui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// command is a key that works on every page.
type command struct {
	key      fyne.KeyName
	modifier fyne.KeyModifier
	keys     string
	does     string
	run      func()
}

// commands are the window's keys, in the order of the Keys sheet.
func (s *Shell) commands() []command {
	ctrl, shift := fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	return []command{
		{fyne.KeyO, ctrl, "Ctrl+O", lang.L("Open a folder or a Dockerfile"), s.askOpen},
		{fyne.KeyR, ctrl, "Ctrl+R", lang.L("Rebuild and compare"), s.rebuild},
		{fyne.KeyS, ctrl, "Ctrl+S", lang.L("Save the Dockerfile"), s.askSave},
		{fyne.KeyS, ctrl | shift, "Ctrl+Shift+S", lang.L("Save as a patch"), s.askPatch},
		{fyne.KeyE, ctrl, "Ctrl+E", lang.L("Export the report"), s.askExport},
		{fyne.KeyL, ctrl, "Ctrl+L", lang.L("Choose the link"), s.askLink},
		{fyne.KeyB, ctrl, "Ctrl+B", lang.L("Give build arguments"), s.askBuildArgs},
		{fyne.KeyF, ctrl, "Ctrl+F", lang.L("Find: a base, or a text in the log"), s.find},
		{fyne.KeyT, ctrl, "Ctrl+T", lang.L("Light, dark, or as the system"), s.nextTheme},
	}
}

// listen gives the window its keys and takes what is dropped on it.
func (s *Shell) listen() {
	c := s.window.Canvas()
	s.shortcuts.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { s.session.Undo() })
	s.shortcuts.AddShortcut(&fyne.ShortcutRedo{}, func(fyne.Shortcut) { s.session.Redo() })
	keys := []fyne.Shortcut{&fyne.ShortcutUndo{}, &fyne.ShortcutRedo{}}
	custom := func(key fyne.KeyName, modifier fyne.KeyModifier, run func()) {
		shortcut := &desktop.CustomShortcut{KeyName: key, Modifier: modifier}
		s.shortcuts.AddShortcut(shortcut, func(fyne.Shortcut) { run() })
		keys = append(keys, shortcut)
	}
	for _, k := range s.commands() {
		custom(k.key, k.modifier, k.run)
	}
	for i := 1; i <= len(s.slots); i++ {
		custom(fyne.KeyName(fmt.Sprint(i)), fyne.KeyModifierShortcutDefault, func() { s.showNumber(i) })
	}
	for _, k := range keys {
		c.AddShortcut(k, s.typedShortcut)
	}
	c.SetOnTypedKey(s.typedKey)
	c.SetOnTypedRune(s.typedRune)
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(func(e *fyne.KeyEvent) {
			switch e.Name {
			case fyne.KeyEscape:
				s.escape()
			case fyne.KeyF1:
				s.showKeys()
			}
		})
	}
	s.window.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { s.dropped(uris) })
}

// dropped opens what was dropped on the window. What can't be one project is refused, and replaces nothing.
func (s *Shell) dropped(uris []fyne.URI) {
	switch {
	case len(uris) == 0:
	case len(uris) > 1:
		s.toasts.show(widgets.Neutral, lang.L("One project is open at a time"), lang.L("Drop one folder, or one Dockerfile."))
	case uris[0].Scheme() != "file":
		s.toasts.show(widgets.Neutral, lang.L("Only what is on this computer can be opened"), lang.L("Fetch it first, then drop its folder or its Dockerfile."))
	default:
		s.sheet.close()
		s.Open(uris[0].Path())
	}
}

// typedShortcut runs a command's shortcut; while a sheet is open there are no commands.
func (s *Shell) typedShortcut(k fyne.Shortcut) {
	if s.sheet.popup == nil {
		s.shortcuts.TypedShortcut(k)
	}
}

// escape takes away what is in the way, the uppermost first: the sheet, what the page has open, the keyboard of a field, the running job,
// the problem.
func (s *Shell) escape() {
	switch {
	case s.sheet.close():
	case s.closeOnPage():
	case s.leaveField():
	case s.snapshot.Job != nil:
		s.cancel()
	case s.snapshot.Problem != nil:
		s.session.DismissProblem()
	}
}

// leaveField takes the keyboard from a field, so that Escape there cancels no build; it says whether one had it.
func (s *Shell) leaveField() bool {
	c := s.window.Canvas()
	if _, field := c.Focused().(*widgets.Entry); !field {
		return false
	}
	c.Unfocus()
	return true
}

// closeOnPage closes what a page has open over itself; it says whether there was something.
func (s *Shell) closeOnPage() bool {
	p, ok := s.page().(interface{ Escape() bool })
	return ok && p.Escape()
}

func (s *Shell) typedKey(e *fyne.KeyEvent) {
	if s.sheet.popup != nil {
		if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
			s.sheet.close()
		}
		return
	}
	if p, ok := s.page().(keyed); ok {
		p.TypedKey(e)
	}
}

func (s *Shell) typedRune(r rune) {
	switch {
	case s.sheet.popup != nil:
		return
	case r == '?':
		s.showKeys()
		return
	}
	if p, ok := s.page().(runed); ok {
		p.TypedRune(r)
	}
}

// find puts the keyboard in the field of the page that looks for something, if it has one.
func (s *Shell) find() {
	if p, ok := s.page().(interface{ Find() }); ok {
		p.Find()
	}
}

// showKeys lists every key.
func (s *Shell) showKeys() {
	list := widgets.NewColumn(6)
	add := func(keys, does string) {
		k := widgets.NewText(keys)
		k.Mono, k.TextSize = true, theme.SmallSize
		what := widgets.NewMuted(does)
		what.Shrink = true
		list.Add(widgets.NewColumns(theme.Gap, []float32{1, 2}, k, what))
	}
	for _, k := range s.commands() {
		add(k.keys, k.does)
	}
	add(fmt.Sprintf("Ctrl+1 … Ctrl+%d", len(s.slots)), lang.L("Go to a page, in the order of the rail"))
	add("Ctrl+Z, Ctrl+Y", lang.L("Undo and redo a change of the plan"))
	add("Esc", lang.L("Close a sheet, cancel what runs, hide a message"))
	add("+  −  0  1", lang.L("Stages: zoom in, zoom out, fit, 100 %"))
	add("← → ↑ ↓, Tab", lang.L("Stages: go from card to card; with Shift the arrows move the picture"))
	add("Enter", lang.L("Stages: go close to the chosen card"))
	add("B, A", lang.L("Stages: before, after"))
	add("E, M", lang.L("Stages: export the graph; motion on or off"))
	add("↑ ↓, Space", lang.L("Changes: choose a change, turn it on or off"))
	add("U, S, W", lang.L("Changes: unified, side by side, why"))
	add("N, P, F, C", lang.L("Changes: next and previous block, fold, copy"))
	add("← → ↑ ↓", lang.L("Build: go along a lane of steps, and to the next lane"))
	add("F1, ?", lang.L("This list"))
	done := widgets.NewPrimaryButton(lang.L("Close"), func() { s.sheet.close() })
	// Nothing has the focus, so that Escape and Enter come to the window.
	scroll := container.NewVScroll(list)
	s.sheet.show(lang.L("Keys"), s.sheet.fit(fyne.NewSize(0, list.MinSize().Height), 0, scroll), nil, done)
}
