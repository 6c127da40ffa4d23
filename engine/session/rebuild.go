package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/pull"
)

// rebuild is all that one run of Rebuild needs; it shares nothing with the session's state.
type rebuild struct {
	number int
	before build.Request
	// ahead is the before build when it has begun already, nil when it has not.
	ahead *ahead
	// planned gives the rest once the plan is settled; it has room for one.
	planned chan planned
	// base gives the facts of the image that the before image stands on once they are known; it has room for one.
	base  chan bases.Facts
	cache string
}

// planned is what a rebuild takes from the plan: it is settled when the facts of the bases, which the recommended base
// follows from, are known. The before build does not wait for them.
type planned struct {
	input      compare.Input
	after      build.Request
	beforeBase []v1.Hash
	afterBase  []v1.Hash
	measured   bool
	// problem is why there is nothing to build after all.
	problem error
}

// errNothingToCompare is a plan that the facts of the bases have left without an after Dockerfile.
var errNothingToCompare = errors.New("the plan has no after Dockerfile")

// Rebuild builds the before and the after Dockerfile, analyses both images and compares them. It takes the place of
// the job that runs. The plan is taken as it is now, or as it is when the facts of the bases have come.
func (s *Session) Rebuild() {
	s.post(func() {
		st := &s.state
		n := &st.snapshot
		if n.Before == nil || n.Before.File == nil {
			if n.Problem == nil {
				n.Problem = newProblem(BadInput, "There is nothing to build", "No Dockerfile is open.", "Open a project folder first.")
			}
			s.publish()
			return
		}
		if b := st.choice.build; b.Problem != "" {
			n.Problem = cannotBuild(b)
			s.publish()
			return
		}
		if n.After == nil {
			n.Problem = newProblem(BadInput, "There is nothing to compare", nothingToGain(n),
				"Look at the findings: each says why nothing is changed.")
			s.publish()
			return
		}
		ctx := s.begin("Rebuild and compare")
		n.Problem, n.Builds = nil, Builds{}
		r := s.newRebuild()
		s.publish()
		s.work(func() { s.run(ctx, r) })
		s.awaitBase(r)
		st.awaitPlan = func() { r.planned <- s.planned() }
		if !n.BasesLoading {
			st.settlePlan()
		}
	})
}

// nothingToGain says why no change is proposed.
func nothingToGain(n *Snapshot) string {
	for _, f := range n.Findings {
		if f.Refused != "" {
			return f.Refused
		}
	}
	return "No change is proposed for this Dockerfile."
}

func (s *Session) newRebuild() rebuild {
	before := s.request("before", s.state.snapshot.Before.Text)
	return rebuild{
		number: s.state.jobNumber, before: before, ahead: s.state.takeAhead(before),
		planned: make(chan planned, 1), base: make(chan bases.Facts, 1), cache: filepath.Join(s.settings.Folders.Cache, "layers"),
	}
}

// request asks for the image of one of the two Dockerfiles.
func (s *Session) request(side string, text []byte) build.Request {
	n := &s.state.snapshot
	return build.Request{
		Context: n.Project.Dir, Dockerfile: text, DockerfileName: n.Project.InContext(n.Dockerfile), Target: n.Target,
		Platform: n.Platform, BuildArgs: s.state.args(), Contexts: s.state.contexts(),
		Tag: side + "-" + projectTag(n.Project.Root, n.Build),
	}
}

// planned takes the plan as it is now.
func (s *Session) planned() planned {
	st := &s.state
	n := &st.snapshot
	if n.After == nil {
		return planned{problem: errNothingToCompare}
	}
	current, base := s.currentBase(), n.FinalBase()
	after := s.request("after", n.After.Text)
	if st.plannedIgnore = n.Ignore; n.Ignore != nil {
		after.IgnoreFile = n.Ignore.After
	}
	return planned{
		after:      after,
		beforeBase: s.baseLayers(current), afterBase: s.baseLayers(base), measured: st.measured,
		input: compare.Input{
			Version: s.settings.Version, Engine: n.Engine.Name, Project: n.Project.Name, Dockerfile: n.Dockerfile,
			Target: n.Target, Platform: n.Platform, Base: base, BeforeBase: current, Changes: applied(n.Changes),
			Before: compare.Built{Text: n.Before.Text}, After: compare.Built{Text: n.After.Text},
			Link: n.Link, Rates: st.rates, StandIns: s.standIns(current, base),
		},
	}
}

// projectTag tells the images of one Dockerfile from those of another in the store that all projects share.
func projectTag(dir, dockerfile string) string {
	sum := sha256.Sum256([]byte(dir + "\x00" + dockerfile))
	return hex.EncodeToString(sum[:6])
}

func (s *Session) standIns(refs ...string) []compare.StandIn {
	var list []compare.StandIn
	for _, ref := range refs {
		if says := s.state.facts[ref].StandIn; says != "" {
			list = append(list, compare.StandIn{Ref: ref, Says: says})
		}
	}
	return list
}

