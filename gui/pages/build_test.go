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

	"lightship/engine/build"
	"lightship/engine/project"
	"lightship/engine/rewrite"
	"lightship/engine/session"
)

// began is when the builds of these tests started.
var began = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

func TestWhatBuildSays(t *testing.T) {
	for name, s := range map[string]*session.Snapshot{
		"build-empty":   {Project: &project.Project{}},
		"build-earlier": {Project: &project.Project{}, Earlier: true, Comparison: comparison()},
		"build-loading": {Project: &project.Project{}, Job: &session.Job{Name: "Rebuild and compare", Step: "starting the builder"}},
		"build-error":   failingBuild(),
		"build-full":    runningBuild(),
		"build-long":    longBuild(40),
	} {
		t.Run(name, func(t *testing.T) {
			assertSays(t, name, func() fyne.CanvasObject {
				p := NewBuild(BuildActions{})
				p.lanes.Now = func() time.Time { return began.Add(9800 * time.Millisecond) }
				p.Show(s)
				t.Cleanup(p.lanes.Hide)
				return p.Content()
			})
		})
	}
}

func TestBuildWatchesTheFailedStep(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBuild(BuildActions{})
	p.Show(failingBuild())
	if got := p.steps[p.chosen].State; got != build.Failed {
		t.Errorf("the chosen step is %q, want the failed one", got)
	}
	if text := p.log.view.Text(); !strings.Contains(text, "exit code: 1") {
		t.Errorf("the log does not say what failed:\n%s", text)
	}
}

func TestTheStepThatACancelEndedIsWatched(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBuild(BuildActions{})
	canceled := step("builder", "RUN go build -o app .", build.Canceled, 5, 1, 9, "go: downloading")
	p.Show(&session.Snapshot{
		Project: &project.Project{},
		Builds:  session.Builds{Before: progress(9, step("builder", "COPY . .", build.Finished, 4, 0, 1, "copied"), canceled)},
	})
	if got := p.steps[p.chosen]; got.Line != 5 {
		t.Errorf("the log is that of line %d", got.Line)
	}
}

func TestBuildKeepsTheStepThatTheUserChose(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBuild(BuildActions{})
	p.Show(runningBuild())
	p.pick("before/1")
	next := *runningBuild()
	p.Show(&next)
	if p.chosen != "before/1" {
		t.Errorf("shows %s, want the step that was chosen", p.chosen)
	}
}

func TestAFailedStepLeadsToItsLineAndToTheOneChangeThatWroteIt(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var went, turned []string
	p := NewBuild(BuildActions{
		ShowLine: func(after bool, line int) { went = append(went, fmt.Sprint(after, " ", line)) },
		Toggle:   func(id string, on bool) { turned = append(turned, fmt.Sprint(id, " ", on)) },
	})
	n := failingBuild()
	n.Changes = []session.Switch{{Change: rewrite.Change{ID: "go-cgo", Title: "Build without cgo"}, On: true}, {Change: rewrite.Change{ID: "go-trim"}, On: true}}
	n.Traces = map[string]session.Trace{"go-cgo": {Added: []int{8}}, "go-trim": {Added: []int{9}}}
	p.Show(n)
	p.log.line.Tapped(nil)
	p.log.turn.Tapped(nil)
	if !slices.Equal(went, []string{"true 8"}) || !slices.Equal(turned, []string{"go-cgo false"}) || !p.log.turn.Visible() {
		t.Errorf("went to %q, turned %q", went, turned)
	}
	several := *n
	several.Traces = map[string]session.Trace{"go-cgo": {Added: []int{8}}, "go-trim": {Added: []int{8}}}
	several.Changes = slices.Clone(n.Changes)
	p.Show(&several)
	if p.log.turn.Visible() {
		t.Error("one of two changes is blamed")
	}
	p.pick("before/2")
	if p.log.turn.Visible() {
		t.Error("a change is blamed for a step of the build before")
	}
}

