package gui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lightship/engine/session"
)

func TestAFileThatIsChangedOnDiskIsOfferedToBeReadAgainOverThePage(t *testing.T) {
	shell, s, _ := started(t)
	s.show(opened())
	shell.show(pageChanges)
	room := shell.center.Size()
	n := opened()
	n.Outdated = []string{"Dockerfile", "go.mod", "main.go", "a.go", "b.go"}
	s.show(n)
	if !shell.notice.banner.Visible() || !strings.Contains(shell.notice.banner.Title, "Dockerfile, go.mod, main.go and 2 more") {
		t.Fatalf("visible %v: %q", shell.notice.banner.Visible(), shell.notice.banner.Title)
	}
	if shell.center.Size() != room {
		t.Errorf("the page has %v for it, not %v", shell.center.Size(), room)
	}
	shell.notice.reload.Tapped(nil)
	if !slices.Equal(s.said, []string{"reload"}) {
		t.Errorf("said %q", s.said)
	}
	busy := *n
	busy.Job = &session.Job{Name: "Rebuild and compare"}
	s.show(&busy)
	shell.notice.reload.Tapped(nil)
	if len(s.said) > 1 {
		t.Errorf("a build is ended by it: %q", s.said)
	}
	shell.notice.banner.OnClosed()
	again := *n
	s.show(&again)
	if shell.notice.banner.Visible() {
		t.Error("it comes back with no news")
	}
	more := *n
	more.Outdated = []string{"go.sum"}
	s.show(&more)
	if !shell.notice.banner.Visible() {
		t.Error("other news are not shown")
	}
	s.show(opened())
	if shell.notice.banner.Visible() {
		t.Error("it stays when the files are as they were")
	}
}

func TestWhatOfThePlanIsLostIsSaidAfterReloading(t *testing.T) {
	shell, s, _ := started(t)
	s.show(opened())
	shell.show(pageBases)
	n := opened()
	n.Resumed = &session.Resumed{Lost: []session.Lost{{Part: session.TargetPart, Name: "debug"}, {Part: session.ChangePart, Name: "Trim symbols"}}}
	s.show(n)
	if got := shell.notice.banner.Text; !shell.notice.banner.Visible() || got != "the target debug, the change “Trim symbols”" {
		t.Errorf("visible %v: %q", shell.notice.banner.Visible(), got)
	}
	if shell.current != pageBases {
		t.Errorf("on %q", shell.current)
	}
	if got := len(shell.toasts.list.Objects); got != 1 {
		t.Errorf("%d toasts", got)
	}
}

func TestAProjectIsShownOnThePageThatItWasLeftOn(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Page = "changes"
	n.Resumed = &session.Resumed{At: time.Now().Add(-73 * time.Hour)}
	s.show(n)
	if shell.current != pageChanges {
		t.Errorf("on %q", shell.current)
	}
	if got := len(shell.toasts.list.Objects); got != 1 {
		t.Errorf("%d toasts say when it was left", got)
	}
	shell.show(pageBases)
	if s.visited != "bases" {
		t.Errorf("visited %q", s.visited)
	}
}

func TestTheBannerDoesNotRepeatWhatThePageSays(t *testing.T) {
	shell, script, _ := started(t)
	shell.window.Resize(fyne.NewSize(1280, 800))
	n := full(t)
	n.Problem = &session.Problem{Kind: session.BuildFailed, Title: "A step failed"}
	script.show(n)
	shell.show(pageBuild)
	if shell.banner.content.Visible() {
		t.Error("the failure is said beside the log and over it")
	}
	shell.show(pageOverview)
	if !shell.banner.content.Visible() {
		t.Error("on another page nobody says that the build failed")
	}
	other := *n
	other.Problem = &session.Problem{Kind: session.NoEngine, Title: "There is no space left"}
	shell.show(pageBuild)
	script.show(&other)
	if !shell.banner.content.Visible() {
		t.Error("another problem is not said")
	}
}
