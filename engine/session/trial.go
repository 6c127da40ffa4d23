package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/rewrite/learn"
	"lightship/engine/rewrite/model"
)

// trial builds plans and starts what they make, beside the session's goroutine: it works on a copy of what is known.
type trial struct {
	session *Session
	number  int
	engine  *build.Engine
	known   known
	// input is what the comparison was made from that the trial begins with: its before side holds for all plans. request is that of
	// an after build.
	input    compare.Input
	request  build.Request
	settings proof.Settings
	before   proof.Image
	files    *image.Files
}

// attempt is a plan with what came of it.
type attempt struct {
	plan       plan
	comparison *compare.Comparison
	input      compare.Input
	ignore     *rewrite.File
	// view is the Dockerfile that it makes.
	view  *View
	proof *proof.Result
	// remedies are what may mend what differs and the plan has not.
	remedies []learn.Entry
}

// differs is how much of it is not alike, 0 when both do the same.
func (a *attempt) differs() int { return len(a.proof.Differing()) }

// open reads the image before.
func (t *trial) open(ctx context.Context) error {
	built := t.input.Before.Build
	var err error
	if t.before, err = proof.Of(built); err != nil {
		return err
	}
	t.files, err = image.List(ctx, built.Image, image.Options{BaseDiffIDs: t.known.baseLayers(t.input.BeforeBase), CacheDir: t.session.layersFolder()})
	if err != nil {
		return fmt.Errorf("list the files of the image before: %w", err)
	}
	return nil
}

// follow works out what a plan makes.
func (t *trial) follow(p plan) (*draft, error) {
	d := draft{known: t.known.copied()}
	d.plan, d.snapshot.Problem = p, nil
	d.follow()
	switch {
	case d.problem != nil:
		return nil, errors.New(d.problem.Title + ": " + d.problem.Detail)
	case d.snapshot.After == nil:
		return nil, errors.New("the plan changes nothing")
	}
	return &d, nil
}

// attempt builds what a plan makes, measures it, and starts it beside the image before.
func (t *trial) attempt(ctx context.Context, p plan) (*attempt, error) {
	d, err := t.follow(p)
	if err != nil {
		return nil, err
	}
	n := &d.snapshot
	request := t.request
	request.Dockerfile, request.IgnoreFile = n.After.Text, nil
	if n.Ignore != nil {
		request.IgnoreFile = n.Ignore.After
	}
	if t.session.settings.Raw != nil {
		request.Raw = t.session.settings.Raw("after")
	}
	built, err := t.engine.Build(ctx, request, func(p build.Progress) {
		t.step(fmt.Sprintf("building after: %d of %d steps", p.Done, p.Total))
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAfter, err)
	}
	base := n.FinalBase()
	analysed, err := image.Analyze(ctx, built.Image, image.Options{BaseDiffIDs: d.baseLayers(base), CacheDir: t.session.layersFolder()})
	if err != nil {
		return nil, fmt.Errorf("analyse the after image: %w", err)
	}
	a := &attempt{plan: p, input: t.input, ignore: n.Ignore, view: n.After}
	a.input.Base, a.input.Changes = base, applied(n.Changes, n.Learned)
	a.input.After = compare.Built{Text: n.After.Text, Image: analysed, Build: built}
	a.comparison = compare.New(a.input)
	return a, t.prove(ctx, a)
}

// prove starts both images of an attempt.
func (t *trial) prove(ctx context.Context, a *attempt) error {
	after, err := proof.Of(a.input.After.Build)
	if err != nil {
		return err
	}
	a.proof, err = proof.Prove(ctx, t.engine, t.before, after, t.settings, t.step)
	if err == nil {
		t.tie(ctx, a.proof, a.view, a.input.After)
	}
	return err
}

