package gui

import (
	"testing"

	"fyne.io/fyne/v2"

	"lightship/engine/dockerfile"
	"lightship/engine/session"
)

func withArgs() *session.Snapshot {
	n := opened()
	n.BuildArgs = []session.BuildArg{
		{BuildArg: dockerfile.BuildArg{Name: "GO_VERSION", Default: "1.22", HasDefault: true}, Declared: true},
		{BuildArg: dockerfile.BuildArg{Name: "COMMIT"}, Declared: true, Value: "abc", Given: true},
		{BuildArg: dockerfile.BuildArg{Name: "HTTP_PROXY"}, Value: "http://proxy:1", Given: true},
	}
	return n
}

func TestTheBuildArgumentsThatAreGivenAreCountedInTheTopBar(t *testing.T) {
	shell, s, _ := started(t)
	s.show(opened())
	if shell.top.args.Visible() {
		t.Error("a Dockerfile without ARG shows build arguments")
	}
	s.show(withArgs())
	if !shell.top.args.Visible() || shell.top.args.Selected != "2 args" {
		t.Errorf("visible %v, %q", shell.top.args.Visible(), shell.top.args.Selected)
	}
}

func TestBuildArgumentsAreTakenFromTheSheet(t *testing.T) {
	shell, s, _ := started(t)
	s.show(withArgs())
	shell.shortcut(fyne.KeyB, fyne.KeyModifierShortcutDefault)
	entry := shell.window.Canvas().Focused().(*pathEntry)
	if entry.Text != "" || entry.PlaceHolder != "1.22" {
		t.Fatalf("the first line has %q over %q", entry.Text, entry.PlaceHolder)
	}
	entry.SetText("1.23")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := s.said[len(s.said)-1]; got != "args COMMIT=abc GO_VERSION=1.23 HTTP_PROXY=http://proxy:1" {
		t.Errorf("said %q", got)
	}
	if shell.sheet.popup != nil {
		t.Error("the sheet stays")
	}
}

func TestAMissingBuildArgumentIsAskedFor(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Problem = &session.Problem{Title: "A build argument is missing", MissingArgs: []string{"VERSION"}}
	missing := session.BuildArg{Declared: true}
	missing.Name = "VERSION"
	n.BuildArgs = []session.BuildArg{missing}
	s.show(n)
	entry, ok := shell.window.Canvas().Focused().(*pathEntry)
	if !ok {
		t.Fatal("it is not asked for")
	}
	entry.SetText("3.20")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := s.said[len(s.said)-1]; got != "args VERSION=3.20" {
		t.Errorf("said %q", got)
	}
}

func TestALineThatIsNoArgumentStaysOnTheSheet(t *testing.T) {
	f := newArgsForm(withArgs().BuildArgs)
	f.others.SetText("A=1\nnonsense\n")
	if _, ok := f.values(); ok || !f.wrong.Visible() {
		t.Error("nonsense was taken")
	}
	f.others.SetText("A=1=2\n\nEMPTY=\n")
	args, ok := f.values()
	if !ok || args["A"] != "1=2" || len(args) != 3 {
		t.Errorf("%v, %v", args, ok)
	}
	if _, empty := args["EMPTY"]; !empty {
		t.Error("an argument that is given as empty is lost")
	}
}
