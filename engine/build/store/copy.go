package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/images"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/moby/buildkit/util/imageutil"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// CopyManifests copies the image d from another store as far as its manifests and configurations are there, and tags
// it. Layers aren't copied.
func (s *Store) CopyManifests(ctx context.Context, tag string, from content.Store, d digest.Digest) error {
	hash, err := v1.NewHash(d.String())
	if err != nil {
		return fmt.Errorf("copy manifests: %w", err)
	}
	desc := ocispecs.Descriptor{Digest: d}
	text, err := content.ReadBlob(ctx, from, desc)
	if err != nil {
		return fmt.Errorf("copy manifest %s: %w", d, err)
	}
	desc.Size = int64(len(text))
	if desc.MediaType, err = imageutil.DetectManifestBlobMediaType(text); err != nil {
		return fmt.Errorf("copy manifest %s: %w", d, err)
	}
	if err := s.copyTree(ctx, from, desc); err != nil {
		return err
	}
	return s.Tag(ctx, tag, v1.Descriptor{MediaType: types.MediaType(desc.MediaType), Digest: hash, Size: desc.Size})
}

// copyTree copies desc and what it stands for, but for layers and for what isn't in from, such as the manifests of
// other platforms.
func (s *Store) copyTree(ctx context.Context, from content.Store, desc ocispecs.Descriptor) error {
	if images.IsLayerType(desc.MediaType) {
		return nil
	}
	text, err := content.ReadBlob(ctx, from, desc)
	if err != nil {
		return nil
	}
	if err := content.WriteBlob(ctx, s.content, desc.Digest.String(), bytes.NewReader(text), desc); err != nil {
		return fmt.Errorf("copy manifest %s: %w", desc.Digest, err)
	}
	children, err := images.Children(ctx, s.content, desc)
	if err != nil {
		return fmt.Errorf("copy manifest %s: %w", desc.Digest, err)
	}
	for _, child := range children {
		if err := s.copyTree(ctx, from, child); err != nil {
			return err
		}
	}
	return nil
}
