package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/types"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"lightship/engine/build/store"
)

func open(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// put writes a random image with two layers as BuildKit would and tags it.
func put(t *testing.T, s *store.Store, tag string) v1.Descriptor {
	t.Helper()
	image, err := random.Image(1000, 2)
	if err != nil {
		t.Fatal(err)
	}
	image = mutate.ConfigMediaType(mutate.MediaType(image, types.OCIManifestSchema1), types.OCIConfigJSON)
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range layers {
		blob, err := layer.Compressed()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(blob)
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, text)
	}
	config, err := image.RawConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, config)
	manifest, err := image.RawManifest()
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, manifest)
	hash, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	desc := v1.Descriptor{MediaType: types.OCIManifestSchema1, Digest: hash, Size: int64(len(manifest))}
	if err := s.Tag(t.Context(), tag, desc); err != nil {
		t.Fatal(err)
	}
	return desc
}

func write(t *testing.T, s *store.Store, text []byte) {
	t.Helper()
	desc := ocispecs.Descriptor{Digest: digest.FromBytes(text), Size: int64(len(text))}
	if err := content.WriteBlob(t.Context(), s.Content(), desc.Digest.String(), bytes.NewReader(text), desc); err != nil {
		t.Fatal(err)
	}
}

func blobs(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "blobs", "sha256"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestATaggedImageIsReadBack(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	desc := put(t, s, "before")
	found, err := s.Lookup("before")
	if err != nil || found != desc.Digest {
		t.Errorf("before is %s, %v", found, err)
	}
	image, err := s.Image(desc.Digest)
	if err != nil {
		t.Fatal(err)
	}
	if layers, err := image.Layers(); err != nil || len(layers) != 2 {
		t.Errorf("%d layers, %v", len(layers), err)
	}
	if _, err := layout.FromPath(dir); err != nil {
		t.Errorf("others can't read the layout: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	if _, err := again.Lookup("before"); err != nil {
		t.Errorf("the tag is gone after closing: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnUnknownTagIsNotFound(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	if _, err := s.Lookup("nothing"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("error is %v", err)
	}
	if _, err := s.Image(v1.Hash{Algorithm: "sha256", Hex: "00"}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("error is %v", err)
	}
}

func TestClosingCollectsWhatNoTagReaches(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, "before")
	put(t, s, "after")
	put(t, s, "after")
	if n := blobs(t, dir); n != 12 {
		t.Fatalf("%d blobs, want 12", n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := blobs(t, dir); n != 8 {
		t.Errorf("%d blobs after collecting, want 8", n)
	}
}

func TestNothingIsCollectedWhileAnotherUsesTheStore(t *testing.T) {
	dir := t.TempDir()
	other := open(t, dir)
	old := put(t, other, "after")
	image, err := other.Image(old.Digest)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	put(t, s, "after")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range layers {
		if _, err := layer.Uncompressed(); err != nil {
			t.Errorf("the replaced image can't be read any more: %v", err)
		}
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if n := blobs(t, dir); n != 4 {
		t.Errorf("%d blobs after the last one closed, want 4", n)
	}
}

func TestATagOfLongAgoIsForgotten(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, "old")
	put(t, s, "new")
	path := filepath.Join(dir, "index.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var index v1.IndexManifest
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	index.Manifests[0].Annotations["org.opencontainers.image.created"] = time.Now().AddDate(0, -2, 0).Format(time.RFC3339)
	if text, err = json.Marshal(index); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := blobs(t, dir); n != 4 {
		t.Errorf("%d blobs, want those of one image", n)
	}
}

func TestTagsOfManyAtOnceAreAllKept(t *testing.T) {
	dir := t.TempDir()
	names := []string{"a", "b", "c", "d", "e", "f"}
	var all sync.WaitGroup
	for _, name := range names {
		all.Go(func() {
			s, err := store.Open(t.Context(), dir)
			if err != nil {
				t.Error(err)
				return
			}
			desc := v1.Descriptor{MediaType: types.OCIManifestSchema1, Digest: v1.Hash{Algorithm: "sha256", Hex: strings.Repeat(name, 64)}}
			if err := s.Tag(t.Context(), name, desc); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s := open(t, dir)
	defer s.Close()
	tags, err := s.Tags()
	if err != nil || len(tags) != len(names) {
		t.Errorf("tags are %v, %v", tags, err)
	}
}

func TestADamagedIndexBeginsAnew(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	put(t, s, "before")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestManifestsAreCopiedWithoutLayers(t *testing.T) {
	dir := t.TempDir()
	from, to := open(t, t.TempDir()), open(t, dir)
	defer from.Close()
	desc := put(t, from, "base")
	if err := to.CopyManifests(t.Context(), "base", from.Content(), digest.Digest(desc.Digest.String())); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	if n := blobs(t, dir); n != 2 {
		t.Errorf("%d blobs, want the manifest and the configuration", n)
	}
}