func BenchmarkBuildShow(b *testing.B) {
	p := NewBuild(BuildActions{})
	p.Content().Resize(fyne.NewSize(1204, 716))
	one, other := longBuild(40), longBuild(41)
	for b.Loop() {
		p.Show(one)
		p.Show(other)
	}
}

// step is a step from and to seconds after began; to below from says that it has not ended.
func step(stage, instruction string, state build.State, line int, from, to float64, log ...string) build.Step {
	at := func(seconds float64) time.Time { return began.Add(time.Duration(seconds * float64(time.Second))) }
	s := build.Step{Name: fmt.Sprintf("[%s] %s", stage, instruction), Stage: stage, Instruction: instruction, State: state, Line: line}
	if state != build.Waiting {
		s.Started = at(from)
	}
	if to >= from {
		s.Finished = at(to)
	}
	for i, text := range log {
		s.Log = append(s.Log, build.LogLine{At: at(from + float64(i)*0.1), Text: text})
	}
	return s
}

func progress(seconds float64, steps ...build.Step) build.Progress {
	p := build.Progress{Steps: steps, Started: began, Total: len(steps)}
	if seconds > 0 {
		p.Finished = began.Add(time.Duration(seconds * float64(time.Second)))
	}
	for _, s := range steps {
		if !s.Finished.IsZero() {
			p.Done++
		}
	}
	return p
}

func beforeBuild() build.Progress {
	internal := step("", "", build.Finished, 0, 0, 0.05)
	internal.Name = "[internal] load build definition from Dockerfile"
	export := step("", "", build.Finished, 0, 12.9, 16.5)
	export.Name = "exporting to image"
	return progress(16.5, internal,
		step("", "FROM docker.io/library/golang:1.22", build.Cached, 1, 0, 0),
		step("", "COPY . .", build.Finished, 3, 0.05, 0.35),
		step("", "RUN go build -o app .", build.Finished, 4, 0.35, 12.9, "go: downloading github.com/google/uuid v1.6.0"), export)
}

func runningBuild() *session.Snapshot {
	after := progress(
		0,
		step("builder", "FROM docker.io/library/golang:1.22-bookworm", build.Cached, 2, 0, 0),
		step("final", "FROM gcr.io/distroless/static-debian12:nonroot", build.Finished, 12, 0, 0.6),
		step("builder", "RUN --mount=type=cache,target=/go/pkg/mod go mod download", build.Finished, 5, 0.1, 2),
		step("builder", "COPY . .", build.Finished, 7, 2, 2.1),
		step("builder", "RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/app .",
			build.Running, 8, 2.4, 0, "go: finding module for package github.com/google/uuid", "internal/unsafeheader", "internal/goarch",
			"runtime/internal/sys", "net/http/internal", "\x1b[31mshop/api\x1b[0m "+strings.Repeat("a very long line ", 14)),
		step("final", "COPY --from=builder /out/app /app", build.Waiting, 13, 0, -1),
	)
	return &session.Snapshot{
		Project: &project.Project{}, Job: &session.Job{Name: "Rebuild and compare", Step: "after, step 5 of 6", Fraction: 0.6},
		Builds: session.Builds{Before: beforeBuild(), After: after},
	}
}

func failingBuild() *session.Snapshot {
	failed := step("builder", "RUN go build -o /out/app .", build.Failed, 8, 2.1, 5.4,
		"# shop/api", "./main.go:14:2: undefined: uuid.Newest", "./main.go:20:9: too many arguments in call to serve")
	failed.Error = "process \"/bin/sh -c go build -o /out/app .\" did not complete successfully: exit code: 1"
	after := progress(5.4, step("builder", "FROM docker.io/library/golang:1.22", build.Cached, 2, 0, 0), failed,
		step("final", "COPY --from=builder /out/app /app", build.Canceled, 13, 5.3, 5.4))
	return &session.Snapshot{
		Project: &project.Project{},
		Builds:  session.Builds{Before: beforeBuild(), After: after, AfterError: failed.Error},
	}
}

