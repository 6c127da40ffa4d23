// Package imagetest makes small images for tests.
package imagetest

import (
	"archive/tar"
	"bytes"
	"io"
	"maps"
	"runtime"
	"slices"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// Layer is a layer as a build leaves it.
type Layer struct {
	// CreatedBy is its line in the image's history.
	CreatedBy string
	// Files are the contents of regular files, all executable, by their paths below the root without a leading slash.
	Files map[string]string
}

// Image returns an image for Linux on this computer's architecture, with layers from the lowest up.
func Image(t testing.TB, config v1.Config, layers ...Layer) v1.Image {
	t.Helper()
	file, err := empty.Image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	file = file.DeepCopy()
	file.OS, file.Architecture, file.Config = "linux", runtime.GOARCH, config
	img, err := mutate.ConfigFile(empty.Image, file)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		img, err = mutate.Append(img, mutate.Addendum{Layer: l.pack(t), History: v1.History{CreatedBy: l.CreatedBy}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return img
}

func (l Layer) pack(t testing.TB) v1.Layer {
	t.Helper()
	var data bytes.Buffer
	w := tar.NewWriter(&data)
	for _, name := range slices.Sorted(maps.Keys(l.Files)) {
		header := &tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o755, Size: int64(len(l.Files[name]))}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, l.Files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	packed, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data.Bytes())), nil })
	if err != nil {
		t.Fatal(err)
	}
	return packed
}
