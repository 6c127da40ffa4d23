package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

func TestADamagedBlobIsPutAsideAndWrittenAgain(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	image, err := random.Image(2000, 3)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := image.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	written := func() v1.Descriptor {
		d, err := s.Import(t.Context(), "before", image)
		if err != nil {
			t.Fatal(err)
		}
		size, err := image.Size()
		if err != nil {
			t.Fatal(err)
		}
		return v1.Descriptor{MediaType: types.DockerManifestSchema2, Digest: d, Size: size}
	}
	desc := written()
	later := time.Now().Add(time.Hour)
	if damaged, err := s.PutAside(t.Context(), desc, later); err != nil || damaged != nil {
		t.Fatalf("of a sound image %v: %v", damaged, err)
	}
	layer := manifest.Layers[1]
	other := make([]byte, layer.Size)
	for what, bytes := range map[string][]byte{"other bytes": other, "fewer bytes": other[1:], "none": {}} {
		path := s.blobPath(layer.Digest.Hex)
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		damaged, err := s.PutAside(t.Context(), desc, later)
		if err != nil || !slices.Equal(damaged, []string{layer.Digest.Hex}) {
			t.Fatalf("%s: %v: %v", what, damaged, err)
		}
		written()
		if notes, err := os.ReadDir(filepath.Join(s.dir, "compared")); err != nil || len(notes) == 0 {
			t.Errorf("%s: nothing is noted of the sound blobs: %v", what, err)
		}
		kept, err := s.Image(desc.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Image(kept); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestADamagedBlobIsNotTakenForTheImportedOne(t *testing.T) {
	for _, length := range []int{1, 0} {
		s, err := Open(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		image, err := random.Image(2000, 1)
		if err != nil {
			t.Fatal(err)
		}
		manifest, err := image.Manifest()
		if err != nil {
			t.Fatal(err)
		}
		layer := manifest.Layers[0]
		path := s.blobPath(layer.Digest.Hex)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, int(layer.Size)*length), 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := s.Import(t.Context(), "before", image)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := s.Image(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.Image(kept); err != nil {
			t.Errorf("of %d bytes: %v", int(layer.Size)*length, err)
		}
	}
}

func TestDamagedBlobsAreSweptAfterAWeek(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.moveAside([]string{"none"}); err != nil {
		t.Fatal(err)
	}
	for after, there := range map[time.Duration]bool{asideFor / 2: true, 2 * asideFor: false} {
		if err := s.moveAside(nil); err != nil {
			t.Fatal(err)
		}
		if err := s.collect(time.Now().Add(after)); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(s.aside()); (err == nil) != there {
			t.Errorf("after %s: %v", after, err)
		}
	}
}
