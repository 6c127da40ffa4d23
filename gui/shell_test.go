package gui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/bridge"
)

func TestWithNoProjectThereIsOnlyTheWelcomePage(t *testing.T) {
	shell, _, _ := started(t)
	for i := 1; i <= 6; i++ {
		shell.showNumber(i)
		if shell.current != pageWelcome {
			t.Fatalf("page %d shows %q", i, shell.current)
		}
	}
}

func TestOpeningAProjectGoesToTheStages(t *testing.T) {
	shell, s, hook := started(t)
	s.show(opened())
	if shell.current != pageStages {
		t.Errorf("on %q", shell.current)
	}
	if e := hook.LastEntry(); e == nil || e.Message != "page shown" || e.Data["page"] != "stages" {
		t.Errorf("last log entry is %v", e)
	}
}

func TestCtrlAndANumberGoesToEachPage(t *testing.T) {
	shell, s, _ := started(t)
	s.show(opened())
	for i, want := range []pageID{pageOverview, pageStages, pageBases, pageChanges, pageBuild, pageResults} {
		shell.shortcut(fyne.KeyName(string(rune('1'+i))), fyne.KeyModifierShortcutDefault)
		if shell.current != want {
			t.Errorf("Ctrl+%d goes to %q, want %q", i+1, shell.current, want)
		}
	}
}

func TestRebuildGoesToTheBuildAndItsEndToTheResults(t *testing.T) {
	shell, s, hook := started(t)
	s.show(opened())
	shell.shortcut(fyne.KeyR, fyne.KeyModifierShortcutDefault)
	if shell.current != pageBuild || s.said[len(s.said)-1] != "rebuild" {
		t.Fatalf("on %q after %v", shell.current, s.said)
	}
	running := *opened()
	running.Job = &session.Job{Name: "Rebuild and compare"}
	s.show(&running)
	shell.shortcut(fyne.KeyR, fyne.KeyModifierShortcutDefault)
	if s.said[len(s.said)-1] != "cancel" {
		t.Errorf("Ctrl+R while a job runs said %v", s.said)
	}
	done := *opened()
	done.Comparison = &compare.Comparison{Before: compare.Side{Image: &image.Analysis{OnDisk: 9e8}}, After: compare.Side{Image: &image.Analysis{OnDisk: 8e6}}}
	s.show(&done)
	if shell.current != pageResults {
		t.Errorf("on %q after the job", shell.current)
	}
	ended := false
	for _, e := range hook.AllEntries() {
		ended = ended || e.Message == "job ended" && e.Data["job"] == "Rebuild and compare"
	}
	if !ended {
		t.Error("the log does not say that the job ended")
	}
}

func TestADropAnArgumentAndATypedPathOpenTheSame(t *testing.T) {
	shell, s, _ := started(t)
	shell.Open("/projects/shop")
	shell.shortcut(fyne.KeyO, fyne.KeyModifierShortcutDefault)
	entry, ok := shell.window.Canvas().Focused().(*pathEntry)
	if !ok {
		t.Fatalf("the sheet's focus is on %T", shell.window.Canvas().Focused())
	}
	test.Type(entry, "/projects/shop")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(s.said) != 2 || s.said[0] != s.said[1] {
		t.Errorf("said %v", s.said)
	}
	if shell.sheet.popup != nil {
		t.Error("the sheet is still open")
	}
}

func TestAnEmptyPathOpensNothing(t *testing.T) {
	shell, s, _ := started(t)
	shell.Open("")
	if len(s.said) != 0 {
		t.Errorf("said %v", s.said)
	}
}

func TestSaveAsksForThePathAndTakesTheProjects(t *testing.T) {
	shell, s, _ := started(t)
	shell.shortcut(fyne.KeyS, fyne.KeyModifierShortcutDefault)
	if shell.sheet.popup != nil {
		t.Fatal("there is a Save sheet with nothing open")
	}
	s.show(opened())
	shell.shortcut(fyne.KeyS, fyne.KeyModifierShortcutDefault)
	entry := shell.window.Canvas().Focused().(*pathEntry)
	if entry.Text != filepath.Join("/projects/shop", "Dockerfile") {
		t.Errorf("the sheet proposes %q", entry.Text)
	}
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := s.said[len(s.said)-1]; got != "save /projects/shop/Dockerfile" {
		t.Errorf("said %q", got)
	}
}

func TestEscapeClosesTheSheetThenCancelsThenDismisses(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Job, n.Problem = &session.Job{Name: "Rebuild and compare"}, &session.Problem{Title: "It failed"}
	s.show(n)
	shell.askLink()
	shell.escape()
	if shell.sheet.popup != nil || len(s.said) != 0 {
		t.Fatalf("the first Escape: sheet %v, said %v", shell.sheet.popup, s.said)
	}
	shell.escape()
	without := *n
	without.Job = nil
	s.show(&without)
	shell.escape()
	if strings.Join(s.said, ",") != "cancel,dismiss" {
		t.Errorf("said %v", s.said)
	}
}

