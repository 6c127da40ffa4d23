package gui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lightship/engine/compare"
	"lightship/engine/proof"
	"lightship/engine/rewrite/learn"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

func TestBothImagesAreStartedOnlyAfterItWasAsked(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Comparison = &compare.Comparison{}
	shell.snapshot = n
	shell.askProof()
	if shell.sheet.popup == nil {
		t.Fatal("it is not asked for")
	}
	if slices.Contains(s.said, "prove") {
		t.Error("started before it was asked")
	}
	start := shell.sheet.buttons[1]
	start.Tapped(nil)
	if text := said(t, shell); !slices.Contains(s.said, "prove") || !strings.Contains(text, "Starting") {
		t.Errorf("said %q, the sheet says %q", s.said, text)
	}
}

func TestTheSheetSaysWhereTheStartIsUntilItHasEnded(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Comparison = &compare.Comparison{}
	s.show(n)
	begin := func() {
		shell.startWith(shell.form(), s.Prove)
		if shell.sheet.popup == nil {
			t.Fatal("it closes without a word")
		}
	}
	with := func(change func(*session.Snapshot)) {
		next := *n
		change(&next)
		s.show(&next)
	}
	runs := func(n *session.Snapshot) {
		n.Job = &session.Job{Kind: session.Proving, Name: "Start both", Step: "starting after"}
	}
	begin()
	with(func(*session.Snapshot) {})
	if with(runs); !strings.Contains(said(t, shell), "starting after") {
		t.Errorf("the step is not said: %q", said(t, shell))
	}
	if with(func(n *session.Snapshot) { n.Problem = &session.Problem{Title: "BuildKit has died"} }); shell.sheet.popup != nil {
		t.Error("it stays open when the start has failed")
	}
	begin()
	with(runs)
	if shell.sheet.buttons[0].Tapped(nil); !slices.Contains(s.said, "cancel") || shell.sheet.popup != nil {
		t.Errorf("Cancel: said %q", s.said)
	}
	begin()
	with(runs)
	shell.sheet.buttons[1].Tapped(nil)
	if with(runs); shell.sheet.popup != nil {
		t.Error("what was sent to the background comes back while it runs")
	}
	if with(func(n *session.Snapshot) { n.Proof = differing().Proof }); !strings.Contains(said(t, shell), "GET /") {
		t.Errorf("the result is not shown: %q", said(t, shell))
	}
}

func TestTheFileOfVariablesIsBrowsedFor(t *testing.T) {
	f := newProofForm(func(chosen func(string)) { chosen("/home/me/shop.env") })
	if !pressIn(f.body, "Browse…") || f.envFile.Text != "/home/me/shop.env" {
		t.Errorf("the file is %q", f.envFile.Text)
	}
}

func TestNothingIsStartedWhileSomethingElseRuns(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Comparison, n.Job = &compare.Comparison{}, &session.Job{Name: "Rebuild and compare"}
	shell.snapshot = n
	shell.askProof()
	shell.sheet.buttons[1].Tapped(nil)
	if slices.Contains(s.said, "prove") {
		t.Error("started beside a rebuild")
	}
}

func TestWhatBothAreGivenIsReadFromTheSheet(t *testing.T) {
	f := newProofForm(nil)
	f.probes.SetText("http:8080/feed\n\ntcp:5432\n")
	f.env.SetText("MODE=test=1\nAPI_KEY=hush\n")
	f.args.SetText("serve\n--fast\n")
	got, ok := f.settings()
	if !ok || len(got.Probes) != 2 || len(got.Env) != 2 || strings.Join(got.Args, " ") != "serve --fast" {
		t.Fatalf("%+v, %v", got, ok)
	}
	if got.Env[0].Value != "test=1" || got.Env[0].Secret || !got.Env[1].Secret {
		t.Errorf("variables %+v", got.Env)
	}
}

func TestALineThatCantBeUsedIsSaidWithoutItsValue(t *testing.T) {
	f := newProofForm(nil)
	f.env.SetText("hush-this-token")
	if _, ok := f.settings(); ok || !f.wrong.Visible() {
		t.Error("a line without a name was taken")
	}
	if strings.Contains(f.wrong.Text, "hush") {
		t.Errorf("the value is shown: %q", f.wrong.Text)
	}
	f = newProofForm(nil)
	f.probes.SetText("nonsense")
	if _, ok := f.settings(); ok || !f.wrong.Visible() {
		t.Error("a nonsense probe was taken")
	}
}

