package bake

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/sync/errgroup"

	"lightship/cmd/testbed/internal/recipe"
	"lightship/cmd/testbed/internal/store"
	"lightship/engine/image"
)

// image builds the image of the recipe called title, unless the store has it.
func (b *Baker) image(ctx context.Context, title string) (store.Image, error) {
	return shared(b, "image "+title, func() (store.Image, error) {
		hash, err := b.Recipes.Hash(title, b.local)
		if err != nil {
			return store.Image{}, err
		}
		if img, ok := b.Store.Image(title, hash); ok {
			return img, nil
		}
		start := time.Now()
		img, err := b.assemble(ctx, b.Recipes.Image(title))
		if err != nil {
			return store.Image{}, fmt.Errorf("build stand-in %s: %w", title, err)
		}
		img.Hash = hash
		if err := b.Store.PutImage(title, img); err != nil {
			return store.Image{}, err
		}
		b.Progress(fmt.Sprintf("%s: built in %.1f s", title, time.Since(start).Seconds()))
		return img, nil
	})
}

// assemble makes all layers of r and the image that holds them.
func (b *Baker) assemble(ctx context.Context, r *recipe.Recipe) (store.Image, error) {
	layers := make([]store.Blob, len(r.Layers))
	var below store.Image
	group, ctx := errgroup.WithContext(ctx)
	if r.From != "" {
		group.Go(func() (err error) {
			below, err = b.image(ctx, r.From)
			return err
		})
	}
	for i := range r.Layers {
		group.Go(func() (err error) {
			layers[i], err = b.layer(ctx, r.Layers[i])
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return store.Image{}, err
	}
	history, err := b.history(r)
	if err != nil {
		return store.Image{}, err
	}
	return b.seal(r, slices.Concat(below.Layers, layers), history)
}

// history is the history of r and of what it stands on: one entry per layer.
func (b *Baker) history(r *recipe.Recipe) ([]v1.History, error) {
	var lines []v1.History
	if r.From != "" {
		below, err := b.history(b.Recipes.Image(r.From))
		if err != nil {
			return nil, err
		}
		lines = below
	}
	for _, l := range r.Layers {
		lines = append(lines, v1.History{CreatedBy: l.By, Created: v1.Time{Time: time.Unix(0, 0)}})
	}
	return lines, nil
}

// seal writes config, manifest and index of an image.
func (b *Baker) seal(r *recipe.Recipe, layers []store.Blob, history []v1.History) (store.Image, error) {
	config := v1.ConfigFile{
		Architecture: "amd64", OS: "linux", Created: v1.Time{Time: time.Unix(0, 0)}, History: history,
		RootFS: v1.RootFS{Type: "layers"},
		Config: v1.Config{
			Env: r.Config.Env, Entrypoint: r.Config.Entrypoint, Cmd: r.Config.Cmd, User: r.Config.User,
			WorkingDir: r.Config.Workdir, Labels: map[string]string{image.StandInLabel: r.About},
			StopSignal: r.Config.StopSignal,
		},
	}
	maps.Copy(config.Config.Labels, r.Config.Labels)
	for _, port := range r.Config.Expose {
		if config.Config.ExposedPorts == nil {
			config.Config.ExposedPorts = map[string]struct{}{}
		}
		config.Config.ExposedPorts[port] = struct{}{}
	}
	manifest := v1.Manifest{SchemaVersion: 2, MediaType: types.OCIManifestSchema1}
	img := store.Image{Layers: layers}
	for _, l := range layers {
		config.RootFS.DiffIDs = append(config.RootFS.DiffIDs, l.DiffID)
		manifest.Layers = append(manifest.Layers, v1.Descriptor{MediaType: types.OCILayer, Digest: l.Digest, Size: l.Download})
		img.Download += l.Download
		img.OnDisk += l.OnDisk
	}
	var err error
	if manifest.Config, err = b.put(config, types.OCIConfigJSON); err != nil {
		return store.Image{}, err
	}
	img.Download += manifest.Config.Size
	one, err := b.put(manifest, types.OCIManifestSchema1)
	if err != nil {
		return store.Image{}, err
	}
	one.Platform = &v1.Platform{OS: "linux", Architecture: "amd64"}
	index, err := b.put(v1.IndexManifest{
		SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: []v1.Descriptor{one},
	}, types.OCIImageIndex)
	img.Manifest, img.Index = one.Digest, index.Digest
	return img, err
}

func (b *Baker) put(document any, kind types.MediaType) (v1.Descriptor, error) {
	text, err := json.Marshal(document)
	if err != nil {
		return v1.Descriptor{}, fmt.Errorf("write image: %w", err)
	}
	digest, size, err := v1.SHA256(bytes.NewReader(text))
	if err != nil {
		return v1.Descriptor{}, fmt.Errorf("write image: %w", err)
	}
	return v1.Descriptor{MediaType: kind, Digest: digest, Size: size}, b.Store.PutBytes(text, digest)
}
