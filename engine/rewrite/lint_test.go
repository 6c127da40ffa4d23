package rewrite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/opencontainers/go-digest"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
)

// plainImages gives every base image a config that sets nothing, so that linting needs no registry.
type plainImages struct{}

func (plainImages) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	config := []byte(`{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}`)
	return ref, digest.FromBytes(config), config, nil
}

// warnings counts what BuildKit's linter says to a Dockerfile, by rule.
func warnings(t *testing.T, text []byte) map[string]int {
	t.Helper()
	sources := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", text)
	sources.Definition = &llb.Definition{}
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, dockerfile2llb.ConvertOpt{
		MetaResolver: plainImages{},
		SourceMap:    sources,
	})
	if err != nil {
		t.Fatal(err)
	}
	if results.Error != nil {
		t.Errorf("%s\n%s", results.Error.Message, text)
	}
	counts := map[string]int{}
	for _, w := range results.Warnings {
		counts[w.RuleName]++
	}
	return counts
}

func TestBuildKitsLinterHasNothingNewToSayToTheAfterText(t *testing.T) {
	for name, c := range cases(t) {
		t.Run(name, func(t *testing.T) {
			source, after := c.rewritten(t)
			before := warnings(t, source)
			for rule, n := range warnings(t, after) {
				if n > before[rule] {
					t.Errorf("%s: %d, was %d, in\n%s", rule, n, before[rule], after)
				}
			}
		})
	}
}

func TestProposingOnTheAfterTextProposesNothingMore(t *testing.T) {
	for name, c := range cases(t) {
		if len(c.Off) > 0 || strings.HasPrefix(name, "go-split/cgo-on-") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			_, after := c.rewritten(t)
			p := c.propose(t, after)
			for _, change := range p.Changes {
				if change.Default {
					t.Errorf("%s is proposed again for\n%s", change.ID, after)
				}
			}
		})
	}
}

func TestWithAllChangesOffTheTextIsTheSource(t *testing.T) {
	for name, c := range cases(t) {
		source, _ := c.rewritten(t)
		p := c.propose(t, source)
		after, err := p.After(nil, c.base(p))
		if err != nil || string(after) != string(source) {
			t.Errorf("%s: %v\n%s", name, err, after)
		}
	}
}

func TestAnySetOfChangesGivesATextThatParses(t *testing.T) {
	for name, c := range cases(t) {
		source, _ := c.rewritten(t)
		p := c.propose(t, source)
		for set := range 1 << len(p.Changes) {
			on := map[string]bool{}
			for i, change := range p.Changes {
				on[change.ID] = set&(1<<i) != 0
			}
			after, err := p.After(on, bases.Describe("debian:bookworm-slim"))
			if errors.Is(err, ErrBaseRefused) {
				continue
			}
			if err != nil {
				t.Fatalf("%s %v: %v", name, on, err)
			}
			if _, err := dockerfile.Parse(after, dockerfile.Options{Platform: "linux/amd64"}); err != nil {
				t.Fatalf("%s %v: %v\n%s", name, on, err, after)
			}
		}
	}
}

// rewritten returns the case's source and its after text; the source when the base is refused.
func (c goldenCase) rewritten(t *testing.T) (source, after []byte) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(c.dir, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	p := c.propose(t, source)
	after, err = p.After(c.on(p), c.base(p))
	if errors.Is(err, ErrBaseRefused) {
		return source, source
	}
	if err != nil {
		t.Fatal(err)
	}
	return source, after
}
