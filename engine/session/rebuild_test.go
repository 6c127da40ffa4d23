package session

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/random"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"lightship/engine/bases"
	"lightship/engine/build"
)

// withheldFacts answers when it is released.
type withheldFacts struct {
	snapshotFacts
	released chan struct{}
}

func (w withheldFacts) Facts(ctx context.Context, ref, platform string) (bases.Facts, error) {
	select {
	case <-w.released:
		return snapshotFacts{}.Facts(ctx, ref, platform)
	case <-ctx.Done():
		return bases.Facts{}, ctx.Err()
	}
}

// orderEngine tells which builds are asked for; each waits until it may end.
type orderEngine struct {
	asked    chan build.Request
	finish   chan struct{}
	canceled chan struct{}
}

func newOrderEngine() orderEngine {
	return orderEngine{asked: make(chan build.Request, 4), finish: make(chan struct{}, 4), canceled: make(chan struct{}, 4)}
}

func (e orderEngine) Build(ctx context.Context, r build.Request, _ func(build.Progress)) (*build.Result, error) {
	e.asked <- r
	select {
	case <-e.finish:
	case <-ctx.Done():
		e.canceled <- struct{}{}
		return nil, ctx.Err()
	}
	image, err := random.Image(100, 1)
	return &build.Result{Image: image}, err
}

func (e orderEngine) Info() build.Info       { return build.Info{} }
func (e orderEngine) Watch(func(build.Info)) {}
func (e orderEngine) Close() error           { return nil }

func startWithheld(t *testing.T) (*Session, orderEngine, withheldFacts) {
	t.Helper()
	engine := newOrderEngine()
	facts := withheldFacts{released: make(chan struct{})}
	return startWithEngine(t, engine, facts), engine, facts
}

