package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"lightship/cmd/testbed/internal/bake"
	"lightship/cmd/testbed/internal/recipe"
	"lightship/cmd/testbed/internal/serve"
	"lightship/cmd/testbed/internal/store"
	"lightship/testdata/bases"
)

// bed is the testbed of this user: its recipes, its store and the notice of the one that serves.
type bed struct {
	recipes *recipe.Set
	store   *store.Store
	baker   *bake.Baker
	notice  serve.Notice
}

// openBed opens the testbed in dir; an empty dir is the user's cache folder. Progress lines go to progress.
func openBed(dir string, progress io.Writer) (*bed, error) {
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("find the cache folder: %w", err)
		}
		dir = filepath.Join(cache, "lightship", "testbed")
	}
	recipes, err := recipe.Load(bases.Recipes)
	if err != nil {
		return nil, err
	}
	kept, err := store.Open(dir)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the programs beside this one: %w", err)
	}
	baker, err := bake.New(bake.Settings{
		Recipes: recipes, Store: kept, BinDir: filepath.Dir(self), HostCA: bake.HostCABundle, Progress: timed(progress),
	})
	if err != nil {
		return nil, err
	}
	return &bed{recipes: recipes, store: kept, baker: baker, notice: serve.NewNotice(dir)}, nil
}

// timed writes each line with the seconds since the start before it.
func timed(w io.Writer) func(string) {
	start := time.Now()
	var mu sync.Mutex
	return func(line string) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprintf(w, "%6.1fs  %s\n", time.Since(start).Seconds(), line)
	}
}

// titles are the names of the recipes for refs.
func (b *bed) titles(refs []string) ([]string, error) {
	var titles []string
	for _, ref := range refs {
		r, err := b.recipes.Find(ref)
		if err != nil {
			return nil, fmt.Errorf("%w; testbed list tells which there are", err)
		}
		if !slices.Contains(titles, r.Name) {
			titles = append(titles, r.Name)
		}
	}
	return titles, nil
}

// ready are the names of the images to build before the testbed serves: those of refs and those that recipes call
// ready, or all.
func (b *bed) ready(refs []string, all bool) ([]string, error) {
	if all {
		return b.recipes.Names(), nil
	}
	titles, err := b.titles(refs)
	for _, title := range b.recipes.Names() {
		if b.recipes.Image(title).Ready && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	return titles, err
}

// serve serves all images at address until ctx ends; one that is not built yet is built when it is first asked for.
func (b *bed) serve(ctx context.Context, address string, ready func(address string)) error {
	hosts := map[string]bool{}
	for _, ref := range b.recipes.Refs() {
		host, _, _ := strings.Cut(ref, "/")
		hosts[host] = true
	}
	demand := newDemand(ctx, b)
	defer demand.wait()
	registry := serve.NewRegistry(b.store, b.recipes.Refs(), demand.index)
	return serve.Run(ctx, registry, address, b.notice, slices.Sorted(maps.Keys(hosts)), ready)
}
