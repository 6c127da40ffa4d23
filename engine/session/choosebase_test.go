package session

import (
	"strings"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/rewrite"
)

// baseNeeds are the changes that the final base needs.
func baseNeeds(t *testing.T, n *Snapshot) []string {
	t.Helper()
	for _, c := range n.Changes {
		if c.ID == rewrite.FinalBase && len(c.Needs) > 0 {
			return c.Needs
		}
	}
	t.Fatalf("no change puts the program on another base: %+v", n.Changes)
	return nil
}

func TestAChosenBaseTurnsItsChangeOn(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	idle(t, s)
	s.Toggle(rewrite.FinalBase, false)
	if n := idle(t, s); n.FinalBase() == bases.Scratch || n.BaseUnused != "" {
		t.Fatalf("before it is chosen the base is %s, unused %q", n.FinalBase(), n.BaseUnused)
	}
	s.ChooseBase(bases.Scratch)
	if n := idle(t, s); n.FinalBase() != bases.Scratch || n.Problem != nil || n.BaseUnused != "" {
		t.Errorf("it stands on %s; %+v, %q", n.FinalBase(), n.Problem, n.BaseUnused)
	}
	s.Undo()
	if n := idle(t, s); n.FinalBase() == bases.Scratch {
		t.Error("one step does not take the choice back")
	}
}

func TestAChosenBaseThatDoesNotReachTheTextSaysWhy(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	need := baseNeeds(t, idle(t, s))[0]
	s.Toggle(need, false)
	idle(t, s)
	s.ChooseBase(bases.Scratch)
	n := idle(t, s)
	if n.Problem == nil || !strings.Contains(n.Problem.Title, bases.Scratch) || !strings.Contains(n.Problem.Detail, "which is off") || n.Problem.Next == "" || n.BaseUnused != n.Problem.Detail {
		t.Errorf("unused %q, problem %+v", n.BaseUnused, n.Problem)
	}
	s.Toggle(need, true)
	if n = idle(t, s); n.FinalBase() != bases.Scratch || n.BaseUnused != "" || n.Problem != nil {
		t.Errorf("with what it needs it stands on %s; unused %q, problem %+v", n.FinalBase(), n.BaseUnused, n.Problem)
	}
	s.Toggle(rewrite.FinalBase, false)
	if n = idle(t, s); !strings.Contains(n.BaseUnused, "is off") || n.Problem != nil {
		t.Errorf("with its change off: unused %q, problem %+v", n.BaseUnused, n.Problem)
	}
}

func TestNoBaseIsChosenForAStageThatIsPinned(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, "FROM golang:1.26 AS deps\nWORKDIR /src\nCOPY go.mod .\nRUN go mod download\n"+
		"FROM deps AS build\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /shop .\n"+
		"FROM alpine:3.23@sha256:"+strings.Repeat("ab", 32)+"\nCOPY --from=build /shop /shop\nCMD [\"/shop\"]\n"))
	idle(t, s)
	s.ChooseBase(bases.Scratch)
	n := idle(t, s)
	if n.Problem == nil || !strings.Contains(n.Problem.Title, "stays alpine:3.23@") || !strings.Contains(n.Problem.Detail, "digest") || n.BaseUnused != "" {
		t.Errorf("unused %q, problem %+v", n.BaseUnused, n.Problem)
	}
}

// TestThatAProgramStandsOnABaseTodayIsNoEvidence opens a program that is linked to glibc on bases that are not known to have it.
func TestThatAProgramStandsOnABaseTodayIsNoEvidence(t *testing.T) {
	for base, want := range map[string]bases.Level{
		"debian:trixie-slim": bases.Fits, "alpine:3.23": bases.DoesNotFit, "registry.example.net/team/run:4": bases.Caveat,
	} {
		t.Run(base, func(t *testing.T) {
			s := start(t)
			s.Open(writeProject(t, map[string]string{
				"Dockerfile": "FROM golang:1.26-trixie AS make\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=1 go build -o /out/run .\n" +
					"FROM " + base + "\nCOPY --from=make /out/run /usr/bin/run\nENTRYPOINT [\"/usr/bin/run\"]\n",
				"go.mod":  "module example.com/shop\n\ngo 1.26\n",
				"main.go": "package main\n\n// #include <stdlib.h>\nimport \"C\"\n\nfunc main() { println(int(C.abs(-3))) }\n",
			}))
			for _, row := range idle(t, s).Bases {
				if row.Current {
					if row.Verdict.Level != want || len(row.Verdict.Reasons) == 0 {
						t.Errorf("%s: %v", row.Verdict.Level, row.Verdict.Reasons)
					}
					return
				}
			}
			t.Error("today's base has no row")
		})
	}
}
