package session

import (
	"testing"
	"time"
)

// BenchmarkOpenLarge measures how long the opening of a Node project of 3,000 source files takes until its changes are shown.
func BenchmarkOpenLarge(b *testing.B) {
	dir := largeProject(b)
	for b.Loop() {
		s := startWith(b, snapshotFacts{})
		begun := time.Now()
		s.Open(dir)
		n := settle(b, s, func(n *Snapshot) bool { return n.Job == nil && len(n.Changes) > 0 && n.After != nil })
		b.ReportMetric(time.Since(begun).Seconds(), "s/open")
		_ = n
	}
}

// BenchmarkToggleLarge measures how long a change takes, on the same project, from the command to the after text.
func BenchmarkToggleLarge(b *testing.B) {
	s := startWith(b, snapshotFacts{})
	s.Open(largeProject(b))
	n := settle(b, s, func(n *Snapshot) bool { return Idle(n) && n.After != nil })
	for b.Loop() {
		for _, c := range n.Changes {
			s.Toggle(c.ID, !c.On)
			settle(b, s, func(n *Snapshot) bool { return n.CanUndo && n.After != nil })
			s.Toggle(c.ID, c.On)
			settle(b, s, func(n *Snapshot) bool { return n.After != nil })
		}
	}
}
