package pages

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/evidence"
	"lightship/engine/language/c"
	"lightship/engine/language/golang"
	"lightship/engine/language/java"
	"lightship/engine/language/node"
	"lightship/engine/language/python"
	"lightship/engine/language/rust"
	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/gui/looktest"
	"lightship/gui/widgets"
)

func TestAProjectIsDescribedInTheLanguagesItIsWrittenIn(t *testing.T) {
	needs := evidence.List{{Kind: evidence.Certificates, File: "client.go", Line: 12}, {Kind: evidence.Shell, File: "run.py"}}
	p := &project.Project{Sources: []project.Sources{
		&golang.Module{Needed: needs, Module: "example.com/shop", Version: "1.22", Mains: []string{"cmd/a", "cmd/b"}},
		&node.Package{Engines: ">=20", Manager: node.PNPM, Lock: "pnpm-lock.yaml", Frameworks: []project.Framework{{Name: "next", Version: "15"}}},
		&java.Build{Tool: java.Maven, Wrapper: true, Release: "21", Frameworks: []project.Framework{{Name: "spring-boot"}}},
		&python.Project{PythonVersion: "3.12", Lock: python.UVLock, LockFile: "uv.lock"},
		&rust.Crate{RustVersion: "1.83"},
		&c.Build{Tool: c.CMake, Languages: []string{"C", "CXX"}},
	}}
	var got []string
	n := &session.Snapshot{Project: p}
	n.Program.Language = "rust"
	built, others := languagesOf(n)
	if built == nil || built.name != "Rust 1.83" || len(others) != 5 {
		t.Errorf("it builds %+v beside %+v", built, others)
	}
	n.Program.Language = ""
	_, others = languagesOf(n)
	for _, l := range others {
		got = append(got, l.name+": "+l.says)
	}
	want := []string{
		"Go 1.22: example.com/shop · 2 programs", "Node.js >=20: next 15 · pnpm with pnpm-lock.yaml",
		"Java 21: spring-boot · maven · a wrapper", "Python 3.12: uv with uv.lock", "Rust 1.83: cargo", "C and C++: cmake",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	n.Seen = evidence.List{
		{Kind: evidence.Starts, Subject: "/usr/bin/git", Known: true, Source: evidence.Run},
		{Kind: evidence.Certificates, Known: true, Source: evidence.Run},
		{Kind: evidence.Reads, Subject: "/etc/hosts", Known: true, Source: evidence.Run},
	}
	if says := needsText(n); says != "CA certificates (client.go:12), a shell (run.py), other programs (seen when it ran)" {
		t.Errorf("after a run it needs %q", says)
	}
	if tip := needsTip(n); !strings.Contains(tip, "Seen when it ran: starts git; uses CA certificates") {
		t.Errorf("the tip is %q", tip)
	}
	n.Seen = nil
	if says := needsText(n); says != "CA certificates (client.go:12), a shell (run.py)" {
		t.Errorf("it needs %q", says)
	}
}

func TestReasonsWeighSomethingAndTheHeaviestIsFirst(t *testing.T) {
	n := openProject(t)
	all := reasonsOf(n)
	if len(all) != 2 || all[0].bytes != 735e6 || all[1].bytes != 46e5 {
		t.Errorf("before a build: %+v", all)
	}
	if all[0].place != "line 2 FROM golang:1.22" {
		t.Errorf("the first starts from %q", all[0].place)
	}
	n.Changes[0].SavesBytes, n.Changes[1].SavesBytes = 0, 0
	if all := reasonsOf(n); len(all) != 0 {
		t.Errorf("reasons that weigh nothing: %+v", all)
	}
	n.Changes[0].SavesContext = 88e6
	if all := reasonsOf(n); len(all) != 1 || !all[0].sent {
		t.Errorf("what is sent to the builder: %+v", all)
	}
}

func TestNoReasonIsNotSaidBesideChanges(t *testing.T) {
	n := openProject(t)
	for i := range n.Changes {
		n.Changes[i].SavesBytes = 0
	}
	head := headOfReasons(n, reasonsOf(n))
	if head.rest != "5 changes, for speed and safety  ›" || !strings.HasPrefix(noReason(n), "None of the changes saves bytes that can be told") {
		t.Errorf("%+v, %q", head, noReason(n))
	}
	if says := noReason(cleanProject(t)); !strings.HasPrefix(says, "The rules found nothing") {
		t.Errorf("with nothing to change: %q", says)
	}
}

func TestWhatIsNotBuiltIsOverItsBaseAndNotAboutIt(t *testing.T) {
	n := openProject(t)
	n.Bases = nil
	for _, guessed := range []bool{false, true} {
		n.Before.Notes = map[string]session.NodeNote{"image:golang:1.22": {OnDisk: 823e6, Download: 299e6, Estimated: guessed}}
		n.After.Notes = map[string]session.NodeNote{"image:gcr.io/distroless/static-debian12:nonroot": {OnDisk: 18e5, Download: 4e5}}
		got := heroOf(n)
		if got.onDisk != [2]string{"> 823 MB", "> 1.8 MB"} || got.download != [2]string{"> 299 MB", "> 400 kB"} || got.badge != "predicted" {
			t.Errorf("%+v", got)
		}
		if len(got.before.Parts) != 1 || !got.before.Open || !got.after.Open {
			t.Errorf("the base is counted %d times, open %v", len(got.before.Parts), got.before.Open)
		}
	}
	scratch := viewOf(t, "FROM scratch\nCOPY a /\n")
	if w := predictedWeight(n, scratch); w.onDisk != "" || !strings.Contains(weightNote(w), "copied into it") {
		t.Errorf("scratch: %+v", w)
	}
	if base, note := baseOf(viewOf(t, "FROM a AS x\nFROM x AS y\nFROM y\n")); base != "a" || note.OnDisk != -1 {
		t.Errorf("the base is %q with %d bytes", base, note.OnDisk)
	}
}

func TestFiguresOfAnotherPlanSaySo(t *testing.T) {
	n := measuredProject(t)
	if got := heroOf(n); got.badge != "measured" || got.badgeTone != widgets.Good {
		t.Errorf("measured: %+v", got)
	}
	n.Stale = true
	if got := heroOf(n); got.badge != "of the plan before" || got.badgeTone != widgets.Warn {
		t.Errorf("stale: %+v", got)
	}
}

func TestTheOneButtonFitsTheStateOfTheWork(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	did := ""
	do := func(what string) func() { return func() { did = what } }
	p := NewOverview(OverviewActions{Changes: do("changes"), Build: do("build"), Rebuild: do("rebuild")})
	stale, running := measuredProject(t), openProject(t)
	stale.Stale = true
	running.Job = &session.Job{Name: "Rebuild and compare"}
	running.Builds.Before.Started = time.Now()
	for i, c := range []struct {
		n    *session.Snapshot
		want string
	}{
		{openProject(t), "rebuild"}, {measuredProject(t), "rebuild"}, {stale, "rebuild"}, {cleanProject(t), "rebuild"}, {running, "build"},
	} {
		c.n.Number = 100 + i
		p.Show(c.n)
		p.hero.act.Tapped(nil)
		if did != c.want {
			t.Errorf("state %d leads to %q, want %q", i, did, c.want)
		}
	}
}

func TestAReasonsSwitchTurnsItsChange(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	turned := ""
	p := NewOverview(OverviewActions{Toggle: func(id string, on bool) { turned = fmt.Sprint(id, " ", on) }})
	p.Show(openProject(t))
	row := p.reasons.rows.Objects[1].(*fyne.Container)
	row.Objects[4].(*widgets.Toggle).Tapped(nil)
	if turned != "go-split false" {
		t.Errorf("turned %q", turned)
	}
}

func TestALargePageHasTheOtherChangesBelowTheReasons(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var turned []string
	p := NewOverview(OverviewActions{Toggle: func(id string, on bool) { turned = append(turned, fmt.Sprint(id, on)) }, Changes: func() {}})
	w := test.NewTempWindow(t, p.Content())
	w.SetPadded(false)
	p.Show(openProject(t))
	for _, c := range []struct {
		size  fyne.Size
		shown bool
	}{{fyne.NewSize(1840, 992), true}, {fyne.NewSize(1200, 600), false}, {fyne.NewSize(1840, 992), true}} {
		w.Resize(c.size)
		if p.others.card.Visible() != c.shown {
			t.Errorf("in %v they are shown: %v", c.size, p.others.card.Visible())
		}
	}
	if len(p.others.ids) != 3 {
		t.Fatalf("listed are %q", p.others.ids)
	}
	for _, placed := range looktest.Shown(p.Content()) {
		if row, ok := placed.Object.(*changeRow); ok && !placed.Seen.Holds(placed.At, row.Size()) {
			t.Errorf("the row of %s is cut off", row.item.id)
		}
	}
	p.others.listed["go-cache"].onOff.Tapped(nil)
	if !slices.Equal(turned, []string{"go-cachefalse"}) {
		t.Errorf("turned %q", turned)
	}
}

func TestABuildIsNotSaidToReadTheSources(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	n := openProject(t)
	n.Project.Sources, n.Changes = nil, nil
	for kind, want := range map[session.JobKind]bool{session.Opening: true, session.Rebuilding: false, session.Proving: false} {
		n.Job = &session.Job{Kind: kind, Name: "Something"}
		row := widgets.NewFlow(8, 8)
		showFacts(row, n)
		first := row.Objects[0].(*widgets.Tag).Text
		if says := strings.Contains(first, "reading"); says != want {
			t.Errorf("while it runs %q says %q", kind, first)
		}
		if says := strings.Contains(noReason(n), "being read"); says != want {
			t.Errorf("while it runs %q says %q", kind, noReason(n))
		}
	}
}
