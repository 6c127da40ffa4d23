package session

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/proof"
	"lightship/engine/rewrite/rule"
)

// Assumed is what a change takes for granted that was tried, and by what the run shows it to be right.
type Assumed struct {
	rule.Assumption
	Proven Proven
}

// Proven is by what a run shows an assumption to be right.
type Proven string

// What shows it: that it was built and started; that the program was seen to do it, with both images alike; that nothing which was asked
// showed otherwise, so that what was not asked stays assumed. NotProven is one that has to be seen and was not.
const (
	ProvenByStart Proven = "start"
	ProvenSeen    Proven = "seen"
	ProvenAsked   Proven = "asked"
	NotProven     Proven = ""
)

// Says is a sentence's part on it.
func (a Assumed) Says() string {
	return a.Assumption.Says() + map[Proven]string{
		ProvenByStart: ": it was built and started so", ProvenSeen: ": the run did it, and both did the same",
		ProvenAsked: ": proven for what was asked, and for no more", NotProven: ": nothing that was asked does it",
	}[a.Proven]
}

// weigh says what a proof that came to "same" shows of assumptions.
func weigh(r *proof.Result, assumptions []rule.Assumption) []Assumed {
	out := make([]Assumed, 0, len(assumptions))
	for _, a := range assumptions {
		shown := Assumed{Assumption: a}
		switch done := isDone(r, a); {
		case done:
			shown.Proven = ProvenSeen
		case a.Shown() == rule.ByStarting:
			shown.Proven = ProvenByStart
		case a.Shown() == rule.ByAsking:
			shown.Proven = ProvenAsked
		}
		out = append(out, shown)
	}
	return out
}

// isDone says whether both images were seen to do what an assumption is about.
func isDone(r *proof.Result, a rule.Assumption) bool {
	if r.Before == nil || r.After == nil {
		return false
	}
	var done func(run *proof.Run) bool
	switch a.Kind {
	case rule.AssumesProgram:
		done = func(run *proof.Run) bool { return startsProgram(run, a.Subject) }
	case rule.AssumesLibrary:
		done = func(run *proof.Run) bool {
			return slices.ContainsFunc(run.Seen().Of(evidence.Loads), func(e evidence.Evidence) bool { return path.Base(e.Subject) == path.Base(a.Subject) })
		}
	case rule.AssumesReads:
		done = func(run *proof.Run) bool { return readsFile(run, a.Subject) }
	default:
		return false
	}
	return done(r.Before) && done(r.After)
}

// startsProgram says whether a run started a program; one whose name can't be told is any but those of the command itself.
func startsProgram(run *proof.Run, name string) bool {
	own := strings.Join(run.Args, " ")
	return slices.ContainsFunc(run.Seen().Of(evidence.Starts), func(e evidence.Evidence) bool {
		if name == "" {
			return !strings.Contains(own, path.Base(e.Subject))
		}
		return path.Base(e.Subject) == path.Base(name)
	})
}

// readsFile says whether a run read a file that the sources name, or something below it.
func readsFile(run *proof.Run, name string) bool {
	if name == "" {
		return false
	}
	at := path.Clean(name)
	if !path.IsAbs(at) {
		at = path.Join(run.Dir, at)
	}
	return slices.ContainsFunc(run.Seen().Of(evidence.Reads, evidence.Lists), func(e evidence.Evidence) bool {
		return e.Subject == at || strings.HasPrefix(e.Subject, at+"/")
	})
}

// notProven says which of them has to be seen and was not; empty when there is none.
func notProven(all []Assumed) string {
	for _, a := range all {
		if a.Proven == NotProven {
			return "it did the same, and " + a.Says() + ": give a probe that does"
		}
	}
	return ""
}
