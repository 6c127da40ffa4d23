package rewrite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// longestFuzzed is the longest text that is tried, in bytes: more of the same finds nothing new.
const longestFuzzed = 4 << 10

// FuzzAfter changes any Dockerfile by any set of changes: the text parses still, no changes leave it as it is, and
// making the same changes once more changes nothing.
func FuzzAfter(f *testing.F) {
	for _, pattern := range []string{"../../testdata/dockerfiles/valid/*/Dockerfile", "testdata/*/*/Dockerfile", "testdata/*/*/*/Dockerfile", "testdata/*/*/*/*/Dockerfile"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text, ^uint64(0))
			f.Add(text, uint64(0b1010))
		}
	}
	archives, err := filepath.Glob("testdata/*/*/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name == "Dockerfile" {
				f.Add(file.Data, ^uint64(0))
			}
		}
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte, set uint64) {
		if len(text) > longestFuzzed || leftOut(string(text)) {
			return
		}
		p := proposed(t, dir, text)
		if p == nil {
			return
		}
		base := bases.Describe("debian:bookworm-slim")
		if same, err := p.After(nil, base); err != nil || !bytes.Equal(same, text) {
			t.Fatalf("no changes gave %q, %v", same, err)
		}
		on := map[string]bool{}
		for i, c := range p.Changes {
			on[c.ID] = set&(1<<(i%64)) != 0
		}
		once, err := p.After(on, base)
		if errors.Is(err, ErrBaseRefused) {
			return
		}
		if err != nil {
			t.Fatalf("%v: %v\n%s", on, err, text)
		}
		again := proposed(t, dir, once)
		if again == nil {
			t.Fatalf("%v gave what can't be read:\n%s\nfrom\n%s", on, once, text)
		}
		twice, err := again.After(on, base)
		if errors.Is(err, ErrBaseRefused) {
			return
		}
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v once more: %v\n%s\nwas\n%s\nfrom\n%s", on, err, twice, once, text)
		}
	})
}

// proposed returns the proposal for a text, nil for one that BuildKit refuses.
func proposed(t *testing.T, dir string, text []byte) *Proposal {
	t.Helper()
	options := dockerfile.Options{Name: "Dockerfile", Platform: "linux/amd64"}
	file, err := dockerfile.Parse(text, options)
	if err != nil {
		return nil
	}
	p := &project.Project{Dir: dir, Name: "shop", Dockerfiles: []string{"Dockerfile"}}
	out, err := Propose(Input{File: file, Options: options, Project: p, Program: Predict(p, file, ""), Candidates: bases.Catalogue()})
	if err != nil {
		return nil
	}
	return out
}
