package session

import (
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
	"lightship/engine/rewrite/rule"
)

// missed is an entry for what a run read and missed.
func missed(kind learn.Kind, at string) learn.Entry {
	return learn.Entry{
		Kind: kind, Source: at, Path: at, Because: evidence.Evidence{Kind: evidence.Reads, Subject: at, Known: true, Source: evidence.Run},
	}
}

func TestWhatARunTeachesIsAStepOfThePlan(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	before := idle(t, s)
	s.Take(missed(learn.Carry, "/opt/words"), missed(learn.Carry, "/opt/words"))
	n := idle(t, s)
	if line := "COPY --from=builder /opt/words /opt/words\n"; strings.Count(string(n.After.Text), line) != 1 || len(n.Learned) != 1 || !n.CanUndo {
		t.Fatalf("learned %v\n%s", n.Learned, n.After.Text)
	}
	if changes := applied(n.Changes, n.Learned); changes[len(changes)-1].ID != "carry" {
		t.Errorf("applied are %v", changes)
	}
	s.Toggle(rewrite.FinalBase, false)
	if n = idle(t, s); len(n.Learned) != 1 {
		t.Error("another step forgets what was learned")
	}
	s.Undo()
	s.Undo()
	if n = idle(t, s); string(n.After.Text) != string(before.After.Text) || len(n.Learned) != 0 {
		t.Errorf("undo leaves %v\n%s", n.Learned, n.After.Text)
	}
}

func TestKeepingTheBaseGoesByTheOwnDistributionToTodaysBase(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	n := idle(t, s)
	first := n.FinalBase()
	var stood []string
	for range 3 {
		s.Take(learn.Entry{Kind: learn.KeepBase})
		n = idle(t, s)
		stood = append(stood, n.FinalBase())
	}
	if len(stood) != 3 || bases.SameRef(stood[0], first) || !bases.SameRef(stood[0], "debian:bookworm-slim") || stood[1] != "golang:1.22" || stood[2] != stood[1] {
		t.Errorf("first %s, then %q, problem %+v", first, stood, n.Problem)
	}
	s.Take(learn.Entry{Kind: learn.KeepUser})
	n = idle(t, s)
	for _, c := range n.Changes {
		if c.ID == rule.NonRootUser && c.On {
			t.Error("the user is another one")
		}
	}
	if len(n.Learned) != 2 {
		t.Errorf("learned are %+v", n.Learned)
	}
}

func TestLearningNeedsBothImages(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	idle(t, s)
	s.Learn(proof.Settings{})
	if n := idle(t, s); n.Problem == nil || n.Problem.Title != "There is nothing to start" {
		t.Errorf("problem is %+v", n.Problem)
	}
}
