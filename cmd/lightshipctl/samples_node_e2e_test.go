//go:build e2e

package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lightship/engine/build"
)

// optimizedText is the Dockerfile that optimize wrote to a folder.
func optimizedText(t *testing.T, out string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(out, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// saidBy builds a Dockerfile of a sample, starts the image and asks it what its expect.json lists.
func saidBy(t *testing.T, engine *build.Engine, sample string, text []byte, want expected) probed {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join(samples, sample))
	if err != nil {
		t.Fatal(err)
	}
	request := build.Request{Context: dir, Dockerfile: text, DockerfileName: "Dockerfile", Tag: sample}
	built, err := engine.Build(context.Background(), request, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	config, err := built.Image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	request.Dockerfile, request.Tag = withProbe(t, text, slices.Concat(config.Config.Entrypoint, config.Config.Cmd), want), "probe"
	ran, err := engine.Build(context.Background(), request, nil)
	if err != nil {
		t.Fatalf("it does not run: %v\n%s", err, text)
	}
	return answer(t, ran)
}

func TestTheNodeAndPythonSamplesGetLightAndAnswerTheSame(t *testing.T) {
	for _, sample := range sampleNames(t) {
		if !strings.HasPrefix(sample, "node-") && !strings.HasPrefix(sample, "python-") {
			continue
		}
		t.Run(sample, func(t *testing.T) {
			want := expectation(t, sample)
			c, out := optimized(t, filepath.Join(samples, sample))
			before, after := c.Before.Image.OnDisk, c.After.Image.OnDisk
			if percent := 100 * float64(after) / float64(before); percent > want.MaxPercent {
				t.Errorf("after is %.1f %% of before, more than %g %%", percent, want.MaxPercent)
			}
			engine := referenceEngine(t)
			reference := measure(t, engine, sample, want.Reference, want)
			t.Logf("%s: before %.1f MB, after %.1f MB, reference %.1f MB", sample, float64(before)/1e6, float64(after)/1e6, float64(reference.onDisk)/1e6)
			if float64(after) > 1.02*float64(reference.onDisk) {
				t.Errorf("after is %d bytes on disk, the reference %d", after, reference.onDisk)
			}
			said := saidBy(t, engine, sample, optimizedText(t, out), want)
			checkAnswers(t, "after", said, want)
			if d := cmp.Diff(reference.said.HTTP, said.HTTP); d != "" {
				t.Errorf("other answers than the reference's:\n%s", d)
			}
		})
	}
}