func applied(list []Switch) []compare.AppliedChange {
	on := effective(list)
	var changes []compare.AppliedChange
	for _, c := range list {
		if on[c.ID] {
			changes = append(changes, compare.AppliedChange{ID: c.ID, Title: c.Title})
		}
	}
	return changes
}

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
	after, err := s.build(ctx, r, "after", p.after, func(b *Builds) (*build.Progress, *string) { return &b.After, &b.AfterError })
	if err != nil {
		s.failed(r, fmt.Errorf("build the after image: %w", err))
		return
	}
	s.jobStep(r, "measuring the images", 0.95)
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
	s.post(func() { s.compared(r, c) })
}

// settled waits for the plan.
func (s *Session) settled(ctx context.Context, r rebuild) (*planned, error) {
	select {
	case p := <-r.planned:
		return &p, p.problem
	default:
	}
	s.jobStep(r, "waiting for the facts of the bases", 0.45)
	select {
	case p := <-r.planned:
		return &p, p.problem
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
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
			if r.number == s.state.jobNumber {
				shown, _ := at(&s.state.snapshot.Builds)
				*shown = p
				s.showStep(side, p)
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
			if r.number == s.state.jobNumber {
				_, failure := at(&s.state.snapshot.Builds)
				*failure = err.Error()
			}
		})
	}
	return result, err
}

// showStep puts the running step of a build into the job's line; the before build is the first half of the work.
func (s *Session) showStep(side string, p build.Progress) {
	half := 0.0
	if side == "after" {
		half = 0.45
	}
	fraction := half
	if p.Total > 0 {
		fraction += 0.45 * float64(p.Done) / float64(p.Total)
	}
	step := fmt.Sprintf("%s: %d of %d steps", side, p.Done, p.Total)
	for _, running := range p.Steps {
		if running.State == build.Running {
			step = side + ": " + running.Name
		}
	}
	s.setJob(step, fraction)
}

func (s *Session) jobStep(r rebuild, step string, fraction float64) {
	s.post(func() {
		if r.number == s.state.jobNumber {
			s.setJob(step, fraction)
		}
	})
}

func (s *Session) setJob(step string, fraction float64) {
	if s.state.snapshot.Job == nil {
		return
	}
	job := *s.state.snapshot.Job
	job.Step, job.Fraction = step, max(fraction, job.Fraction)
	s.state.snapshot.Job = &job
	s.publish()
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

func (s *Session) compared(r rebuild, c *compare.Comparison) {
	st := &s.state
	if r.number != st.jobNumber {
		return
	}
	st.endJob()
	st.comparedIgnore, st.compared = st.plannedIgnore, r.before
	st.snapshot.Comparison, st.snapshot.Stale = c, !st.shows(c)
	s.takeEvidence()
	s.settings.Log.WithField("before", c.Before.Image.OnDisk).WithField("after", c.After.Image.OnDisk).Info("compared")
	if !s.settings.Interactive {
		s.publish()
		return
	}
	if proposal, err := s.propose(); err == nil {
		st.proposal = proposal // the same changes, with savings that are measured now
	}
	s.replan()
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
	return n.After != nil && string(n.After.Text) == c.After.Text && string(n.Before.Text) == c.Before.Text &&
		n.Target == c.Target && n.Platform == c.Platform && string(ignoreText(n.Ignore)) == string(ignoreText(st.comparedIgnore))
}

func (s *Session) failed(r rebuild, err error) {
	s.post(func() {
		st := &s.state
		if r.number != st.jobNumber {
			return
		}
		st.endJob()
		if !errors.Is(err, context.Canceled) {
			st.snapshot.Problem = explain(err)
		}
		// The error repeats the command that failed, which can hold a secret.
		s.settings.Log.WithField("error", s.masked(err.Error())).Warn("rebuild ended early")
		s.notes()
		s.publish()
	})
}

// Cancel ends the running job. What it had shown so far stays.
func (s *Session) Cancel() {
	s.post(func() {
		st := &s.state
		if st.snapshot.Job == nil {
			return
		}
		if st.cancelJob != nil {
			st.cancelJob()
		}
		job := *st.snapshot.Job
		job.Canceling = true
		st.snapshot.Job = &job
		st.opening++
		if st.snapshot.Builds.Before.Started.IsZero() {
			st.endJob()
		}
		s.publish()
	})
}

// SetLink chooses the link that pull times are said for.
func (s *Session) SetLink(l pull.Link) {
	s.post(func() {
		n := &s.state.snapshot
		n.Link = l
		if n.Comparison != nil {
			next := *n.Comparison
			next.Link, next.Pulls = l, n.Comparison.PullsOn(l)
			n.Comparison = &next
		}
		if s.state.proposal == nil {
			s.publish()
			return
		}
		s.replan()
	})
}

// DismissProblem takes the problem away.
func (s *Session) DismissProblem() {
	s.post(func() { s.state.snapshot.Problem = nil; s.publish() })
}
