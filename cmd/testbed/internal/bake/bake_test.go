package bake_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"lightship/cmd/testbed/internal/bake"
	"lightship/cmd/testbed/internal/recipe"
	"lightship/cmd/testbed/internal/serve"
	"lightship/cmd/testbed/internal/store"
	"lightship/engine/image"
)

const (
	below = `refs = ["docker.io/test/below:1"]
about = "Made from files."
[config]
env = ["A=b"]
[[layer]]
by = "files"
[[layer.file]]
path = "etc/ca"
host_ca = true
[[layer]]
by = "tool"
tool = "example.com/cmd/tool"
to = "bin/tool"
`
	above = `refs = ["docker.io/test/above:1"]
about = "Made from below."
from = "below"
[config]
user = "65532"
[[layer]]
by = "more"
[[layer.file]]
path = "more"
text = "more"
`
)

// kitchen is a folder with a tool, a CA bundle and a store.
type kitchen struct {
	dir   string
	store *store.Store
}

func open(t *testing.T) kitchen {
	t.Helper()
	k := kitchen{dir: t.TempDir()}
	for file, text := range map[string]string{"tool": "#!/bin/sh\n", "ca": "bundle"} {
		if err := os.WriteFile(filepath.Join(k.dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if k.store, err = store.Open(filepath.Join(k.dir, "store")); err != nil {
		t.Fatal(err)
	}
	return k
}

// baker is a new baker, as a new process has it, that counts the images it builds.
func (k kitchen) baker(t *testing.T, built *int) *bake.Baker {
	t.Helper()
	recipes, err := recipe.Load(fstest.MapFS{
		"images/below.toml": {Data: []byte(below)}, "images/above.toml": {Data: []byte(above)},
	})
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	b, err := bake.New(bake.Settings{
		Recipes: recipes, Store: k.store, BinDir: k.dir, HostCA: filepath.Join(k.dir, "ca"),
		Progress: func(line string) { lines <- line },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Bake(t.Context(), recipes.Names()); err != nil {
		t.Fatal(err)
	}
	close(lines)
	for line := range lines {
		if strings.Contains(line, "built") {
			*built++
		}
	}
	return b
}

func TestAnImageStandsOnItsBaseAndSaysWhatItIs(t *testing.T) {
	k, built := open(t), 0
	b := k.baker(t, &built)
	kept, ok, err := b.Built("above")
	if err != nil || !ok || built != 2 {
		t.Fatal(ok, err, built)
	}
	server := httptest.NewServer(serve.NewRegistry(k.store, []string{"docker.io/test/above:1"},
		func(context.Context, string) (v1.Hash, error) { return kept.Index, nil }))
	defer server.Close()
	ref, err := name.ParseReference(strings.TrimPrefix(server.URL, "http://") + "/test/above:1")
	if err != nil {
		t.Fatal(err)
	}
	img, err := remote.Image(ref, remote.WithPlatform(v1.Platform{OS: "linux", Architecture: "amd64"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(img); err != nil {
		t.Fatal(err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	var by []string
	for _, h := range config.History {
		by = append(by, h.CreatedBy)
	}
	if d := cmp.Diff([]string{"files", "tool", "more"}, by); d != "" {
		t.Error(d)
	}
	if got := config.Config.Labels[image.StandInLabel]; got != "Made from below." {
		t.Errorf("the label says %q", got)
	}
	if config.Config.User != "65532" || config.OS != "linux" || config.Architecture != "amd64" {
		t.Errorf("%+v", config)
	}
}

func TestWhatIsBuiltIsNotBuiltAgain(t *testing.T) {
	k, built := open(t), 0
	k.baker(t, &built)
	k.baker(t, &built)
	if built != 2 {
		t.Fatalf("%d images were built", built)
	}
}

func TestAnotherCABundleBuildsTheImagesThatHaveIt(t *testing.T) {
	k, built := open(t), 0
	k.baker(t, &built)
	if err := os.WriteFile(filepath.Join(k.dir, "ca"), []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	k.baker(t, &built)
	if built != 4 {
		t.Fatalf("%d images were built", built)
	}
}

func TestAMissingCABundleIsTold(t *testing.T) {
	if _, err := bake.New(bake.Settings{HostCA: filepath.Join(t.TempDir(), "none")}); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

func TestACancelledBuildLeavesNoImage(t *testing.T) {
	k := open(t)
	recipes, err := recipe.Load(fstest.MapFS{"images/below.toml": {Data: []byte(below)}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bake.New(bake.Settings{
		Recipes: recipes, Store: k.store, BinDir: k.dir, HostCA: filepath.Join(k.dir, "ca"), Progress: func(string) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Bake(ctx, []string{"below"}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, ok, err := b.Built("below"); ok || err != nil {
		t.Fatal(ok, err)
	}
}
