package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

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

// titles are the names of the recipes for refs, of all recipes when refs is empty.
func (b *bed) titles(refs []string) ([]string, error) {
	if len(refs) == 0 {
		return b.recipes.Names(), nil
	}
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

// serve builds the images of titles that are missing and serves them at address until ctx ends.
func (b *bed) serve(ctx context.Context, titles []string, address string, ready func(address string)) error {
	if err := b.baker.Bake(ctx, titles); err != nil {
		return err
	}
	tags := map[string]v1.Hash{}
	hosts := map[string]bool{}
	for _, title := range titles {
		img, ok, err := b.baker.Built(title)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("stand-in %s vanished from %s while it was built", title, b.store.Dir())
		}
		for _, ref := range b.recipes.Image(title).Refs {
			tags[ref] = img.Index
			host, _, _ := strings.Cut(ref, "/")
			hosts[host] = true
		}
	}
	names := make([]string, 0, len(hosts))
	for host := range hosts {
		names = append(names, host)
	}
	slices.Sort(names)
	return serve.Run(ctx, serve.NewRegistry(b.store, tags), address, b.notice, names, ready)
}
