package layer_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"lightship/cmd/testbed/internal/layer"
	"lightship/cmd/testbed/internal/recipe"
)

// pack is a tar of lines like "f usr/bin/x content", "d usr", "l link target".
func pack(t *testing.T, lines ...string) io.Reader {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, line := range lines {
		kind, rest, _ := strings.Cut(line, " ")
		name, text, _ := strings.Cut(rest, " ")
		h := &tar.Header{Name: "./" + name, Mode: 0o644, ModTime: time.Unix(1000, 0), Typeflag: tar.TypeReg, Size: int64(len(text))}
		switch kind {
		case "d":
			h.Typeflag, h.Size, h.Mode, h.Name = tar.TypeDir, 0, 0o755, h.Name+"/"
		case "l":
			h.Typeflag, h.Size, h.Linkname = tar.TypeSymlink, 0, text
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := io.WriteString(w, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}

// unpack writes a source as a layer and reads it back as lines "path mode content".
func unpack(t *testing.T, source layer.Source) []string {
	t.Helper()
	var out bytes.Buffer
	if err := layer.Write(&out, source); err != nil {
		t.Fatal(err)
	}
	var lines []string
	err := layer.FromTar(&out)(func(h *tar.Header, content io.Reader) error {
		text, err := io.ReadAll(content)
		line := fmt.Sprintf("%s %o %s%s", h.Name, h.Mode, h.Linkname, text)
		lines = append(lines, strings.TrimSpace(line))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
}

func TestALayerHoldsWhatAStepAddedChangedAndRemoved(t *testing.T) {
	before := pack(t, "d .", "d etc", "f etc/kept same", "f etc/changed a", "d old", "f old/file x", "f etc/gone x")
	was, err := layer.TakeSnapshot(layer.FromTar(before))
	if err != nil {
		t.Fatal(err)
	}
	after := pack(t, "d .", "d etc", "f etc/kept same", "f etc/changed longer", "f etc/new n", "l etc/link new")
	same(t, unpack(t, layer.Since(was, layer.FromTar(after))),
		"etc/changed 644 longer", "etc/new 644 n", "etc/link 644 new", "etc/.wh.gone 644", ".wh.old 644")
}

func TestTheFirstStepIsTheWholeTree(t *testing.T) {
	same(t, unpack(t, layer.Since(nil, layer.FromTar(pack(t, "d .", "d a", "f a/b c")))), "a 755", "a/b 644 c")
}

func TestASelectionKeepsDropsAndRenames(t *testing.T) {
	tree := func() layer.Source {
		return layer.FromTar(pack(t, "d bin", "f bin/tool t", "d usr", "d usr/share", "d usr/share/doc", "d usr/share/doc/x",
			"f usr/share/doc/x/copyright c", "f usr/share/doc/x/changelog g", "d usr/share/man", "f usr/share/man/tool.1 m"))
	}
	same(t, unpack(t, layer.Select(tree(), layer.Selection{Drop: []string{"usr/share/man", "bin/to"}, DropDocs: true})),
		"bin 755", "bin/tool 644 t", "usr 755", "usr/share 755", "usr/share/doc 755", "usr/share/doc/x 755",
		"usr/share/doc/x/copyright 644 c")
	same(t, unpack(t, layer.Select(tree(), layer.Selection{Keep: []string{"bin/tool"}})), "bin 755", "bin/tool 644 t")
	same(t, unpack(t, layer.Select(tree(), layer.Selection{
		Keep: []string{"usr/share/man/tool.1"}, Rename: map[string]string{"usr/share/man/tool.1": "page"},
	})), "page 644 m")
}

func TestAPathToKeepThatIsMissingIsAnError(t *testing.T) {
	source := layer.Select(layer.FromTar(pack(t, "f a x")), layer.Selection{Keep: []string{"a", "b"}})
	if err := layer.Write(io.Discard, source); err == nil || !strings.Contains(err.Error(), "no b to keep") {
		t.Fatal(err)
	}
}

func TestFilesGoOnTopWithTheFoldersTheyNeed(t *testing.T) {
	tree := layer.FromTar(pack(t, "d etc", "f etc/passwd root", "f etc/name old"))
	got := unpack(t, layer.Overlay(tree, []recipe.File{
		{Path: "etc/passwd", Append: true, Text: "\n+more"},
		{Path: "etc/name", Text: "new"},
		{Path: "a/b/link", Link: "../c"},
		{Path: "tmp", Dir: true, Mode: 0o1777},
		{Path: "tmp/ca", HostCA: true, Mode: 0o600},
	}, []byte("bundle")))
	same(t, got, "etc 755", "etc/passwd 644 root+more", "a 755", "a/b 755", "a/b/link 777 ../c", "etc/name 644 new",
		"tmp 1777", "tmp/ca 600 bundle")
}

func TestAToolchainModuleIsReadyToRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "module.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(file)
	for _, name := range []string{"src/_go.mod", "bin/go", "pkg/tool/x/link", "src/a.go"} {
		entry, err := w.Create("example.com/toolchain@v1/" + name)
		if err == nil {
			_, err = io.WriteString(entry, name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, unpack(t, layer.FromModule(path, "example.com/toolchain@v1", "go")),
		"go 755", "go/bin 755", "go/bin/go 755 bin/go", "go/pkg 755", "go/pkg/tool 755", "go/pkg/tool/x 755",
		"go/pkg/tool/x/link 755 pkg/tool/x/link", "go/src 755", "go/src/go.mod 644 src/_go.mod", "go/src/a.go 644 src/a.go")
}

func TestAnNPMPackageIsUnpackedWithoutItsTopFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.tgz")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	zip := gzip.NewWriter(file)
	if _, err := io.Copy(zip, pack(t, "f package/bin/tool run", "f package/package.json {}")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(zip.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	same(t, unpack(t, layer.FromNPM(path, "usr/tool")),
		"usr 755", "usr/tool 755", "usr/tool/bin 755", "usr/tool/bin/tool 644 run", "usr/tool/package.json 644 {}")
}

func TestJoinedPackagesShareFolders(t *testing.T) {
	same(t, unpack(t, layer.Join(layer.FromTar(pack(t, "d etc", "f etc/a 1")), layer.FromTar(pack(t, "d etc", "f etc/b 2")))),
		"etc 755", "etc/a 644 1", "etc/b 644 2")
}
