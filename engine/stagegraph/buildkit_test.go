//go:build !race

// BuildKit resolves the bases of a Dockerfile in parallel and reads one flag of a stage without a lock
// (dockerfile2llb, resolveReachableStages), which the race detector reports: so these run without it.

package stagegraph_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/stagegraph"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/frontend/gateway/client"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// mainContext is the build context of every file of the corpus, as BuildKit sees it. A git repository needs no one
// who sends files.
const mainContext = "https://git.example.com/main/context.git"

// gateway is what BuildKit's frontend asks while it resolves a Dockerfile: the options given from outside, and the
// configs of images, so that no registry is needed.
type gateway struct {
	client.Client
	opts   map[string]string
	images map[string]dockerfile.ImageConfig
}

func newGateway(o dockerfile.Options, target string) gateway {
	opts := map[string]string{"context": mainContext, "target": target, "platform": o.Platform}
	for name, value := range o.BuildArgs {
		opts["build-arg:"+name] = value
	}
	for name, source := range o.Contexts {
		opts["context:"+name] = source
	}
	return gateway{opts: opts, images: o.Images}
}

func (g gateway) BuildOpts() client.BuildOpts {
	return client.BuildOpts{Opts: g.opts, LLBCaps: pb.Caps.CapSet(pb.Caps.All())}
}

func (g gateway) ResolveImageConfig(_ context.Context, ref string, o sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	image := ocispecs.Image{Platform: *o.ImageOpt.Platform}
	image.RootFS.DiffIDs = []digest.Digest{digest.FromString(ref)}
	known := g.images[familiar(ref)]
	// We know of no working directory of an image, so it must not matter that there is one.
	image.Config.Env, image.Config.WorkingDir = known.Env, "/srv"
	config := struct {
		ocispecs.Image
		Config struct {
			ocispecs.ImageConfig
			OnBuild []string
		} `json:"config"`
	}{Image: image}
	config.Config.ImageConfig, config.Config.OnBuild = image.Config, known.OnBuild
	text, err := json.Marshal(config)
	return ref, "", text, err
}

// definition has BuildKit turn a target into its own graph of operations.
func definition(ctx context.Context, text []byte, o dockerfile.Options, target string) (*llb.Definition, error) {
	g := newGateway(o, target)
	bc, err := dockerui.NewClient(g)
	if err != nil {
		return nil, err
	}
	on := bc.TargetPlatforms[0]
	result, err := dockerfile2llb.Dockerfile2LLB(ctx, text, dockerfile2llb.ConvertOpt{
		Config: bc.Config, Client: bc, TargetPlatform: &on, MetaResolver: g,
	})
	if err != nil {
		return nil, err
	}
	return result.State.Marshal(ctx, llb.Platform(on))
}

func targetsOf(f *dockerfile.File) []string {
	targets := []string{""}
	for _, s := range f.Stages {
		if s.Name != "" {
			targets = append(targets, s.Name)
		}
	}
	return targets
}

func TestStagesBasesAndEdgesOfEveryTargetAreBuildKits(t *testing.T) {
	for _, folder := range folders(t, "valid") {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			text, o := read(t, folder, "Dockerfile"), options(t, folder)
			f, err := dockerfile.Parse(text, o)
			if err != nil {
				t.Fatal(err)
			}
			for _, target := range targetsOf(f) {
				made, err := definition(t.Context(), text, o, target)
				if err != nil {
					t.Fatalf("BuildKit refuses target %q: %v", target, err)
				}
				want := resolvedByBuildKit(t, made, f, o)
				if diff := gocmp.Diff(want, resolvedByUs(t, graphIn(t, folder, target))); diff != "" {
					t.Errorf("target %q (-BuildKit +ours):\n%s", target, diff)
				}
			}
		})
	}
}

// unlisted are the files that BuildKit can't list the targets of, and why.
var unlisted = map[string]string{
	"check-comment": "ListTargets reads without a linter, and panics at a check comment",
	"shebang":       "behind a shebang the check directive is a comment to the parser",
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
			if why := unlisted[filepath.Base(folder)]; why != "" {
				t.Log(why)
				return
			}
			list, err := dockerfile2llb.ListTargets(t.Context(), text)
			if err != nil {
				t.Fatal(err)
			}
			f, err := dockerfile.Parse(text, options(t, folder))
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

// elsewhere are the broken files whose line BuildKit gives wrongly, and why.
var elsewhere = map[string]string{
	"bad-escape":      "BuildKit counts a directive's line from 0",
	"directive-twice": "BuildKit counts a directive's line from 0",
}

func TestBuildKitRefusesEveryBrokenFileAtTheSameLine(t *testing.T) {
	for _, folder := range folders(t, "broken") {
		name := filepath.Base(folder)
		t.Run(name, func(t *testing.T) {
			text, o := read(t, folder, "Dockerfile"), options(t, folder)
			_, theirs := definition(t.Context(), text, o, "")
			if theirs == nil {
				if name != "foreign-syntax" && name != "foreign-syntax-slashes" {
					t.Fatal("BuildKit takes it")
				}
				return
			}
			f, ours := dockerfile.Parse(text, o)
			if ours == nil {
				_, ours = stagegraph.New(f, "")
			}
			var at *dockerfile.SyntaxError
			lines := linesIn(theirs)
			if !errors.As(ours, &at) || len(lines) == 0 || elsewhere[name] != "" {
				return
			}
			if !slices.Contains(lines, at.Line) {
				t.Errorf("line %d, BuildKit says %v\nours:   %v\ntheirs: %v", at.Line, lines, ours, theirs)
			}
		})
	}
}

// linesIn returns the lines that BuildKit gives with an error: several for stages that need each other.
func linesIn(err error) (lines []int) {
	var located *parser.LocationError
	if !errors.As(err, &located) {
		return nil
	}
	for _, ranges := range located.Locations {
		for _, r := range ranges {
			lines = append(lines, r.Start.Line)
		}
	}
	return lines
}

// only is the name that BuildKit leaves out of the steps of a file with a single stage.
func only(f *dockerfile.File) string { return cmp.Or(f.Stages[0].Name, "stage-0") }