// tie says which lines of the two Dockerfiles what differs comes from; after is the one of the image after, built what came of it.
func (t *trial) tie(ctx context.Context, r *proof.Result, after *View, built compare.Built) {
	if r.Verdict != proof.Differs {
		return
	}
	before := t.text(t.known.snapshot.Before, t.input.Before.Image, func() *image.Files { return t.files })
	r.Tie(before, t.text(after, built.Image, func() *image.Files {
		files, err := image.List(ctx, built.Build.Image, image.Options{CacheDir: t.session.layersFolder()})
		if err != nil {
			t.session.settings.Log.WithError(err).Warn("the files of the image after were not read")
		}
		return files
	}))
}

// text is a Dockerfile with the lines that bring what is in the image that was built of it. files are read when they are asked for.
func (t *trial) text(v *View, built *image.Analysis, files func() *image.Files) proof.Text {
	if v == nil || v.File == nil || built == nil {
		return proof.Text{}
	}
	target, err := v.File.Target(t.known.snapshot.Target)
	if err != nil {
		return proof.Text{}
	}
	read := sync.OnceValue(files)
	return proof.Text{File: v.File, Target: target, Brings: func(path string) int {
		if read() == nil {
			return 0
		}
		lines := model.LayerLines(v.File, target, built.Layers)
		if layer := read().Layer(path); layer >= 0 && layer < len(lines) {
			return lines[layer]
		}
		return 0
	}}
}

func (t *trial) step(what string) { t.session.jobStep(t.number, what, -1) }

// teach puts into a plan what it needs and has not; added are the entries that made a difference.
func (t *trial) teach(p plan, entries []learn.Entry) (next plan, added []learn.Entry) {
	next = p
	for _, e := range entries {
		taught, differs := t.known.teach(next, e)
		if differs {
			next, added = taught, append(added, e)
		}
	}
	return next, added
}

// layersFolder is where what is in layers is kept.
func (s *Session) layersFolder() string { return s.settings.Folders.LayersFolder() }

// trialOf prepares a trial of the comparison that is shown.
func (s *Session) trialOf(engine *build.Engine, number int, o proof.Settings) *trial {
	st := &s.state
	return &trial{
		session: s, number: number, engine: engine, known: st.copied(), input: st.comparedInput, request: s.request("after", nil), settings: o,
	}
}

// adopt makes an attempt the plan and the comparison that are shown.
func (s *Session) adopt(a *attempt) {
	st := &s.state
	n := &st.snapshot
	if !samePlan(a.plan, st.plan) {
		s.keepPlan(a.plan)
	}
	next := *a.comparison
	next.Proof = a.proof.Brief()
	n.Comparison, n.Proof, n.Stale, n.Earlier = &next, a.proof, false, false
	st.comparedInput, st.comparedIgnore = a.input, a.ignore
	s.takeEvidence()
	s.takeSeen(a.proof)
	// What was built of the plan says more of the bases than the sources do. A base that was not chosen could become another one by that,
	// and the plan would no longer be what was started.
	s.redraft(wanted{propose: a.plan.base != ""})
}

// samePlan says whether two plans make the same.
func samePlan(a, b plan) bool {
	return sameChoices(a, b) && slices.EqualFunc(a.learned, b.learned, learn.Entry.Same)
}

// sameChoices says whether two plans have the same changes and base, whatever runs taught them.
func sameChoices(a, b plan) bool {
	same := func(x, y map[string]bool) bool {
		for id, on := range x {
			if y[id] != on {
				return false
			}
		}
		return true
	}
	return a.base == b.base && same(a.on, b.on) && same(b.on, a.on)
}

// Round is one round of learning.
type Round struct {
	// Added are what it put into the plan.
	Added []learn.Entry `json:"added"`
	// Summary is what starting both images came to, Error why that could not be.
	Verdict proof.Verdict `json:"verdict,omitempty"`
	Summary string        `json:"summary,omitempty"`
	Error   string        `json:"error,omitempty"`
	Took    time.Duration `json:"took"`
}
