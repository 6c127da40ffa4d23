package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/containerd/containerd/v2/core/images"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// keepTags is how long an image that nobody built again stays.
const keepTags = 30 * 24 * time.Hour

// collect forgets old tags and removes the blobs that no tag reaches. The caller is the only user of the store.
func (s *Store) collect(now time.Time) error {
	if err := s.sweepAside(now); err != nil {
		return err
	}
	index, err := readIndex(s.indexPath())
	if err != nil {
		return err
	}
	fresh := index.Manifests[:0:0]
	for _, desc := range index.Manifests {
		at, err := time.Parse(time.RFC3339, desc.Annotations[created])
		if err != nil || now.Sub(at) < keepTags {
			fresh = append(fresh, desc)
		}
	}
	if len(fresh) != len(index.Manifests) {
		index.Manifests = fresh
		if err := writeIndex(s.indexPath(), index); err != nil {
			return err
		}
	}
	return errors.Join(s.removeOthers(s.reached(fresh)), s.sweepNotes())
}

// reached is every digest that the manifests stand for. What isn't there has no children.
func (s *Store) reached(manifests []v1.Descriptor) map[string]bool {
	digests := map[string]bool{}
	var visit func(ocispecs.Descriptor)
	visit = func(desc ocispecs.Descriptor) {
		if digests[desc.Digest.Encoded()] {
			return
		}
		digests[desc.Digest.Encoded()] = true
		children, err := images.Children(context.Background(), s.content, desc)
		if err != nil {
			return
		}
		for _, child := range children {
			visit(child)
		}
	}
	for _, desc := range manifests {
		visit(ocispecs.Descriptor{MediaType: string(desc.MediaType), Digest: digest.Digest(desc.Digest.String()), Size: desc.Size})
	}
	return digests
}

// removeOthers removes the blobs that aren't in keep and what an interrupted build left half written.
func (s *Store) removeOthers(keep map[string]bool) error {
	blobs := filepath.Join(s.dir, "blobs", "sha256")
	entries, err := os.ReadDir(blobs)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("collect blobs: %w", err)
	}
	for _, entry := range entries {
		if keep[entry.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(blobs, entry.Name())); err != nil {
			return fmt.Errorf("collect blobs: %w", err)
		}
	}
	half, err := filepath.Glob(filepath.Join(s.dir, "ingest", "*"))
	if err != nil {
		return fmt.Errorf("collect half-written blobs: %w", err)
	}
	for _, path := range half {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("collect half-written blobs: %w", err)
		}
	}
	return nil
}
