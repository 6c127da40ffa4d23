package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	logtest "github.com/sirupsen/logrus/hooks/test"

	"lightship/engine/proof"
)

// at is a session as a user has it with folders in home, which others may have been in before.
func at(t *testing.T, home string, engine Engine) *Session {
	t.Helper()
	log, _ := logtest.NewNullLogger()
	s := New(Settings{
		Interactive: true, Engine: engine, Facts: snapshotFacts{}, Version: "test", Log: log,
		Folders: Folders{Cache: filepath.Join(home, "cache"), State: filepath.Join(home, "state"), Config: filepath.Join(home, "config")},
	})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func closed(t *testing.T, s *Session) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func repository(t *testing.T) string {
	t.Helper()
	return writeProject(t, map[string]string{
		"Dockerfile":     "FROM scratch\n",
		"api/Dockerfile": twoStages, "api/go.mod": "module example.com/api\n\ngo 1.22\n", "api/main.go": "package main\n\nfunc main() {}\n",
	})
}

func TestAProjectIsOpenedAgainAsItWasLeft(t *testing.T) {
	home, dir := t.TempDir(), repository(t)
	s := at(t, home, newOrderEngine())
	s.Open(dir)
	idle(t, s)
	s.ChooseBuild("api/Dockerfile")
	awaits(t, s, "chosen", func(n *Snapshot) bool { return n.Build == "api/Dockerfile" && n.After != nil })
	s.ChooseTarget("debug")
	idle(t, s)
	s.Toggle("go-trim-symbols", false)
	n := idle(t, s)
	base := ""
	for _, row := range n.Bases {
		if row.Ref != n.Base && row.Verdict.Level == "fits" {
			base = row.Ref
		}
	}
	s.ChooseBase(base)
	s.Visit("bases")
	left := idle(t, s)
	closed(t, s)

	again := at(t, home, newOrderEngine())
	again.Open(dir)
	n = awaits(t, again, "opened again", func(n *Snapshot) bool { return n.Resumed != nil })
	if n.Build != "api/Dockerfile" || n.Target != "debug" || n.ContextDir != left.ContextDir || n.Base != base || base == "" || n.Page != "bases" {
		t.Errorf("build %q, target %q, context %q, base %q of %q, page %q", n.Build, n.Target, n.ContextDir, n.Base, base, n.Page)
	}
	if find(t, n, "go-trim-symbols").On || string(n.After.Text) != string(left.After.Text) {
		t.Errorf("the plan is another:\n%s", n.After.Text)
	}
	if n.Resumed.At.IsZero() || len(n.Resumed.Lost) > 0 {
		t.Errorf("resumed: %+v", n.Resumed)
	}
	again.ChooseBuild("Dockerfile")
	n = awaits(t, again, "the other", func(n *Snapshot) bool { return n.Build == "Dockerfile" })
	if n.Target != "" {
		t.Errorf("another build has the target %q", n.Target)
	}
	again.ChooseBuild("api/Dockerfile")
	n = awaits(t, again, "back", func(n *Snapshot) bool { return n.Build == "api/Dockerfile" })
	if n.Target != "debug" || n.Base != base {
		t.Errorf("gone back to, the target is %q and the base %q", n.Target, n.Base)
	}
}

func TestTheLastResultsAreThereWhenAProjectIsOpenedAgain(t *testing.T) {
	home, dir := t.TempDir(), goProject(t, naive)
	engine := newOrderEngine()
	s := at(t, home, engine)
	s.Open(dir)
	idle(t, s)
	s.Rebuild()
	finishBoth(engine)
	made := awaits(t, s, "compared", func(n *Snapshot) bool { return n.Comparison != nil }).Comparison
	closed(t, s)

	again := at(t, home, newOrderEngine())
	if got := again.Snapshot().Brought[dir]; got.BeforeOnDisk != made.Before.Image.OnDisk || got.AfterOnDisk != made.After.Image.OnDisk {
		t.Errorf("before opening, %+v is known", got)
	}
	again.Open(dir)
	n := awaits(t, again, "opened again", func(n *Snapshot) bool { return n.Comparison != nil })
	c := n.Comparison
	if !n.Earlier || n.Stale || !c.Made.Equal(made.Made) || c.After.Image.OnDisk != made.After.Image.OnDisk || len(c.Pulls) != len(made.Pulls) {
		t.Fatalf("earlier %v, stale %v, %+v", n.Earlier, n.Stale, c)
	}
	again.Prove(proof.Settings{})
	if n = awaits(t, again, "not started", func(n *Snapshot) bool { return n.Problem != nil }); n.Problem.Title != "These images can't be started" {
		t.Errorf("problem %+v", n.Problem)
	}
	out := t.TempDir()
	again.Export(out)
	awaits(t, again, "exported", func(n *Snapshot) bool { return len(n.Saved) > 0 })
	if text, err := os.ReadFile(filepath.Join(out, "Dockerfile")); err != nil || string(text) != string(n.After.Text) {
		t.Errorf("exported %v:\n%s", err, text)
	}
	again.Toggle("go-trim-symbols", false)
	awaits(t, again, "stale", func(n *Snapshot) bool { return n.Stale })
	again.Undo()
	awaits(t, again, "as it was measured", func(n *Snapshot) bool { return !n.Stale })
}

func TestAForgottenProjectStartsAnew(t *testing.T) {
	home, dir := t.TempDir(), goProject(t, naive)
	s := at(t, home, newOrderEngine())
	s.Open(dir)
	idle(t, s)
	s.Toggle("go-trim-symbols", false)
	s.Visit("changes")
	idle(t, s)
	closed(t, s)
	again := at(t, home, newOrderEngine())
	again.Forget(dir)
	awaits(t, again, "forgotten", func(n *Snapshot) bool { return len(n.Recent) == 0 })
	again.Open(dir)
	n := idle(t, again)
	if !find(t, n, "go-trim-symbols").On || n.Page != "" || n.Resumed != nil {
		t.Errorf("page %q, resumed %+v", n.Page, n.Resumed)
	}
}

func TestAForgottenProjectIsHadBackWithItsPlaceAndItsPlan(t *testing.T) {
	home, dir, other := t.TempDir(), goProject(t, naive), goProject(t, naive)
	s := at(t, home, newOrderEngine())
	s.Open(dir)
	idle(t, s)
	s.Toggle("go-trim-symbols", false)
	idle(t, s)
	s.Open(other)
	idle(t, s)
	closed(t, s)
	again := at(t, home, newOrderEngine())
	again.Forget(dir)
	awaits(t, again, "forgotten", func(n *Snapshot) bool { return len(n.Recent) == 1 })
	again.Recall(dir)
	awaits(t, again, "had back", func(n *Snapshot) bool { return len(n.Recent) == 2 && n.Recent[1] == dir })
	again.Open(dir)
	if n := idle(t, again); find(t, n, "go-trim-symbols").On {
		t.Error("its plan did not come back")
	}
}

func TestNothingIsKeptOfBuildArgumentsNorForTheCommandLine(t *testing.T) {
	s := start(t)
	s.SetBuildArgs(map[string]string{"API_TOKEN": "abcd1234secret"})
	s.Open(goProject(t, naive))
	idle(t, s)
	closed(t, s)
	err := filepath.WalkDir(s.settings.Folders.State, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "abcd1234secret") || strings.Contains(string(text), "API_TOKEN") {
			t.Errorf("%s has the argument", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	engine := newOrderEngine()
	batch := startWithEngine(t, engine, snapshotFacts{})
	batch.Open(goProject(t, naive))
	idle(t, batch)
	closed(t, batch)
	if _, err := os.Stat(batch.settings.Folders.State); err == nil {
		t.Error("a session that nobody looks at keeps what was done")
	}
}