func startWithEngine(t *testing.T, engine Engine, facts FactSource) *Session {
	t.Helper()
	log, _ := logtest.NewNullLogger()
	home := t.TempDir()
	s := New(Settings{
		Folders: Folders{Cache: filepath.Join(home, "cache"), State: filepath.Join(home, "state"), Config: filepath.Join(home, "config")},
		Engine:  engine, Facts: facts, Version: "test", Log: log,
	})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func settle(t testing.TB, s *Session, done func(*Snapshot) bool) *Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	n, err := s.Wait(ctx, done)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// rebuilding opens a project and asks for a rebuild once ready holds.
func rebuilding(t *testing.T, s *Session, ready func(*Snapshot) bool) {
	t.Helper()
	s.Open(goProject(t, naive))
	settle(t, s, ready)
	s.Rebuild()
}

func TestTheBeforeBuildDoesNotWaitForFactsAndTheAfterBuildDoes(t *testing.T) {
	s, engine, facts := startWithheld(t)
	rebuilding(t, s, Settled)
	if r := <-engine.asked; string(r.Dockerfile) != naive {
		t.Fatalf("the first build is of\n%s", r.Dockerfile)
	}
	engine.finish <- struct{}{}
	settle(t, s, func(n *Snapshot) bool { return n.Job != nil && n.Job.Step == "waiting for the facts of the bases" })
	if len(engine.asked) > 0 {
		t.Fatal("the after build began while the facts of the bases were not known")
	}
	close(facts.released)
	after := <-engine.asked
	if n := settle(t, s, func(n *Snapshot) bool { return !n.BasesLoading }); string(after.Dockerfile) != string(n.After.Text) {
		t.Errorf("the after build is of\n%s\nand the plan says\n%s", after.Dockerfile, n.After.Text)
	}
}

func TestARebuildGoesOnWithTheTargetItWasAskedFor(t *testing.T) {
	s, engine, facts := startWithheld(t)
	rebuilding(t, s, Settled)
	<-engine.asked
	s.SetBuildArgs(map[string]string{"VERSION": "2"})
	s.Toggle("go-trim-symbols", false)
	close(facts.released)
	engine.finish <- struct{}{}
	if after := <-engine.asked; len(after.BuildArgs) != 0 {
		t.Errorf("the after build was asked for with %v, which was given later", after.BuildArgs)
	}
	engine.finish <- struct{}{}
	if n := settle(t, s, Idle); n.Comparison == nil || !n.Stale {
		t.Errorf("a plan that changed during the rebuild must make the comparison stale; problem %+v", n.Problem)
	}
}

func TestCancelEndsARebuildThatWaitsForFacts(t *testing.T) {
	s, engine, _ := startWithheld(t)
	rebuilding(t, s, Settled)
	<-engine.asked
	engine.finish <- struct{}{}
	settle(t, s, func(n *Snapshot) bool { return n.Job != nil && n.Job.Step == "waiting for the facts of the bases" })
	s.Cancel()
	if n := settle(t, s, Settled); n.Problem != nil || n.Comparison != nil {
		t.Errorf("after Cancel: problem %+v, comparison %v", n.Problem, n.Comparison)
	}
}

func TestABuildThatBeganAheadIsTakenOver(t *testing.T) {
	s, engine, facts := startWithheld(t)
	s.BuildAhead()
	s.Open(goProject(t, naive))
	if r := <-engine.asked; string(r.Dockerfile) != naive || r.DockerfileName != "Dockerfile" {
		t.Fatalf("the build ahead is of %s\n%s", r.DockerfileName, r.Dockerfile)
	}
	settle(t, s, Settled)
	close(facts.released)
	s.Rebuild()
	engine.finish <- struct{}{}
	after := <-engine.asked
	if string(after.Dockerfile) == naive {
		t.Fatal("the before build was begun twice")
	}
	engine.finish <- struct{}{}
	if n := settle(t, s, Idle); n.Problem != nil || n.Comparison == nil {
		t.Errorf("problem %+v, comparison %v", n.Problem, n.Comparison)
	}
}

func TestABuildThatBeganAheadEndsWhenAnotherIsAskedFor(t *testing.T) {
	s, engine, _ := startWithheld(t)
	s.BuildAhead()
	s.Open(goProject(t, naive))
	<-engine.asked
	settle(t, s, Settled)
	s.SetBuildArgs(map[string]string{"VERSION": "2"})
	s.Rebuild()
	if r := <-engine.asked; string(r.Dockerfile) != naive || r.BuildArgs["VERSION"] != "2" {
		t.Errorf("the before build is with %v", r.BuildArgs)
	}
	<-engine.canceled
}

func TestCancelEndsABuildThatWasTakenOver(t *testing.T) {
	s, engine, _ := startWithheld(t)
	s.BuildAhead()
	s.Open(goProject(t, naive))
	<-engine.asked
	settle(t, s, Settled)
	s.Rebuild()
	s.Cancel()
	if n := settle(t, s, Settled); n.Problem != nil || n.Comparison != nil {
		t.Errorf("after Cancel: problem %+v, comparison %v", n.Problem, n.Comparison)
	}
	<-engine.canceled
}

// finishBoth lets the two builds of a rebuild end.
func finishBoth(engine orderEngine) {
	for range 2 {
		<-engine.asked
		engine.finish <- struct{}{}
	}
}

func TestWhatAComparisonShowedCountsForWhatItBuiltOnly(t *testing.T) {
	engine := newOrderEngine()
	s := startWithEngine(t, engine, snapshotFacts{})
	rebuilding(t, s, Idle)
	finishBoth(engine)
	settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Comparison != nil })
	shown := func() bool {
		known := make(chan bool, 1)
		s.post(func() { known <- s.state.built != nil && s.state.analysed != nil })
		return <-known
	}
	if !shown() {
		t.Fatal("the comparison's images are not taken as evidence")
	}
	if s.SetBuildArgs(map[string]string{"VERSION": "2"}); shown() {
		t.Error("with another build argument the images of the last comparison still count")
	}
	if s.SetBuildArgs(nil); !shown() {
		t.Error("back at what was compared its images do not count")
	}
}

// sizedFacts knows one size of every base.
type sizedFacts struct{ snapshotFacts }

func (sizedFacts) Facts(context.Context, string, string) (bases.Facts, error) {
	return bases.Facts{Download: 1 << 20, OnDisk: 4 << 20, Source: bases.SourceRegistry}, nil
}

func TestTheSizeOnAnotherBaseIsThatOfTheLayersAboveTheBase(t *testing.T) {
	engine := newOrderEngine()
	s := startWithEngine(t, engine, sizedFacts{})
	s.settings.Interactive = true
	s.Open(goProject(t, naive))
	settle(t, s, Idle)
	s.ChooseBase(bases.Scratch)
	if n := settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.FinalBase() == bases.Scratch }); n.Bases[0].Image >= 0 {
		t.Errorf("before the first build the size on %s is said to be %d", n.Bases[0].Ref, n.Bases[0].Image)
	}
	s.Rebuild()
	finishBoth(engine)
	n := settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Comparison != nil })
	added := n.Comparison.After.Image.OnDisk
	known := 0
	for _, row := range n.Bases {
		if row.Facts.OnDisk < 0 {
			continue
		}
		known++
		if row.Image != row.Facts.OnDisk+added {
			t.Errorf("on %s the image is said to have %d bytes, want %d and the base's %d", row.Ref, row.Image, added, row.Facts.OnDisk)
		}
	}
	if known < 2 {
		t.Errorf("the size of %d bases is known, want some", known)
	}
}
