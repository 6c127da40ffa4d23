// Package store is the local image store: one content-addressed OCI image layout in the user's cache folder, which
// several Lightships may use at the same time.
//
// BuildKit writes blobs into it and leaves out those that are there. A tag in index.json names an image; blobs that no
// tag reaches are collected when nobody uses the store.
package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/plugins/content/local"
	"github.com/gofrs/flock"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// ErrNotFound is returned for a tag or image that is not in the store.
var ErrNotFound = errors.New("not in the image store")

// lockEvery is the pause between two tries to get a lock.
const lockEvery = 20 * time.Millisecond

// Store is one open image layout. It is safe for concurrent use.
type Store struct {
	dir     string
	content content.Store
	// use is held shared for as long as the store is open: what an image of it reads is not collected.
	use *flock.Flock
}

// Open opens the store in dir, an absolute path, and makes it when there is none. It waits while another process
// collects garbage in it.
func Open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the image store: %w", err)
	}
	use := flock.New(filepath.Join(dir, "use.lock"))
	if _, err := use.TryRLockContext(ctx, lockEvery); err != nil {
		return nil, fmt.Errorf("lock the image store: %w", err)
	}
	s := &Store{dir: dir, use: use}
	if err := s.prepare(ctx); err != nil {
		use.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context) error {
	c, err := local.NewStore(s.dir)
	if err != nil {
		return fmt.Errorf("open the image store: %w", err)
	}
	s.content = c
	return s.withIndex(ctx, func() error {
		if err := writeOnce(filepath.Join(s.dir, "oci-layout"), []byte(`{"imageLayoutVersion":"1.0.0"}`)); err != nil {
			return err
		}
		// The store is a cache: an index that can't be read begins anew.
		if _, err := readIndex(s.indexPath()); err != nil {
			return writeIndex(s.indexPath(), emptyIndex())
		}
		return nil
	})
}

// Content is where a builder writes blobs.
func (s *Store) Content() content.Store { return s.content }

// Image reads the image whose manifest has the digest d. It fails with ErrNotFound.
func (s *Store) Image(d v1.Hash) (v1.Image, error) {
	index, err := layout.ImageIndexFromPath(s.dir)
	if err != nil {
		return nil, fmt.Errorf("read the image store: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("read the image store: %w", err)
	}
	for _, desc := range manifest.Manifests {
		if desc.Digest == d {
			return index.Image(d)
		}
	}
	return nil, fmt.Errorf("image %s: %w", d, ErrNotFound)
}

// Close ends the use of the store. When nobody else uses it, it first collects the blobs that no tag reaches.
func (s *Store) Close() error {
	if err := s.use.Unlock(); err != nil {
		return fmt.Errorf("unlock the image store: %w", err)
	}
	alone, err := s.use.TryLock()
	if err != nil || !alone {
		return err
	}
	defer s.use.Close()
	return s.collect(time.Now())
}
