package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/cmd/testbed/internal/store"
)

func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *store.Store, text string) store.Blob {
	t.Helper()
	w, err := s.NewBlob()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	b, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestALayerIsReadBackAsItWasWritten(t *testing.T) {
	s := open(t)
	b := put(t, s, "some layer")
	in, err := s.OpenLayer(b)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	text, err := io.ReadAll(in)
	if err != nil || string(text) != "some layer" || b.OnDisk != 10 {
		t.Fatalf("%q, %d bytes on disk, %v", text, b.OnDisk, err)
	}
	info, err := os.Stat(s.BlobPath(b.Digest))
	if err != nil || info.Size() != b.Download {
		t.Fatalf("the blob's size is told as %d: %v, %v", b.Download, info, err)
	}
}

func TestAnAbortedLayerLeavesNothing(t *testing.T) {
	s := open(t)
	w, err := s.NewBlob()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "half"); err != nil {
		t.Fatal(err)
	}
	w.Abort()
	left, err := os.ReadDir(s.Path("blobs", "sha256"))
	if err != nil || len(left) != 0 {
		t.Fatal(left, err)
	}
}

func TestAnImageIsThereOnlyWholeAndForItsHash(t *testing.T) {
	s := open(t)
	layer, index, manifest := put(t, s, "layer"), put(t, s, "index"), put(t, s, "manifest")
	img := store.Image{Hash: "h", Index: index.Digest, Manifest: manifest.Digest, Layers: []store.Blob{layer}}
	if err := s.PutImage("x", img); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Image("x", "h"); !ok {
		t.Error("the image is not there")
	}
	if _, ok := s.Image("x", "other"); ok {
		t.Error("the image is there for another recipe")
	}
	if err := os.Remove(s.BlobPath(layer.Digest)); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Image("x", "h"); ok {
		t.Error("the image is there without its layer")
	}
}

func TestOneBuildsAtATime(t *testing.T) {
	s := open(t)
	unlock, err := s.Lock(t.Context(), func() { t.Error("the first had to wait") })
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan struct{})
	got := make(chan error, 1)
	go func() {
		second, err := s.Lock(t.Context(), func() { close(waits) })
		if err == nil {
			second()
		}
		got <- err
	}()
	<-waits
	unlock()
	if err := <-got; err != nil {
		t.Fatal(err)
	}
}

func TestTheNextToBuildRemovesWhatAKilledOneLeft(t *testing.T) {
	s := open(t)
	if _, err := s.NewBlob(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(s.Path("trees", ".new-1", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	unlock, err := s.Lock(t.Context(), func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	for _, dir := range []string{s.Path("blobs", "sha256"), s.Path("trees")} {
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Error(left, err)
		}
	}
}

func TestWaitingForTheLockEndsWithTheContext(t *testing.T) {
	s := open(t)
	unlock, err := s.Lock(t.Context(), func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := s.Lock(ctx, func() {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := store.WriteFile(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if err := store.WriteFile(filepath.Join(dir, "missing", "file"), nil); err == nil {
		t.Error("a folder that is missing is no error")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Fatal(left, err)
	}
}

func TestImagesOfTwoVersionsOfARecipeAreKeptSideBySide(t *testing.T) {
	s := open(t)
	text := []byte("{}")
	digest, _, err := v1.SHA256(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PutBytes(text, digest); err != nil {
		t.Fatal(err)
	}
	hashes := []string{strings.Repeat("a", 64), strings.Repeat("b", 64)}
	for _, hash := range hashes {
		if err := s.PutImage("name", store.Image{Hash: hash, Index: digest, Manifest: digest}); err != nil {
			t.Fatal(err)
		}
	}
	for _, hash := range hashes {
		if _, ok := s.Image("name", hash); !ok {
			t.Errorf("the image of %s is gone", hash)
		}
	}
}
