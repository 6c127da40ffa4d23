package rewrite

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/learn"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// Memory keeps what was worked out for one project; see Input.Memory.
type Memory = model.Memory

// textKey is all that what is made of a text follows from: its digest stands for the text, of which a key would else keep a copy.
type textKey struct {
	project *project.Project
	text    [sha256.Size]byte
	// given is what was given from outside: options, target and day.
	given string
	// step says what is made: a model, a reading, the findings or edits of a rule.
	step string
}

// key is that of a step for a text.
func (p *Proposal) key(text [sha256.Size]byte, step string) textKey {
	return textKey{p.in.Project, text, p.given, step}
}

// given writes down what a model is made with beside the text and the project.
func given(in Input) string {
	layers := ""
	if in.Layers != nil {
		layers = in.Layers.Digest.String()
	}
	return fmt.Sprintf("%v\x00%s\x00%s\x00%s", in.Options, in.Target, in.Now.Format("2006-01-02"), layers)
}

// modelled is the model of a text, or why there is none.
type modelled struct {
	model *model.Model
	err   error
}

// modelOf reads a text that a step left.
func (p *Proposal) modelOf(text []byte) (*model.Model, error) {
	return p.remembered(sha256.Sum256(text), func() (*dockerfile.File, error) { return dockerfile.Parse(text, p.in.Options) })
}

// ownModel is that of the user's text, which was parsed.
func (p *Proposal) ownModel() (*model.Model, error) {
	return p.remembered(sha256.Sum256(p.in.File.Source), func() (*dockerfile.File, error) { return p.in.File, nil })
}

func (p *Proposal) remembered(text [sha256.Size]byte, parse func() (*dockerfile.File, error)) (*model.Model, error) {
	m := model.OfText(p.in.Memory, p.key(text, "model"), func() modelled {
		file, err := parse()
		if err != nil {
			return modelled{nil, err}
		}
		m, err := model.New(file, p.in.Project, model.Settings{Target: p.in.Target, Now: p.in.Now, Memory: p.in.Memory, Layers: p.in.Layers})
		return modelled{m, err}
	})
	return m.model, m.err
}

// FileOf is an after text as it was parsed, so that nobody parses it again. It fails as dockerfile.Parse does.
func (p *Proposal) FileOf(text []byte) (*dockerfile.File, error) {
	m, err := p.modelOf(text)
	if err != nil {
		return nil, err
	}
	return m.File, nil
}

// readBy is what a pattern read.
type readBy struct {
	pattern pattern.Pattern
	reading pattern.Reading
}

// readingOf asks the patterns of a text; the first that can read it answers. Both are nil when none can.
func (p *Proposal) readingOf(m *model.Model, asked []pattern.Pattern) readBy {
	names := make([]string, 0, len(asked))
	for _, a := range asked {
		names = append(names, fmt.Sprintf("%T", a))
	}
	key := p.key(m.Sum(), "reading\x00"+p.subjectKey+"\x00"+strings.Join(names, " "))
	return model.OfText(p.in.Memory, key, func() readBy {
		for _, candidate := range asked {
			if r := candidate.Read(p.subject(m)); r != nil {
				return readBy{candidate, r}
			}
		}
		return readBy{}
	})
}

// findingsOf are the findings of a rule for a text.
func (p *Proposal) findingsOf(r rule.Rule, m *model.Model) []Finding {
	key := p.key(m.Sum(), fmt.Sprintf("findings\x00%s\x00%t", r.ID, m.Split))
	return model.OfText(p.in.Memory, key, func() []Finding { return r.Check(m) })
}

// subjectKey stands for what a pattern is told of program and bases.
func subjectKey(in Input) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%+v", in.Program)
	for _, b := range in.Candidates {
		fmt.Fprintf(sum, "\x00%+v", b)
	}
	return string(sum.Sum(nil))
}

// rewritten is an after text, or why there is none.
type rewritten struct {
	text []byte
	err  error
}

// planKey is that of an after text: the changes that are on, the base, and what was learned.
func (p *Proposal) planKey(on map[string]bool, base bases.Base, learned []learn.Entry) textKey {
	var ids []string
	for id, is := range on {
		if is {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	pins := ""
	if p.Pins() {
		pins = p.digest(base.Ref) + p.digest(p.SplitBase)
	}
	return p.key(p.model.Sum(), fmt.Sprintf("after\x00%s\x00%s\x00%+v\x00%p\x00%+v\x00%s", p.subjectKey, strings.Join(ids, " "), base, p.in.Built, learned, pins))
}
