package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/rule"
)

// Try is a change or a base of which the sources don't tell whether the program does the same with it, and what came of trying it.
type Try struct {
	// Change is the id of a change; it is empty where Base is the reference of a base.
	Change, Base string
	// Title says it in words.
	Title string
	State TryState
	// Verdict is what starting both images came to with it, empty when they were not.
	Verdict proof.Verdict
	// OnDisk is how large the image was with it, in bytes; 0 when it was not built.
	OnDisk int64
	// Why says how it ended.
	Why string
	// Assumed is what a change took for granted that was refused otherwise, and what the run shows of it.
	Assumed []Assumed
}

// TryState is where a try is.
type TryState string

// The states of a try.
const (
	TryWaiting TryState = "waiting"
	TryRunning TryState = "running"
	// TryKept is one that does the same and is in the plan now, TryDropped one that is not.
	TryKept    TryState = "kept"
	TryDropped TryState = "dropped"
)

// mostBases is how many bases are tried at most when none is named, the lightest first.
const mostBases = 3

// Try builds and starts the program with changes that need proof, by their ids, and on bases, by their references; without any, with
// all changes that need proof and are off, and on the lightest bases that may do. All changes are tried at once; where that is not the
// same they are halved until it is known which. What does the same stays in the plan, of the bases the lightest, as one step.
// Snapshot.Tries say how each ends while it goes on.
func (s *Session) Try(o proof.Settings, what ...string) {
	s.planned("Try", func() {
		st := &s.state
		n := &st.snapshot
		engine, o, able := s.mayProvePlan(o, "There is nothing to try")
		if !able {
			return
		}
		tries, unknown := st.tries(what)
		if unknown != "" {
			n.Problem = newProblem(BadInput, unknown+" can't be tried", "It is neither a change of this Dockerfile nor one of its bases.", "Name one that is shown.")
			s.publish()
			return
		}
		s.startTries(engine, o, tries)
	})
}

func (s *Session) startTries(engine *build.Engine, o proof.Settings, tries []Try) {
	st := &s.state
	n := &st.snapshot
	ctx, number := s.begin(Proving, "Try")
	n.Problem, n.Proof, n.Remedies, n.Rounds, n.Tries = nil, nil, nil, nil, slices.Clone(tries)
	t := &tryout{trial: s.trialOf(engine, number, o), tries: tries}
	s.publish()
	s.work(func() {
		best, done, err := t.run(ctx)
		s.post(func() {
			if st.jobs.runs(number) && err == nil {
				n.Tries = t.tries
			}
			s.takeLearned(number, t.trial, best, done, err)
		})
	})
}

