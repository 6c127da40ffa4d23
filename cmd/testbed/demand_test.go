package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"lightship/cmd/testbed/internal/bake"
	"lightship/cmd/testbed/internal/recipe"
	"lightship/cmd/testbed/internal/store"
)

// smallBed is a testbed with one image made from a file, and one whose tool can't be had. said is what it told.
func smallBed(t *testing.T) (b *bed, said func() string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ca"), []byte("bundle"), 0o600); err != nil {
		t.Fatal(err)
	}
	small := "refs = [\"docker.io/test/small:1\"]\nabout = \"x\"\n[[layer]]\n[[layer.file]]\npath = \"a\"\n"
	none := "refs = [\"docker.io/test/none:1\"]\nabout = \"x\"\n[[layer]]\ntool = \"no.such/tool\"\nto = \"b\"\n"
	recipes, err := recipe.Load(fstest.MapFS{"images/small.toml": {Data: []byte(small)}, "images/none.toml": {Data: []byte(none)}})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(filepath.Join(dir, "store"))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var lines []string
	baker, err := bake.New(bake.Settings{
		Recipes: recipes, Store: kept, BinDir: dir, HostCA: filepath.Join(dir, "ca"),
		Progress: func(line string) {
			mu.Lock()
			defer mu.Unlock()
			lines = append(lines, line)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &bed{recipes: recipes, store: kept, baker: baker}, func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(lines, "\n")
	}
}

func TestAnImageIsBuiltOnceHoweverManyAskForIt(t *testing.T) {
	b, said := smallBed(t)
	d := newDemand(t.Context(), b)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if index, err := d.index(t.Context(), "docker.io/test/small:1"); err != nil || index.Hex == "" {
				t.Error(index, err)
			}
		})
	}
	all.Wait()
	if built := strings.Count(said(), "small: built"); built != 1 {
		t.Errorf("built %d times:\n%s", built, said())
	}
	if !strings.Contains(said(), "docker.io/test/small:1 is asked for") {
		t.Errorf("nothing told:\n%s", said())
	}
}

func TestABuildThatNobodyWaitsForGoesOn(t *testing.T) {
	b, _ := smallBed(t)
	d := newDemand(t.Context(), b)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.index(gone, "docker.io/test/small:1"); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	d.wait()
	if _, ok, err := b.baker.Built("small"); !ok || err != nil {
		t.Fatal(ok, err)
	}
}

func TestAnImageThatCouldNotBeBuiltIsTriedAgain(t *testing.T) {
	b, said := smallBed(t)
	d := newDemand(t.Context(), b)
	for range 2 {
		if _, err := d.index(t.Context(), "docker.io/test/none:1"); err == nil || !strings.Contains(err.Error(), "no.such/tool") {
			t.Fatal(err)
		}
		d.wait()
	}
	if tries := strings.Count(said(), "building tool"); tries != 2 {
		t.Errorf("tried %d times:\n%s", tries, said())
	}
}

func TestOnlyWhatRecipesCallReadyIsBuiltBeforeServing(t *testing.T) {
	b, err := openBed(t.TempDir(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	some, err := b.ready([]string{"node:22-slim"}, false)
	if err != nil {
		t.Fatal(err)
	}
	all, err := b.ready(nil, true)
	if err != nil || len(all) != len(b.recipes.Names()) {
		t.Fatal(len(all), err)
	}
	for title, want := range map[string]bool{"node-22-slim": true, "golang-1.22": true, "rust-1.85": false} {
		if got := slices.Contains(some, title); got != want {
			t.Errorf("%s before serving: %v", title, got)
		}
	}
}