func TestAWrongLinkStaysOnTheSheet(t *testing.T) {
	shell, s, _ := started(t)
	shell.askLink()
	entry := shell.window.Canvas().Focused().(*pathEntry)
	entry.SetText("fast")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if shell.sheet.popup == nil || len(s.said) != 0 {
		t.Fatalf("said %v", s.said)
	}
	entry.SetText("1gbit,5ms")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if shell.sheet.popup != nil || len(s.said) != 1 {
		t.Errorf("said %v", s.said)
	}
}

func TestAProblemIsShownAndGoes(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Problem = &session.Problem{Title: "Line 3", Detail: "unknown instruction", Next: "Mend it.", Line: 3}
	s.show(n)
	if !shell.banner.content.Visible() {
		t.Fatal("no banner")
	}
	shell.showProblem()
	if shell.current != pageChanges {
		t.Errorf("Show the line goes to %q", shell.current)
	}
	s.show(opened())
	if shell.banner.content.Visible() {
		t.Error("the banner stays")
	}
}

func TestASavedFileIsSaidOnceInAToastAndInTheLog(t *testing.T) {
	shell, s, hook := started(t)
	s.show(opened())
	n := opened()
	n.Saved = []session.SavedFile{{Path: "/projects/shop/Dockerfile", Backup: "/projects/shop/Dockerfile.bak"}}
	s.show(n)
	again := *n
	s.show(&again)
	if got := len(shell.toasts.list.Objects); got != 1 {
		t.Errorf("%d toasts", got)
	}
	if e := hook.LastEntry(); e.Message != "file saved" || e.Data["path"] != "/projects/shop/Dockerfile" {
		t.Errorf("last log entry is %v", e)
	}
}

func TestClosingTheWindowClosesTheSession(t *testing.T) {
	shell, s, _ := started(t)
	done := make(chan struct{})
	shell.window.SetOnClosed(func() { close(done) })
	shell.close()
	<-s.closed
	<-done
}

func TestThemeAndSizeAreRemembered(t *testing.T) {
	shell, _, _ := started(t)
	shell.nextTheme()
	if got := shell.app.Preferences().String(keyTheme); got != themeDark {
		t.Errorf("theme is %q", got)
	}
	shell.window.Resize(fyne.NewSize(901, 602))
	shell.keepSize()
	if shell.app.Preferences().Float(keyWidth) != 901 {
		t.Errorf("width is %v", shell.app.Preferences().Float(keyWidth))
	}
}

func TestShowIsCheapWhenNothingChanged(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	s.show(n)
	for i := range shell.slots {
		shell.showNumber(i + 1)
		if made := testing.AllocsPerRun(20, func() { shell.Show(n) }); made > 2000 {
			t.Errorf("page %s: %v allocations for a snapshot that says nothing new", shell.current, made)
		}
	}
}

func TestTheSampleIsCopiedOnceAndNeverTouched(t *testing.T) {
	from, into := filepath.Join(t.TempDir(), "go-web"), filepath.Join(t.TempDir(), "copies")
	if err := os.MkdirAll(filepath.Join(from, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(from, "sub", "Dockerfile"), "FROM scratch\n")
	copied, err := copySample(from, into)
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(copied, "sub", "Dockerfile"), "FROM mine\n")
	again, err := copySample(from, into)
	if err != nil || again != copied {
		t.Fatalf("the second copy is %q, %v", again, err)
	}
	if text, _ := os.ReadFile(filepath.Join(copied, "sub", "Dockerfile")); string(text) != "FROM mine\n" {
		t.Error("the second copy overwrote the user's edits")
	}
	if text, _ := os.ReadFile(filepath.Join(from, "sub", "Dockerfile")); string(text) != "FROM scratch\n" {
		t.Error("the sample itself was changed")
	}
	if left, _ := os.ReadDir(into); len(left) != 1 {
		t.Errorf("%d entries are left in the folder of copies", len(left))
	}
}

func TestTheTopBarFitsASmallWindow(t *testing.T) {
	shell, s, _ := started(t)
	s.show(opened())
	for _, width := range []float32{900, 1280} {
		shell.window.Resize(fyne.NewSize(width, 600))
		right := shell.top.rebuild.Position().X + shell.top.rebuild.Size().Width
		if least := shell.window.Content().MinSize().Width; least > 900 {
			t.Errorf("the window needs %v", least)
		}
		if right > width {
			t.Errorf("at %v the button ends at %v", width, right)
		}
		if captions := shell.top.target.Caption != ""; captions != (width > 1000) {
			t.Errorf("at %v captions are shown: %v", width, captions)
		}
	}
}

