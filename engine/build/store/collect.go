package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// keepTags is how long an image that nobody built again stays.
const keepTags = 30 * 24 * time.Hour

// collect forgets old tags and removes the blobs that no tag reaches. The caller is the only user of the store.
func (s *Store) collect(now time.Time) error {
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
	reached, err := s.reached(fresh)
	if err != nil {
		return err
	}
	return s.removeOthers(reached)
}

// reached is every digest that the manifests stand for.
func (s *Store) reached(manifests []v1.Descriptor) (map[string]bool, error) {
	path, err := layout.FromPath(s.dir)
	if err != nil {
		return nil, fmt.Errorf("read the image store: %w", err)
	}
	digests := map[string]bool{}
	for _, desc := range manifests {
		image, err := path.Image(desc.Digest)
		if err != nil {
			return nil, fmt.Errorf("read image %s: %w", desc.Digest, err)
		}
		manifest, err := image.Manifest()
		if err != nil {
			return nil, fmt.Errorf("read image %s: %w", desc.Digest, err)
		}
		digests[desc.Digest.Hex] = true
		digests[manifest.Config.Digest.Hex] = true
		for _, layer := range manifest.Layers {
			digests[layer.Digest.Hex] = true
		}
	}
	return digests, nil
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
