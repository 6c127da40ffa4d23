package pages

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
	"lightship/engine/session"
)

// changesStates are the snapshots that the Changes page has words for.
func changesStates(t testing.TB) map[string]*session.Snapshot {
	all := states(t)
	all["proven"], all["needs-proof"], all["trying"], all["tried"] = provenProject(t), needyProject(t, true), needyProject(t, true), needyProject(t, true)
	all["trying"].Job = &session.Job{Kind: session.Proving, Name: "Try", Step: "building after: 3 of 9 steps"}
	all["trying"].Tries = []session.Try{
		{Change: "slim-base", Title: "Use the slim base", State: session.TryRunning}, {Change: "drop-dev", Title: "Drop development packages", State: session.TryWaiting},
	}
	all["tried"].Tries = []session.Try{
		{Change: "slim-base", Title: "Use the slim base", State: session.TryKept, Verdict: proof.Same, Why: "does the same"},
		{Change: "drop-dev", Title: "Drop development packages", State: session.TryDropped, Verdict: proof.Differs, Why: "differs: GET /: before 200, after 500"},
	}
	all["tried"].Proof = &proof.Result{Verdict: proof.Same, Rows: []proof.Row{{Name: "GET /", State: proof.Alike}}}
	for i := range all["tried"].Changes {
		if all["tried"].Changes[i].ID == "slim-base" {
			all["tried"].Changes[i].On = true
		}
	}
	return all
}

// provenProject was built, started and did the same.
func provenProject(t testing.TB) *session.Snapshot {
	n := measuredProject(t)
	n.Proof = &proof.Result{Verdict: proof.Same, Rows: []proof.Row{{Name: "GET /", State: proof.Alike}}}
	n.Learned = []learn.Entry{{Kind: learn.Carry, Source: "/src/web", Path: "/src/web"}}
	return n
}

// needyProject has two changes that need proof; built says that there is something to try them beside.
func needyProject(t testing.TB, built bool) *session.Snapshot {
	n := openProject(t)
	if built {
		n = measuredProject(t)
	}
	for _, c := range []struct{ id, title string }{{"slim-base", "Use the slim base"}, {"drop-dev", "Drop development packages"}} {
		n.Changes = append(n.Changes, session.Switch{Change: rewrite.Change{
			ID: c.id, Group: rewrite.Size, Title: c.title, Why: "The sources don't tell.", NeedsProof: true, SavesBytes: 20e6,
		}})
	}
	return n
}

func TestAChangeSaysWhatIsKnownOfIt(t *testing.T) {
	state := func(n *session.Snapshot, id string) changeState {
		items := itemsOf(n)
		return items[slices.IndexFunc(items, func(i changeItem) bool { return i.id == id })].state
	}
	all := changesStates(t)
	stale := *all["proven"]
	stale.Stale = true
	for _, c := range []struct {
		what string
		n    *session.Snapshot
		id   string
		want changeState
	}{
		{"before a proof", all["measured"], "go-split", stateSafe},
		{"of a proven plan", all["proven"], "go-split", stateProven},
		{"that is off in a proven plan", all["proven"], "pin-base", stateSafe},
		{"of a plan that was proven before it changed", &stale, "go-split", stateSafe},
		{"that needs proof", all["needs-proof"], "drop-dev", stateNeedsProof},
		{"that is being tried", all["trying"], "slim-base", stateTrying},
		{"that was dropped", all["tried"], "drop-dev", stateDropped},
	} {
		if got := state(c.n, c.id); got != c.want {
			t.Errorf("a change %s is %q", c.what, got.badge().text)
		}
	}
}

func TestTryIsOfferedWhereSomethingWasBuilt(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var tried []string
	p := NewChanges(ChangesActions{Try: func(ids ...string) { tried = ids }})
	p.Show(needyProject(t, false))
	p.tried.act.Tapped(nil)
	if tried != nil || !strings.Contains(p.tried.act.ToolTip(), "Rebuild and compare first") {
		t.Errorf("tried %v before anything was built; %q", tried, p.tried.act.ToolTip())
	}
	p.Show(needyProject(t, true))
	p.tried.act.Tapped(nil)
	if !slices.Equal(tried, []string{"slim-base", "drop-dev"}) {
		t.Errorf("tried %v", tried)
	}
	p.list.choose(slices.IndexFunc(p.list.rows, func(r *changeRow) bool { return r.item.id == "drop-dev" }))
	p.diff.detail.try.Tapped(nil)
	if !slices.Equal(tried, []string{"drop-dev"}) {
		t.Errorf("the chosen one tries %v", tried)
	}
}

func TestAFindingIsReadBelowTheDifference(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{Toggle: func(id string, _ bool) { t.Errorf("%s was turned", id) }})
	p.Show(openProject(t))
	p.list.choose(len(p.list.rows) - 1)
	if d := p.diff.detail; d.title.Text != "The program runs as root" || !strings.Contains(d.why.Text, "port 80") || d.try.Visible() || d.more.Visible() {
		t.Errorf("below stands %q: %q", d.title.Text, d.why.Text)
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
}

func TestTheVerdictStandsInTheTitleRow(t *testing.T) {
	for _, c := range []struct {
		verdict proof.Verdict
		stale   bool
		want    string
	}{{proof.Same, false, "Same behaviour"}, {proof.Differs, false, "1 of 2 differ"}, {proof.Unknown, false, "Could not tell"}, {proof.Same, true, "Proof of an older plan"}} {
		n := provenProject(t)
		n.Stale = c.stale
		n.Proof = &proof.Result{Verdict: c.verdict, Rows: []proof.Row{{State: proof.Different}, {State: proof.Alike}, {State: proof.Measured}}}
		if got, known := proofBadge(n); got.text != c.want || !known {
			t.Errorf("%s, stale %v: %q", c.verdict, c.stale, got.text)
		}
	}
	n := measuredProject(t)
	themedApp(t, fynetheme.VariantLight)
	asked := false
	m := newProofMark(func() { asked = true })
	m.show(n)
	if !m.act.Visible() || m.seal.Visible() || !m.content.Visible() {
		t.Error("what was not proven is not offered to be")
	}
	m.act.Tapped(nil)
	m.show(openProject(t))
	if !asked || m.content.Visible() {
		t.Errorf("asked %v; shown without a build %v", asked, m.content.Visible())
	}
}

func TestALineOfTheTextAsItBecomesChoosesItsChange(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{})
	p.Show(tracedProject(t))
	p.RevealAfter(8)
	if got := p.list.rows[p.list.chosen].item.id; got != "go-cache" {
		t.Errorf("line 8 chooses %s", got)
	}
}
