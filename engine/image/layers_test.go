package image

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/klauspost/compress/zstd"
)

// file is one entry of a layer that a test makes.
type file struct {
	name string
	flag byte
	mode int64
	link string
	body string
}

func regular(name, body string) file {
	return file{name: name, flag: tar.TypeReg, mode: 0o644, body: body}
}

func program(name, body string) file {
	return file{name: name, flag: tar.TypeReg, mode: 0o755, body: body}
}
func dir(name string) file { return file{name: name, flag: tar.TypeDir, mode: 0o755} }
func symlink(name, to string) file {
	return file{name: name, flag: tar.TypeSymlink, mode: 0o777, link: to}
}

func hardlink(name, to string) file {
	return file{name: name, flag: tar.TypeLink, mode: 0o755, link: to}
}
func whiteout(name string) file { return regular(name, "") }

func tarOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Typeflag: f.flag, Mode: f.mode, Linkname: f.link, Size: int64(len(f.body))}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func gzipped(t testing.TB, data []byte) v1.Layer {
	t.Helper()
	l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
		tarball.WithCompressionLevel(gzip.BestSpeed), tarball.WithMediaType(types.OCILayer))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func layerOf(t testing.TB, files ...file) v1.Layer {
	return gzipped(t, tarOf(t, files...))
}

// zstdLayer is a layer whose diff ID differs from its digest, as a registry's has.
type zstdLayer struct {
	v1.Layer
	diffID v1.Hash
}

func (l zstdLayer) DiffID() (v1.Hash, error) { return l.diffID, nil }

func zstdOf(t testing.TB, data []byte) v1.Layer {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	diffID, _, err := v1.SHA256(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return zstdLayer{static.NewLayer(w.EncodeAll(data, nil), types.OCILayerZStd), diffID}
}

func imageOf(t testing.TB, config v1.Config, layers ...v1.Layer) v1.Image {
	t.Helper()
	img, err := mutate.Config(empty.Image, config)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if img, err = mutate.Append(img, mutate.Addendum{Layer: l, History: v1.History{CreatedBy: "made by a test"}}); err != nil {
			t.Fatal(err)
		}
	}
	return img
}

func analyze(t testing.TB, img v1.Image, o Options) *Analysis {
	t.Helper()
	a, err := Analyze(t.Context(), img, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func diffIDs(t testing.TB, layers ...v1.Layer) []v1.Hash {
	t.Helper()
	ids := make([]v1.Hash, len(layers))
	for i, l := range layers {
		id, err := l.DiffID()
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = id
	}
	return ids
}

func shareOf(a *Analysis, o Origin) int64 {
	for _, s := range a.Shares {
		if s.Origin == o {
			return s.OnDisk
		}
	}
	return 0
}

func TestALayerWhoseIndexIsKeptAheadIsNotReadAgain(t *testing.T) {
	l, o := layerOf(t, regular("app/a", "hello")), Options{CacheDir: t.TempDir()}
	diffID := diffIDs(t, l)[0]
	digest, err := l.Digest()
	if err != nil {
		t.Fatal(err)
	}
	open := func() (io.ReadCloser, int64, error) {
		blob, err := l.Compressed()
		size, sizeErr := l.Size()
		return blob, size, errors.Join(err, sizeErr)
	}
	if err := KeepIndex(t.Context(), digest, diffID, open, o); err != nil {
		t.Fatal(err)
	}
	unread := unreadable{l}
	if a := analyze(t, imageOf(t, v1.Config{}, unread), o); a.Layers[0].Files != 1 {
		t.Errorf("layer = %+v", a.Layers[0])
	}
	never := func() (io.ReadCloser, int64, error) { return nil, 0, errors.New("opened again") }
	if err := KeepIndex(t.Context(), digest, diffID, never, o); err != nil {
		t.Error(err)
	}
	o.CacheDir = t.TempDir()
	wrong := v1.Hash{Algorithm: "sha256", Hex: strings.Repeat("0", 64)}
	if err := KeepIndex(t.Context(), wrong, diffID, open, o); !errors.Is(err, ErrBrokenLayer) {
		t.Errorf("a layer with another digest gives %v", err)
	}
	if hasIndex(o.CacheDir, diffID) {
		t.Error("the index of a broken layer was kept")
	}
}

// unreadable is a layer whose bytes can't be had.
type unreadable struct{ v1.Layer }

func (unreadable) Compressed() (io.ReadCloser, error) { return nil, errors.New("not to be read") }
