package session

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite"
)

// ChooseBase chooses the final base, and turns the change on that puts the program there. A base that the program can't run on is
// refused with the reason, and so is any where the base stays; where what that change needs is off, the reason is said.
func (s *Session) ChooseBase(ref string) {
	s.planned("Base", func() {
		n := &s.state.snapshot
		row, ok := findRow(n.Bases, ref)
		if !ok {
			n.Problem = newProblem(BadInput, fmt.Sprintf("%s is not among the bases to choose from", ref), "",
				"Choose one of: "+strings.Join(refs(n.Bases), ", "))
			s.publish()
			return
		}
		if row.Verdict.Level == bases.DoesNotFit {
			n.Problem = newProblem(BadInput, "The program can't run on "+ref, because(row.Verdict, n.Program),
				"Choose a base whose verdict is that it fits, such as "+recommended(n.Bases))
			s.publish()
			return
		}
		if why := s.state.baseStays(); why != "" && !bases.SameRef(ref, s.state.currentBase()) {
			n.Problem = newProblem(BadInput, "The final base stays "+s.state.currentBase(), why, "Change its FROM by hand if the program runs on another one.")
			s.publish()
			return
		}
		next := s.state.plan
		if on, proposed := next.on[rewrite.FinalBase]; proposed && !on {
			next = next.with(rewrite.FinalBase, true)
		} else if ref == n.Base && n.BaseUnused == "" {
			return
		}
		s.keepPlan(next.withBase(row.Ref))
		s.replanned(wanted{chooses: true})
	})
}

// baseStays says why no base can be chosen; empty when one can.
func (k *known) baseStays() string {
	if k.proposal == nil || slices.ContainsFunc(k.proposal.Changes, func(c rewrite.Change) bool { return c.ID == rewrite.FinalBase }) {
		return ""
	}
	for _, f := range k.proposal.Findings {
		if f.Rule == rewrite.FinalBase && f.Refused != "" {
			return f.Refused
		}
	}
	return "No change of this Dockerfile puts its program on another base."
}

// baseUnused says why the after text does not stand on the base that the user chose; empty when it does, or none was chosen.
func (k *known) baseUnused() string {
	n := &k.snapshot
	stands := n.FinalBase()
	if n.After == nil {
		stands = k.currentBase()
	}
	if k.plan.base == "" || bases.SameRef(k.plan.base, stands) {
		return ""
	}
	if why := k.baseStays(); why != "" {
		return why
	}
	for _, c := range n.Changes {
		switch {
		case c.ID != rewrite.FinalBase:
		case !c.On:
			return fmt.Sprintf("The change “%s” is off.", c.Title)
		case c.Blocked != "":
			return fmt.Sprintf("The change “%s” %s.", c.Title, c.Blocked)
		case !effective(n.Changes)[c.ID]:
			return fmt.Sprintf("The change “%s” needs others that are off.", c.Title)
		}
	}
	return "With the changes that are on, the final stage keeps " + stands + "."
}

// unusedBase is the problem of a base that was chosen and does not reach the Dockerfile.
func unusedBase(n *Snapshot, ref string) *Problem {
	return newProblem(BadInput, "The Dockerfile does not stand on "+ref, n.BaseUnused,
		"Turn on what the change needs, or choose another base.")
}
