package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// chosenWithRegistry are the sample projects and the final bases that optimize chose for them by what a registry said, as
// docs/sizes.md has them.
func chosenWithRegistry(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/sizes.md")
	if err != nil {
		t.Fatal(err)
	}
	chosen := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([a-z-]+) \|.*\| ([a-z0-9/:-]+) \|$`).FindAllStringSubmatch(string(text), -1) {
		chosen[row[1]] = row[2]
	}
	return chosen
}

// The snapshot's sizes are estimates for most of distroless, but stand in the order of the real ones; so no sample may get
// another base.
func TestWithoutARegistryEverySampleGetsTheBaseThatItGetsWithOne(t *testing.T) {
	chosen := chosenWithRegistry(t)
	projectOf(t, nil)
	samples, err := filepath.Glob("../../testdata/projects/*/Dockerfile")
	if err != nil || len(samples) == 0 || len(samples) != len(chosen) {
		t.Fatalf("%d samples, and docs/sizes.md has the bases of %d: %v", len(samples), len(chosen), err)
	}
	for _, dockerfile := range samples {
		dir := filepath.Dir(dockerfile)
		name := filepath.Base(dir)
		t.Run(name, func(t *testing.T) {
			text, stderr, code := call(t, "rewrite", dir)
			if code != 0 {
				t.Fatalf("%d %s", code, stderr)
			}
			from := regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(text, -1)
			got := strings.TrimPrefix(strings.TrimSuffix(from[len(from)-1][1], ":nonroot"), "gcr.io/")
			if got != chosen[name] {
				t.Errorf("rewrite chose %s, want %s", got, chosen[name])
			}
		})
	}
}
