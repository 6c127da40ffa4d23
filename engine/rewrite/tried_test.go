package rewrite

import (
	"slices"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/pattern"
)

// TestEverySplitThatIsRefusedForDoubtsAloneCanBeWrittenAndIsOff looks at the Dockerfiles of all cases and of the corpus.
func TestEverySplitThatIsRefusedForDoubtsAloneCanBeWrittenAndIsOff(t *testing.T) {
	tried := 0
	for name, s := range someTexts(t) {
		p := s.propose(t, s.source, nil)
		i := slices.IndexFunc(p.Changes, func(c Change) bool { return len(c.Assumes) > 0 })
		doubts := slices.ContainsFunc(p.Findings, func(f Finding) bool { return len(f.Assumes) > 0 })
		if doubts != (i >= 0) {
			t.Errorf("%s: refusals that can be tried: %t, changes to try: %t", name, doubts, i >= 0)
		}
		if i < 0 {
			continue
		}
		tried++
		c := p.Changes[i]
		for _, f := range p.Findings {
			if f.Rule == c.ID && (f.Refused == "" || len(f.Assumes) == 0) {
				t.Errorf("%s: %s is not refused with an assumption: %+v", name, c.ID, f)
			}
		}
		if c.Default || !c.NeedsProof {
			t.Errorf("%s: %s is on before it was tried", name, c.ID)
		}
		text, err := p.After(map[string]bool{c.ID: true, pattern.CarriedFiles: true}, bases.Base{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		after, err := dockerfile.Parse(text, p.in.Options)
		if err != nil || len(after.Stages) <= len(p.in.File.Stages) {
			t.Errorf("%s: %v: not split\n%s", name, err, text)
		}
	}
	if tried < 20 && !testing.Short() {
		t.Errorf("only %d splits can be tried", tried)
	}
}
