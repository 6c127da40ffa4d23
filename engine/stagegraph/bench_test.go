package stagegraph_test

import (
	"slices"
	"testing"
	"time"

	"lightship/engine/dockerfile"
	"lightship/engine/stagegraph"
)

// BenchmarkCorpus parses every valid file of the corpus, makes its graph and places it, and reports the time for one
// file: the median file's and the slowest one's.
func BenchmarkCorpus(b *testing.B) {
	type file struct {
		text    []byte
		options dockerfile.Options
		times   []time.Duration
	}
	var files []*file
	for _, folder := range folders(b, "valid") {
		files = append(files, &file{text: read(b, folder, "Dockerfile"), options: options(b, folder)})
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range files {
			began := time.Now()
			parseGraphPlace(b, f.text, f.options)
			f.times = append(f.times, time.Since(began))
		}
	}
	var medians []time.Duration
	for _, f := range files {
		medians = append(medians, median(f.times))
	}
	b.ReportMetric(float64(median(medians).Microseconds()), "median-µs/file")
	b.ReportMetric(float64(slices.Max(medians).Microseconds()), "slowest-µs/file")
}

func median(of []time.Duration) time.Duration {
	sorted := slices.Clone(of)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

func BenchmarkTwoHundredStages(b *testing.B) {
	text := madeUp(200, 1)
	b.ReportAllocs()
	for b.Loop() {
		parseGraphPlace(b, text, dockerfile.Options{})
	}
}

func BenchmarkPlaceTwoHundredStages(b *testing.B) {
	g := graphOf(b, madeUp(200, 1), "")
	b.ReportAllocs()
	for b.Loop() {
		stagegraph.Place(g)
	}
}

func parseGraphPlace(b *testing.B, text []byte, o dockerfile.Options) {
	f, err := dockerfile.Parse(text, o)
	if err != nil {
		b.Fatal(err)
	}
	g, err := stagegraph.New(f, "")
	if err != nil {
		b.Fatal(err)
	}
	stagegraph.Place(g)
}
