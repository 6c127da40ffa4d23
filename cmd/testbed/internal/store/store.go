// Package store keeps built images on disk: content-addressed blobs, which image belongs to which recipe hash, and
// the lock that lets one process build at a time. A file is either whole or not there.
package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"golang.org/x/sys/unix"
)

// Store is a folder of blobs and records. Its methods may be called from several goroutines.
type Store struct {
	dir string
}

// Image is what is kept of a built image.
type Image struct {
	// Hash is the hash of the recipe that it was built from.
	Hash string `json:"hash"`
	// Index is the digest of the image index to serve, Manifest that of its one image.
	Index    v1.Hash `json:"index"`
	Manifest v1.Hash `json:"manifest"`
	// Layers are the lowest first.
	Layers []Blob `json:"layers"`
	// Download and OnDisk are the image's sizes in bytes: compressed blobs, unpacked layer tars.
	Download int64 `json:"download_bytes"`
	OnDisk   int64 `json:"on_disk_bytes"`
}

// Blob is a compressed layer in the store.
type Blob struct {
	Digest v1.Hash `json:"digest"`
	DiffID v1.Hash `json:"diff_id"`
	// Download and OnDisk are in bytes.
	Download int64 `json:"download_bytes"`
	OnDisk   int64 `json:"on_disk_bytes"`
}

// Open uses dir, which is made when it isn't there.
func Open(dir string) (*Store, error) {
	for _, sub := range []string{"blobs/sha256", "images", "trees", "debs", "npm", "tools"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, fmt.Errorf("make the testbed's cache folder: %w", err)
		}
	}
	return &Store{dir: dir}, nil
}

// Dir is the store's folder.
func (s *Store) Dir() string { return s.dir }

// Path is where a file or folder of the store is, given its name relative to the store.
func (s *Store) Path(name ...string) string {
	return filepath.Join(append([]string{s.dir}, name...)...)
}

// BlobPath is where the blob with that digest is kept.
func (s *Store) BlobPath(h v1.Hash) string { return s.Path("blobs", h.Algorithm, h.Hex) }

// Has says whether the blob with that digest is there.
func (s *Store) Has(h v1.Hash) bool {
	_, err := os.Stat(s.BlobPath(h))
	return err == nil
}

// PutBytes keeps content as a blob.
func (s *Store) PutBytes(content []byte, h v1.Hash) error {
	return WriteFile(s.BlobPath(h), content)
}

// Image is the image built for the recipe called title with that hash; ok is false when it is not there or not
// whole.
func (s *Store) Image(title, hash string) (img Image, ok bool) {
	if err := s.readRecord(s.imagePath(title, hash), &img); err != nil || img.Hash != hash {
		return Image{}, false
	}
	if !s.Has(img.Index) || !s.Has(img.Manifest) {
		return Image{}, false
	}
	return img, s.whole(img.Layers)
}

// PutImage keeps the record of an image whose blobs are in the store.
func (s *Store) PutImage(title string, img Image) error {
	return s.writeRecord(s.imagePath(title, img.Hash), img)
}

// imagePath is where the record of an image is kept. Its name has part of the hash, so that testbeds of different versions
// that share a cache leave each other's images alone.
func (s *Store) imagePath(title, hash string) string {
	return s.Path("images", title+"-"+hash[:min(len(hash), 16)]+".json")
}

// Tree is the layers of a tree's steps by name; ok is false when they are not there or not whole.
func (s *Store) Tree(hash string) (steps map[string]Blob, ok bool) {
	if err := s.readRecord(s.Path("trees", hash+".json"), &steps); err != nil {
		return nil, false
	}
	for _, b := range steps {
		if !s.Has(b.Digest) {
			return nil, false
		}
	}
	return steps, true
}

// PutTree keeps the layers of a tree's steps.
func (s *Store) PutTree(hash string, steps map[string]Blob) error {
	return s.writeRecord(s.Path("trees", hash+".json"), steps)
}

func (s *Store) whole(blobs []Blob) bool {
	for _, b := range blobs {
		if !s.Has(b.Digest) {
			return false
		}
	}
	return true
}

func (s *Store) readRecord(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func (s *Store) writeRecord(path string, record any) error {
	text, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return WriteFile(path, text)
}

// Lock waits until no other process builds into the store, telling waiting once when it has to wait, and returns the
// function that lets the next one in. What a process that was killed left half done is removed. It ends early, with the
// context's error, when ctx does.
func (s *Store) Lock(ctx context.Context, waiting func()) (unlock func(), err error) {
	file, err := os.OpenFile(s.Path("lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock the testbed's cache: %w", err)
	}
	for told := false; ; told = true {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			s.sweep()
			return func() { _ = file.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			_ = file.Close()
			return nil, fmt.Errorf("lock the testbed's cache: %w", err)
		}
		if !told {
			waiting()
		}
		select {
		case <-ctx.Done():
			_ = file.Close()
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// sweep removes files and folders that were never finished. The lock has to be held.
func (s *Store) sweep() {
	for _, pattern := range []string{"blobs/sha256/.new-*", "images/.new-*", "trees/.new-*", "debs/*/.new-*", "npm/.new-*", "tools/.new-*"} {
		left, err := filepath.Glob(s.Path(pattern))
		if err != nil {
			continue
		}
		for _, path := range left {
			_ = os.RemoveAll(path)
		}
	}
}

// WriteFile writes path so that readers see the old content or the new, never a part.
func WriteFile(path string, content []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	_, err = temp.Write(content)
	err = errors.Join(err, temp.Chmod(fs.FileMode(0o644)), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}
