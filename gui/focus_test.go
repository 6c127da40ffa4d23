package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/widgets"
)

// walk presses Tab until something has the keyboard again that had it, and returns all that did.
func (s *Shell) walk(visit func(fyne.Focusable)) []fyne.Focusable {
	c := s.window.Canvas()
	seen := map[fyne.Focusable]bool{}
	var order []fyne.Focusable
	for range 300 {
		c.FocusNext()
		f := c.Focused()
		if f == nil || seen[f] {
			break
		}
		seen[f] = true
		order = append(order, f)
		visit(f)
	}
	c.Unfocus()
	return order
}

// full is a project with all that a page may show: stages, bases, changes on and off, findings, a build that failed, results.
func full(t *testing.T) *session.Snapshot {
	t.Helper()
	n := opened()
	view := func(text string) *session.View {
		file, err := dockerfile.Parse([]byte(text), dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"})
		if err != nil {
			t.Fatal(err)
		}
		graph, err := stagegraph.New(file, "")
		if err != nil {
			t.Fatal(err)
		}
		return &session.View{Text: []byte(text), File: file, Graph: graph, Layout: stagegraph.Place(graph)}
	}
	n.Before = view("FROM golang:1.22\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\"]\n")
	n.After = view("FROM golang:1.22 AS builder\nCOPY . .\nRUN go build -o /app .\n\nFROM scratch\nCOPY --from=builder /app /app\nCMD [\"/app\"]\n")
	n.Targets, n.CanUndo, n.CanRedo = []string{"builder"}, true, true
	n.BuildArgs = []session.BuildArg{{Declared: true}}
	n.Changes = []session.Switch{
		{Change: rewrite.Change{ID: "go-split", Group: rewrite.Size, Title: "Build in one stage", Why: "It is heavy.", SavesBytes: 8e8, Lines: dockerfile.Lines{First: 1, Last: 3}}, On: true},
		{Change: rewrite.Change{ID: "go-cache", Group: rewrite.Speed, Title: "Cache mounts", Why: "They persist.", Lines: dockerfile.Lines{First: 3, Last: 3}}},
	}
	n.Findings = []rewrite.Finding{{Rule: "user", Title: "It runs as root", Refused: "It listens on port 80.", Lines: dockerfile.Lines{First: 4, Last: 4}}}
	n.Base = "alpine:3.24"
	for i, ref := range []string{"alpine:3.24", "debian:trixie-slim"} {
		n.Bases = append(n.Bases, session.BaseRow{
			Base: bases.Base{Ref: ref, Name: ref}, Facts: bases.Facts{Download: 3e6, OnDisk: 8e6, Source: "registry"}, Image: int64(9e6 * (i + 1)), Verdict: bases.Verdict{Reasons: []string{"it runs there"}},
		})
	}
	begun := time.Date(2026, 11, 24, 23, 54, 0, 0, time.UTC)
	n.Builds.Before = build.Progress{Started: begun, Total: 1, Done: 1, Steps: []build.Step{
		{Name: "[1/1] RUN go build", Instruction: "RUN go build", Line: 3, State: build.Failed, Started: begun, Finished: begun.Add(time.Second), Error: "exit code: 1", Log: []build.LogLine{{Text: "no such file"}}},
	}}
	n.Comparison = &compare.Comparison{
		Before: compare.Side{Image: &image.Analysis{OnDisk: 9e8}}, After: compare.Side{Image: &image.Analysis{OnDisk: 8e6}}, Made: begun, Base: n.Base,
	}
	return n
}

func TestTabReachesTheRailAndShowsWhereItIsOnEveryPage(t *testing.T) {
	for name, n := range map[string]*session.Snapshot{"empty": opened(), "full": full(t)} {
		t.Run(name, func(t *testing.T) { walkPages(t, n) })
	}
}

// walkPages walks over every page of a snapshot by Tab.
func walkPages(t *testing.T, n *session.Snapshot) {
	t.Helper()
	shell, script, _ := started(t)
	shell.window.Resize(fyne.NewSize(1280, 800))
	script.show(n)
	for _, slot := range shell.slots {
		shell.show(slot.id)
		order := shell.walk(func(f fyne.Focusable) {
			o := f.(fyne.CanvasObject)
			if !o.Visible() {
				t.Errorf("%s: the keyboard is on a %T that is hidden", slot.id, f)
			}
			if e, typed := f.(*widgets.Entry); typed && e.Text == "" {
				return // Fyne draws the focus of a field.
			}
			with := test.RenderObjectToMarkup(o)
			f.FocusLost()
			without := test.RenderObjectToMarkup(o)
			f.FocusGained()
			if with == without {
				t.Errorf("%s: a %T looks the same with the keyboard on it", slot.id, f)
			}
		})
		reached := 0
		for _, f := range order {
			if _, ok := f.(*railEntry); ok {
				reached++
			}
		}
		if want := len(shell.slots) + 2; reached != want {
			t.Errorf("%s: Tab reaches %d entries of the rail, not %d", slot.id, reached, want)
		}
	}
}

func TestWithoutAProjectTabLeavesOutThePages(t *testing.T) {
	shell, _, _ := started(t)
	for _, f := range shell.walk(func(fyne.Focusable) {}) {
		if e, ok := f.(*railEntry); ok && e.Disabled() {
			t.Errorf("the keyboard goes to %s, which can't be opened", e.label)
		}
	}
}

func TestEnterOnTheRailGoesToThePage(t *testing.T) {
	shell, script, _ := started(t)
	script.show(opened())
	shell.rail.entries[pageBases].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if shell.current != pageBases {
		t.Errorf("Enter on Bases leaves the window on %s", shell.current)
	}
}

func TestEscapeInAFieldEndsTypingAndNotTheBuild(t *testing.T) {
	shell, script, _ := started(t)
	script.show(opened())
	shell.show(pageBases)
	field := widgets.NewEntry()
	shell.center.Add(field)
	shell.window.Canvas().Focus(field)
	shell.escape()
	if shell.window.Canvas().Focused() != nil {
		t.Error("the field still has the keyboard")
	}
	for _, said := range script.said {
		if said == "cancel" {
			t.Error("Escape in a field canceled what runs")
		}
	}
}

func TestASheetGivesTheKeyboardBack(t *testing.T) {
	shell, script, _ := started(t)
	script.show(opened())
	had := shell.rail.entries[pageBases]
	shell.window.Canvas().Focus(had)
	shell.askOpen()
	if shell.window.Canvas().Focused() == fyne.Focusable(had) {
		t.Fatal("the sheet does not take the keyboard")
	}
	shell.escape()
	if shell.window.Canvas().Focused() != fyne.Focusable(had) {
		t.Errorf("after the sheet the keyboard is on %T", shell.window.Canvas().Focused())
	}
}

func TestThePagesKeysWorkWhereverTheKeyboardIs(t *testing.T) {
	shell, script, _ := started(t)
	shell.window.Resize(fyne.NewSize(1280, 800))
	script.show(full(t))
	for _, slot := range shell.slots {
		shell.show(slot.id)
		shell.walk(func(f fyne.Focusable) {
			if _, types := f.(*widgets.Entry); types {
				return
			}
			f.TypedRune('?')
			if !shell.sheet.close() {
				t.Errorf("%s: with the keyboard on a %T, ? does not show the keys", slot.id, f)
			}
		})
	}
}

func TestTheGraphLeavesTheKeysOfItsPageToThePage(t *testing.T) {
	shell, script, _ := started(t)
	shell.window.Resize(fyne.NewSize(1280, 800))
	script.show(full(t))
	shell.show(pageStages)
	stages := shell.page().(interface{ Side() string })
	was, typed := stages.Side(), 0
	shell.walk(func(f fyne.Focusable) {
		if g, ok := f.(*widgets.GraphView); ok {
			g.TypedRune('b')
			g.TypedRune('x')
			typed++
		}
	})
	if typed != 1 || stages.Side() == was {
		t.Errorf("B on %d graphs leaves the page at %s", typed, stages.Side())
	}
}
