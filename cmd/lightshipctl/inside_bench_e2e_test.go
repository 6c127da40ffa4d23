//go:build e2e

package main

import (
	"io"
	"os"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"lightship/engine/bases"
)

// BenchmarkDeepFactsOfTheGoBase reads the layers of golang:1.22 for what is in them, beside merely decompressing the same
// layers, two at a time, and reports the ratio.
func BenchmarkDeepFactsOfTheGoBase(b *testing.B) {
	const ref, platform = "golang:1.22", "linux/amd64"
	r := bases.NewRegistry(bases.Settings{BuildkitdConfig: os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG")})
	img, err := r.Open(b.Context(), ref, platform)
	if err != nil {
		b.Fatal(err)
	}
	layers, err := img.Layers()
	if err != nil {
		b.Fatal(err)
	}
	decompress := func() time.Duration {
		begun := time.Now()
		done := make(chan error, len(layers))
		slots := make(chan struct{}, 2)
		for _, l := range layers {
			go func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				blob, err := l.Compressed()
				if err != nil {
					done <- err
					return
				}
				defer func() { _ = blob.Close() }()
				zip, err := gzip.NewReader(blob)
				if err == nil {
					_, err = io.Copy(io.Discard, zip)
				}
				done <- err
			}()
		}
		for range layers {
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(begun)
	}
	var deep, plain time.Duration
	for b.Loop() {
		plain += decompress()
		begun := time.Now()
		if _, err := r.Inside(b.Context(), ref, platform, bases.Facts{}, nil); err != nil {
			b.Fatal(err)
		}
		deep += time.Since(begun)
	}
	b.ReportMetric(deep.Seconds()/float64(b.N), "deep-s")
	b.ReportMetric(plain.Seconds()/float64(b.N), "decompress-s")
	b.ReportMetric(deep.Seconds()/plain.Seconds(), "ratio")
}
