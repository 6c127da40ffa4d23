package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/compare"
)

func TestAFileThatSomebodyChangedIsNotSavedOverUnlessForced(t *testing.T) {
	for name, file := range map[string]string{"the Dockerfile": "Dockerfile", "the ignore file": ".dockerignore"} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			dir := goProject(t, naive)
			put(t, filepath.Join(dir, ".dockerignore"), "*.md\n")
			s.Open(dir)
			idle(t, s)
			changed := filepath.Join(dir, file)
			put(t, changed, "# changed elsewhere\n"+naive)
			s.SaveDockerfile("")
			n := idle(t, s)
			if n.Problem == nil || n.Problem.Kind != Changed || n.Problem.Next == "" || len(n.Saved) > 0 || n.PlanSaved {
				t.Fatalf("problem %+v, saved %+v", n.Problem, n.Saved)
			}
			if text, err := os.ReadFile(changed); err != nil || !strings.HasPrefix(string(text), "# changed elsewhere") {
				t.Fatalf("it was written over: %v\n%s", err, text)
			}
			s.Save(Save{Force: true})
			n = idle(t, s)
			if n.Problem != nil || !n.PlanSaved {
				t.Fatalf("forced: %+v", n.Problem)
			}
			if text, err := os.ReadFile(changed + ".bak"); err != nil || !strings.HasPrefix(string(text), "# changed elsewhere") {
				t.Errorf("what was there is not kept: %v\n%s", err, text)
			}
		})
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestASavedPlanIsKnownToBeSavedUntilItChanges(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	n := idle(t, s)
	if n.PlanSaved {
		t.Fatal("a plan is said to be saved before it was")
	}
	s.SaveDockerfile("")
	n = idle(t, s)
	if !n.PlanSaved || len(n.PlanFiles) != 2 || n.PlanFiles[1] != filepath.Join(dir, "Dockerfile") {
		t.Fatalf("saved %v to %v", n.PlanSaved, n.PlanFiles)
	}
	s.Toggle("go-trim-symbols", false)
	if n = idle(t, s); n.PlanSaved || len(n.PlanFiles) > 0 {
		t.Error("another plan is said to be saved")
	}
	s.Undo()
	if n = idle(t, s); !n.PlanSaved {
		t.Error("back at the saved plan it is not known to be saved")
	}
	s.Toggle("go-trim-symbols", false)
	s.SaveDockerfile("")
	if n = idle(t, s); n.Problem != nil || !n.PlanSaved {
		t.Errorf("what Lightship itself wrote is taken for somebody's change: %+v", n.Problem)
	}
}

func TestAnExportAfterAChangeOfPlanSaysThatItIsStale(t *testing.T) {
	s, _ := compared(t)
	out := t.TempDir()
	s.Export(filepath.Join(out, "fresh"))
	s.Toggle("go-trim-symbols", false)
	settle(t, s, Idle)
	s.Export(filepath.Join(out, "stale"))
	settle(t, s, func(n *Snapshot) bool { return Idle(n) && len(n.Saved) >= 8 })
	for name, want := range map[string]bool{"fresh": false, "stale": true} {
		for _, file := range []string{"report.json", "report.html"} {
			text, err := os.ReadFile(filepath.Join(out, name, file))
			if got := strings.Contains(string(text), `"stale": true`) || strings.Contains(string(text), "<b>Stale.</b>"); err != nil || got != want {
				t.Errorf("%s/%s: stale %v, %v", name, file, got, err)
			}
		}
	}
}

func TestWithNothingToChangeARebuildMeasuresTheImageAsItIs(t *testing.T) {
	engine := newOrderEngine()
	s := startWithEngine(t, engine, snapshotFacts{})
	dir := writeProject(t, map[string]string{"Dockerfile": "FROM scratch\n", ".dockerignore": "Dockerfile\n.dockerignore\n"})
	s.Open(dir)
	n := settle(t, s, Idle)
	if n.After != nil || n.RebuildDoes() != "Build and measure the image as it is" {
		t.Fatalf("%s: %+v", n.RebuildDoes(), n.Changes)
	}
	s.Rebuild()
	<-engine.asked
	engine.finish <- struct{}{}
	n = settle(t, s, func(n *Snapshot) bool { return Idle(n) && (n.Comparison != nil || n.Problem != nil) })
	if n.Comparison == nil || n.Stale || n.Comparison.Before.Image.OnDisk == 0 || n.Comparison.Ratio() != 1 || len(n.Comparison.Changes) > 0 {
		t.Errorf("problem %+v, comparison %+v", n.Problem, n.Comparison)
	}
	if len(engine.asked) > 0 {
		t.Error("a second image is built")
	}
}

func TestARegistryThatDoesNotAnswerHoldsNoRebuildUpForEver(t *testing.T) {
	s, engine, facts := startWithheld(t)
	s.planWait = 0
	defer close(facts.released)
	rebuilding(t, s, Settled)
	<-engine.asked
	engine.finish <- struct{}{}
	settle(t, s, func(n *Snapshot) bool {
		return n.Job != nil && strings.HasPrefix(n.Job.Step, "asking for the layers of ")
	})
	s.Cancel()
	if n := settle(t, s, Settled); n.Problem != nil {
		t.Errorf("after Cancel: %+v", n.Problem)
	}
}

func TestWithoutTheFactsOfABaseWhatANodeWithItPullsIsNotSaid(t *testing.T) {
	s, _ := compared(t)
	for _, p := range settle(t, s, Idle).Comparison.Pulls {
		if p.BeforeKnown() != (p.Name == compare.ColdNode) {
			t.Errorf("%s: %s", p.Name, p.Faster())
		}
	}
}

func TestTheLogOfAStepIsSavedWithoutSecrets(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	idle(t, s)
	s.Secrets().Add("hunter2secret")
	s.SaveLog("step.log", "token hunter2secret\nok\n")
	awaits(t, s, "saved", func(n *Snapshot) bool { return len(n.Saved) > 0 })
	if text, err := os.ReadFile(filepath.Join(dir, "step.log")); err != nil || !strings.HasSuffix(string(text), "\nok\n") || strings.Contains(string(text), "hunter2secret") {
		t.Errorf("%v: %q", err, text)
	}
}
