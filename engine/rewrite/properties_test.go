package rewrite

import (
	"errors"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// sampleText is a Dockerfile of any test, and how to propose for one in its project.
type sampleText struct {
	source []byte
	// propose proposes for a text, with another ignore file in the project when one is given.
	propose func(t *testing.T, text []byte, ignore *File) *Proposal
	// base is the final base; the proposal's own choice when nil.
	base func(p *Proposal) bases.Base
	// off says which changes stay off.
	off []string
	// fixed says that the case fixes a base that can be bettered.
	fixed bool
}

// sampleTexts are the Dockerfiles of all cases and of the corpus.
func sampleTexts(t *testing.T) map[string]sampleText {
	t.Helper()
	out := map[string]sampleText{}
	for name, c := range cases(t) {
		source, err := os.ReadFile(filepath.Join(c.dir, "Dockerfile"))
		if err != nil {
			t.Fatal(err)
		}
		out["patterns/"+name] = sampleText{source: source, propose: c.proposeBeside, base: c.base, off: c.Off, fixed: c.Base != ""}
	}
	for _, c := range ruleCases(t) {
		out["rules/"+c.name] = sampleText{source: c.file("Dockerfile"), propose: c.proposeBeside, base: goldenCase{}.base}
	}
	for _, c := range interpretedCases(t) {
		out[c.name] = sampleText{source: c.file("Dockerfile"), propose: c.proposeBeside, base: interpretedBase(c)}
	}
	for _, c := range wholeCases(t) {
		out[c.name] = sampleText{source: c.file("Dockerfile"), propose: c.proposeBeside, base: recommended}
	}
	paths, err := filepath.Glob("../../testdata/dockerfiles/valid/*/Dockerfile")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	for _, path := range paths {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "options.json")); err == nil {
			continue // It can't be read without what is given from outside.
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out["corpus/"+filepath.Base(filepath.Dir(path))] = sampleText{
			source: source, base: goldenCase{}.base,
			propose: func(t *testing.T, text []byte, ignore *File) *Proposal {
				p := &project.Project{Dir: t.TempDir(), Name: "shop", Dockerfiles: []string{"Dockerfile"}}
				if ignore != nil {
					if err := os.WriteFile(filepath.Join(p.Dir, ignore.Name), ignore.After, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				return proposeText(t, p, text)
			},
		}
	}
	return out
}

// someTexts are the sample texts; with -short an eighth of them, always the same.
func someTexts(t *testing.T) map[string]sampleText {
	t.Helper()
	out := sampleTexts(t)
	maps.DeleteFunc(out, func(name string, _ sampleText) bool { return leftOut(name) })
	return out
}

// leftOut says whether a case is one of those that short tests leave out: all but an eighth, always the same.
func leftOut(name string) bool {
	return testing.Short() && crc32.ChecksumIEEE([]byte(name))%8 != 0
}

// oneOfMany begins the test of a case: beside others, and not at all where short tests leave it out.
func oneOfMany(t *testing.T, name string) {
	t.Helper()
	if leftOut(name) {
		t.Skip("an eighth of the cases will do for the race detector")
	}
	t.Parallel()
}

// TestWhatHoldsForEveryDockerfile checks what must hold whatever the rules and patterns are.
func TestWhatHoldsForEveryDockerfile(t *testing.T) {
	for name, s := range someTexts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := s.propose(t, s.source, nil)
			after, ignore := s.after(t, p)
			t.Run("BuildKit's linter has nothing new to say", func(t *testing.T) { s.lints(t, after) })
			t.Run("proposing again proposes nothing more", func(t *testing.T) { s.isSettled(t, after, ignore) })
			t.Run("with all changes off it is the source", func(t *testing.T) { s.isKept(t, p) })
			t.Run("any set of changes gives a text that parses", func(t *testing.T) { s.parses(t, p) })
		})
	}
}

// after is the text with the changes that start turned on.
func (s sampleText) after(t *testing.T, p *Proposal) (text []byte, ignore *File) {
	t.Helper()
	on := p.defaults()
	for _, id := range s.off {
		on[id] = false
	}
	text, err := p.After(on, s.base(p))
	if errors.Is(err, ErrBaseRefused) {
		return s.source, p.IgnoreFile(on)
	}
	if err != nil {
		t.Fatal(err)
	}
	return text, p.IgnoreFile(on)
}

func (s sampleText) isSettled(t *testing.T, after []byte, ignore *File) {
	if len(s.off) > 0 || s.fixed {
		return
	}
	for _, change := range s.propose(t, after, ignore).Changes {
		if change.Default {
			t.Errorf("%s is proposed again for\n%s", change.ID, after)
		}
	}
}

func (s sampleText) isKept(t *testing.T, p *Proposal) {
	after, err := p.After(nil, s.base(p))
	if err != nil || string(after) != string(s.source) {
		t.Errorf("%v\n%s", err, after)
	}
}

// sets returns sets of n changes as bits: all of them up to 4 changes; otherwise none, each alone, all but each, all, and
// some more chosen at random.
func sets(n int) []int {
	var out []int
	if n <= 4 {
		for set := range 1 << n {
			out = append(out, set)
		}
		return out
	}
	all := 1<<n - 1
	out = append(out, 0, all)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		out = append(out, 1<<i, all&^(1<<i))
	}
	for range 8 {
		out = append(out, random.IntN(all+1))
	}
	return out
}

func (s sampleText) parses(t *testing.T, p *Proposal) {
	for _, set := range sets(len(p.Changes)) {
		on := map[string]bool{}
		for i, change := range p.Changes {
			on[change.ID] = set&(1<<i) != 0
		}
		after, err := p.After(on, bases.Describe("debian:bookworm-slim"))
		if errors.Is(err, ErrBaseRefused) {
			continue
		}
		if err != nil {
			t.Fatalf("%v: %v", on, err)
		}
		if _, err := dockerfile.Parse(after, dockerfile.Options{Platform: "linux/amd64"}); err != nil {
			t.Fatalf("%v: %v\n%s", on, err, after)
		}
	}
}
