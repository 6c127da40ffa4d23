package image

import (
	"bytes"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"lightship/engine/foreign/foreigntest"
)

// FuzzTar reads any bytes as a layer, packed or not.
func FuzzTar(f *testing.F) {
	plain := tarOf(f, dir("etc/"), regular("etc/os-release", "ID=alpine\n"), symlink("etc/a", "../../b"), hardlink("c", "etc/os-release"),
		regular("d/.wh..wh..opq", ""), regular("d/.wh.e", ""), program("bin/sh", "\x7fELF"))
	f.Add(plain)
	packed, err := gzipped(f, plain).Compressed()
	if err != nil {
		f.Fatal(err)
	}
	var gz bytes.Buffer
	if _, err := gz.ReadFrom(packed); err != nil {
		f.Fatal(err)
	}
	f.Add(gz.Bytes())
	f.Add(plain[:700])
	f.Fuzz(func(t *testing.T, data []byte) {
		img := imageOf(t, v1.Config{}, static.NewLayer(data, types.DockerUncompressedLayer))
		foreigntest.Watch(t, "reading the layer", func() {
			if a, err := Analyze(t.Context(), img, Options{}); err == nil && a.OnDisk < 0 {
				t.Errorf("it has %d bytes", a.OnDisk)
			}
		})
	})
}

// FuzzOSRelease reads any texts as the files that say what a system is and what it has.
func FuzzOSRelease(f *testing.F) {
	f.Add("ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME='x \x1b[31m'\n", "root:x:0:0::/root:/bin/sh\n", "Package: a\nStatus: install ok installed\nVersion: 1\nDepends: b (>= 1) | c\n", "P:a\nV:1\nF:bin\nR:b\n")
	f.Add("ID", ":::", "Package", "P")
	f.Fuzz(func(t *testing.T, release, passwd, dpkg, apk string) {
		img := imageOf(t, v1.Config{}, layerOf(t, regular("etc/os-release", release), regular("etc/passwd", passwd), regular("etc/group", passwd),
			regular("var/lib/dpkg/status", dpkg), regular("lib/apk/db/installed", apk)))
		foreigntest.Watch(t, "reading the image", func() {
			contents, _, err := Survey(t.Context(), img, Options{})
			if err != nil {
				t.Fatal(err)
			}
			contents.Contents()
		})
	})
}
