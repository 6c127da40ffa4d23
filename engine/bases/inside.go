package bases

import (
	"context"
	"fmt"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/image"
)

// Inside is what reading the layers of an image tells beyond its manifest.
type Inside struct {
	// OnDisk is the bytes of the unpacked layer tars.
	OnDisk   int64          `json:"on_disk_bytes"`
	Contents image.Contents `json:"contents"`
	// Files decide whether a program starts there.
	Files *image.FileSystem `json:"-"`
}

// Into returns facts with what was read from the layers.
func (in *Inside) Into(f Facts) Facts {
	if in != nil {
		f.OnDisk, f.OnDiskEstimated, f.Contents = in.OnDisk, false, &in.Contents
	}
	return f
}

// Inside reads the layers of the image whose facts are given, once in the life of its digest: they are streamed and not
// stored. progress, when not nil, is told of the compressed bytes. The error says what is wrong with the image or why it
// could not be had; it is ctx's when ctx was done.
func (r *Registry) Inside(ctx context.Context, ref, platform string, f Facts, progress func(done, total int64)) (*Inside, error) {
	if ref == Scratch {
		files := &image.FileSystem{}
		return &Inside{Contents: files.Contents(), Files: files}, nil
	}
	if in, ok := r.cache.inside(f.Digest); ok {
		if in.Files = r.cache.files(f.Digest); in.Files != nil {
			return &in, nil
		}
	}
	q, err := r.query(ref, platform)
	if err == nil {
		err = q.routeErr
	}
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.settings.LayerTimeout)
	defer cancel()
	var first error
	for _, e := range q.endpoints {
		in, digest, err := r.survey(ctx, e, q, f.Digest, progress)
		if err == nil {
			r.warnIf(r.cache.keepInside(digest, *in), "keep what is in "+ref)
			return in, nil
		}
		if first == nil {
			first = explain(err, e.host, ref)
		}
	}
	return nil, first
}

// survey reads the layers at one endpoint: of the manifest with the digest, or of the tag when that is not known.
func (r *Registry) survey(ctx context.Context, e endpoint, q query, digest v1.Hash, progress func(done, total int64)) (*Inside, v1.Hash, error) {
	ref := q.ref
	if digest.Hex != "" {
		ref = q.ref.Context().Digest(digest.String())
	}
	img, _, err := r.open(ctx, e, ref, q.platform)
	if err != nil {
		return nil, v1.Hash{}, err
	}
	if digest, err = img.Digest(); err != nil {
		return nil, v1.Hash{}, fmt.Errorf("read digest: %w", err)
	}
	if manifest, err := img.Manifest(); err == nil && len(manifest.Layers) > maxLayers {
		return nil, v1.Hash{}, fmt.Errorf("%w: it has %d", ErrTooManyLayers, len(manifest.Layers))
	}
	files, onDisk, err := image.Survey(ctx, img, image.Options{
		Progress: progress, MaxUnfolded: r.settings.MaxUnfolded, CacheDir: r.layerCache(), Verified: true,
	})
	if err != nil {
		return nil, v1.Hash{}, err
	}
	return &Inside{OnDisk: onDisk, Contents: files.Contents(), Files: files}, digest, nil
}

// layerCache is where the indexes of layers are kept, empty for nowhere.
func (r *Registry) layerCache() string {
	if r.settings.CacheDir == "" {
		return ""
	}
	return filepath.Join(r.settings.CacheDir, "layers")
}

// Open returns the published image of a platform, to be read by the caller within the life of ctx.
func (r *Registry) Open(ctx context.Context, ref, platform string) (v1.Image, error) {
	q, err := r.query(ref, platform)
	if err == nil {
		err = q.routeErr
	}
	if err != nil {
		return nil, err
	}
	var first error
	for _, e := range q.endpoints {
		img, _, err := r.open(ctx, e, q.ref, q.platform)
		if err == nil {
			return img, nil
		}
		if first == nil {
			first = explain(err, e.host, ref)
		}
	}
	return nil, first
}