func TestWhatCantBeChangedCanStillBeMeasured(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.After = nil
	n.Before.File = &dockerfile.File{}
	s.show(n)
	shell.showNumber(2)
	if shell.top.rebuild.Disabled || !shell.top.rebuild.Visible() {
		t.Error("with nothing to change the button is off")
	}
	shell.shortcut(fyne.KeyR, fyne.KeyModifierShortcutDefault)
	if len(s.said) == 0 || s.said[len(s.said)-1] != "rebuild" {
		t.Errorf("said %v", s.said)
	}
}

func TestThereIsOneButtonThatRebuilds(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Before.File, n.Before.Graph = &dockerfile.File{}, &stagegraph.Graph{}
	n.Before.Layout = &stagegraph.Layout{}
	s.show(n)
	for i, slot := range shell.slots {
		shell.showNumber(i + 1)
		acts, _ := slot.page.(acting)
		inPage := acts != nil && acts.Acts()
		if shell.top.rebuild.Visible() == inPage {
			t.Errorf("on %s: in the page %v, in the top bar %v", slot.id, inPage, shell.top.rebuild.Visible())
		}
	}
}

var _ bridge.Source = (*script)(nil)

func TestWhatSomebodyChangedIsSavedOverOnlyWhenTheUserSaysSo(t *testing.T) {
	shell, s, _ := started(t)
	s.show(opened())
	if shell.banner.over.Visible() && shell.banner.content.Visible() {
		t.Error("saving over is offered with nothing in the way")
	}
	shell.save("/projects/shop/Dockerfile")
	n := opened()
	n.Problem = &session.Problem{Kind: session.Changed, Title: "The file was changed since it was opened"}
	s.show(n)
	if !shell.banner.over.Visible() || !shell.banner.reload.Visible() {
		t.Fatal("the banner offers no way on")
	}
	shell.banner.over.Tapped(nil)
	shell.banner.reload.Tapped(nil)
	want := []string{"save /projects/shop/Dockerfile", "save over /projects/shop/Dockerfile", "reload"}
	if !slices.Equal(s.said, want) {
		t.Errorf("said %q, not %q", s.said, want)
	}
	n = opened()
	n.Problem = &session.Problem{Title: "Another one"}
	s.show(n)
	if shell.banner.over.Visible() || shell.banner.reload.Visible() {
		t.Error("it is offered for another problem")
	}
}

func TestADropThatIsNoProjectIsRefusedAndReplacesNothing(t *testing.T) {
	for name, uris := range map[string][]string{
		"several":          {"file:///projects/shop", "file:///projects/till"},
		"a page's address": {"https://example.com/Dockerfile"},
	} {
		shell, s, _ := started(t)
		s.show(opened())
		shell.askLink()
		var list []fyne.URI
		for _, u := range uris {
			uri, err := storage.ParseURI(u)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, uri)
		}
		shell.dropped(list)
		if len(s.said) > 0 || shell.sheet.popup == nil || len(shell.toasts.list.Objects) != 1 {
			t.Errorf("%s: said %q, sheet %v, %d toasts", name, s.said, shell.sheet.popup, len(shell.toasts.list.Objects))
		}
	}
	shell, s, _ := started(t)
	shell.dropped([]fyne.URI{storage.NewFileURI("/projects/till")})
	if !slices.Equal(s.said, []string{"open /projects/till"}) {
		t.Errorf("a folder: said %q", s.said)
	}
}

func TestAMenuThatStayedOpenChoosesNoStageOfAnotherProject(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Targets = []string{"builder"}
	shell.snapshot = n
	for _, name := range []string{"stage-of-another", "builder", lastStage()} {
		shell.top.chooseTarget(name)
	}
	if slices.Contains(s.said, "target stage-of-another") || !slices.Contains(s.said, "target builder") || !slices.Contains(s.said, "target ") {
		t.Errorf("said %q", s.said)
	}
}

func TestWhatIsCopiedToTheClipboardHasNoSecretsUnlessItIsTheUsersOwnFile(t *testing.T) {
	shell, s, _ := started(t)
	s.secrets.Add("hunter2hunter2")
	clipboard := shell.app.Clipboard()
	shell.copy("login with hunter2hunter2 \x1b]0;x\a")
	if text := clipboard.Content(); text != `login with ******** \u001b]0;x\u0007` {
		t.Errorf("a log is copied as %q", text)
	}
	shell.copyFile("ENV A=hunter2hunter2\n")
	if text := clipboard.Content(); text != "ENV A=hunter2hunter2\n" {
		t.Errorf("a Dockerfile is copied as %q", text)
	}
}
