package evidence

import (
	"cmp"
	"slices"
)

// List is the evidence of one program or folder.
type List []Evidence

// Of returns what is of one of the kinds, in order.
func (l List) Of(kinds ...Kind) List {
	var out List
	for _, e := range l {
		if slices.Contains(kinds, e.Kind) {
			out = append(out, e)
		}
	}
	return out
}

// Has says whether anything is of one of the kinds.
func (l List) Has(kinds ...Kind) bool {
	return slices.ContainsFunc(l, func(e Evidence) bool { return slices.Contains(kinds, e.Kind) })
}

// Sorted returns the list by file, line, kind and subject, without what stands twice.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject))
	})
	return slices.Compact(out)
}
