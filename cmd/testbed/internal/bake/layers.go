package bake

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"lightship/cmd/testbed/internal/debian"
	"lightship/cmd/testbed/internal/layer"
	"lightship/cmd/testbed/internal/recipe"
	"lightship/cmd/testbed/internal/store"
)

// layer makes one layer. A tree's step that is taken whole is not written again.
func (b *Baker) layer(ctx context.Context, l recipe.Layer) (store.Blob, error) {
	var source layer.Source
	if l.Tree != "" {
		steps, err := b.tree(ctx, l.Tree)
		if err != nil {
			return store.Blob{}, err
		}
		step := steps[l.Step]
		if len(l.Keep)+len(l.Drop)+len(l.Files)+len(l.Rename) == 0 && !l.DropDocs {
			return step, nil
		}
		source = b.fromStore(step)
	} else {
		var err error
		if source, err = b.source(ctx, l); err != nil {
			return store.Blob{}, err
		}
	}
	source = layer.Select(source, layer.Selection{Keep: l.Keep, Drop: l.Drop, DropDocs: l.DropDocs, Rename: l.Rename})
	if l.Busybox != "" {
		links, err := b.applets(ctx, l, source)
		if err != nil {
			return store.Blob{}, err
		}
		source = layer.Overlay(source, links, nil)
	}
	source = layer.Overlay(source, l.Files, b.hostCA)
	return b.write(ctx, func(w *store.BlobWriter) error { return layer.Write(w, source) })
}

// source is what a layer is made of that takes no step of a tree: packages, a module, a tool, or nothing but its own files.
func (b *Baker) source(ctx context.Context, l recipe.Layer) (layer.Source, error) {
	switch {
	case len(l.Packages) > 0:
		dir, err := b.packages(ctx, l.Suite)
		if err != nil {
			return nil, err
		}
		return unpacked(ctx, l, dir), nil
	case l.Module != "":
		module, err := b.module(ctx, l.Module)
		if err != nil {
			return nil, err
		}
		return layer.FromModule(module, l.Module, l.To), nil
	case l.NPM != "":
		tarball, err := b.npm(ctx, l.NPM)
		if err != nil {
			return nil, err
		}
		return layer.FromNPM(tarball, l.To), nil
	case l.Tool != "":
		program, err := b.tool(l.Tool)
		if err != nil {
			return nil, err
		}
		content, err := os.ReadFile(program)
		if err != nil {
			return nil, fmt.Errorf("read tool: %w", err)
		}
		return layer.FromFile(content, l.To), nil
	}
	return layer.Nothing, nil
}

func (b *Baker) fromStore(blob store.Blob) layer.Source {
	return func(emit layer.Emit) error {
		in, err := b.Store.OpenLayer(blob)
		if err != nil {
			return err
		}
		return errors.Join(layer.FromTar(in)(emit), in.Close())
	}
}

// tree is the layers of the steps of the tree called title, grown unless the store has them.
func (b *Baker) tree(ctx context.Context, title string) (map[string]store.Blob, error) {
	return shared(b, "tree "+title, func() (map[string]store.Blob, error) {
		hash := b.Recipes.TreeHash(title, b.local)
		if steps, ok := b.Store.Tree(hash); ok {
			return steps, nil
		}
		select {
		case b.growing <- struct{}{}:
			defer func() { <-b.growing }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		t := b.Recipes.Tree(title)
		dir, err := os.MkdirTemp(b.Store.Path("trees"), ".new-*")
		if err != nil {
			return nil, fmt.Errorf("grow tree %s: %w", title, err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		steps, err := b.grow(ctx, t, dir)
		if err != nil {
			return nil, fmt.Errorf("grow tree %s: %w", title, err)
		}
		return steps, b.Store.PutTree(hash, steps)
	})
}

// want notes the packages of the recipes called titles and of those below them, to be downloaded together.
func (b *Baker) want(titles []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, title := range titles {
		for _, below := range b.Recipes.Below(title) {
			for _, l := range b.Recipes.Image(below).Layers {
				if len(l.Packages) > 0 {
					b.wanted[l.Suite] = append(b.wanted[l.Suite], l.Packages...)
				}
			}
		}
	}
}

// packages is the folder of the suite's packages, after those that are wanted by now are there.
func (b *Baker) packages(ctx context.Context, suite string) (string, error) {
	dir := b.Store.Path("debs", suite)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("download packages: %w", err)
	}
	b.mu.Lock()
	wanted := slices.Sorted(slices.Values(b.wanted[suite]))
	b.mu.Unlock()
	b.download.Lock()
	defer b.download.Unlock()
	err := debian.Download(ctx, suite, slices.Compact(wanted), dir, func(s string) { b.Progress(suite + ": " + s) })
	return dir, err
}

func unpacked(ctx context.Context, l recipe.Layer, dir string) layer.Source {
	sources := make([]layer.Source, len(l.Packages))
	for i, p := range l.Packages {
		sources[i] = debian.Unpack(ctx, filepath.Join(dir, p+".deb"), l.StatusD)
	}
	return layer.Join(sources...)
}

// applets are links for the applets of the layer's busybox, told by running that busybox once.
func (b *Baker) applets(ctx context.Context, l recipe.Layer, source layer.Source) ([]recipe.File, error) {
	dir, err := os.MkdirTemp(b.Store.Path("tools"), ".new-*")
	if err != nil {
		return nil, fmt.Errorf("unpack busybox: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// It goes by the name that it is called with.
	program := filepath.Join(dir, "busybox")
	err = source(func(h *tar.Header, content io.Reader) error {
		if h.Name != l.Busybox {
			return nil
		}
		out, err := os.OpenFile(program, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
		if err != nil {
			return fmt.Errorf("unpack busybox: %w", err)
		}
		_, err = io.Copy(out, content)
		return errors.Join(err, out.Close())
	})
	if err != nil {
		return nil, err
	}
	names, err := debian.Applets(ctx, program)
	if err != nil {
		return nil, err
	}
	var links []recipe.File
	for _, name := range names {
		if l.BusyboxDir != "" {
			name = path.Join(l.BusyboxDir, path.Base(name))
		}
		if name != l.Busybox {
			links = append(links, recipe.File{Path: name, Link: "/" + l.Busybox})
		}
	}
	return links, nil
}
