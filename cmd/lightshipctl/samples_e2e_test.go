//go:build e2e

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/sirupsen/logrus"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/proof"
	"lightship/engine/rewrite/learn"
)

const samples = "../../testdata/projects"

// expected is what a sample's expect.json says, as testdata/projects/README.md tells.
type expected struct {
	Language   string  `json:"language"`
	Reference  string  `json:"reference"`
	MaxPercent float64 `json:"max_percent"`
	// MinBefore and MaxAfter are bytes on disk; 0 is no bound.
	MinBefore  int64    `json:"min_on_disk_before"`
	MaxAfter   int64    `json:"max_on_disk_after"`
	DoesNotFit []string `json:"does_not_fit"`
	Port       int      `json:"port"`
	HTTP       []struct {
		Path         string `json:"path"`
		Status       int    `json:"status"`
		Body         string `json:"body"`
		BodyContains string `json:"body_contains"`
	} `json:"http"`
	Commands []struct {
		Args   []string `json:"args"`
		Stdout string   `json:"stdout"`
	} `json:"commands"`
}

// sampleNames are the samples with a hand-written Dockerfile.
func sampleNames(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(samples, "*", "expect.json"))
	if err != nil || len(found) == 0 {
		t.Fatal("no samples", err)
	}
	for i, path := range found {
		found[i] = filepath.Base(filepath.Dir(path))
	}
	return found
}

func expectation(t *testing.T, sample string) expected {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, sample, "expect.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want expected
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatalf("%s: %v", sample, err)
	}
	return want
}

