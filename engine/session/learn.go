package session

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
	"lightship/engine/rewrite/rule"
)

// rounds is how often Learn builds and starts again at most.
const rounds = 3

// Learn starts both images of the last comparison as Prove does. Where they differ and it was seen why, what the image after lacks is
// put into the plan, and that is built and started again, three times at most. The plan that differs least is kept, as a step that
// Undo takes back; Snapshot.Rounds say what was done.
func (s *Session) Learn(o proof.Settings) {
	s.planned("Learn", func() {
		n := &s.state.snapshot
		engine, o, able := s.mayProvePlan(o, "There is nothing to learn for")
		if !able {
			return
		}
		ctx, number := s.begin(Proving, "Start both, and learn")
		n.Problem, n.Proof, n.Remedies, n.Rounds = nil, nil, nil, nil
		t := s.trialOf(engine, number, o)
		s.publish()
		s.work(func() {
			best, done, err := t.learn(ctx)
			s.post(func() { s.takeLearned(number, t, best, done, err) })
		})
	})
}

// learn proves, and mends what differs.
func (t *trial) learn(ctx context.Context) (best *attempt, done []Round, err error) {
	if err := t.open(ctx); err != nil {
		return nil, nil, err
	}
	best = &attempt{plan: t.known.plan, comparison: t.known.snapshot.Comparison, input: t.input, ignore: t.known.snapshot.Ignore, view: t.known.snapshot.After}
	if err := t.prove(ctx, best); err != nil {
		return nil, nil, err
	}
	return t.mend(ctx, best)
}

// mend goes on from an attempt that was proven.
func (t *trial) mend(ctx context.Context, best *attempt) (_ *attempt, done []Round, err error) {
	for at := best; len(done) < rounds && at.proof.Verdict == proof.Differs; {
		next, added := t.teach(at.plan, at.proof.Remedies(ctx, t.files))
		if len(added) == 0 {
			break
		}
		began := time.Now()
		tried, err := t.attempt(ctx, next)
		round := Round{Added: added, Took: time.Since(began)}
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			round.Error = t.session.secrets.MaskSure(err.Error())
			done = append(done, round)
			break
		}
		round.Verdict, round.Summary = tried.proof.Verdict, tried.proof.Summary()
		done = append(done, round)
		if at = tried; at.differs() < best.differs() {
			best = at
		}
	}
	_, best.remedies = t.teach(best.plan, best.proof.Remedies(ctx, t.files))
	return best, done, nil
}

// takeLearned takes what came of it.
func (s *Session) takeLearned(number int, t *trial, best *attempt, done []Round, err error) {
	st := &s.state
	n := &st.snapshot
	if !st.jobs.runs(number) {
		return
	}
	st.jobs.end(number)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			n.Problem = explain(err)
			s.settings.Log.WithError(err).Warn("learning ended early")
		}
		s.publish()
		return
	}
	n.Rounds, n.Remedies = done, best.remedies
	s.adopt(best)
	s.settings.Log.WithField("verdict", best.proof.Verdict).WithField("rounds", len(done)).Info("learned")
}

// Take puts entries into the plan, such as those of Snapshot.Remedies, as one step.
func (s *Session) Take(entries ...learn.Entry) {
	s.planning(waiting{what: "Change", run: func() {
		st := &s.state
		next, changed := st.plan, false
		for _, e := range entries {
			taught, differs := st.teach(next, e)
			if differs {
				next, changed = taught, true
			}
		}
		if !changed || st.proposal == nil {
			return
		}
		st.snapshot.Remedies = slices.DeleteFunc(slices.Clone(st.snapshot.Remedies), func(e learn.Entry) bool {
			return slices.ContainsFunc(entries, e.Same)
		})
		s.step(next)
	}})
}

