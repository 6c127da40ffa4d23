package gui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"lightship/engine/image"
	"lightship/engine/project"
	"lightship/engine/records"
	"lightship/engine/session"
	"lightship/gui/looktest"
)

// hand clicks on what it reads in the window, and counts.
type hand struct {
	*testing.T
	shell  *Shell
	clicks int
}

// click presses where a text stands, the last one of that text: a sheet lies over the page.
func (h *hand) click(text string) {
	h.Helper()
	c := h.shell.window.Canvas()
	top := c.Overlays().Top()
	if top == nil {
		top = c.Content()
	}
	shown := looktest.Shown(top)
	slices.Reverse(shown)
	for _, p := range shown {
		if t, ok := p.Object.(*canvas.Text); ok && t.Text == text && p.Seen.Holds(p.At, t.Size()) {
			h.clicks++
			test.TapCanvas(c, p.At.Add(fyne.NewPos(t.Size().Width/2, t.Size().Height/2)))
			return
		}
	}
	h.Fatalf("after %d clicks nothing to click says %q", h.clicks, text)
}

// compared is a project after a rebuild.
func compared(t *testing.T, n *session.Snapshot) *session.Snapshot {
	t.Helper()
	next := *n
	next.Comparison = full(t).Comparison
	next.Comparison.After.Image = &image.Analysis{OnDisk: 8e6}
	return &next
}

func TestFromTheStartToASavedDockerfileAndAReportItTakesSixClicks(t *testing.T) {
	shell, script, _ := started(t)
	shell.window.Resize(fyne.NewSize(1280, 800))
	script.show(opened())
	h := &hand{T: t, shell: shell}
	h.click("Rebuild and compare")
	if !slices.Contains(script.said, "rebuild") {
		t.Fatalf("nothing is rebuilt: %v", script.said)
	}
	script.show(compared(t, opened()))
	if shell.current != pageResults {
		t.Fatalf("the results are not shown but %s", shell.current)
	}
	h.click("Export…")
	h.click("Export")
	h.click("Changes")
	h.click("Save Dockerfile…")
	h.click("Save")
	if want := []string{"export /projects/shop-lightship", "save /projects/shop/Dockerfile"}; !containsAll(script.said, want) {
		t.Errorf("said %v, want %v", script.said, want)
	}
	if h.clicks > 6 {
		t.Errorf("%d clicks", h.clicks)
	}
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// repository has thirty Dockerfiles, of which the last stands on the heaviest base.
func repository() *session.Snapshot {
	n := opened()
	n.Project.Dockerfiles, n.Survey = nil, map[string]session.Surveyed{}
	for i := range 30 {
		name := fmt.Sprintf("service-%02d/Dockerfile", i)
		n.Project.Dockerfiles = append(n.Project.Dockerfiles, name)
		n.Project.Builds = append(n.Project.Builds, project.Build{ID: name, Name: name, Dockerfile: name, By: project.Found})
		n.Survey[name] = session.Surveyed{
			Build: name, Language: "go", Base: "golang:1.22", NextBase: "scratch", BaseOnDisk: int64(1e8 * (i + 1)), NextOnDisk: 0, Changes: 7, Last: (*records.Result)(nil),
		}
	}
	n.Build = n.Project.Dockerfiles[0]
	return n
}

func TestFromADroppedRepositoryToTheResultOfItsWorstDockerfileItTakesFiveClicks(t *testing.T) {
	shell, script, _ := started(t)
	shell.window.Resize(fyne.NewSize(1280, 800))
	n := repository()
	script.show(n)
	h := &hand{T: t, shell: shell}
	// The first click sorts from the least up, the second from the most down.
	h.click("Could be won")
	h.click("Could be won")
	h.click("service-29/Dockerfile")
	if last := script.said[len(script.said)-1]; last != "build service-29/Dockerfile" {
		t.Fatalf("said %q", last)
	}
	chosen := *n
	chosen.Build, chosen.Dockerfile = "service-29/Dockerfile", "service-29/Dockerfile"
	script.show(&chosen)
	h.click("Rebuild and compare")
	script.show(compared(t, &chosen))
	if shell.current != pageResults || h.clicks > 5 {
		t.Errorf("on %s after %d clicks: %s", shell.current, h.clicks, strings.Join(script.said, ", "))
	}
}
