package pages

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/session"
)

func TestStagesShowsTheAfterGraphUntilTheUserWantsTheOther(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewStages(StagesActions{})
	n := openProject(t)
	p.Show(n)
	if p.shown != n.After || p.sides.Selected != sideAfter {
		t.Fatal("after is not shown at first")
	}
	p.TypedRune('b')
	if p.shown != n.Before || p.sides.Selected != sideBefore {
		t.Fatal("B does not show before")
	}
	next := *n
	next.After = viewOf(t, splitText+"LABEL a=b\n")
	p.Show(&next)
	if p.shown != n.Before {
		t.Error("a new snapshot took the user's choice away")
	}
}

func TestStagesPanelFollowsTheChosenCard(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewStages(StagesActions{})
	p.Show(openProject(t))
	if got := p.panel.name.Text; got != "final" {
		t.Errorf("at first the panel shows %q, want the target", got)
	}
	p.graph.OnSelected("stage:0")
	if got := p.panel.name.Text + ", " + p.panel.place.Text; got != "builder, lines 2–10" {
		t.Errorf("the panel shows %q", got)
	}
	p.graph.OnSelected("image:debian:bookworm")
	if got := p.panel.note.Text; !strings.Contains(got, "stand-in") {
		t.Errorf("the panel does not say that the image is a stand-in: %q", got)
	}
}

func TestTheSameSnapshotIsNotDrawnAgain(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	stages, changes := NewStages(StagesActions{}), NewChanges(ChangesActions{})
	n := openProject(t)
	stages.Show(n)
	changes.Show(n)
	for name, show := range map[string]func(){"stages": func() { stages.Show(n) }, "changes": func() { changes.Show(n) }} {
		if made := testing.AllocsPerRun(10, show); made > 400 {
			t.Errorf("%s: %v allocations for nothing new", name, made)
		}
	}
}

func TestSpaceTurnsTheChosenChange(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var turned []string
	p := NewChanges(ChangesActions{Toggle: func(id string, on bool) {
		turned = append(turned, id)
		if on {
			t.Errorf("%s was turned on", id)
		}
	}})
	p.Show(openProject(t))
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeySpace, fyne.KeyUp, fyne.KeySpace} {
		p.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if !slices.Equal(turned, []string{"go-trim", "go-split"}) {
		t.Errorf("turned %v", turned)
	}
}

func TestABlockedChangeCannotBeTurnedOn(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{Toggle: func(id string, _ bool) { t.Errorf("%s was turned", id) }})
	n := openProject(t)
	p.Show(n)
	p.list.choose(len(n.Changes) - 1)
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
}

func TestASyntaxErrorStandsBelowItsLine(t *testing.T) {
	n := brokenProject(t)
	n.Problem.Detail = "Dockerfile:3: unknown instruction: COPPY (did you mean COPY?)\nCOPPY . ."
	lines := markedSource(n)
	if got := lines[3].Text(); got != "↑ unknown instruction: COPPY (did you mean COPY?)" {
		t.Errorf("below the line stands %q", got)
	}
	if lines[2].Mark == "" || lines[1].Mark != "" {
		t.Error("the wrong line is marked")
	}
	if len(lines) != 5 {
		t.Errorf("%d lines, want the four of the source and the message", len(lines))
	}
}

func TestColouredLinesAreTheSource(t *testing.T) {
	var text strings.Builder
	for _, l := range codeLines([]byte(splitText)) {
		text.WriteString(l.Text() + "\n")
	}
	if text.String() != splitText {
		t.Errorf("coloured: %q", text.String())
	}
}

func TestReferencesAreShortenedToWhatTellsThemApart(t *testing.T) {
	for ref, want := range map[string]string{
		"golang:1.22": "golang:1.22",
		"gcr.io/distroless/static-debian12:nonroot": "distroless/static-debian12:nonroot",
		"localhost/app":                                  "app",
		"registry.example.com:5000/team/app:1":           "team/app:1",
		"library/debian":                                 "library/debian",
		"debian@sha256:0123456789abcdef0123456789abcdef": "debian@0123456",
	} {
		if got := shortRef(ref); got != want {
			t.Errorf("%s became %s, want %s", ref, got, want)
		}
	}
}

// BenchmarkShow is what a running build costs the pages: ten new snapshots a second of which nothing is theirs.
func BenchmarkShow(b *testing.B) {
	n := openProject(b)
	for name, p := range map[string]interface{ Show(*session.Snapshot) }{
		"stages": NewStages(StagesActions{}), "changes": NewChanges(ChangesActions{}), "overview": NewOverview(OverviewActions{}),
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				next := *n
				p.Show(&next)
			}
		})
	}
}
