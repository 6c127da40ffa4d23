package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/project"
)

// foundProject finds a project as Open does, for a test that decides when the session takes it in.
func foundProject(t *testing.T, dir string) (*project.Project, choice) {
	t.Helper()
	p, c, err := findProject(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return p, c
}

func TestASaveThatIsGivenWhileTheSourcesAreReadWaitsForThePlan(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	p, c := foundProject(t, dir)
	together(s, func() {
		s.found("Open", finding{project: p, choice: c})
	})
	s.SaveDockerfile("")
	n := settle(t, s, func(n *Snapshot) bool { return Idle(n) && (len(n.Saved) > 0 || n.Problem != nil) })
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil || n.Problem != nil || n.After == nil || string(text) != string(n.After.Text) {
		t.Errorf("problem %+v, %v, written\n%s", n.Problem, err, text)
	}
}

func TestACommandThatWaitedForAProjectThatWasLeftIsSaidToBeDropped(t *testing.T) {
	s := start(t)
	first, second := goProject(t, naive), goProject(t, naive)
	s.Open(first)
	idle(t, s)
	p, c := foundProject(t, second)
	link := s.Snapshot().Link
	link.BitsPerSecond *= 2
	// Nothing comes between the commands: the save waits for the plan, and the other project is found first.
	given := make(chan struct{})
	s.post(func() {
		s.state.drafting.waiting = append(s.state.drafting.waiting, waiting{what: "Save", run: func() { t.Error("it was carried out") }},
			waiting{always: true, run: func() { s.state.snapshot.Link = link }}, waiting{run: func() { t.Error("it was carried out") }})
		s.found("Open", finding{project: p, choice: c})
		close(given)
	})
	<-given
	n := idle(t, s)
	if n.Project.Root != second || n.After == nil {
		t.Fatalf("open is %s", n.Project.Root)
	}
	if n.Problem == nil || !strings.HasPrefix(n.Problem.Title, "Save: not done") || n.Problem.Next == "" {
		t.Errorf("the problem is %+v", n.Problem)
	}
	if n.Link != link {
		t.Error("what is of no project was dropped")
	}
	s.Toggle(n.Changes[0].ID, !n.Changes[0].On)
	if n = idle(t, s); n.Problem != nil {
		t.Errorf("it is said again: %+v", n.Problem)
	}
}

func TestCancelBeforeTheSourcesAreReadLeavesAUsableProject(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	p, c := foundProject(t, dir)
	together(s, func() {
		s.found("Open", finding{project: p, choice: c})
	}, s.Cancel, func() { s.SaveDockerfile("") })
	n := settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Context.Done && n.Before.Graph != nil && n.Problem != nil })
	if n.Project.Root != dir || n.After != nil || len(n.Changes) > 0 {
		t.Errorf("%s is open, with %+v", n.Project.Root, n.Changes)
	}
	if n.Problem.Title != "There is nothing to save" || !strings.Contains(n.Problem.Detail, "sources were not read") {
		t.Errorf("a save says %+v", n.Problem)
	}
	if len(n.Findings) == 0 || n.Findings[0].Rule != "unread-sources" {
		t.Errorf("the findings are %+v", n.Findings)
	}
	s.ChoosePlatform("linux/arm64")
	if n = idle(t, s); n.After != nil || len(n.Findings) == 0 || n.Findings[0].Rule != "unread-sources" {
		t.Errorf("for another platform: %+v", n.Findings)
	}
	s.Open(dir)
	if n = settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.After != nil }); n.Problem != nil || len(n.Findings) > 0 && n.Findings[0].Rule == "unread-sources" {
		t.Errorf("opened again: %+v, %+v", n.Problem, n.Findings)
	}
}
