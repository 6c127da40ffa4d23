package pages

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
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
	for _, l := range languagesOf(p) {
		got = append(got, l.name+": "+l.says)
	}
	want := []string{
		"Go 1.22: example.com/shop · 2 programs", "Node.js >=20: next 15 · pnpm with pnpm-lock.yaml",
		"Java 21: spring-boot · maven · a wrapper", "Python 3.12: uv with uv.lock", "Rust 1.83: cargo", "C and C++: cmake",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if says := needsText(p); says != "CA certificates (client.go:12), a shell (run.py)" {
		t.Errorf("it needs %q", says)
	}
}

func TestTheThreeBiggestReasonsAreTold(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	predicted := reasonsOf(openProject(t))
	if predicted[0].bytes != 735e6 || predicted[1].bytes != 46e5 || predicted[2].title != "The build context" {
		t.Errorf("before a build: %+v", predicted)
	}
	measured := reasonsOf(measuredProject(t))
	if measured[0].title != "System packages" || measured[0].bytes != 381e6 || len(measured) != 3 {
		t.Errorf("after a build: %+v", measured)
	}
	list := widgets.NewColumn(0)
	n := openProject(t)
	n.Changes = append(n.Changes, n.Changes...)
	showReasons(list, n)
	if got := len(list.Objects); got != 2*mostReasons-1 {
		t.Errorf("%d rows are shown", got)
	}
}

func TestWhatIsNotBuiltIsWeighedByItsBase(t *testing.T) {
	n := openProject(t)
	n.Bases = nil
	n.Before.Notes = map[string]session.NodeNote{"image:golang:1.22": {OnDisk: 823e6}}
	if got := predicted(n, n.Before, func(session.BaseRow) bool { return true }); got.figure != "over 823 MB" {
		t.Errorf("%+v", got)
	}
	n.Before.Notes = map[string]session.NodeNote{"image:golang:1.22": {OnDisk: 823e6, Estimated: true}}
	if got := predicted(n, n.Before, func(session.BaseRow) bool { return true }); got.figure != "about 823 MB" {
		t.Errorf("by an estimate: %+v", got)
	}
	if got := predicted(n, viewOf(t, "FROM scratch\nCOPY a /\n"), func(session.BaseRow) bool { return true }); got.figure != "" || !strings.Contains(got.line, "copied into it") {
		t.Errorf("scratch: %+v", got)
	}
	if base, note := baseOf(viewOf(t, "FROM a AS x\nFROM x AS y\nFROM y\n")); base != "a" || note.OnDisk != -1 {
		t.Errorf("the base is %q with %d bytes", base, note.OnDisk)
	}
}

func TestTheNextStepFitsTheStateOfTheWork(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	did := ""
	do := func(what string) func() { return func() { did = what } }
	p := NewOverview(OverviewActions{
		Stages: do("stages"), Changes: do("changes"), Build: do("build"), Results: do("results"), Rebuild: do("rebuild"),
	})
	stale, running := measuredProject(t), openProject(t)
	stale.Stale = true
	running.Job = &session.Job{Name: "Rebuild and compare"}
	running.Builds.Before.Total = 3
	for i, c := range []struct {
		n    *session.Snapshot
		want string
	}{
		{openProject(t), "rebuild"}, {measuredProject(t), "results"}, {stale, "rebuild"}, {cleanProject(t), "stages"}, {running, "build"},
	} {
		c.n.Number = 100 + i
		p.Show(c.n)
		button := p.next.buttons.Objects[0].(*fyne.Container).Objects[0].(*widgets.Button)
		button.OnTapped()
		if did != c.want {
			t.Errorf("state %d leads to %q, want %q", i, did, c.want)
		}
	}
}
