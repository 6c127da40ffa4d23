package session

import (
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/evidence"
	"lightship/engine/image"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
)

// saw is a proof whose runs started a program.
func saw(program string) *proof.Result {
	return &proof.Result{Verdict: proof.Differs, Seen: evidence.List{{Kind: evidence.Starts, Subject: program, Known: true, Source: evidence.Run}}}
}

// takes gives a session a comparison of what is open whose image before has a digest, and what starting it came to.
func takes(s *Session, digest string, r *proof.Result) {
	together(s, func() {
		st := &s.state
		before := &image.Analysis{Digest: v1.Hash{Algorithm: "sha256", Hex: digest}}
		st.compared = s.request("before", st.source)
		st.snapshot.Comparison = &compare.Comparison{Before: compare.Side{Image: before}, After: compare.Side{Image: before}}
		s.dropSeen()
		if r != nil && s.takeSeen(r) {
			s.draft(wanted{quiet: true})
		}
		s.publish()
	})
}

// judgedBySeen waits until a base's verdict rests on what a run showed, or no more.
func judgedBySeen(t *testing.T, s *Session, base string, is bool) *Snapshot {
	t.Helper()
	n, err := s.Wait(t.Context(), func(n *Snapshot) bool {
		row, _ := findRow(n.Bases, base)
		return Idle(n) && !n.Planning && row.Verdict.Seen == is
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatARunStartedJudgesTheBasesAndChangesNoPlan(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	was := idle(t, s)
	row, _ := findRow(was.Bases, was.Base)
	if row.Verdict.Level != bases.Fits || row.Verdict.Seen {
		t.Fatalf("before a run %s is judged %+v", was.Base, row.Verdict)
	}
	takes(s, "a", saw("/usr/bin/git"))
	n := judgedBySeen(t, s, was.Base, true)
	row, _ = findRow(n.Bases, was.Base)
	if row.Verdict.Level == bases.Fits || !strings.Contains(row.Verdict.Reasons[0], "when it ran it started git") {
		t.Errorf("%s is judged %+v", row.Ref, row.Verdict)
	}
	if n.Base != was.Base || string(n.After.Text) != string(was.After.Text) || len(n.Seen) != 1 {
		t.Errorf("the plan stands on %s, where it stood on %s; seen is %v", n.Base, was.Base, n.Seen)
	}
	takes(s, "a", saw("/usr/bin/jq"))
	if n = idle(t, s); len(n.Seen) != 2 {
		t.Errorf("another run takes away what was seen: %v", n.Seen)
	}
	s.Take(learn.Entry{Kind: learn.Install, Source: "/usr/bin/git", Path: "git"})
	n = idle(t, s)
	if row, _ = findRow(n.Bases, n.Base); row.PackageManager != "apt" && n.FinalBase() == n.Base {
		t.Errorf("the plan stands on %s, which has no git and no apt", n.Base)
	}
	s.Toggle(rewrite.FinalBase, true)
	if n = idle(t, s); bases.Describe(n.FinalBase()).PackageManager != "apt" || !strings.Contains(string(n.After.Text), "apt-get install -y --no-install-recommends git") {
		t.Errorf("a base chosen by what is known now is %s\n%s", n.FinalBase(), n.After.Text)
	}
}

func TestWhatWasSeenIsForgottenWithAnotherImageBefore(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	n := idle(t, s)
	takes(s, "a", saw("/usr/bin/git"))
	if n := idle(t, s); len(n.Seen) != 1 {
		t.Fatalf("seen is %v", n.Seen)
	}
	takes(s, "b", nil)
	if n := idle(t, s); len(n.Seen) != 0 {
		t.Errorf("another image before has %v", n.Seen)
	}
	takes(s, "a", saw("/usr/bin/git"))
	idle(t, s)
	s.SetBuildArgs(map[string]string{"VERSION": "2"})
	if n := judgedBySeen(t, s, n.Base, false); len(n.Seen) != 0 {
		t.Errorf("other arguments have %v", n.Seen)
	}
}
