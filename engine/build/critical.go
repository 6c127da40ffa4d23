package build

import "time"

// CriticalPath says for each step of a build that has come to its end whether the build took as long as it did because of it. It goes
// back from the step that ended last: to the step, of those whose results it uses, that ended last; for a step that says of none, as
// BuildKit's own do, to the one that ended last before it began. Of a build that has not ended all is false.
func CriticalPath(p Progress) []bool {
	path := make([]bool, len(p.Steps))
	if p.Finished.IsZero() {
		return path
	}
	at := lastEnded(p.Steps, all(len(p.Steps)), time.Time{})
	for at >= 0 && !path[at] {
		path[at] = true
		next := lastEnded(p.Steps, p.Steps[at].Inputs, time.Time{})
		if next < 0 {
			next = lastEnded(p.Steps, all(len(p.Steps)), p.Steps[at].Started)
		}
		at = next
	}
	return path
}

func all(n int) []int {
	indexes := make([]int, n)
	for i := range indexes {
		indexes[i] = i
	}
	return indexes
}

// lastEnded is the step, of those given, that ended last, and not after by unless that is zero; -1 for none.
func lastEnded(steps []Step, among []int, by time.Time) int {
	last := -1
	for _, i := range among {
		s := steps[i]
		if s.Started.IsZero() || s.Finished.IsZero() || !by.IsZero() && s.Finished.After(by) {
			continue
		}
		if last < 0 || s.Finished.After(steps[last].Finished) {
			last = i
		}
	}
	return last
}
