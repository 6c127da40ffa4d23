package rewrite

import (
	"slices"

	"lightship/engine/rewrite/rule"
)

// tried is the id of a split among findings that is made in spite of doubts, empty when there is none.
func tried(found []Finding) string {
	for _, f := range found {
		if f.Tried && len(f.Assumes) > 0 && f.Refused == "" {
			return f.Rule
		}
	}
	return ""
}

// withoutIdleDoubts are findings of which only the refusals of the split that can be tried assume anything.
func withoutIdleDoubts(found []Finding, tries string) []Finding {
	out := slices.Clone(found)
	for i := range out {
		if out[i].Rule != tries {
			out[i].Assumes = nil
		}
	}
	return out
}

// Assuming is what assumptions say in one sentence, without its end.
func Assuming(list []Assumption) string { return rule.Assuming(list) }
