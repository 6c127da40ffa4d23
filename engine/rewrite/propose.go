package rewrite

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
	"lightship/engine/rewrite/rules"
	"lightship/engine/secret"
)

// ErrBaseRefused is returned by After for a final base that the program can't run on; its message has the reason.
var ErrBaseRefused = errors.New("the program can't run on this base")

// Input is what a proposal is made from.
type Input struct {
	File *dockerfile.File
	// Options are what File was parsed with: the text is parsed again after each step.
	Options dockerfile.Options
	Project *project.Project
	// Memory is what was worked out for the project before, for this text or another; nil begins a new one. A proposal is the same
	// with and without. It holds for one reading of the project: when files have changed, begin a new one.
	Memory *Memory
	// Layers are those of the image before as it was built, nil when it was not: they tell what RUNs did whose text does not.
	Layers *image.Layers
	// Languages are those that are asked, nil for all that Lightship knows.
	Languages language.Set
	// Target is the stage to build as the user named it, empty for the last one.
	Target string
	// Program is what is known of the program; the zero value has Propose predict it from the sources.
	Program bases.Program
	// Built is the after image as it was last built and analysed, nil when it was not: then bases are judged by its files and
	// not by Program alone.
	Built *image.Analysis
	// Candidates are the final bases that may be chosen.
	Candidates []bases.Base
	// Digest gives the digest that an image would be pinned by ("sha256:..."), empty when it is not known; nil knows none. It is asked
	// where the image that the program stands on is pinned.
	Digest func(ref string) string
	// BaseBytes gives a base's bytes on disk, negative when not known; nil knows none. Predicted savings come from it.
	BaseBytes func(ref string) int64
	// Image is the before image as it was built and analysed, nil when it was not yet: then savings are estimates.
	Image *image.Analysis
	// Now is the day that ends of support are looked at from; the zero time means today.
	Now time.Time
}

// Proposal is what the rules say to a Dockerfile. It is never changed after Propose returned it.
type Proposal struct {
	Findings []Finding
	// Changes are in the order they are shown: that of Rules.
	Changes []Change
	// BuildBase is the image that the program is built on, such as "golang:1.22"; empty when nothing is built.
	BuildBase string
	// SplitBase is what the final stage stands on when final-base is off; empty without a split.
	SplitBase string

	in    Input
	model *model.Model
	// pattern is the one that could read the file, nil when none could; reading is what it read.
	pattern pattern.Pattern
	reading pattern.Reading
	// tries is the id of the split that is made in spite of doubts, empty when there is none.
	tries string
	// files are what the changes write beside the Dockerfile, by the id of the change.
	files map[string]*rule.File
	// given and subjectKey are the parts of the keys in the memory that are the same for all texts.
	given, subjectKey string
	// swaps are the changes of the final image, by the id of the change.
	swaps map[string]swap
	// unpinned are the images whose digests are wanted.
	unpinned []string
	// secrets are the Dockerfile's, which no sentence repeats.
	secrets *secret.Masker
	// taken is what the findings say, answered the rules that have one.
	taken    map[rule.Said]bool
	answered map[string]bool
}

// swap is one image in the place of another.
type swap struct{ from, to string }

// Images are the images that changes bring in for a final image, by reference: the table of bases need not have them, such as a
// web server for static files.
func (p *Proposal) Images() []string {
	refs := slices.Clone(p.unpinned)
	for _, s := range p.swaps {
		if s.to != "" {
			refs = append(refs, s.to)
		}
	}
	slices.Sort(refs)
	return slices.Compact(refs)
}

// StandsOn is the image under the final stage while final-base is off: that of the split, or today's where nothing is split with the
// changes that are on.
func (p *Proposal) StandsOn(on map[string]bool) string {
	if p.SplitBase != "" && (p.tries == "" || on[p.tries]) && slices.ContainsFunc(p.Changes, func(c Change) bool { return c.ID == FinalBase && len(c.Needs) > 0 }) {
		return p.SplitBase
	}
	return p.model.Final().Base
}

// Propose reads the Dockerfile and returns what could be better: changes to turn on, and findings, among them what was
// refused and why. It fails when the target is not a stage of the file.
func Propose(in Input) (*Proposal, error) {
	if in.Languages == nil {
		in.Languages = language.All()
	}
	if in.Now.IsZero() {
		in.Now = time.Now()
	}
	if in.Memory == nil {
		in.Memory = &Memory{}
	}
	if reflect.ValueOf(in.Program).IsZero() {
		in.Program = predict(in)
	}
	p := &Proposal{
		in: in, swaps: map[string]swap{}, files: map[string]*rule.File{}, given: given(in), subjectKey: subjectKey(in),
		taken: map[rule.Said]bool{}, answered: map[string]bool{},
	}
	var err error
	if p.model, err = p.ownModel(); err != nil {
		return nil, fmt.Errorf("propose changes: %w", err)
	}
	p.in.Project, p.secrets = p.model.Project, model.Secrets(in.File)
	p.read()
	byID := map[string]Rule{}
	for _, r := range rulesOf(in.Languages) {
		byID[r.ID] = r
	}
	if p.reading != nil {
		p.BuildBase, p.SplitBase = p.reading.Builder(), p.reading.SplitBase()
		for _, f := range p.found() {
			p.take(byID[f.Rule], f)
		}
	} else if f, ok := p.unread(); ok {
		p.take(byID[pattern.SplitStage], f)
	}
	for _, r := range rules.All() {
		if !p.answered[r.ID] {
			for _, f := range p.findingsOf(r, p.model) {
				p.take(r, f)
			}
		}
	}
	p.offerSyntax(byID[rules.SyntaxLine])
	p.sort()
	p.Findings = rule.Together(withoutIdleDoubts(p.Findings, p.tries))
	return p, nil
}