// longBuild has many steps, one after the other.
func longBuild(n int) *session.Snapshot {
	steps := make([]build.Step, 0, n)
	for i := range n {
		from := float64(i) * 3.7
		s := step(fmt.Sprintf("stage-%d-with-a-long-name", i/5), fmt.Sprintf("RUN apt-get update && apt-get install -y package-%d # %s", i,
			strings.Repeat("and more ", 9)), build.Finished, i+2, from, from+3.7)
		for j := range 50 {
			s.Log = append(s.Log, build.LogLine{At: s.Started.Add(time.Duration(j) * time.Millisecond), Text: fmt.Sprintf("Get:%d http://deb.debian.org/debian bookworm/main", j)})
		}
		steps = append(steps, s)
	}
	return &session.Snapshot{
		Project: &project.Project{}, Builds: session.Builds{Before: progress(float64(n)*3.7, steps...), AfterError: "the builder ended while it was at work: signal: killed"},
	}
}

func TestResultsOfAnEarlierDayAreNotDeniedByBuild(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	p := NewBuild(BuildActions{})
	n := openProject(t)
	n.Comparison, n.Earlier = comparison(), true
	p.Show(n)
	if said := saidBy(p.Content()); strings.Contains(said, "Nothing has been built") || !strings.Contains(said, "Not built since it was opened") {
		t.Errorf("says\n%s", said)
	}
}

func TestTheLogIsSearchedAndSaved(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	var saved []string
	p := NewBuild(BuildActions{SaveLog: func(name, text string) { saved = append(saved, name, text) }})
	w := test.NewTempWindow(t, p.Content())
	w.Resize(fyne.NewSize(1204, 716))
	p.Show(runningBuild())
	t.Cleanup(p.lanes.Hide)
	p.Find()
	if w.Canvas().Focused() != fyne.Focusable(p.log.find.field) {
		t.Error("the field has not got the keyboard")
	}
	p.log.find.field.SetText("INTERNAL")
	if got := p.log.find.says.Text; got != "1 of 4" || p.log.view.Follow {
		t.Errorf("found %q, follows %v", got, p.log.view.Follow)
	}
	for _, want := range []string{"2 of 4", "3 of 4", "4 of 4", "1 of 4"} {
		p.log.find.step(1)
		if got := p.log.find.says.Text; got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
	p.log.find.field.SetText("nothing like it")
	if got := p.log.find.says.Text; got != "not found" || p.log.find.next.Visible() {
		t.Errorf("says %q of what is not there", got)
	}
	if !p.Escape() || p.Escape() {
		t.Error("Escape does not end looking, or ends it twice")
	}
	p.log.save.Tapped(nil)
	if len(saved) != 2 || saved[0] != "build-after-line-8.log" || !strings.Contains(saved[1], "internal/goarch\n") {
		t.Errorf("saved %q", saved)
	}
}

func TestAStepThatFailedIsShownWithItsLine(t *testing.T) {
	themedApp(t, fynetheme.VariantLight)
	n := failingBuild()
	n.After = viewOf(t, splitText)
	for i := range n.Builds.After.Steps {
		if n.Builds.After.Steps[i].State == build.Failed {
			n.Builds.After.Steps[i].Line = 9
		}
	}
	p := NewBuild(BuildActions{})
	w := test.NewTempWindow(t, p.Content())
	w.Resize(fyne.NewSize(1204, 716))
	p.Show(n)
	said := saidBy(p.failure.card)
	for _, part := range []string{"A step failed", "uuid.Newest", "exit code: 1", "Show line 9", "CGO_ENABLED=0 go build"} {
		if !strings.Contains(said, part) {
			t.Errorf("no %q in\n%s", part, said)
		}
	}
	if !p.failure.card.Visible() {
		t.Error("the failure is not shown")
	}
	w.Resize(fyne.NewSize(669, 414))
	if p.failure.card.Visible() {
		t.Error("in a narrow window it takes the room of the log")
	}
	p.pick("before/2")
	w.Resize(fyne.NewSize(1204, 716))
	if p.failure.card.Visible() {
		t.Error("a step that went well is shown as failed")
	}
}
