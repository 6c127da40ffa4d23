//go:build !race

// BuildKit resolves the bases of a Dockerfile in parallel and reads one flag of a stage without a lock
// (dockerfile2llb, resolveReachableStages), which the race detector reports: so these run without it.

package stagegraph_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/stagegraph"

	"github.com/distribution/reference"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// bareImages answers for every image with a config that says nothing but its platform, so that BuildKit can resolve
// a Dockerfile without a registry.
type bareImages struct{}

func (bareImages) ResolveImageConfig(_ context.Context, ref string, o sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	on := o.ImageOpt.Platform
	config := fmt.Sprintf(`{"architecture":%q,"os":%q,"config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%064d"]}}`,
		on.Architecture, on.OS, 1)
	return ref, "", []byte(config), nil
}

// resolved is what BuildKit makes of one target: the images it reads and the stages it runs steps of.
type resolved struct{ Images, Stages []string }

var stepName = regexp.MustCompile(`^\[(?:(\S+) )? *\d+/\d+\] `)

// resolveWithBuildKit resolves a target; only is the name of the one stage of a file that has no other: BuildKit
// leaves it out of its steps' names.
func resolveWithBuildKit(t *testing.T, text []byte, target, only string) (resolved, error) {
	t.Helper()
	on := ocispecs.Platform{OS: "linux", Architecture: "amd64"}
	result, err := dockerfile2llb.Dockerfile2LLB(t.Context(), text, dockerfile2llb.ConvertOpt{
		Config:         dockerui.Config{Target: target, BuildPlatforms: []ocispecs.Platform{on}},
		TargetPlatform: &on, MetaResolver: bareImages{},
	})
	if err != nil {
		return resolved{}, err
	}
	definition, err := result.State.Marshal(t.Context(), llb.Platform(on))
	if err != nil {
		t.Fatal(err)
	}
	images, stages := map[string]bool{}, map[string]bool{}
	for _, raw := range definition.Def {
		var op pb.Op
		if err := op.UnmarshalVT(raw); err != nil {
			t.Fatal(err)
		}
		if ref, found := strings.CutPrefix(op.GetSource().GetIdentifier(), "docker-image://"); found {
			images[ref] = true
			continue
		}
		name := definition.Metadata[digest.FromBytes(raw)].Description["llb.customname"]
		if m := stepName.FindStringSubmatch(name); m != nil && !strings.Contains(name, "] FROM ") {
			stages[cmp.Or(m[1], only)] = true
		}
	}
	return resolved{Images: sorted(images), Stages: sorted(stages)}, nil
}

func sorted(set map[string]bool) []string {
	out := []string{}
	for s := range set {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// readFromGraph says the same of our graph. BuildKit leaves out what nothing is read of, so a stage counts when it has
// steps, and an image always, since a step or a copy reads it.
func readFromGraph(t *testing.T, g *stagegraph.Graph) resolved {
	t.Helper()
	images, stages := map[string]bool{}, map[string]bool{}
	for _, n := range g.Nodes {
		switch {
		case !n.Reached:
		case n.Kind == stagegraph.ExternalImage:
			ref, err := reference.ParseNormalizedNamed(n.Name)
			if err != nil {
				t.Fatal(err)
			}
			images[reference.TagNameOnly(ref).String()] = true
		case n.Steps == 0:
		default:
			stages[strings.Replace(n.Name, "stage ", "stage-", 1)] = true
		}
	}
	return resolved{Images: sorted(images), Stages: sorted(stages)}
}

func TestEveryTargetReachesWhatBuildKitReaches(t *testing.T) {
	for _, folder := range folders(t, "valid") {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			text := read(t, folder, "Dockerfile")
			f, err := dockerfile.Parse(text, dockerfile.Options{Platform: "linux/amd64"})
			if err != nil {
				t.Fatal(err)
			}
			targets := []string{""}
			for _, s := range f.Stages {
				if s.Name != "" {
					targets = append(targets, s.Name)
				}
			}
			for _, target := range targets {
				want, err := resolveWithBuildKit(t, text, target, cmp.Or(f.Stages[0].Name, "stage-0"))
				if err != nil {
					t.Fatalf("BuildKit refuses target %q: %v", target, err)
				}
				if diff := gocmp.Diff(want, readFromGraph(t, graphOf(t, text, target))); diff != "" {
					t.Errorf("target %q (-BuildKit +ours):\n%s", target, diff)
				}
			}
		})
	}
}

func TestStagesAreThoseThatBuildKitLists(t *testing.T) {
	type stage struct {
		Name     string
		Line     int32
		Expanded bool
	}
	for _, folder := range folders(t, "valid") {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			text := read(t, folder, "Dockerfile")
			list, err := dockerfile2llb.ListTargets(t.Context(), text)
			if err != nil {
				t.Fatal(err)
			}
			f, err := dockerfile.Parse(text, dockerfile.Options{Platform: "linux/amd64"})
			if err != nil {
				t.Fatal(err)
			}
			var want, got []stage
			for i, s := range list.Targets {
				literal := !strings.Contains(s.Base, "$")
				want = append(want, stage{s.Name, s.Location.Ranges[0].Start.Line, literal})
				ours := f.Stages[i]
				got = append(got, stage{ours.Name, int32(ours.Lines.First), !literal || ours.Base == s.Base})
				if !literal {
					got[i].Expanded = false
				}
			}
			if diff := gocmp.Diff(want, got); diff != "" || len(list.Targets) != len(f.Stages) {
				t.Errorf("%d stages, BuildKit has %d (-BuildKit +ours):\n%s", len(f.Stages), len(list.Targets), diff)
			}
		})
	}
}

func TestBuildKitRefusesEveryBrokenFile(t *testing.T) {
	for _, folder := range folders(t, "broken") {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			text := read(t, folder, "Dockerfile")
			_, err := resolveWithBuildKit(t, text, "", "stage-0")
			if err == nil {
				t.Error("BuildKit takes it")
			}
			var at *dockerfile.SyntaxError
			_, ours := dockerfile.Parse(text, dockerfile.Options{Platform: "linux/amd64"})
			if errors.As(ours, &at) && at.Line > strings.Count(string(text), "\n")+1 {
				t.Errorf("line %d is outside the file", at.Line)
			}
		})
	}
}
