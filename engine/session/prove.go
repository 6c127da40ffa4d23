package session

import (
	"context"
	"errors"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/proof"
	"lightship/engine/rewrite/learn"
)

// Proving starts both images and compares them.
const Proving JobKind = "prove"

// Prove starts both images of the last comparison and says whether they do the same. What the project itself says of the
// environment is set too; what o says holds. Where they differ, Snapshot.Remedies are what would mend it: Take puts them into the plan.
func (s *Session) Prove(o proof.Settings) {
	s.post(func() {
		n := &s.state.snapshot
		engine, o, able := s.mayProve(o)
		if !able {
			return
		}
		c := n.Comparison
		ctx, number := s.begin(Proving, "Start both and compare")
		n.Problem, n.Proof, n.Remedies, n.Rounds = nil, nil, nil, nil
		var t *trial
		if !n.Stale && n.After != nil {
			t = s.trialOf(engine, number, o)
		}
		s.publish()
		s.work(func() {
			result, err := s.prove(ctx, number, engine, c, o)
			var remedies []learn.Entry
			if err == nil && t != nil {
				remedies = t.mends(ctx, result)
			}
			s.post(func() { s.proved(number, c, result, remedies, err) })
		})
	})
}

// MayStart says, before anything is built, whether images can be started at all here; nil when they can.
func (s *Session) MayStart() error {
	if engine, able := s.settings.Engine.(*build.Engine); able {
		return proof.Able(engine)
	}
	return nil
}

// prove starts the images of c.
func (s *Session) prove(ctx context.Context, number int, engine *build.Engine, c *compare.Comparison, o proof.Settings) (*proof.Result, error) {
	before, err := proof.Load(ctx, engine, c.Before.Image.Digest)
	if err != nil {
		return nil, err
	}
	after, err := proof.Load(ctx, engine, c.After.Image.Digest)
	if err != nil {
		return nil, err
	}
	return proof.Prove(ctx, engine, before, after, o, func(step string) { s.jobStep(number, step, -1) })
}

// mends are the entries that would mend what differs and that the plan has not; none where the image before can't be read for them.
func (t *trial) mends(ctx context.Context, r *proof.Result) []learn.Entry {
	if r.Verdict != proof.Differs || t.input.Before.Build == nil {
		return nil
	}
	if err := t.open(ctx); err != nil {
		t.session.settings.Log.WithError(err).Warn("the files of the image before were not read")
		return nil
	}
	t.tie(ctx, r, t.known.snapshot.After, t.input.After)
	_, added := t.teach(t.known.plan, r.Remedies(ctx, t.files))
	return added
}

// proved takes what came of it.
func (s *Session) proved(number int, c *compare.Comparison, result *proof.Result, remedies []learn.Entry, err error) {
	st := &s.state
	n := &st.snapshot
	if !st.jobs.runs(number) {
		return
	}
	st.jobs.end(number)
	switch {
	case err == nil:
		n.Proof = result
		if n.Comparison == c {
			next := *c
			next.Proof = result.Brief()
			n.Comparison, n.Remedies = &next, remedies
			if s.takeSeen(result) && st.proposal != nil {
				s.draft(wanted{quiet: true})
			}
		}
		s.settings.Log.WithField("verdict", result.Verdict).WithField("took", result.Took).Info("proved")
	case !errors.Is(err, context.Canceled):
		n.Problem = explain(err)
		s.settings.Log.WithError(err).Warn("proof ended early")
	}
	s.publish()
}