// teach is a plan with an entry; differs is false when it has that already, or nothing is left that it could do.
func (k *known) teach(p plan, e learn.Entry) (next plan, differs bool) {
	if e.Kind == learn.Install && k.mayHave(p, e) {
		e = learn.Entry{Kind: learn.KeepBase, Because: e.Because}
	}
	switch e.Kind {
	case learn.KeepBase:
		next, differs = k.keepBase(p)
	case learn.KeepUser:
		next, differs = p.with(rule.NonRootUser, false), p.on[rule.NonRootUser]
	case learn.Install:
		// What is not installed where the program stands can be on its own distribution.
		if next = p; bases.Describe(k.standsOn(p)).PackageManager != "apt" {
			next = p.with(rewrite.FinalBase, false)
		}
		differs = true
	default:
		next, differs = p, !slices.ContainsFunc(p.learned, e.Same)
	}
	if !differs {
		return p, false
	}
	if !slices.ContainsFunc(p.learned, e.Same) {
		next.learned = append(slices.Clone(p.learned), e)
	}
	return next, true
}

// mayHave says whether a base nearer to today's may have what a package brings, or has to: the program's own distribution does where
// today's base has it; nothing is installed where it can't be, or has been.
func (k *known) mayHave(p plan, e learn.Entry) bool {
	stands, own := k.standsOn(p), k.proposal.StandsOn(p.on)
	apt := func(ref string) bool { return bases.Describe(ref).PackageManager == "apt" }
	switch {
	case !apt(own) && !apt(stands), slices.ContainsFunc(p.learned, e.Same):
		return true
	case apt(stands):
		return false
	}
	return e.OfBase
}

// standsOn is the base that a plan's program stands on.
func (k *known) standsOn(p plan) string {
	if !p.on[rewrite.FinalBase] {
		return k.proposal.StandsOn(p.on)
	}
	return cmp.Or(p.base, k.snapshot.Base)
}

// keepBase is a plan whose program stands nearer to what it stands on today: on its own distribution, or, where it does already, on
// today's base.
func (k *known) keepBase(p plan) (next plan, differs bool) {
	today, own, stands := k.currentBase(), k.proposal.StandsOn(p.on), k.standsOn(p)
	switch {
	case stands == "" || bases.SameRef(stands, today):
		return p, false
	case !bases.SameRef(stands, own):
		return p.with(rewrite.FinalBase, false), true
	}
	return p.with(rewrite.FinalBase, true).withBase(today), true
}

// mayProve says whether the images of the comparison can be started, and what with; where they can't, the problem says why.
func (s *Session) mayProve(o proof.Settings) (*build.Engine, proof.Settings, bool) {
	n := &s.state.snapshot
	engine, able := s.settings.Engine.(*build.Engine)
	switch {
	case n.Comparison == nil:
		n.Problem = newProblem(BadInput, "There is nothing to start", "Both images have to be built first.", "Rebuild and compare, then start both.")
	case n.Earlier:
		n.Problem = newProblem(BadInput, "These images can't be started", "They were built before the project was opened this time.", "Rebuild and compare, then start both.")
	case !able:
		n.Problem = newProblem(NoEngine, "Both can't be started", "This builder starts no containers.", "Use the embedded BuildKit, or set BUILDKIT_HOST.")
	default:
		config, err := proof.Configured(n.Project.Root)
		if err == nil {
			config.Env = proof.Merge(proof.Environment(n.Project, n.Build), config.Env)
			o = o.Over(config)
			o.Secrets, o.Paths = s.secrets, nil
			for _, e := range n.Project.Routes {
				o.Paths = append(o.Paths, e.Subject)
			}
			return engine, o, true
		}
		n.Problem = explain(err)
	}
	s.publish()
	return nil, o, false
}

// mayProvePlan is mayProve for what goes on from the plan: what was built has to be what it makes. otherwise is the problem's title.
func (s *Session) mayProvePlan(o proof.Settings, otherwise string) (*build.Engine, proof.Settings, bool) {
	engine, o, able := s.mayProve(o)
	n := &s.state.snapshot
	if able && (n.Stale || n.After == nil) {
		n.Problem = newProblem(BadInput, otherwise, "What was built is not what the plan makes.", "Rebuild and compare first.")
		s.publish()
		able = false
	}
	return engine, o, able
}
