package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// The annotations of a tagged image in index.json; the second says when it was tagged.
const (
	refName = "org.opencontainers.image.ref.name"
	created = "org.opencontainers.image.created"
)

// Tag makes tag name the image of desc, whose blobs are in the store, in place of the one it named before.
func (s *Store) Tag(ctx context.Context, tag string, desc v1.Descriptor) error {
	return s.withIndex(ctx, func() error {
		index, err := readIndex(s.indexPath())
		if err != nil {
			return err
		}
		index.Manifests = without(index.Manifests, tag)
		desc.Annotations = map[string]string{refName: tag, created: time.Now().UTC().Format(time.RFC3339)}
		index.Manifests = append(index.Manifests, desc)
		return writeIndex(s.indexPath(), index)
	})
}

// Lookup is the digest of the image that tag names. It fails with ErrNotFound.
func (s *Store) Lookup(tag string) (v1.Hash, error) {
	index, err := readIndex(s.indexPath())
	if err != nil {
		return v1.Hash{}, err
	}
	for _, desc := range index.Manifests {
		if desc.Annotations[refName] == tag {
			return desc.Digest, nil
		}
	}
	return v1.Hash{}, fmt.Errorf("image %q: %w", tag, ErrNotFound)
}

// Tags gives the digests of all images by tag.
func (s *Store) Tags() (map[string]v1.Hash, error) {
	index, err := readIndex(s.indexPath())
	if err != nil {
		return nil, err
	}
	tags := make(map[string]v1.Hash, len(index.Manifests))
	for _, desc := range index.Manifests {
		tags[desc.Annotations[refName]] = desc.Digest
	}
	return tags, nil
}

func without(manifests []v1.Descriptor, tag string) []v1.Descriptor {
	kept := make([]v1.Descriptor, 0, len(manifests)+1)
	for _, desc := range manifests {
		if desc.Annotations[refName] != tag {
			kept = append(kept, desc)
		}
	}
	return kept
}

func (s *Store) indexPath() string { return filepath.Join(s.dir, "index.json") }

// withIndex calls change while no other process changes the index.
func (s *Store) withIndex(ctx context.Context, change func() error) error {
	lock := flock.New(filepath.Join(s.dir, "index.lock"))
	if _, err := lock.TryLockContext(ctx, lockEvery); err != nil {
		return fmt.Errorf("lock the image store's index: %w", err)
	}
	defer lock.Close()
	return change()
}

func emptyIndex() *v1.IndexManifest {
	return &v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: []v1.Descriptor{}}
}

func readIndex(path string) (*v1.IndexManifest, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the image store's index: %w", err)
	}
	index, err := v1.ParseIndexManifest(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read the image store's index: %w", err)
	}
	return index, nil
}

// writeIndex replaces the index in one step: whoever reads it sees the old or the new one.
func writeIndex(path string, index *v1.IndexManifest) error {
	text, err := json.Marshal(index)
	if err != nil {
		return fmt.Errorf("write the image store's index: %w", err)
	}
	if err := replace(path, text); err != nil {
		return fmt.Errorf("write the image store's index: %w", err)
	}
	return nil
}

func replace(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".index-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Chmod(file.Name(), 0o600); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func writeOnce(path string, text []byte) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := replace(path, text); err != nil {
		return fmt.Errorf("make the image store: %w", err)
	}
	return nil
}
