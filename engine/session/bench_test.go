package session

import (
	"testing"
	"time"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/language"
	"lightship/engine/rewrite"
)

// BenchmarkOpenLarge measures how long the opening of a Node project of 3,000 source files takes until its changes are shown.
func BenchmarkOpenLarge(b *testing.B) {
	dir := largeProject(b)
	for b.Loop() {
		s := startWith(b, snapshotFacts{})
		begun := time.Now()
		s.Open(dir)
		settle(b, s, func(n *Snapshot) bool { return Settled(n) && n.After != nil })
		b.ReportMetric(time.Since(begun).Seconds(), "s/open")
	}
}

// BenchmarkToggleLarge measures how long turning a change off and on again takes, on the same project, from the command to the after
// text; the slowest of all changes is reported too.
func BenchmarkToggleLarge(b *testing.B) {
	s := startWith(b, snapshotFacts{})
	s.Open(largeProject(b))
	n := settle(b, s, Idle)
	var slowest time.Duration
	toggles := 0
	for b.Loop() {
		for _, c := range n.Changes {
			for _, on := range []bool{!c.On, c.On} {
				begun := time.Now()
				s.Toggle(c.ID, on)
				settle(b, s, Settled)
				slowest = max(slowest, time.Since(begun))
				toggles++
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1e3/float64(toggles), "ms/toggle")
	b.ReportMetric(float64(slowest.Microseconds())/1e3, "slowest-ms")
	b.ReportMetric(float64(time.Duration(s.longest.Load()).Microseconds())/1e3, "loop-ms")
}

// BenchmarkProposeLarge measures what the rules take for the same project, when nothing was worked out before.
func BenchmarkProposeLarge(b *testing.B) {
	p, c, err := findProject(b.Context(), largeProject(b))
	if err != nil {
		b.Fatal(err)
	}
	if p, err = language.All().Read(b.Context(), p, c.context); err != nil {
		b.Fatal(err)
	}
	options := dockerfile.Options{Name: c.name, Platform: "linux/amd64"}
	file, err := dockerfile.Parse(c.text, options)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := rewrite.Propose(rewrite.Input{File: file, Options: options, Project: p, Candidates: bases.Catalogue()}); err != nil {
			b.Fatal(err)
		}
	}
}
