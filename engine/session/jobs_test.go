package session

import (
	"context"
	"path/filepath"
	"testing"
)

// compared opens a project and compares it.
func compared(t *testing.T) (*Session, orderEngine) {
	t.Helper()
	engine := newOrderEngine()
	s := startWithEngine(t, engine, snapshotFacts{})
	rebuilding(t, s, Idle)
	finishBoth(engine)
	settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Comparison != nil })
	return s, engine
}

// together gives commands so that none of their results can come between them.
func together(s *Session, commands ...func()) {
	given := make(chan struct{})
	s.post(func() {
		for _, command := range commands {
			command()
		}
		close(given)
	})
	<-given
}

func TestOpeningAWrongPathLeavesTheBuildThatRunsAlone(t *testing.T) {
	engine := newOrderEngine()
	s := startWithEngine(t, engine, snapshotFacts{})
	rebuilding(t, s, Idle)
	<-engine.asked
	s.Open(filepath.Join(t.TempDir(), "nowhere"))
	n := settle(t, s, func(n *Snapshot) bool { return n.Problem != nil })
	if n.Job == nil || n.Job.Kind != Rebuilding {
		t.Fatalf("the job is now %+v", n.Job)
	}
	engine.finish <- struct{}{}
	<-engine.asked
	engine.finish <- struct{}{}
	if n := settle(t, s, Idle); n.Comparison == nil {
		t.Errorf("the build did not go on: %+v", n.Problem)
	}
}

func TestOpeningAWrongPathWhileSourcesAreReadReadsThemOn(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	p, c := foundProject(t, dir)
	together(s, func() { s.found("Open", finding{project: p, choice: c}) }, func() { s.Open(filepath.Join(t.TempDir(), "nowhere")) })
	n := settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Problem != nil && !n.Planning })
	if n.Project.Root != dir || n.After == nil || len(n.Changes) == 0 {
		t.Errorf("%s is open, with %+v and %+v", n.Project.Root, n.Changes, n.Findings)
	}
}

func TestOpeningAnotherProjectEndsTheBuildThatRuns(t *testing.T) {
	engine := newOrderEngine()
	s := startWithEngine(t, engine, snapshotFacts{})
	rebuilding(t, s, Idle)
	<-engine.asked
	dir := goProject(t, naive)
	s.Open(dir)
	<-engine.canceled
	if n := settle(t, s, Idle); n.Project.Root != dir || n.Comparison != nil || n.Problem != nil {
		t.Errorf("%s, %v, %+v", n.Project.Root, n.Comparison, n.Problem)
	}
}

func TestCancelEndsWhateverIsBeingReadAfterARebuild(t *testing.T) {
	for name, command := range map[string]func(*Session, *Snapshot){
		"Open":          func(s *Session, n *Snapshot) { s.Open(n.Project.Root) },
		"ChooseBuild":   func(s *Session, _ *Snapshot) { s.ChooseBuild("compose.yaml#other") },
		"ChooseContext": func(s *Session, _ *Snapshot) { s.ChooseContext("sub") },
	} {
		t.Run(name, func(t *testing.T) {
			engine := newOrderEngine()
			s := startWithEngine(t, engine, snapshotFacts{})
			dir := writeProject(t, map[string]string{
				"Dockerfile": naive, "go.mod": "module example.com/web\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n", "sub/Dockerfile": "FROM alpine\n",
				"compose.yaml": "services:\n  other:\n    build: sub\n",
			})
			s.Open(dir)
			before := settle(t, s, Idle)
			s.Rebuild()
			finishBoth(engine)
			settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Comparison != nil })
			// Measuring began when the folder was opened; it must still come to its end when something else is canceled.
			together(s, s.measureContext, func() { command(s, before); s.Cancel() })
			n := settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Context.Done })
			if n.Build != before.Build || n.ContextDir != before.ContextDir || n.Comparison == nil {
				t.Errorf("canceled, and %s, %s, %v", n.Build, n.ContextDir, n.Comparison)
			}
		})
	}
}

func TestALateResultIsDropped(t *testing.T) {
	var j jobs
	ctx, first := j.begin(Opening, "one")
	_, second := j.begin(Opening, "two")
	if ctx.Err() != context.Canceled || j.runs(first) || !j.runs(second) {
		t.Errorf("the first job: %v, runs %v; the second runs %v", ctx.Err(), j.runs(first), j.runs(second))
	}
	j.change(first, func(s *Job) { s.Step = "late" })
	if top := j.top(); top.number != second || top.shown.Step != "" {
		t.Errorf("shown is %+v", top.shown)
	}
	_, other := j.begin(Rebuilding, "three")
	_, save := j.begin(Saving, "four")
	if top := j.top(); top.number != other {
		t.Errorf("a write is shown before a rebuild: %+v", top.shown)
	}
	j.end(other)
	j.end(second)
	if top := j.top(); top.number != save {
		t.Errorf("shown is %+v", top.shown)
	}
}

func TestASecondCancelEndsTheBuildBelowWhatIsBeingOpened(t *testing.T) {
	engine := newOrderEngine()
	s := startWithEngine(t, engine, snapshotFacts{})
	rebuilding(t, s, Idle)
	<-engine.asked
	dir := goProject(t, naive)
	together(s, func() { s.Open(dir); s.Cancel(); s.Cancel() })
	<-engine.canceled
	if n := settle(t, s, Idle); n.Problem != nil || n.Project.Root == dir {
		t.Errorf("%+v", n.Problem)
	}
}

func TestACommandThatGoesOnFromThePlanWaitsForIt(t *testing.T) {
	s, _ := compared(t)
	n := settle(t, s, Idle)
	path := filepath.Join(t.TempDir(), "Dockerfile")
	together(s, func() { s.Toggle("go-trim-symbols", false); s.SaveDockerfile(path); s.Toggle("go-trim-symbols", true) })
	saved := settle(t, s, Idle)
	if len(saved.Saved) == 0 || string(saved.After.Text) != string(n.After.Text) {
		t.Fatalf("saved %+v", saved.Saved)
	}
	text, err := readDockerfile(filepath.Dir(path), "Dockerfile")
	if err != nil || string(text) == string(n.After.Text) {
		t.Errorf("the text that was saved is that of another plan: %v", err)
	}
}