// found is what the pattern found. What it splits for sure is split for the rules too.
func (p *Proposal) found() []Finding {
	found := p.withTriggers(p.withReadable(p.withPins(p.reading.Findings())))
	if p.Unpinned(p.SplitBase) != "" {
		p.SplitBase = ""
	}
	p.tries = tried(found)
	if p.SplitBase != "" && p.tries == "" {
		p.model = p.model.AsSplit()
	}
	return found
}

// offerSyntax offers the syntax line for what another change writes. The user's own text does not need it, so there is
// nothing to find: it is a change without a finding.
func (p *Proposal) offerSyntax(r Rule) {
	i := slices.IndexFunc(p.Findings, func(f Finding) bool { return f.Refused == "" && f.Frontend != "" })
	if i < 0 || p.answered[r.ID] {
		return
	}
	if f, ok := rules.ForChange(p.model, p.Findings[i]); ok {
		p.Changes = append(p.Changes, r.Change(f.Complete(r)))
	}
}

// Predicted is what the program was taken for: Input.Program, or what the sources say.
func (p *Proposal) Predicted() bases.Program { return p.in.Program }

// read asks the patterns.
func (p *Proposal) read() {
	by := p.readingOf(p.model, p.in.Languages)
	p.pattern, p.reading = by.pattern, by.reading
}

func (p *Proposal) subject(m *model.Model) pattern.Subject {
	candidates := p.in.Candidates
	if len(candidates) == 0 {
		candidates = bases.Catalogue()
	}
	return pattern.Subject{Model: m, Program: p.in.Program, Candidates: candidates}
}

// take adds a finding, and its rule's change when it has none yet and this one can be answered.
func (p *Proposal) take(r Rule, f Finding) {
	f = f.Complete(r)
	if f.Why != r.Why {
		f.Why = p.mask(f.Why) // the rule's own words quote nothing
	}
	f = p.masked(f)
	if p.taken[f.Said()] {
		return
	}
	if f.File != nil && !f.File.Ahead && p.notSent(f.File).isLittle() {
		return
	}
	if !f.Tried {
		p.note(r, f)
	}
	if f.Refused != "" {
		return
	}
	measured := p.measure(r.ID, &f)
	if f.File != nil {
		p.files[r.ID] = f.File
	}
	for i, c := range p.Changes {
		if c.ID == r.ID {
			p.Changes[i].SavesBytes += f.SavesBytes
			p.Changes[i].SavesSeconds += f.SavesSeconds
			p.Changes[i].SavesContext += f.SavesContext
			p.Changes[i].Estimate = p.Changes[i].Estimate || f.SavesBytes > 0 && !measured
			return
		}
	}
	c := r.Change(f)
	c.Estimate = f.SavesBytes > 0 && !measured
	p.Changes = append(p.Changes, c)
}

// note adds a finding to those that are told.
func (p *Proposal) note(r Rule, f Finding) {
	p.Findings = append(p.Findings, f)
	p.taken[f.Said()], p.answered[f.Rule] = true, true
	for _, id := range r.Answers {
		p.answered[id] = true
	}
}

// masked is a finding without secrets in its reason and in what it assumes.
func (p *Proposal) masked(f Finding) Finding {
	if f.Refused != "" {
		f.Refused, f.Alike, f.Next = p.mask(f.Refused), p.mask(f.Alike), p.mask(f.Next)
	}
	f.Assumes = slices.Clone(f.Assumes)
	for i, a := range f.Assumes {
		f.Assumes[i].Subject, f.Assumes[i].Place = p.mask(a.Subject), p.mask(a.Place)
	}
	return f
}

// mask takes secrets of the Dockerfile out of a sentence.
func (p *Proposal) mask(text string) string { return p.secrets.MaskSure(text) }

// sort puts changes and findings in the order of the rules.
func (p *Proposal) sort() {
	place := map[string]int{}
	for i, r := range rulesOf(p.in.Languages) {
		place[r.ID] = i
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int { return place[a.ID] - place[b.ID] })
	slices.SortStableFunc(p.Findings, func(a, b Finding) int { return place[a.Rule] - place[b.Rule] })
}

// defaults are the changes that start turned on.
func (p *Proposal) defaults() map[string]bool {
	on := map[string]bool{}
	for _, c := range p.Changes {
		on[c.ID] = c.Default
	}
	return on
}
