package session

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lightship/engine/pull"
)

// maxStep is the longest that the loop may be busy with one command or result: a tenth of a second is what a hand feels.
const maxStep = 100 * time.Millisecond

func TestNothingSlowIsOnTheLoop(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures time, which the race detector makes longer")
	}
	folders := []string{largeProject(t)}
	samples, err := filepath.Glob("../../testdata/projects/*/Dockerfile")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, sample := range samples {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(filepath.Dir(sample))); err != nil {
			t.Fatal(err)
		}
		folders = append(folders, dir)
	}
	for _, dir := range folders {
		// A busy computer makes any step long now and then, but not in every walk through one project.
		shortest := time.Duration(math.MaxInt64)
		for try := 0; try < 6 && shortest >= maxStep; try++ {
			shortest = min(shortest, walk(t, dir))
		}
		if shortest >= maxStep {
			t.Errorf("%s: the loop was busy for %v with one step", dir, shortest)
		}
	}
}

// walk takes a project through every command, and returns the longest that the loop was busy.
func walk(t *testing.T, dir string) time.Duration {
	t.Helper()
	engine := newOrderEngine()
	go func() {
		for {
			select {
			case <-engine.asked:
				engine.finish <- struct{}{}
			case <-t.Context().Done():
				return
			}
		}
	}()
	s := startWithEngine(t, engine, sizedFacts{})
	s.settings.Interactive = true
	s.Open(dir)
	if n := settle(t, s, Idle); n.Problem == nil { // Some samples can't be opened.
		everyCommand(t, s, n)
	}
	return time.Duration(s.longest.Load())
}

func everyCommand(t *testing.T, s *Session, n *Snapshot) {
	t.Helper()
	for _, c := range n.Changes {
		s.Toggle(c.ID, !c.On)
		settle(t, s, Settled)
	}
	s.Undo()
	s.Undo()
	s.Redo()
	for _, row := range n.Bases[:min(3, len(n.Bases))] {
		s.ReadBase(row.Ref)
		s.ChooseBase(row.Ref)
	}
	s.SetLink(pull.DefaultLink())
	s.RefreshBases()
	settle(t, s, Idle)
	s.SetBuildArgs(map[string]string{"VERSION": "2"})
	s.ChoosePlatform("linux/arm64")
	s.ChoosePlatform(n.Platform)
	for _, name := range n.Targets {
		s.ChooseTarget(name)
	}
	s.ChooseTarget("")
	for _, dir := range slices.Clone(n.ContextDirs) {
		s.ChooseContext(dir)
	}
	settle(t, s, Idle)
	s.Rebuild()
	settle(t, s, Settled)
	out := t.TempDir()
	s.SaveDockerfile(filepath.Join(out, "Dockerfile"))
	s.SavePatch(filepath.Join(out, "patch"))
	s.ExportGraph(filepath.Join(out, "graph.png"), "", SideBefore)
	s.Export(filepath.Join(out, "report"))
	s.DismissProblem()
	s.Cancel()
	settle(t, s, Idle)
}
