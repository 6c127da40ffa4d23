package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"lightship/engine/bases"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
)

// Trace is what one change does to the text: the lines of the before text that it removes, and the lines of the after
// text that it brings, as 1-based numbers in order.
type Trace struct {
	Removed, Added []int
}

// trace looks, beside everything else, for what each change does: the after text is made once more without it.
func (s *Session) trace() {
	st := &s.state
	n := &st.snapshot
	n.Traces = nil
	st.jobs.endKind(tracing)
	if n.After == nil || !s.settings.Interactive {
		return
	}
	ctx, number := st.jobs.begin(tracing, "")
	proposal, base := st.proposal, st.observed(bases.Describe(n.Base))
	knows := taught{proposal, st.plan.learned}
	before, after, on := string(n.Before.Text), string(n.After.Text), effective(n.Changes)
	s.work(func() {
		traces, err := traces(ctx, knows, on, base, before, after)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.settings.Log.WithError(err).Warn("what each change does to the text is not known")
			return
		}
		s.post(func() {
			if st.jobs.runs(number) {
				st.jobs.end(number)
				st.snapshot.Traces = traces
				s.publish()
			}
		})
	})
}

// taught is a proposal with what a plan has learned beside its changes.
type taught struct {
	*rewrite.Proposal
	learned []learn.Entry
}

// After is the text with the changes that are on and all that was learned.
func (t taught) After(on map[string]bool, base bases.Base) ([]byte, error) {
	return t.Proposal.After(on, base, t.learned...)
}

func traces(ctx context.Context, p taught, on map[string]bool, base bases.Base, before, after string) (map[string]Trace, error) {
	_, added, err := lineChanges(before, after)
	if err != nil {
		return nil, err
	}
	found := map[string]Trace{}
	for _, c := range p.Changes {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !on[c.ID] {
			continue
		}
		var t Trace
		if t.Added, err = brings(p, c, on, base, after, added); err == nil {
			t.Removed, err = removes(p, c, base, before)
		}
		if err != nil {
			return nil, err
		}
		found[c.ID] = t
	}
	return found, nil
}

// brings are the added lines of the after text that are not there without the change.
func brings(p taught, c rewrite.Change, on map[string]bool, base bases.Base, after string, added []int) ([]int, error) {
	without := maps.Clone(on)
	without[c.ID] = false
	text, err := p.After(without, base)
	if errors.Is(err, rewrite.ErrBaseRefused) {
		return bringsElsewhere(p, without, c.ID, base, after)
	}
	if err != nil {
		return nil, err
	}
	_, brought, err := lineChanges(string(text), after)
	return slices.DeleteFunc(brought, func(l int) bool { return !slices.Contains(added, l) }), err
}

// bringsElsewhere are the lines that a change brings without which the program can't run on the base: those that it
// brings with final-base off, as far as the after text has them too.
func bringsElsewhere(p taught, without map[string]bool, id string, base bases.Base, after string) ([]int, error) {
	without[rewrite.FinalBase] = false
	less, err := p.After(without, base)
	if err != nil {
		return nil, err
	}
	without[id] = true
	more, err := p.After(without, base)
	if err != nil {
		return nil, err
	}
	_, brought, err := lineChanges(string(less), string(more))
	if err != nil {
		return nil, err
	}
	return sameLines(string(more), after, brought)
}

// sameLines are the numbers in another text of lines that it shares with a text.
func sameLines(from, to string, of []int) ([]int, error) {
	removed, added, err := lineChanges(from, to)
	if err != nil {
		return nil, err
	}
	var same []int
	number := 0
	for line := 1; line <= strings.Count(from, "\n"); line++ {
		if slices.Contains(removed, line) {
			continue
		}
		number++
		for slices.Contains(added, number) {
			number++
		}
		if slices.Contains(of, line) {
			same = append(same, number)
		}
	}
	return same, nil
}

// removes are the lines of the before text that the change removes when it and what it needs are the only ones on: a
// line that several changes rewrite is removed by each of them.
func removes(p taught, c rewrite.Change, base bases.Base, before string) ([]int, error) {
	needed := needsOf(p.Changes, c)
	text, err := p.After(needed, base)
	if err != nil {
		return nil, err
	}
	others, _, err := lineChanges(before, string(text))
	if err != nil {
		return nil, err
	}
	needed[c.ID] = true
	text, err = p.After(needed, base)
	if errors.Is(err, rewrite.ErrBaseRefused) {
		// The final base alone: what it removes, the split that it needs has removed already.
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	removed, _, err := lineChanges(before, string(text))
	return slices.DeleteFunc(removed, func(l int) bool { return slices.Contains(others, l) }), err
}

// needsOf are the changes that one needs, directly or through others.
func needsOf(all []rewrite.Change, c rewrite.Change) map[string]bool {
	needed := map[string]bool{}
	for _, id := range c.Needs {
		needed[id] = true
		for _, other := range all {
			if other.ID == id {
				maps.Copy(needed, needsOf(all, other))
			}
		}
	}
	return needed
}

// lineChanges are the numbers of the lines that a text loses and of those that come in on the way to another.
func lineChanges(from, to string) (removed, added []int, err error) {
	diff, err := udiff.ToUnifiedDiff("", "", from, udiff.Lines(from, to), len(from)+len(to))
	if err != nil {
		return nil, nil, fmt.Errorf("compare two texts: %w", err)
	}
	for _, hunk := range diff.Hunks {
		old, fresh := hunk.FromLine, hunk.ToLine
		for _, line := range hunk.Lines {
			switch line.Kind {
			case udiff.Delete:
				removed = append(removed, old)
				old++
			case udiff.Insert:
				added = append(added, fresh)
				fresh++
			case udiff.Equal:
				old++
				fresh++
			}
		}
	}
	return removed, added, nil
}