// sampleEngine is a BuildKit whose caches are those of the other tests here.
func sampleEngine(t *testing.T) *build.Engine {
	t.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	engine := build.NewEngine(build.Settings{
		CacheDir: filepath.Join(home, "cache", "lightship"), BinDir: filepath.Dir(program(t, "buildkitd")),
		Config: os.Getenv("LIGHTSHIP_BUILDKITD_CONFIG"), Log: log,
	})
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

// stored is an image of the local OCI store.
func stored(t *testing.T, digest v1.Hash) v1.Image {
	t.Helper()
	index, err := layout.ImageIndexFromPath(filepath.Join(home, "cache", "lightship", "store"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := index.Image(digest)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// requested is the build of a Dockerfile of a sample.
func requested(t *testing.T, sample, text string, ignore []byte) build.Request {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join(samples, sample))
	if err != nil {
		t.Fatal(err)
	}
	return build.Request{
		Context: dir, Dockerfile: []byte(text), DockerfileName: "Dockerfile", IgnoreFile: ignore, Tag: "reference",
	}
}

// read is a file's content, nil when there is none.
func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return text
}

// weighed is a sample before, after, and as a person wrote it.
type weighed struct {
	*compare.Comparison
	reference *image.Analysis
	// seconds is how long the reference took to build.
	seconds float64
	// light and hand are what the two images said that are to be light; the one before does the same as the first.
	light, hand probed
}

// weigh optimizes a sample, proves that it does the same, builds its reference beside it, and starts both light images.
func weigh(t *testing.T, sample string, want expected) weighed {
	t.Helper()
	c, out := provenSame(t, sample, want)
	w := weighed{Comparison: c}
	engine := sampleEngine(t)
	reference := requested(t, sample, string(read(t, filepath.Join(samples, sample, want.Reference))), nil)
	built, err := engine.Build(context.Background(), reference, nil)
	if err != nil {
		t.Fatalf("%s: %v", want.Reference, err)
	}
	w.seconds = built.Wall.Seconds()
	if w.reference, err = image.Analyze(context.Background(), built.Image, image.Options{}); err != nil {
		t.Fatal(err)
	}
	w.hand = saidBy(t, engine, reference, built.Image, want)
	ignore := read(t, filepath.Join(out, ".dockerignore"))
	w.light = saidBy(t, engine, requested(t, sample, c.After.Text, ignore), stored(t, c.After.Image.Digest), want)
	return w
}

// watched is how long a sample is watched while it is proven: none ends late.
const watched = "500ms"

// provenSame optimizes a sample and starts its images before and after: a server is asked what its expect.json lists, and others are started
// with the arguments of its commands.
func provenSame(t *testing.T, sample string, want expected) (*compare.Comparison, string) {
	t.Helper()
	dir := filepath.Join(samples, sample)
	if want.Port == 0 {
		c, out := optimized(t, dir)
		for _, command := range want.Commands {
			stdout, stderr, code := run(t, append([]string{"prove", dir, "--watch", watched, "--"}, command.Args...)...)
			if code != 0 || !strings.Contains(stdout, "Started both: same") {
				t.Errorf("prove ended with %d\n%s\n%s", code, stdout, stderr)
			}
		}
		return c, out
	}
	args := []string{"--prove", "--watch", watched}
	for _, h := range want.HTTP {
		args = append(args, "--probe", fmt.Sprintf("http:%s=%d", h.Path, h.Status))
	}
	c, out := optimized(t, dir, args...)
	if c.Proof == nil || c.Proof.Verdict != proof.Same || c.Proof.Compared() < len(want.HTTP) {
		t.Errorf("starting both came to %+v", c.Proof)
	}
	for _, change := range c.Changes {
		if slices.Contains([]learn.Kind{learn.Carry, learn.Give, learn.Install, learn.KeepBase, learn.KeepUser}, learn.Kind(change.ID)) {
			t.Errorf("it is the same only with what a run taught: %s", change.Title)
		}
	}
	return c, out
}

// checkAnswers holds what the light images said against expect.json and against each other.
func (w weighed) checkAnswers(t *testing.T, want expected) {
	t.Helper()
	checkAnswers(t, "after", w.light, want)
	checkAnswers(t, want.Reference, w.hand, want)
	if d := cmp.Diff(w.light.HTTP, w.hand.HTTP); d != "" {
		t.Errorf("the reference answers otherwise than after:\n%s", d)
	}
}

// checkSizes holds the sizes against the targets.
func (w weighed) checkSizes(t *testing.T, want expected) {
	t.Helper()
	before, after, reference := w.Before.Image.OnDisk, w.After.Image.OnDisk, w.reference.OnDisk
	if before < want.MinBefore {
		t.Errorf("before is %d bytes on disk, less than %d", before, want.MinBefore)
	}
	if want.MaxAfter > 0 && after > want.MaxAfter {
		t.Errorf("after is %d bytes on disk, more than %d", after, want.MaxAfter)
	}
	if float64(after) > 1.02*float64(reference) {
		t.Errorf("after is %d bytes on disk, the reference %d", after, reference)
	}
	for name, size := range map[string]int64{"after": after, want.Reference: reference} {
		if percent := 100 * float64(size) / float64(before); want.MaxPercent > 0 && percent > want.MaxPercent {
			t.Errorf("%s has %.2f %% of the naive image, more than %g %%", name, percent, want.MaxPercent)
		}
	}
	if slices.Contains(want.DoesNotFit, w.Base) {
		t.Errorf("the base is %s, where the program can't run", w.Base)
	}
}

// sizesHeader names the columns of weighed.row.
const sizesHeader = "sample\tnaive MB\treference MB\toptimized MB\tof the naive %\tat most %\tbase\tnaive build s\t" +
	"reference build s\toptimized build s\treference ready ms\toptimized ready ms\n"

// row is a line of artefacts/sizes.tsv.
func (w weighed) row(sample string, want expected) string {
	before, after := float64(w.Before.Image.OnDisk), float64(w.After.Image.OnDisk)
	return fmt.Sprintf("%s\t%.1f\t%.1f\t%.1f\t%.2f\t%g\t%s\t%.1f\t%.1f\t%.1f\t%d\t%d\n", sample, before/1e6,
		float64(w.reference.OnDisk)/1e6, after/1e6, 100*after/before, want.MaxPercent, w.Base, w.Before.BuildTime.Seconds(),
		w.seconds, w.After.BuildTime.Seconds(), w.hand.Ready, w.light.Ready)
}

func TestEachSampleGetsAsLightAsByHandAndAnswersTheSame(t *testing.T) {
	table := sizesHeader
	for _, sample := range sampleNames(t) {
		t.Run(sample, func(t *testing.T) {
			want := expectation(t, sample)
			w := weigh(t, sample, want)
			w.checkAnswers(t, want)
			w.checkSizes(t, want)
			table += w.row(sample, want)
		})
	}
	t.Log("\n" + table)
	if dir := os.Getenv("LIGHTSHIP_ARTEFACTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "sizes.tsv"), []byte(table), 0o644); err != nil {
			t.Error(err)
		}
	}
}

func TestTheCgoSampleIsRefusedABaseWithoutItsCLibrary(t *testing.T) {
	const sample = "go-cgo"
	for _, ref := range expectation(t, sample).DoesNotFit {
		_, stderr, code := run(t, "optimize", filepath.Join(samples, sample), "--base", ref)
		if code != 3 || !strings.Contains(stderr, ref) || !strings.Contains(stderr, "go-sqlite3") {
			t.Errorf("%s: exit code %d\n%s", ref, code, stderr)
		}
	}
}

func TestTheSpringBootSampleInLayersAnswersTheSame(t *testing.T) {
	const sample = "java-spring"
	want := expectation(t, sample)
	text, stderr, code := run(t, "rewrite", filepath.Join(samples, sample), "--only", "java-layers,java-split,final-base", "--base", "gcr.io/distroless/java21-debian13:nonroot")
	if code != 0 || !strings.Contains(text, "jarmode=tools") {
		t.Fatalf("exit code %d\n%s\n%s", code, text, stderr)
	}
	engine := sampleEngine(t)
	request := requested(t, sample, text, nil)
	built, err := engine.Build(context.Background(), request, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	checkAnswers(t, "in layers", saidBy(t, engine, request, built.Image, want), want)
}
