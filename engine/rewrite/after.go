package rewrite

import (
	"bytes"
	"fmt"
	"slices"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/learn"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
	"lightship/engine/rewrite/rules"
)

// After returns the Dockerfile with the changes that are on; a change whose needs are off counts as off. With none on
// it is the source, byte for byte. The base is what final-base puts under the final stage, learned what runs showed the final stage
// to need beside that: without a change nothing was lost, and nothing is learned. It fails with
// ErrBaseRefused when the program can't run there.
func (p *Proposal) After(on map[string]bool, base bases.Base, learned ...learn.Entry) ([]byte, error) {
	on = p.effective(on)
	if !slices.ContainsFunc(p.Changes, func(c Change) bool { return on[c.ID] }) {
		return bytes.Clone(p.in.File.Source), nil
	}
	if on[FinalBase] {
		if base.Ref == "" {
			return nil, fmt.Errorf("%w: no final base is chosen", ErrBaseRefused)
		}
		if v := bases.Judge(p.Program(on), base); v.Level == bases.DoesNotFit {
			return nil, fmt.Errorf("%w: %s: %s", ErrBaseRefused, base.Ref, v.Reasons[0])
		}
	}
	done := model.OfText(p.in.Memory, p.planKey(on, base, learned), func() rewritten {
		w := &rewriting{p: p, on: on, model: p.model}
		w.rules(true)
		w.split(base)
		w.rules(false)
		w.learn(learned)
		w.tidy()
		if w.err != nil {
			return rewritten{err: fmt.Errorf("rewrite the Dockerfile: %w", w.err)}
		}
		return rewritten{text: w.model.File.Source}
	})
	return bytes.Clone(done.text), done.err
}

// IgnoreFile returns the ignore file with the changes that are on; nil when none of them writes it.
func (p *Proposal) IgnoreFile(on map[string]bool) *File {
	if file := p.files[rule.Dockerignore]; file != nil && p.effective(on)[rule.Dockerignore] {
		return file
	}
	return nil
}

// effective leaves on only the changes that are proposed and whose needs are on.
func (p *Proposal) effective(on map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, c := range p.Changes {
		out[c.ID] = on[c.ID]
	}
	for range p.Changes {
		for _, c := range p.Changes {
			for _, need := range c.Needs {
				out[c.ID] = out[c.ID] && out[need]
			}
		}
	}
	return out
}

// rewriting is the text between two steps.
type rewriting struct {
	p     *Proposal
	on    map[string]bool
	model *model.Model
	err   error
}

// rules makes the changes of the rules that are on, the early ones or the others.
func (w *rewriting) rules(early bool) {
	for _, r := range rules.All() {
		if r.Early != early || !w.on[r.ID] || w.err != nil {
			continue
		}
		var edits []dockerfile.Edit
		for _, f := range w.p.findingsOf(r, w.model) {
			if f.Refused == "" {
				edits = append(edits, f.Edits...)
			}
		}
		w.apply(edits)
	}
}

// brings says whether a change is on that puts the program on another image.
func (w *rewriting) brings() bool {
	for id, s := range w.p.swaps {
		if w.on[id] && (s.to != "" || id == FinalBase) {
			return true
		}
	}
	return false
}

// split makes the changes of the pattern that are on.
func (w *rewriting) split(base bases.Base) {
	if w.p.pattern == nil || w.err != nil {
		return
	}
	reading := w.p.reading
	if w.model != w.p.model {
		if reading = w.p.readingOf(w.model, []pattern.Pattern{w.p.pattern}).reading; reading == nil {
			return
		}
	}
	switch {
	case w.on[FinalBase]:
	case reading.SplitBase() != "" && (w.p.tries == "" || w.on[w.p.tries]):
		base = bases.Describe(reading.SplitBase())
	default:
		base = bases.Describe(w.model.Final().Base)
	}
	if base, w.err = w.supported(base); w.err != nil {
		return
	}
	if w.brings() {
		if base, w.err = w.p.pinned(base); w.err != nil {
			return
		}
	}
	w.apply(reading.Edits(w.on, base, w.p.in.Program))
}

// supported is a base as it is where the plan leaves releases without support: what is built on the next one is not started by this one.
func (w *rewriting) supported(base bases.Base) (bases.Base, error) {
	end, ended := bases.Ended(base, w.p.in.Now)
	if !w.on[rules.EndOfLifeBase] || !ended || !rules.LeavesEnded(w.p.model, end.What) {
		return base, nil
	}
	newer, ok := bases.Newer(base.Ref, w.p.in.Now)
	if !ok {
		return base, fmt.Errorf("%w: the plan leaves %s, whose support has ended, and no newer %s is known", ErrBaseRefused, end.What, base.Ref)
	}
	return bases.Describe(newer), nil
}

// learn puts in what runs showed to be missing.
func (w *rewriting) learn(entries []learn.Entry) {
	if w.err == nil && len(entries) > 0 {
		w.apply(learn.Edits(w.p.model, w.model, entries))
	}
}

// apply edits the text and reads the result; what is removed goes with its comments.
func (w *rewriting) apply(edits []dockerfile.Edit) {
	if w.err == nil {
		w.applyAsIs(withComments(w.model, edits))
	}
}

// applyAsIs edits the text and reads the result.
func (w *rewriting) applyAsIs(edits []dockerfile.Edit) {
	if len(edits) == 0 || w.err != nil {
		return
	}
	text, err := dockerfile.Apply(w.model.File.Source, edits)
	if err != nil {
		w.err = err
		return
	}
	w.model, w.err = w.p.modelOf(text)
}
