package bake

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/errgroup"

	"lightship/cmd/testbed/internal/debian"
	"lightship/cmd/testbed/internal/layer"
	"lightship/cmd/testbed/internal/recipe"
	"lightship/cmd/testbed/internal/store"
)

// grow runs mmdebstrap for the whole tree and turns its snapshots into one layer per step, each while the next step is
// being installed.
func (b *Baker) grow(ctx context.Context, t *recipe.Tree, dir string) (map[string]store.Blob, error) {
	b.Progress(t.Name + ": growing from Debian packages")
	var mu sync.Mutex
	steps := map[string]store.Blob{}
	before := ""
	group, ctx := errgroup.WithContext(ctx)
	err := debian.Grow(ctx, t, dir, b.HostCA, debian.Grower{
		Begun: func(step string) { b.Progress(t.Name + ": installing " + step) },
		Done: func(step string) {
			was, is := before, filepath.Join(dir, step+".tar")
			before = is
			group.Go(func() error {
				blob, err := b.step(ctx, was, is)
				mu.Lock()
				defer mu.Unlock()
				steps[step] = blob
				return err
			})
		},
	})
	if failed := group.Wait(); failed != nil {
		return nil, failed
	}
	if err == nil && len(steps) != len(t.Steps) {
		err = fmt.Errorf("mmdebstrap made %d of %d steps", len(steps), len(t.Steps))
	}
	return steps, err
}

// step makes the layer that leads from the snapshot before (none when empty) to the snapshot after.
func (b *Baker) step(ctx context.Context, before, after string) (store.Blob, error) {
	return b.write(ctx, func(w *store.BlobWriter) error {
		was := layer.Snapshot{}
		if before != "" {
			file, err := os.Open(before)
			if err != nil {
				return fmt.Errorf("read snapshot: %w", err)
			}
			defer func() { _ = file.Close() }()
			if was, err = layer.TakeSnapshot(layer.FromTar(file)); err != nil {
				return err
			}
		}
		file, err := os.Open(after)
		if err != nil {
			return fmt.Errorf("read snapshot: %w", err)
		}
		defer func() { _ = file.Close() }()
		return layer.Write(w, layer.Since(was, layer.FromTar(file)))
	})
}
