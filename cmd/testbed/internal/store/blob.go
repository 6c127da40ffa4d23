package store

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/klauspost/compress/gzip"
)

// BlobWriter takes an uncompressed layer tar and keeps it gzipped, as registries have their layers. Call Commit at
// the end, and Abort in any case (after Commit it does nothing).
type BlobWriter struct {
	store        *Store
	file         *os.File
	buffer       *bufio.Writer
	zip          *gzip.Writer
	diff, digest hash.Hash
	diskSize     int64
	committed    bool
}

// NewBlob starts a layer.
func (s *Store) NewBlob() (*BlobWriter, error) {
	file, err := os.CreateTemp(s.Path("blobs", "sha256"), ".new-*")
	if err != nil {
		return nil, fmt.Errorf("write a layer: %w", err)
	}
	w := &BlobWriter{store: s, file: file, diff: sha256.New(), digest: sha256.New()}
	w.buffer = bufio.NewWriterSize(io.MultiWriter(file, w.digest), 1<<20)
	// 6 is what the tools that publish images use.
	w.zip, err = gzip.NewWriterLevel(w.buffer, 6)
	if err != nil {
		return nil, fmt.Errorf("write a layer: %w", err)
	}
	return w, nil
}

// Write takes the next bytes of the layer's tar.
func (w *BlobWriter) Write(p []byte) (int, error) {
	n, err := w.zip.Write(p)
	w.diff.Write(p[:n])
	w.diskSize += int64(n)
	return n, err
}

// Commit ends the layer and keeps it.
func (w *BlobWriter) Commit() (Blob, error) {
	if err := errors.Join(w.zip.Close(), w.buffer.Flush()); err != nil {
		return Blob{}, fmt.Errorf("write a layer: %w", err)
	}
	size, err := w.file.Seek(0, io.SeekCurrent)
	if err == nil {
		err = errors.Join(w.file.Chmod(0o644), w.file.Close())
	}
	b := Blob{Digest: sum(w.digest), DiffID: sum(w.diff), Download: size, OnDisk: w.diskSize}
	if err == nil {
		err = os.Rename(w.file.Name(), w.store.BlobPath(b.Digest))
	}
	if err != nil {
		return Blob{}, fmt.Errorf("write a layer: %w", err)
	}
	w.committed = true
	return b, nil
}

// Abort leaves nothing behind of a layer that was not committed.
func (w *BlobWriter) Abort() {
	if !w.committed {
		_ = w.file.Close()
		_ = os.Remove(w.file.Name())
	}
}

// OpenLayer reads the tar of a layer in the store.
func (s *Store) OpenLayer(b Blob) (io.ReadCloser, error) {
	file, err := os.Open(s.BlobPath(b.Digest))
	if err != nil {
		return nil, fmt.Errorf("read a layer: %w", err)
	}
	zip, err := gzip.NewReader(bufio.NewReaderSize(file, 1<<20))
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("read a layer: %w", err)
	}
	return struct {
		io.Reader
		io.Closer
	}{zip, file}, nil
}

func sum(h hash.Hash) v1.Hash {
	return v1.Hash{Algorithm: "sha256", Hex: hex.EncodeToString(h.Sum(nil))}
}
