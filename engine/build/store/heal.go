package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/images"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// PutAside takes the blobs of an image out of the store that are not what their digests say
// or are not there, and returns their digests: who writes the image again writes them too. What was written at since or later was compared
// while it was written. They are kept in the folder "damaged" for a week.
func (s *Store) PutAside(ctx context.Context, image v1.Descriptor, since time.Time) ([]string, error) {
	var damaged []string
	var visit func(ocispecs.Descriptor) error
	visit = func(desc ocispecs.Descriptor) error {
		whole, err := s.whole(ctx, desc, since)
		if err != nil {
			return err
		}
		if !whole {
			damaged = append(damaged, desc.Digest.Encoded())
			return nil
		}
		children, err := images.Children(ctx, s.content, desc)
		if err != nil {
			return fmt.Errorf("read %s in the image store: %w", desc.Digest, err)
		}
		for _, child := range children {
			if err := visit(child); err != nil {
				return err
			}
		}
		return nil
	}
	err := visit(ocispecs.Descriptor{MediaType: string(image.MediaType), Digest: digest.Digest(image.Digest.String()), Size: image.Size})
	if err != nil || len(damaged) == 0 {
		return nil, err
	}
	return damaged, s.moveAside(damaged)
}

// whole says whether a blob is what its digest says; one that is not there is not.
func (s *Store) whole(ctx context.Context, desc ocispecs.Descriptor, since time.Time) (bool, error) {
	info, err := os.Stat(s.blobPath(desc.Digest.Encoded()))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look at a blob of the image store: %w", err)
	case info.Size() != desc.Size:
		return false, nil
	case !info.ModTime().Before(since), s.compared(desc, info.ModTime()):
		return true, nil
	}
	blob, err := s.content.ReaderAt(ctx, desc)
	if err != nil {
		return false, fmt.Errorf("read a blob of the image store: %w", err)
	}
	defer blob.Close()
	verifier := desc.Digest.Verifier()
	if _, err := io.Copy(verifier, content.NewReader(blob)); err != nil {
		return false, fmt.Errorf("read a blob of the image store: %w", err)
	}
	if !verifier.Verified() {
		return false, nil
	}
	return true, s.noteCompared(desc, info.ModTime())
}

// compared says whether a blob was compared with its digest since it was last written: to read some hundred megabytes at every build
// would cost more than the build. An empty file with the blob's time of change notes it.
func (s *Store) compared(desc ocispecs.Descriptor, changed time.Time) bool {
	note, err := os.Stat(s.notePath(desc.Digest.Encoded()))
	return err == nil && note.ModTime().Equal(changed)
}

func (s *Store) noteCompared(desc ocispecs.Descriptor, changed time.Time) error {
	at := s.notePath(desc.Digest.Encoded())
	err := os.MkdirAll(filepath.Dir(at), 0o700)
	if err == nil {
		err = os.WriteFile(at, nil, 0o600)
	}
	if err == nil {
		err = os.Chtimes(at, changed, changed)
	}
	if err != nil {
		return fmt.Errorf("note that a blob of the image store is sound: %w", err)
	}
	return nil
}

func (s *Store) notePath(hex string) string { return filepath.Join(s.dir, "compared", hex) }

// sweepNotes removes what was noted of blobs that are gone.
func (s *Store) sweepNotes() error {
	notes, err := os.ReadDir(filepath.Join(s.dir, "compared"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, n := range notes {
		if _, gone := os.Stat(s.blobPath(n.Name())); errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, os.Remove(s.notePath(n.Name())))
		}
	}
	if err != nil {
		return fmt.Errorf("sweep what was noted of blobs: %w", err)
	}
	return nil
}

// asideFor is how long damaged blobs are kept.
const asideFor = 7 * 24 * time.Hour

// sweepAside removes the damaged blobs when the last was put aside a week ago.
func (s *Store) sweepAside(now time.Time) error {
	info, err := os.Stat(s.aside())
	if err == nil && now.Sub(info.ModTime()) > asideFor {
		err = os.RemoveAll(s.aside())
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sweep damaged blobs: %w", err)
	}
	return nil
}

func (s *Store) aside() string { return filepath.Join(s.dir, "damaged") }

// moveAside moves blobs into the folder of damaged ones; another Lightship may do the same.
func (s *Store) moveAside(blobs []string) error {
	err := os.MkdirAll(s.aside(), 0o700)
	for _, b := range blobs {
		if err != nil {
			break
		}
		if err = os.Rename(s.blobPath(b), filepath.Join(s.aside(), b)); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return fmt.Errorf("put damaged blobs of the image store aside: %w", err)
	}
	return nil
}

func (s *Store) blobPath(hex string) string { return filepath.Join(s.dir, "blobs", "sha256", hex) }
