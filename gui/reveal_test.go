package gui

import (
	"errors"
	"net/url"
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// pressToast presses the button of the last toast.
func (s *Shell) pressToast(t *testing.T) {
	t.Helper()
	list := s.toasts.list.Objects
	if len(list) == 0 {
		t.Fatal("no toast")
	}
	for _, o := range test.LaidOutObjects(list[len(list)-1]) {
		if b, ok := o.(*widgets.Button); ok {
			b.Tapped(nil)
			return
		}
	}
	t.Fatal("the toast has no button")
}

func TestTheDesktopShowsTheFolderOfAProjectAndOfWhatWasSaved(t *testing.T) {
	shell, s, _ := started(t)
	var opens []string
	shell.openURL = func(u *url.URL) error {
		opens = append(opens, u.Path)
		return nil
	}
	s.show(opened())
	for _, item := range shell.top.projects() {
		if item.Label == "Show its folder" || item.Label == "Edit the Dockerfile" {
			item.Action()
		}
	}
	n := opened()
	n.Saved = []session.SavedFile{{Path: "/reports/shop/report.html"}}
	s.show(n)
	shell.pressToast(t)
	if want := []string{"/projects/shop", "/projects/shop/Dockerfile", "/reports/shop"}; !slices.Equal(opens, want) {
		t.Errorf("opened %q, want %q", opens, want)
	}
	shell.openURL = func(*url.URL) error { return errors.New("no desktop") }
	shell.reveal("/projects/shop")
	if got := len(shell.toasts.list.Objects); got != 2 {
		t.Errorf("%d toasts: that it did not work is not said", got)
	}
}

func TestAChosenBaseIsSaidWithTheWayBack(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Base = "alpine:3.20"
	s.show(n)
	shell.chooseBase("debian:trixie-slim")
	planning := *n
	planning.Planning, planning.CanUndo = true, true
	s.show(&planning)
	if got := len(shell.toasts.list.Objects); got != 0 {
		t.Fatalf("%d toasts before the plan stands on it", got)
	}
	next := *n
	next.Base, next.CanUndo = "debian:trixie-slim", true
	s.show(&next)
	shell.pressToast(t)
	if !slices.Equal(s.said, []string{"base debian:trixie-slim", "undo"}) {
		t.Errorf("said %q", s.said)
	}
}

func TestAChangeThatIsTurnedOnOverviewCanBeTakenBackInItsToast(t *testing.T) {
	shell, script, _ := started(t)
	n := *opened()
	n.Changes = []session.Switch{{Change: rewrite.Change{ID: "go-split", Title: "Build in one stage, ship from another"}, On: true}}
	script.show(&n)
	shell.toggle("go-split", false)
	shell.toggle("go-split", true)
	if got := len(shell.toasts.list.Objects); got != 1 {
		t.Fatalf("%d toasts say what was turned, want the last one", got)
	}
	said := script.said
	shell.pressToast(t)
	if got := script.said[len(said):]; len(got) != 1 || got[0] != "undo" || len(shell.toasts.list.Objects) != 0 {
		t.Errorf("said %q, %d toasts are left", got, len(shell.toasts.list.Objects))
	}
}

func TestAProjectThatWasTakenFromTheListCanBeHadBackInItsToast(t *testing.T) {
	shell, script, _ := started(t)
	shell.forget("/projects/shop")
	shell.pressToast(t)
	if !slices.Equal(script.said, []string{"forget /projects/shop", "recall /projects/shop"}) || len(shell.toasts.list.Objects) != 0 {
		t.Errorf("said %q, %d toasts are left", script.said, len(shell.toasts.list.Objects))
	}
}
