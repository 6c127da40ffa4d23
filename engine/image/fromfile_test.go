package image

import (
	"archive/tar"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// layoutWith is a layout of an index for two platforms, with the image for linux/amd64.
func layoutWith(t *testing.T) (dir string, image v1.Image) {
	t.Helper()
	var all v1.ImageIndex = empty.Index
	for _, architecture := range []string{"arm64", "amd64"} {
		i, err := random.Image(2000, 2)
		if err != nil {
			t.Fatal(err)
		}
		all = mutate.AppendManifests(all, mutate.IndexAddendum{
			Add: i, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: architecture}},
		})
		image = i
	}
	dir = t.TempDir()
	// Layouts that builders write hold the index of the platforms in their own.
	if _, err := layout.Write(dir, mutate.AppendManifests(empty.Index, mutate.IndexAddendum{Add: all})); err != nil {
		t.Fatal(err)
	}
	return dir, image
}

// archived is a tar of a folder.
func archived(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "image.tar")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := tar.NewWriter(f)
	if err := w.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAnImageIsReadFromALayoutAndItsArchive(t *testing.T) {
	dir, want := layoutWith(t)
	for _, file := range []string{dir, archived(t, dir)} {
		got, err := FromFile(file, "linux/amd64")
		if err != nil {
			t.Fatal(err)
		}
		if a, b := digestOf(t, got), digestOf(t, want); a != b {
			t.Errorf("%s: %s, want %s", file, a, b)
		}
		if err := validate.Image(got); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if _, err := FromFile(file, "linux/riscv64"); !errors.Is(err, ErrNoImage) || !strings.Contains(err.Error(), "linux/riscv64") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func digestOf(t *testing.T, i v1.Image) string {
	t.Helper()
	d, err := i.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}

func TestAnImageIsReadFromAFileOfDockerSave(t *testing.T) {
	_, want := layoutWith(t)
	file := filepath.Join(t.TempDir(), "image.tar")
	if err := tarball.WriteToFile(file, name.MustParseReference("shop:1"), want); err != nil {
		t.Fatal(err)
	}
	got, err := FromFile(file, "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	a, errA := got.ConfigName()
	b, errB := want.ConfigName()
	if a != b || errA != nil || errB != nil {
		t.Errorf("%s, want %s (%v, %v)", a, b, errA, errB)
	}
}

func TestWhatIsNoImageIsSaidToBeNone(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no image"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{t.TempDir(), text, archived(t, t.TempDir())} {
		if _, err := FromFile(file, "linux/amd64"); !errors.Is(err, ErrNoImage) {
			t.Errorf("%s: %v", file, err)
		}
	}
}
