package pattern

import (
	"slices"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/rule"
)

// Assuming is the problem with what a change takes for granted that is tried in spite of it.
func (p Problem) Assuming(kind rule.Assumed, subject string) Problem {
	p.Assumes = append(slices.Clone(p.Assumes), rule.Assumption{Kind: kind, Subject: subject})
	return p
}

// CanTry says whether a change can be made in spite of problems, to be tried: each is only a doubt. It is true when there are none.
func CanTry(problems []Problem) bool {
	return !slices.ContainsFunc(problems, func(p Problem) bool { return len(p.Assumes) == 0 })
}

// Further are problems with those that were found by going on in spite of them. Where one of the latter is more than a doubt, there is
// nothing to try, and only the first are said, as if nobody had gone on.
func Further(first, more []Problem) []Problem {
	switch {
	case len(first) == 0:
		return more
	case CanTry(first) && CanTry(more):
		return slices.Concat(first, more)
	}
	return untried(first)
}

// untried are problems in spite of which nothing is tried.
func untried(problems []Problem) []Problem {
	out := slices.Clone(problems)
	for i := range out {
		out[i].Assumes = nil
	}
	return out
}

// assumptions are what is taken for granted in spite of problems.
func assumptions(problems []Problem) []rule.Assumption {
	var out []rule.Assumption
	for _, p := range problems {
		out = rule.Assumptions(out, p.Assumes)
	}
	return out
}

// observed is the finding of a split with what layers told of RUNs.
func (s *Split) observed(split rule.Finding) rule.Finding {
	if s.Left != nil {
		for _, o := range s.Left.Observed {
			split.Why += " " + o.Says()
			split.Layers = append(split.Layers, o.Lines.First)
		}
	}
	return split
}

// Holds says whether a split, nil for none, is made with these changes on as far as the program is asked about: one that is tried only
// where it is on, and every other, which may be turned on.
func (s *Split) Holds(id string, on map[string]bool) bool { return s.Sure() || s != nil && on[id] }

// Sure says whether there is a split that nothing is against.
func (s *Split) Sure() bool { return s != nil && !s.Tried }

// NoteTried adds a split that only doubts are against: it is off until it was tried. It comes with another base, to be tried once the split
// is kept, and without what else splits bring with them, so that what is tried is the split alone. It is false where nothing is against it.
func (n *Notes) NoteTried(split rule.Finding, against []Problem, sp *Split) bool {
	if len(against) == 0 {
		return false
	}
	split, sp.Tried = sp.observed(split), true
	split.Off, split.NeedsProof, split.Tried, split.Assumes = true, true, true, assumptions(against)
	if base := bases.Describe(split.Swap.From); split.Swap.From == split.Swap.To && len(base.Languages) > 0 && sp.Program != "" {
		return true // It would stand on the compiler still.
	}
	known := len(n.findings)
	n.Note(split)
	if !sp.StaysOn {
		base := OtherBase(split.Swap.To, sp.stage.Instructions[0].Lines, split.Rule)
		base.Off, base.NeedsProof = true, true
		n.Note(base)
	}
	n.NoteCarried(sp.Artefacts, sp.Note, split.Lines, split.Rule)
	for i := known; i < len(n.findings); i++ {
		n.findings[i].Tried = true
	}
	return true
}

// doubt notes a reason that an effect gives, and that a split can be made in spite of: what it leaves is not carried then.
func (l *Left) doubt(e effects.Effect, subject, format string, args ...any) {
	l.refuse(e, l.leaves(l.Stage.Instructions[e.Instruction].Lines, subject), format, args...)
}

// leaves is the assumption that nothing is needed of what a line leaves.
func (l *Left) leaves(at dockerfile.Lines, subject string) []rule.Assumption {
	return []rule.Assumption{{Kind: rule.AssumesLeft, Subject: subject, Line: at.First}}
}

// refuse notes a reason that an effect gives, with what is assumed where a split is tried in spite of it.
func (l *Left) refuse(e effects.Effect, assumes []rule.Assumption, format string, args ...any) {
	if l.byLayer(e) {
		return
	}
	known := len(l.Problems)
	l.Problem(l.Stage.Instructions[e.Instruction].Lines, format, args...)
	ofRun := l.Stage.Instructions[e.Instruction].Keyword == "RUN"
	for i := known; i < len(l.Problems); i++ {
		l.Problems[i].ByLayer, l.Problems[i].Assumes = ofRun, assumes
	}
}

// Doubt notes a reason that a line gives, and that a split can be made in spite of: what that leaves beside what is copied is not carried
// then. Subject names it.
func (l *Left) Doubt(at dockerfile.Lines, subject, format string, args ...any) {
	known := len(l.Problems)
	l.Problem(at, format, args...)
	for i := known; i < len(l.Problems); i++ {
		l.Problems[i].Assumes = l.leaves(at, subject)
	}
}
