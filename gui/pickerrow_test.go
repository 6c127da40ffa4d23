package gui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lightship/engine/session"
)

func TestTheWidestPickersGetNarrower(t *testing.T) {
	widths := []float32{200, 90, 150, 0}
	narrow(widths, 100)
	if !slices.Equal(widths, []float32{125, 90, 125, 0}) {
		t.Errorf("%v", widths)
	}
	narrow(widths, 1000)
	if !slices.Equal(widths, []float32{leastPicker, leastPicker, leastPicker, 0}) {
		t.Errorf("%v", widths)
	}
}

func TestTheWindowFitsWithLongNamesAndBuildArguments(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Project.Name = strings.Repeat("long-name-of-a-project-", 4)
	n.Dockerfile = "deploy/production/Dockerfile.with-a-long-name"
	n.BuildArgs = []session.BuildArg{{Declared: true}}
	s.show(n)
	if least := shell.window.Content().MinSize(); least.Width > 900 || least.Height > 600 {
		t.Errorf("the window needs %v", least)
	}
	shell.window.Resize(fyne.NewSize(900, 600))
	for _, p := range []fyne.CanvasObject{shell.top.project, shell.top.dockerfile, shell.top.target, shell.top.platform, shell.top.args} {
		if p.Visible() && p.Position().X+p.Size().Width > shell.top.rebuild.Position().X+shell.top.content.Size().Width {
			t.Errorf("a picker ends at %v", p.Position().X+p.Size().Width)
		}
	}
}

func TestPickersWithoutRoomAreInTheMenuOfOne(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Targets = []string{"builder"}
	s.show(n)
	bar := shell.top
	for _, c := range []struct {
		width  float32
		folded bool
	}{{1280, false}, {749, true}, {1280, false}} {
		shell.window.Resize(fyne.NewSize(c.width, 600))
		if bar.pickers.more.Visible() != c.folded || bar.target.Visible() == c.folded || !bar.dockerfile.Visible() {
			t.Errorf("at %v: folded %v, target %v", c.width, bar.pickers.more.Visible(), bar.target.Visible())
		}
	}
	shell.window.Resize(fyne.NewSize(749, 502))
	want := "# Target\n* last stage\nbuilder\n---\n# Platform\n* linux/amd64\nlinux/arm64\n"
	if got := menuText(bar.folded(), ""); got != want {
		t.Errorf("the menu is %q, want %q", got, want)
	}
	for _, item := range bar.folded() {
		if item.Label == "builder" {
			item.Action()
		}
	}
	if got := s.said[len(s.said)-1]; got != "target builder" {
		t.Errorf("said %q", got)
	}
	if width := bar.pickers.more.Size().Width; width < bar.pickers.more.MinSize().Width {
		t.Errorf("its choice %q is cut to %v", bar.pickers.more.Selected, width)
	}
}
