//go:build e2e

package proof_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"lightship/engine/proof"
	"lightship/engine/proof/record"
)

// BenchmarkProofOfGoWeb proves the sample, and starts the same without tracing and without watching for what comes later.
func BenchmarkProofOfGoWeb(b *testing.B) {
	dir, err := filepath.Abs("../../testdata/projects/go-web")
	if err != nil {
		b.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil {
		b.Fatal(err)
	}
	p := place{dir}
	before, after := p.build(b, "before", string(text)), p.build(b, "after", string(text)+"\nLABEL other=1\n")
	prove(b, before, after, proof.Settings{})
	var whole, traced, plain time.Duration
	now := record.Times{Watch: time.Millisecond}
	for b.Loop() {
		whole += prove(b, before, after, proof.Settings{}).Took
		traced += prove(b, before, after, proof.Settings{Times: now}).Took
		plain += prove(b, before, after, proof.Settings{Times: now, Untraced: true}).Took
	}
	b.ReportMetric(whole.Seconds()/float64(b.N), "s/proof")
	b.ReportMetric(float64(traced)/float64(plain), "traced/plain")
}
