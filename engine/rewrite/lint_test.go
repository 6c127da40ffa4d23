//go:build !race

// BuildKit's converter has a race of its own (resolveReachableStages reads what resolveBaseImage writes), so its linter
// is left out of the race run.

package rewrite

import (
	"context"
	"testing"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
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
	capabilities := pb.Caps.CapSet(pb.Caps.All())
	results, err := dockerfile2llb.DockerfileLint(context.Background(), text, dockerfile2llb.ConvertOpt{
		MetaResolver: plainImages{},
		SourceMap:    sources,
		LLBCaps:      &capabilities,
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

// saidTwice is what is said of a FROM's flag that the final stage has as the builder has it.
const saidTwice = "FromPlatformFlagConstDisallowed"

// lints checks that BuildKit's linter says nothing to the after text that it did not say to the source.
func (s sampleText) lints(t *testing.T, after []byte) {
	before := warnings(t, s.source)
	for rule, n := range warnings(t, after) {
		if n > before[rule] && (rule != saidTwice || n > 2*before[rule]) {
			t.Errorf("%s: %d, was %d, in\n%s", rule, n, before[rule], after)
		}
	}
}
