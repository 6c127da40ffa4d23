package image

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// ErrNoImage is of a file or folder that holds no image that can be read.
var ErrNoImage = errors.New("it holds no image: an OCI layout, an OCI archive or a file of docker save is meant")

const (
	indexFile    = "index.json"
	manifestFile = "manifest.json"
	// largestManifest is how many bytes an index or a manifest may have.
	largestManifest = 4 << 20
	// deepestIndex is how many indexes may stand in each other.
	deepestIndex = 4
)

// FromFile opens the image in a folder that is an OCI layout, in an OCI archive, or in a file that docker save wrote. Of one for several
// platforms it takes that of platform, such as linux/amd64. The file is read when the image is. It fails with ErrNoImage.
func FromFile(name, platform string) (v1.Image, error) {
	want, err := v1.ParsePlatform(platform)
	if err != nil {
		return nil, fmt.Errorf("read the platform: %w", err)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		index, err := layout.ImageIndexFromPath(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, ErrNoImage)
		}
		return ofPlatform(index, *want, deepestIndex)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", name, ErrNoImage)
	}
	a, err := openArchive(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, ErrNoImage)
	}
	switch {
	case a.has(indexFile):
		return ofPlatform(archiveIndex{a, nil}, *want, deepestIndex)
	case a.has(manifestFile):
		return tarball.ImageFromPath(name, nil)
	}
	return nil, fmt.Errorf("%s: %w", name, ErrNoImage)
}

// indexed is an index whose manifests can be opened.
type indexed interface {
	IndexManifest() (*v1.IndexManifest, error)
	Image(v1.Hash) (v1.Image, error)
	ImageIndex(v1.Hash) (v1.ImageIndex, error)
}

// ofPlatform is the image of an index for a platform; one that says no platform is taken where it is the only one.
func ofPlatform(index indexed, want v1.Platform, deep int) (v1.Image, error) {
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, err
	}
	for _, d := range manifest.Manifests {
		fits := d.Platform == nil && len(manifest.Manifests) == 1 || d.Platform != nil && d.Platform.Satisfies(want)
		switch {
		case !fits:
		case d.MediaType.IsImage():
			return index.Image(d.Digest)
		case d.MediaType.IsIndex() && deep > 0:
			inner, err := index.ImageIndex(d.Digest)
			if err != nil {
				return nil, err
			}
			return ofPlatform(inner, want, deep-1)
		}
	}
	return nil, fmt.Errorf("there is no image for %s in it: %w", want.String(), ErrNoImage)
}

// archive is a tar of which is known where each file stands.
type archive struct {
	name  string
	files map[string]section
}

type section struct{ at, size int64 }

func openArchive(name string) (*archive, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	a := &archive{name, map[string]section{}}
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return a, nil
		}
		if err != nil {
			return nil, err
		}
		// The reader has read the header and stands before the contents.
		at, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		if h.Typeflag == tar.TypeReg {
			a.files[path.Clean(h.Name)] = section{at, h.Size}
		}
	}
}

func (a *archive) has(name string) bool { _, there := a.files[name]; return there }

// open reads one of the files.
func (a *archive) open(name string) (io.ReadCloser, int64, error) {
	s, there := a.files[name]
	if !there {
		return nil, 0, fmt.Errorf("%s has no %s", a.name, name)
	}
	f, err := os.Open(a.name)
	if err != nil {
		return nil, 0, err
	}
	return sectionReader{io.NewSectionReader(f, s.at, s.size), f}, s.size, nil
}

type sectionReader struct {
	io.Reader
	io.Closer
}

// text is a small file.
func (a *archive) text(name string) ([]byte, error) {
	r, size, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if size > largestManifest {
		return nil, fmt.Errorf("%s of %s is too large: %d bytes", name, a.name, size)
	}
	return io.ReadAll(r)
}

func blob(d v1.Hash) string { return path.Join("blobs", d.Algorithm, d.Hex) }

// archiveIndex is an index in an archive; raw is nil for the outermost.
type archiveIndex struct {
	*archive
	raw []byte
}

func (i archiveIndex) IndexManifest() (*v1.IndexManifest, error) {
	raw, err := i.RawManifest()
	if err != nil {
		return nil, err
	}
	var m v1.IndexManifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("read the index of %s: %w", i.name, err)
	}
	return &m, nil
}

func (i archiveIndex) RawManifest() ([]byte, error) {
	if i.raw != nil {
		return i.raw, nil
	}
	return i.text(indexFile)
}

func (i archiveIndex) Image(d v1.Hash) (v1.Image, error) {
	raw, err := i.text(blob(d))
	if err != nil {
		return nil, err
	}
	var m v1.Manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("read the manifest of %s: %w", i.name, err)
	}
	return partial.CompressedToImage(&archiveImage{i.archive, raw, m})
}

func (i archiveIndex) ImageIndex(d v1.Hash) (v1.ImageIndex, error) {
	raw, err := i.text(blob(d))
	return archiveIndex{i.archive, raw}, err
}

func (i archiveIndex) MediaType() (types.MediaType, error) { return types.OCIImageIndex, nil }
func (i archiveIndex) Digest() (v1.Hash, error)            { return partial.Digest(i) }
func (i archiveIndex) Size() (int64, error)                { return partial.Size(i) }

// archiveImage is an image in an archive.
type archiveImage struct {
	*archive
	raw      []byte
	manifest v1.Manifest
}

func (i *archiveImage) RawManifest() ([]byte, error)        { return i.raw, nil }
func (i *archiveImage) MediaType() (types.MediaType, error) { return i.manifest.MediaType, nil }
func (i *archiveImage) RawConfigFile() ([]byte, error)      { return i.text(blob(i.manifest.Config.Digest)) }

func (i *archiveImage) LayerByDigest(d v1.Hash) (partial.CompressedLayer, error) {
	for _, desc := range append(i.manifest.Layers, i.manifest.Config) {
		if desc.Digest == d {
			return &archiveLayer{i.archive, desc}, nil
		}
	}
	return nil, fmt.Errorf("%s has no layer %s", i.name, d)
}

// archiveLayer is a layer in an archive.
type archiveLayer struct {
	*archive
	desc v1.Descriptor
}

func (l *archiveLayer) Digest() (v1.Hash, error)            { return l.desc.Digest, nil }
func (l *archiveLayer) Size() (int64, error)                { return l.desc.Size, nil }
func (l *archiveLayer) MediaType() (types.MediaType, error) { return l.desc.MediaType, nil }
func (l *archiveLayer) Compressed() (io.ReadCloser, error) {
	r, _, err := l.open(blob(l.desc.Digest))
	return r, err
}
