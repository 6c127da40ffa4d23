package store

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// Import copies an image from elsewhere into the store and tags it; blobs that are there and whole are not copied. It returns the digest of the
// image's manifest.
func (s *Store) Import(ctx context.Context, tag string, image v1.Image) (v1.Hash, error) {
	manifest, err := image.Manifest()
	if err != nil {
		return v1.Hash{}, fmt.Errorf("import an image: %w", err)
	}
	layers, err := image.Layers()
	if err != nil {
		return v1.Hash{}, fmt.Errorf("import an image: %w", err)
	}
	for i, l := range layers {
		if err := s.write(ctx, manifest.Layers[i], l.Compressed); err != nil {
			return v1.Hash{}, err
		}
	}
	if err := s.write(ctx, manifest.Config, reading(image.RawConfigFile)); err != nil {
		return v1.Hash{}, err
	}
	desc := v1.Descriptor{MediaType: manifest.MediaType}
	if desc.Digest, err = image.Digest(); err != nil {
		return v1.Hash{}, fmt.Errorf("import an image: %w", err)
	}
	if desc.Size, err = image.Size(); err != nil {
		return v1.Hash{}, fmt.Errorf("import an image: %w", err)
	}
	if err := s.write(ctx, desc, reading(image.RawManifest)); err != nil {
		return v1.Hash{}, err
	}
	return desc.Digest, s.Tag(ctx, tag, desc)
}

// reading opens what is in memory.
func reading(text func() ([]byte, error)) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		b, err := text()
		return io.NopCloser(bytes.NewReader(b)), err
	}
}

// write copies a blob, unless it is there and whole; what does not have its digest is refused.
func (s *Store) write(ctx context.Context, d v1.Descriptor, open func() (io.ReadCloser, error)) error {
	desc := ocispecs.Descriptor{MediaType: string(d.MediaType), Digest: digest.Digest(d.Digest.String()), Size: d.Size}
	// A damaged blob would be taken for the one that is to be written.
	whole, err := s.whole(ctx, desc, time.Now())
	if err != nil || whole {
		return err
	}
	if err := s.moveAside([]string{desc.Digest.Encoded()}); err != nil {
		return err
	}
	r, err := open()
	if err != nil {
		return fmt.Errorf("import %s: %w", d.Digest, err)
	}
	defer r.Close()
	if err := content.WriteBlob(ctx, s.content, "import-"+d.Digest.Hex, r, desc); err != nil {
		return fmt.Errorf("import %s: %w", d.Digest, err)
	}
	return nil
}
