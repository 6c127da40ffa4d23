package session

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
)

// run does the work of a rebuild: the before image is built while the facts of the bases are still looked up and the
// layers of its base are read, and analysed while the after image is built.
func (s *Session) run(ctx context.Context, r rebuild) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	endReading := s.readBase(ctx, r)
	before, err := s.build(ctx, r, "before", r.before, func(b *Builds) (*build.Progress, *string) { return &b.Before, &b.BeforeError })
	if err != nil {
		s.failed(r, fmt.Errorf("build the before image: %w", err))
		return
	}
	s.readWritten(ctx, r, before)
	p, err := s.settled(ctx, r)
	if err != nil {
		s.failed(r, err)
		return
	}
	analysed := make(chan error, 1)
	s.work(func() {
		endReading()
		a, err := image.Analyze(ctx, before.Image, image.Options{BaseDiffIDs: p.beforeBase, CacheDir: r.cache})
		p.input.Before.Image, p.input.Before.Build = a, before
		analysed <- err
	})
	if p.alone {
		s.measureAlone(ctx, r, p, analysed)
		return
	}
	after, err := s.build(ctx, r, "after", p.after, func(b *Builds) (*build.Progress, *string) { return &b.After, &b.AfterError })
	if err != nil {
		s.failed(r, fmt.Errorf("%w: %w", errAfter, err))
		return
	}
	s.jobStep(r.number, "measuring the images", 0.95)
	if err := <-analysed; err != nil {
		s.failed(r, fmt.Errorf("analyse the before image: %w", err))
		return
	}
	a, err := image.Analyze(ctx, after.Image, image.Options{BaseDiffIDs: p.afterBase, CacheDir: r.cache})
	if err != nil {
		s.failed(r, fmt.Errorf("analyse the after image: %w", err))
		return
	}
	p.input.After.Image, p.input.After.Build = a, after
	s.measureRates(ctx, p)
	c := compare.New(p.input)
	s.post(func() { s.compared(r, c, p.input) })
}

// measureAlone ends a rebuild with nothing to change: both sides are the image as it is.
func (s *Session) measureAlone(ctx context.Context, r rebuild, p *planned, analysed <-chan error) {
	s.jobStep(r.number, "measuring the image", 0.95)
	if err := <-analysed; err != nil {
		s.failed(r, fmt.Errorf("analyse the image: %w", err))
		return
	}
	p.input.After = p.input.Before
	s.measureRates(ctx, p)
	c := compare.New(p.input)
	s.post(func() { s.compared(r, c, p.input) })
}

const (
	// planWait is how long a rebuild waits for the facts of the bases once the before image is built: then the plan is taken as it
	// is, and what is not known is not said.
	planWait = 90 * time.Second
	// layersWait is how long it waits for the layers of the two bases at its end.
	layersWait = 20 * time.Second
)

