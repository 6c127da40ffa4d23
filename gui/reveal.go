package gui

import (
	"net/url"
	"path/filepath"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/widgets"
)

// reveal has the desktop open a folder or a file with the program that it has for it.
func (s *Shell) reveal(path string) {
	if err := s.openURL(&url.URL{Scheme: "file", Path: path}); err != nil {
		s.fail(lang.L("The desktop could not open {{.Path}}", map[string]any{"Path": path}), err)
	}
}

// chooseBase chooses a base, and says so once the plan stands on it.
func (s *Shell) chooseBase(ref string) {
	s.choosing = ref != s.snapshot.Base
	s.session.ChooseBase(ref)
}

// baseChosen says which base the plan stands on now, and offers the way back.
func (s *Shell) baseChosen(before, n *session.Snapshot) {
	if !s.choosing || n.Planning || n.Job != nil || n.Base == s.basedOn(before) {
		return
	}
	s.choosing = false
	if n.Base == "" || n.Problem != nil || n.BaseUnused != "" {
		return
	}
	s.toasts.show(widgets.Neutral, lang.L("The plan stands on {{.Base}}", map[string]any{"Base": n.Base}), lang.L("Rebuild and compare measures what it brings."),
		widgets.NewQuietButton(lang.L("Undo"), s.session.Undo))
}

// basedOn is the base of a snapshot of the same project, empty of another's.
func (s *Shell) basedOn(n *session.Snapshot) string {
	if n.Project == nil || s.snapshot.Project == nil || n.Project.Root != s.snapshot.Project.Root {
		s.choosing = false
	}
	return n.Base
}

// forget takes a folder from those opened before, and offers it back for as long as the message stays.
func (s *Shell) forget(dir string) {
	s.session.Forget(dir)
	undo := widgets.NewQuietButton(lang.L("Undo"), nil)
	away := s.toasts.show(widgets.Neutral, lang.L("{{.Name}} is off the list", map[string]any{"Name": filepath.Base(dir)}),
		lang.L("Its plan and results go too; the folder stays."), undo)
	undo.OnTapped = func() {
		away()
		s.session.Recall(dir)
	}
}

// toggle turns a change on or off where no button takes that back, and offers to in a toast.
func (s *Shell) toggle(id string, on bool) {
	s.session.Toggle(id, on)
	if s.untoggle != nil {
		s.untoggle()
	}
	title := lang.L("A change is off")
	if on {
		title = lang.L("A change is on")
	}
	name := id
	for _, c := range s.snapshot.Changes {
		if c.ID == id {
			name = c.Title
		}
	}
	undo := widgets.NewQuietButton(lang.L("Undo"), nil)
	away := s.toasts.show(widgets.Neutral, title, name, undo)
	undo.OnTapped = func() {
		away()
		s.session.Undo()
	}
	s.untoggle = away
}
