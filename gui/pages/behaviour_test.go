package pages

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/widgets"
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
	read := *n.Project
	next.Project, next.After = &read, viewOf(t, splitText+"LABEL a=b\n")
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
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeySpace, fyne.KeyUp, fyne.KeySpace} {
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

// tracedProject says what two of its changes do.
func tracedProject(t testing.TB) *session.Snapshot {
	t.Helper()
	n := openProject(t)
	n.Traces = map[string]session.Trace{
		"go-split":    {Removed: []int{2, 7}, Added: []int{2, 10, 11, 12}},
		"go-download": {Added: []int{4, 5, 6}},
		"go-cache":    {Removed: []int{5}, Added: []int{5, 8, 9}},
	}
	for i := range n.Changes {
		n.Changes[i].Docs = "rules/" + n.Changes[i].ID + ".md"
	}
	return n
}

func TestAClickOnAChangedLineChoosesTheChangeThatDoesTheLeast(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{})
	p.Show(tracedProject(t))
	for line, want := range map[int]string{4: "go-download", 5: "go-download", 8: "go-cache", 11: "go-split"} {
		p.diff.tapped(widgets.DiffRow{Kind: widgets.AddedLine, NewNumber: line})
		if got := p.list.rows[p.list.chosen].item.id; got != want {
			t.Errorf("line %d chooses %s, want %s", line, got, want)
		}
	}
}

func TestChangesAreFilteredAndSortedBySaving(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{Toggle: func(string, bool) {}})
	p.Show(tracedProject(t))
	shown := func() (ids []string) {
		for _, r := range p.list.rows {
			if !r.item.left {
				ids = append(ids, r.item.id)
			}
		}
		return ids
	}
	p.list.filter.SetText("cache MOUNTS")
	if got := shown(); !slices.Equal(got, []string{"go-cache"}) {
		t.Errorf("the filter leaves %v", got)
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	p.list.filter.SetText("")
	if got := p.list.rows[p.list.chosen].item.id; got != "go-cache" {
		t.Errorf("without the filter %s is chosen", got)
	}
	p.list.order.Select(1)
	p.list.build()
	if got := shown(); !slices.Equal(got, []string{"go-split", "go-trim", "go-cache", "go-download", "pin-base"}) {
		t.Errorf("by saving: %v", got)
	}
}

func TestThePageOfTheChosenChangeIsShownInPlace(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var asked []string
	p := NewChanges(ChangesActions{Page: func(path string) (string, error) {
		asked = append(asked, path)
		return "# A page\n\nSee [the other](final-base.md).", nil
	}})
	p.Show(tracedProject(t))
	p.TypedRune('w')
	if !p.diff.whyAt.Visible() || p.diff.diff.Visible() {
		t.Fatal("the page is not in the place of the difference")
	}
	for _, s := range p.diff.why.Segments {
		if link, ok := s.(*widget.HyperlinkSegment); ok {
			link.OnTapped()
		}
	}
	if !slices.Equal(asked, []string{"rules/go-split.md", "rules/final-base.md"}) {
		t.Errorf("asked for %v", asked)
	}
	p.TypedRune('n')
	if !p.diff.diff.Visible() || p.list.chosen < 0 {
		t.Error("the next block is not shown")
	}
}

func TestCopyTakesTheAfterText(t *testing.T) {
	var copied string
	themedApp(t, fynetheme.VariantLight)
	p := NewChanges(ChangesActions{Copy: func(s string) { copied = s }})
	n := tracedProject(t)
	p.Show(n)
	p.TypedRune('c')
	if copied != string(n.After.Text) {
		t.Errorf("copied %q", copied)
	}
}

func TestTheIgnoreFileIsLookedAtWhereThePlanWritesOne(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var copied string
	p := NewChanges(ChangesActions{Copy: func(s string) { copied = s }})
	n := tracedProject(t)
	n.Ignore = &rewrite.File{Name: ".dockerignore", Before: []byte("*.md\n"), After: []byte("*.md\n# of no use to the build\n.git\n")}
	ignore := session.Switch{Change: rewrite.Change{ID: rewrite.Dockerignore, Group: rewrite.Size, Title: "Ignore .git"}, On: true}
	n.Changes = append(n.Changes, ignore)
	p.Show(n)
	if !p.diff.files.Visible() || p.diff.files.Selected != "Dockerfile" {
		t.Fatalf("the files: visible %v, %q", p.diff.files.Visible(), p.diff.files.Selected)
	}
	p.list.choose(slices.IndexFunc(p.list.rows, func(r *changeRow) bool { return r.item.id == rewrite.Dockerignore }))
	if p.diff.counts.Text != "+2 −0" || p.diff.files.Selected != ".dockerignore" {
		t.Errorf("shows %s, %s", p.diff.files.Selected, p.diff.counts.Text)
	}
	p.TypedRune('c')
	if copied != string(n.Ignore.After) {
		t.Errorf("copied %q", copied)
	}
	p.list.choose(0)
	if p.diff.files.Selected != "Dockerfile" {
		t.Error("a change of the Dockerfile shows the ignore file")
	}
	n.Ignore = nil
	next := *n
	p.Show(&next)
	if p.diff.files.Visible() || !p.diff.name.Visible() {
		t.Error("the choice of files stays though there is one file")
	}
}

func TestChangesSaysThatThePlanIsSavedUntilItIsAnotherOne(t *testing.T) {
	p := NewChanges(ChangesActions{})
	n := openProject(t)
	p.Show(n)
	if p.saved.Visible() {
		t.Error("a plan that was not saved is said to be")
	}
	saved := *n
	saved.PlanSaved, saved.PlanFiles = true, []string{"/home/ada/shop-api/Dockerfile", "/home/ada/shop-api/.dockerignore"}
	p.Show(&saved)
	if !p.saved.Visible() || !strings.Contains(p.saved.ToolTip(), ".dockerignore") {
		t.Errorf("saved is shown %v with %q", p.saved.Visible(), p.saved.ToolTip())
	}
	p.Show(n)
	if p.saved.Visible() {
		t.Error("another plan is said to be saved")
	}
}