// differing is a project of which both images were started, and differ in a file that the plan could carry.
func differing() *session.Snapshot {
	n := opened()
	n.Comparison, n.After = &compare.Comparison{}, n.Before
	causes := []proof.Cause{{Kind: proof.OfFile, Name: "/src/page.html", Line: 3}}
	n.Proof = &proof.Result{Verdict: proof.Differs, Rows: []proof.Row{
		{Name: "GET /", State: proof.Different, Before: "200", After: "500", Detail: "page.html is missing", Source: "/src/page.html", Causes: causes},
		{Name: "port", State: proof.Alike, Before: "8080", After: "8080"},
	}}
	n.Remedies = []learn.Entry{{Kind: learn.Carry, Source: "/src/page.html", Path: "/src/page.html"}}
	return n
}

// pressIn presses the button with a label in an object.
func pressIn(o fyne.CanvasObject, label string) bool {
	switch o := o.(type) {
	case *widgets.Button:
		if o.Label == label {
			o.Tapped(nil)
			return true
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			if pressIn(child, label) {
				return true
			}
		}
	}
	return false
}

func TestAProofThatArrivesIsShownWithItsCauses(t *testing.T) {
	shell, s, _ := started(t)
	n := differing()
	s.show(n)
	if shell.sheet.popup == nil {
		t.Fatal("the proof is not shown")
	}
	text := said(t, shell)
	for _, want := range []string{"GET /", "page.html is missing", "Carry /src/page.html", "The same", "Line 3 of the Dockerfile before brings"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said: %q", want, text)
		}
	}
}

func TestARemedyIsTakenIntoThePlanAndARebuildIsNext(t *testing.T) {
	shell, s, _ := started(t)
	n := differing()
	shell.snapshot = n
	shell.showProof()
	again, next := shell.sheet.buttons[1], shell.sheet.buttons[2]
	taken := func(e learn.Entry) { shell.takeRemedy(e, again, next) }
	if !pressIn(proofResult(n, taken), "Carry it") || !slices.Contains(s.said, "take Carry /src/page.html") {
		t.Fatalf("said %q", s.said)
	}
	if !again.Disabled || next.Label != "Rebuild and compare" {
		t.Errorf("start again is off: %v, next is %q", again.Disabled, next.Label)
	}
	n.After = nil
	next.Tapped(nil)
	if shell.sheet.popup != nil || !slices.Contains(s.said, "rebuild") {
		t.Errorf("said %q", s.said)
	}
}

func TestAllIsMendedByItselfWhenAsked(t *testing.T) {
	shell, s, _ := started(t)
	shell.snapshot = differing()
	shell.showProof()
	shell.sheet.buttons[2].Tapped(nil)
	if !slices.Contains(s.said, "learn") || !strings.Contains(said(t, shell), "Starting") {
		t.Errorf("said %q", s.said)
	}
}

func TestWhatToGiveNamesTheFieldsOfTheSheet(t *testing.T) {
	for kind, want := range map[proof.ReasonKind]string{
		proof.Reaches: "Does without", proof.NeedsVariable: "Variables", proof.NeedsInput: "Standard input", proof.NeedsArgument: "Arguments",
		proof.Nothing: "Questions", proof.Overran: "Watch for",
	} {
		if got := giveText(proof.Reason{Kind: kind, Subject: "db:5432"}); !strings.Contains(got, want) || strings.Contains(got, "--") {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

func TestAFileOfVariablesIsReadBesideTheWindow(t *testing.T) {
	shell, s, _ := started(t)
	shell.snapshot = differing()
	file := filepath.Join(t.TempDir(), "shop.env")
	if err := os.WriteFile(file, []byte("MODE=file\nPORT=8080\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	shell.options.Dispatch = func(run func()) {
		run()
		close(done)
	}
	f := newProofForm(nil)
	f.envFile.SetText(file)
	f.env.SetText("MODE=given")
	var got proof.Settings
	shell.startWith(f, func(given proof.Settings) { got = given })
	<-done
	if len(got.Env) != 2 || got.Env[0].Name != "PORT" || got.Env[1].Value != "given" {
		t.Errorf("variables %+v; said %q", got.Env, s.said)
	}
	done = make(chan struct{})
	f.envFile.SetText(file + ".none")
	shell.startWith(f, func(proof.Settings) { t.Error("started without the file") })
	<-done
	if !f.wrong.Visible() {
		t.Error("a file that is not there is not said to be missing")
	}
}