// settled waits for the plan.
func (s *Session) settled(ctx context.Context, r rebuild) (*planned, error) {
	select {
	case p := <-r.planned:
		return s.withLayers(ctx, r, p), nil
	default:
	}
	s.jobStep(r.number, "waiting for the facts of the bases", 0.45)
	enough := time.AfterFunc(s.planWait, func() {
		s.post(func() {
			if s.state.jobs.runs(r.number) {
				s.state.settlePlan()
			}
		})
	})
	defer enough.Stop()
	select {
	case p := <-r.planned:
		return s.withLayers(ctx, r, p), nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// withLayers asks once more for the layers of the two bases that are not known: the builder has just pulled them from where
// the registry is. Figures that need them are not computed when it does not answer in time.
func (s *Session) withLayers(ctx context.Context, r rebuild, p planned) *planned {
	ctx, cancel := context.WithTimeout(ctx, layersWait)
	defer cancel()
	for ref, layers := range map[string]*[]v1.Hash{p.beforeRef: &p.beforeBase, p.afterRef: &p.afterBase} {
		if ref == "" || ref == dockerfile.Scratch || len(*layers) > 0 {
			continue
		}
		s.jobStep(r.number, "asking for the layers of "+ref, 0.45)
		if f, err := s.settings.Facts.Facts(ctx, ref, p.platform); err == nil {
			*layers = f.DiffIDs
		}
	}
	if p.beforeRef == p.afterRef && len(p.afterBase) == 0 {
		p.afterBase = p.beforeBase
	}
	if p.beforeRef == p.afterRef && len(p.beforeBase) == 0 {
		p.beforeBase = p.afterBase
	}
	return &p
}

// build runs one of the two builds and shows its progress.
func (s *Session) build(
	ctx context.Context, r rebuild, side string, request build.Request, at func(*Builds) (*build.Progress, *string),
) (*build.Result, error) {
	if s.settings.Raw != nil {
		request.Raw = s.settings.Raw(side)
	}
	show := func(p build.Progress) {
		s.post(func() {
			if s.state.jobs.runs(r.number) {
				shown, _ := at(&s.state.snapshot.Builds)
				*shown = p
				s.showStep(r.number, side, p)
			}
		})
	}
	var result *build.Result
	var err error
	if side == "before" && r.ahead != nil {
		result, err = r.ahead.wait(ctx, request.Raw, show)
	} else {
		result, err = s.settings.Engine.Build(ctx, request, show)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		s.post(func() {
			if s.state.jobs.runs(r.number) {
				_, failure := at(&s.state.snapshot.Builds)
				*failure = s.secrets.MaskSure(err.Error())
			}
		})
	}
	return result, err
}

// measureRates measures this computer once; the typical rates stand in when that fails.
func (s *Session) measureRates(ctx context.Context, p *planned) {
	if p.measured {
		return
	}
	rates, err := s.settings.Folders.rates(ctx)
	if err != nil {
		s.settings.Log.WithError(err).Warn("rates of this computer not measured")
		return
	}
	p.input.Rates = rates
	s.post(func() { s.state.rates, s.state.measured = rates, true })
}

func (s *Session) compared(r rebuild, c *compare.Comparison, from compare.Input) {
	st := &s.state
	if !st.jobs.runs(r.number) {
		return
	}
	st.endRebuild()
	st.comparedIgnore, st.compared = st.plannedIgnore, r.before
	st.comparedInput = from
	st.snapshot.Comparison, st.snapshot.Stale, st.snapshot.Earlier = c, !st.shows(c), false
	st.snapshot.Proof, st.snapshot.Remedies, st.snapshot.Rounds = nil, nil, nil
	s.takeEvidence()
	s.dropSeen()
	s.settings.Log.WithField("before", c.Before.Image.OnDisk).WithField("after", c.After.Image.OnDisk).Info("compared")
	if !s.settings.Interactive {
		s.publish()
		return
	}
	if st.proposal != nil {
		s.keepRecord()
		s.draft(wanted{propose: true}) // the same changes, with savings that are measured now
	}
	s.publish()
}

// takeEvidence takes what the last comparison showed of the images when it was one of what is built now: another target or
// platform, or other build arguments, make another program.
func (s *Session) takeEvidence() {
	st := &s.state
	st.built, st.analysed = nil, nil
	if c := st.snapshot.Comparison; c != nil && reflect.DeepEqual(st.compared, s.request("before", st.source)) {
		st.built, st.analysed = c.After.Image, c.Before.Image
	}
}

// shows says whether the plan is still what was compared.
func (st *state) shows(c *compare.Comparison) bool {
	n := &st.snapshot
	after := n.After
	if after == nil {
		after = n.Before
	}
	return after != nil && string(after.Text) == c.After.Text && string(n.Before.Text) == c.Before.Text &&
		n.Target == c.Target && n.Platform == c.Platform && string(ignoreText(n.Ignore)) == string(ignoreText(st.comparedIgnore))
}

func (s *Session) failed(r rebuild, err error) {
	s.post(func() {
		st := &s.state
		if !st.jobs.runs(r.number) {
			return
		}
		st.endRebuild()
		if !errors.Is(err, context.Canceled) {
			st.snapshot.Problem = explainBuild(err, beforeFile(&st.snapshot))
		}
		s.settings.Log.WithError(err).Warn("rebuild ended early")
		st.notes()
		s.publish()
	})
}
