package gui

import (
	"slices"
	"strings"
	"testing"

	"lightship/engine/compare"
	"lightship/engine/proof"
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
	if !slices.Contains(s.said, "prove") || shell.sheet.popup != nil {
		t.Errorf("said %q", s.said)
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
	f := newProofForm()
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
	f := newProofForm()
	f.env.SetText("hush-this-token")
	if _, ok := f.settings(); ok || !f.wrong.Visible() {
		t.Error("a line without a name was taken")
	}
	if strings.Contains(f.wrong.Text, "hush") {
		t.Errorf("the value is shown: %q", f.wrong.Text)
	}
	f = newProofForm()
	f.probes.SetText("nonsense")
	if _, ok := f.settings(); ok || !f.wrong.Visible() {
		t.Error("a nonsense probe was taken")
	}
}

func TestAProofThatArrivesIsShownWithItsCauses(t *testing.T) {
	shell, s, _ := started(t)
	n := opened()
	n.Comparison = &compare.Comparison{}
	n.Proof = &proof.Result{Verdict: proof.Differs, Rows: []proof.Row{
		{Name: "GET /", State: proof.Different, Before: "200", After: "500", Detail: "page.html is missing"},
		{Name: "port", State: proof.Alike, Before: "8080", After: "8080"},
	}}
	s.show(n)
	if shell.sheet.popup == nil {
		t.Fatal("the proof is not shown")
	}
	if rows := proofRows(n.Proof); len(rows) != 3 || rows[1].(*widgets.Paragraph).Text != "page.html is missing" {
		t.Errorf("%d rows", len(rows))
	}
}
