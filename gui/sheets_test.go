package gui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/engine/compare"
	"lightship/engine/project"
	"lightship/engine/rewrite"
	"lightship/engine/session"
)

// said is the text of a sheet: of its paragraphs, line by line.
func said(t *testing.T, s *Shell) string {
	t.Helper()
	if s.sheet.popup == nil {
		t.Fatal("no sheet is open")
	}
	var words []string
	for _, o := range test.LaidOutObjects(s.sheet.popup) {
		if text, ok := o.(interface{ Shown() string }); ok && o.Visible() {
			words = append(words, text.Shown())
		}
	}
	return strings.Join(words, "\n")
}

func TestSaveSaysAllTheFilesThatItWrites(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	s.show(n)
	shell.askSave()
	if got := said(t, shell); !strings.Contains(got, "One file is written") {
		t.Errorf("without an ignore file the sheet says %q", got)
	}
	with := *n
	with.Ignore = &rewrite.File{Name: ".dockerignore", After: []byte(".git\n")}
	s.show(&with)
	shell.askSave()
	if got := said(t, shell); !strings.Contains(got, "Two files are written") || !strings.Contains(got, ".dockerignore") {
		t.Errorf("with an ignore file the sheet says %q", got)
	}
}

func TestAnExportOfWhatThePlanIsNoMoreIsWarnedOf(t *testing.T) {
	shell, s, _ := started(t)
	n := *opened()
	n.Comparison = &compare.Comparison{Base: "alpine:3.24", Made: time.Date(2026, 11, 24, 23, 54, 0, 0, time.UTC)}
	s.show(&n)
	shell.askExport()
	if got := said(t, shell); strings.Contains(got, "has changed") {
		t.Errorf("a report that is not stale is warned of: %q", got)
	}
	stale := n
	stale.Stale = true
	s.show(&stale)
	shell.askExport()
	if got := said(t, shell); !strings.Contains(got, "The plan has changed") || !strings.Contains(got, "on alpine:3.24") {
		t.Errorf("the sheet says %q", got)
	}
}

func TestAfterCancelAWordSaysThatItWasCanceled(t *testing.T) {
	shell, s, _ := started(t)
	running := *opened()
	running.Job = &session.Job{Name: "Rebuild and compare"}
	s.show(&running)
	shell.shortcut(fyne.KeyR, fyne.KeyModifierShortcutDefault)
	s.show(opened())
	if got := len(shell.toasts.list.Objects); got != 1 {
		t.Errorf("%d toasts", got)
	}
}

func TestTheListOfKeysFitsTheSmallestWindow(t *testing.T) {
	shell, _, _ := started(t)
	shell.window.Resize(fyne.NewSize(749, 502))
	shell.showKeys()
	if least := shell.sheet.popup.Content.MinSize(); least.Width > 749 || least.Height > 502 {
		t.Errorf("it needs %v", least)
	}
}

func TestASheetStaysInAWindowThatGetsSmaller(t *testing.T) {
	shell, s, _ := started(t)
	n := *opened()
	p := *n.Project
	for i := range 30 {
		p.Builds = append(p.Builds, project.Build{ID: fmt.Sprint("service", i, "/Dockerfile"), Dockerfile: fmt.Sprint("service", i, "/Dockerfile")})
	}
	n.Project = &p
	s.show(&n)
	for name, open := range map[string]func(){"keys": shell.showKeys, "builds": shell.askBuild, "open": shell.askOpen, "proof": shell.askToStart, "arguments": shell.askBuildArgs} {
		shell.window.Resize(fyne.NewSize(1920, 1080))
		open()
		for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 749, Height: 502}, {Width: 1280, Height: 800}} {
			shell.window.Resize(size)
			at, got := shell.sheet.popup.Position(), shell.sheet.popup.Size()
			if at.X < 8 || at.Y < 8 || at.X+got.Width > size.Width-8 || at.Y+got.Height > size.Height-8 {
				t.Errorf("%s: in a window of %v the sheet is at %v with %v", name, size, at, got)
			}
		}
		shell.escape()
	}
}