// NeedProof are the changes that are off until they were tried, by their ids.
func (n *Snapshot) NeedProof() []string {
	var ids []string
	for _, c := range n.Changes {
		if c.NeedsProof && !c.On && c.Blocked == "" {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// OnlyTries says that there is nothing to build until something is tried: all changes are refused ones that can be.
func (n *Snapshot) OnlyTries() bool {
	return len(n.Changes) > 0 && !n.AwaitsLayers() && !slices.ContainsFunc(n.Changes, func(c Switch) bool { return c.Blocked == "" && (c.On || len(c.Assumes) == 0) })
}

// tries are what is tried; unknown names what is neither a change nor a base.
func (k *known) tries(what []string) (tries []Try, unknown string) {
	n := &k.snapshot
	if len(what) == 0 {
		what = append(n.NeedProof(), k.basesToTry()...)
	}
	for _, name := range what {
		i := slices.IndexFunc(n.Changes, func(c Switch) bool { return c.ID == name })
		row, isBase := findRow(n.Bases, name)
		switch {
		case i >= 0:
			tries = append(tries, Try{Change: name, Title: n.Changes[i].Title, State: TryWaiting})
		case isBase:
			tries = append(tries, Try{Base: row.Ref, Title: row.Ref, State: TryWaiting})
		default:
			return nil, name
		}
	}
	return tries, ""
}

// basesToTry are the lightest bases of which it is not sure that the program does the same on them, lighter than the one it stands on.
func (k *known) basesToTry() []string {
	n := &k.snapshot
	if !slices.ContainsFunc(n.Changes, func(c Switch) bool { return c.ID == rewrite.FinalBase && c.Blocked == "" }) {
		return nil
	}
	today := n.FinalBase()
	size := func(r BaseRow) int64 { return bases.Candidate{Base: r.Base, Facts: r.Facts}.Size() }
	limit := int64(-1)
	if row, found := findRow(n.Bases, today); found {
		limit = size(row)
	}
	var rows []BaseRow
	for _, r := range n.Bases {
		lighter := size(r) >= 0 && limit >= 0 && size(r) < limit
		if r.Verdict.Level == bases.Caveat && lighter && !r.ByHand && !r.NonLTS && !r.Current {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b BaseRow) int { return cmp.Compare(size(a), size(b)) })
	return refs(rows[:min(len(rows), mostBases)])
}

// tryout is a trial of several changes and bases.
type tryout struct {
	*trial
	tries  []Try
	rounds []Round
}

// run tries all. The first attempt is the plan as it is, which has to do the same.
func (t *tryout) run(ctx context.Context) (best *attempt, done []Round, err error) {
	best, t.rounds, err = t.learn(ctx)
	if err != nil {
		return nil, nil, err
	}
	if best.proof.Verdict != proof.Same {
		t.end(func(Try) bool { return true }, TryDropped, nil, "nothing can be held against the plan as it is: "+best.proof.Summary())
		return best, t.rounds, nil
	}
	var ids []string
	for _, try := range t.tries {
		if try.Change != "" {
			ids = append(ids, try.Change)
		}
	}
	if best, err = t.bisect(ctx, best, ids); err == nil {
		t.alsoOn(best)
		best, err = t.onBases(ctx, best)
	}
	return best, t.rounds, err
}

// alsoOn has the base tried that the facts speak for once a split is kept that was refused: it came without another one. A base that was
// asked for is tried instead.
func (t *tryout) alsoOn(best *attempt) {
	kept := func(try Try) bool { return try.State == TryKept && len(try.Assumed) > 0 }
	if !slices.ContainsFunc(t.tries, kept) || slices.ContainsFunc(t.tries, func(try Try) bool { return try.Base != "" }) {
		return
	}
	t.known.built, t.known.seen.needs = best.comparison.After.Image, union(t.known.seen.needs, best.proof.Seen)
	if ref := t.known.recommendedFor(best.plan); ref != "" && !bases.SameRef(ref, best.input.Base) {
		t.tries = append(slices.Clone(t.tries), Try{Base: ref, Title: ref, State: TryWaiting})
	}
}

// recommendedFor has the rules asked anew for what is known now, and is the base that is recommended for what a plan makes; empty where
// there is none, or no base can be put under it.
func (k *known) recommendedFor(p plan) string {
	proposal, err := k.propose()
	if err != nil {
		return ""
	}
	k.proposal = proposal
	d := draft{known: k.copied()}
	d.plan = p.withBase("")
	d.follow()
	offered := slices.ContainsFunc(d.snapshot.Changes, func(c Switch) bool { return c.ID == rewrite.FinalBase && c.Blocked == "" })
	for _, row := range d.snapshot.Bases {
		if row.Recommended != "" && offered {
			return row.Ref
		}
	}
	return ""
}

// bisect turns changes on that do the same: all of them, or those of each half that do.
func (t *tryout) bisect(ctx context.Context, best *attempt, ids []string) (*attempt, error) {
	if len(ids) == 0 {
		return best, nil
	}
	ours := func(try Try) bool { return try.Change != "" && slices.Contains(ids, try.Change) }
	next := best.plan
	for _, id := range ids {
		next = next.with(id, true)
	}
	tried, why, err := t.tryPlan(ctx, best, next, ours)
	switch {
	case err != nil:
		return nil, err
	case why == "":
		t.end(ours, TryKept, tried, "does the same")
		return tried, nil
	case len(ids) == 1:
		t.end(ours, TryDropped, tried, why)
		return best, nil
	}
	for _, half := range [][]string{ids[:len(ids)/2], ids[len(ids)/2:]} {
		if best, err = t.bisect(ctx, best, half); err != nil {
			return nil, err
		}
	}
	return best, nil
}

// onBases puts the program on the lightest of the bases on which it does the same.
func (t *tryout) onBases(ctx context.Context, best *attempt) (*attempt, error) {
	found := ""
	for i, try := range t.tries {
		if try.Base == "" {
			continue
		}
		only := func(o Try) bool { return o.Base == t.tries[i].Base }
		next := best.plan.with(rewrite.FinalBase, true).withBase(try.Base)
		tried, why, err := t.tryPlan(ctx, best, next, only)
		switch {
		case err != nil:
			return nil, err
		case why != "":
			t.end(only, TryDropped, tried, why)
			continue
		case tried.comparison.After.Image.OnDisk >= best.comparison.After.Image.OnDisk:
			t.end(only, TryDropped, tried, "does the same, and is not lighter")
			continue
		case found != "":
			t.end(func(o Try) bool { return o.Base == found }, TryDropped, nil, "does the same, and "+try.Base+" is lighter")
		}
		best, found = tried, try.Base
		t.end(only, TryKept, tried, "does the same, and is the lightest")
	}
	return best, nil
}

// tryPlan builds and starts a plan. why says what is against it, empty when it does the same; err is only of a trial that has to end.
func (t *tryout) tryPlan(ctx context.Context, best *attempt, next plan, ours func(Try) bool) (tried *attempt, why string, err error) {
	t.change(ours, func(try *Try) { try.State = TryRunning })
	if samePlan(next, best.plan) {
		return best, "is on already", nil
	}
	d, err := t.follow(next)
	if err != nil {
		return nil, err.Error(), nil
	}
	for _, c := range d.snapshot.Changes {
		if c.On && c.Blocked != "" && slices.ContainsFunc(t.tries, func(o Try) bool { return o.Change == c.ID && ours(o) }) {
			return nil, c.Blocked, nil
		}
	}
	if best.view != nil && string(d.snapshot.After.Text) == string(best.view.Text) {
		return best, "it changes nothing of what the plan makes", nil
	}
	tried, err = t.attempt(ctx, next)
	if ctx.Err() != nil {
		return nil, "", ctx.Err()
	}
	if err != nil {
		if errors.Is(err, build.ErrNoAnswer) {
			return nil, "", err
		}
		return nil, t.session.secrets.MaskSure(err.Error()), nil
	}
	return t.judged(ctx, tried, assumptionsOf(d.snapshot.Changes), t.alone(ours))
}

// judged says what is against a plan that was built and started, empty when it does the same and what its changes take for granted was
// shown. One that takes something for granted is mended first where it is tried alone.
func (t *tryout) judged(ctx context.Context, tried *attempt, assumes []rule.Assumption, alone bool) (_ *attempt, why string, err error) {
	if tried.proof.Verdict == proof.Differs && len(assumes) > 0 && alone {
		if tried, err = t.mended(ctx, tried); err != nil {
			return nil, "", err
		}
	}
	if tried.proof.Verdict != proof.Same {
		return tried, whyNot(tried.proof), nil
	}
	return tried, notProven(weigh(tried.proof, assumes)), nil
}

// alone says whether one change is tried by itself.
func (t *tryout) alone(ours func(Try) bool) bool {
	return len(slices.DeleteFunc(slices.Clone(t.tries), func(try Try) bool { return !ours(try) })) == 1
}

// mended goes on from an attempt that differs: what the image after lacks is put into the plan where that was seen, as Learn does.
func (t *tryout) mended(ctx context.Context, tried *attempt) (*attempt, error) {
	best, rounds, err := t.mend(ctx, tried)
	if err != nil {
		return nil, err
	}
	if best.proof.Verdict == proof.Same {
		t.rounds = append(t.rounds, rounds...)
	}
	return best, nil
}

// assumptionsOf are what the changes that are on take for granted.
func assumptionsOf(changes []Switch) []rule.Assumption {
	var out []rule.Assumption
	for _, c := range changes {
		if c.On && c.Blocked == "" {
			out = rule.Assumptions(out, c.Assumes)
		}
	}
	return out
}

// whyNot says what a verdict rests on.
func whyNot(r *proof.Result) string {
	rows := r.Differing()
	if len(rows) == 0 {
		return r.Summary()
	}
	return fmt.Sprintf("%s: %s: before %s, after %s", r.Verdict, rows[0].Name, rows[0].Before, rows[0].After)
}

// end says how tries ended.
func (t *tryout) end(which func(Try) bool, state TryState, tried *attempt, why string) {
	t.change(which, func(try *Try) {
		try.State, try.Why = state, why
		if tried == nil || tried.proof == nil {
			return
		}
		try.Verdict, try.OnDisk = tried.proof.Verdict, tried.comparison.After.Image.OnDisk
		if i := slices.IndexFunc(t.known.snapshot.Changes, func(c Switch) bool { return c.ID == try.Change }); i >= 0 && state == TryKept {
			try.Assumed = weigh(tried.proof, t.known.snapshot.Changes[i].Assumes)
		}
	})
}

// change changes tries, and shows them.
func (t *tryout) change(which func(Try) bool, f func(*Try)) {
	t.tries = slices.Clone(t.tries)
	for i := range t.tries {
		if which(t.tries[i]) {
			f(&t.tries[i])
		}
	}
	shown := t.tries
	t.session.post(func() {
		if st := &t.session.state; st.jobs.runs(t.number) {
			st.snapshot.Tries = shown
			t.session.publish()
		}
	})
}
