package image

import (
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// paths lists the files and links of merged layers.
func paths(t *testing.T, layers ...[]file) []string {
	t.Helper()
	var indexes []*index
	for _, files := range layers {
		ix := &index{}
		for _, f := range files {
			ix.Entries = append(ix.Entries, entry{Path: clean(f.name), Kind: kindOf(f.flag), Size: int64(len(f.body)), Mode: f.mode, Link: f.link})
		}
		indexes = append(indexes, ix)
	}
	var names []string
	merge(indexes).root.each(func(n *node) {
		if n.kind != dirKind {
			names = append(names, n.path())
		}
	})
	sort.Strings(names)
	return names
}

func TestLayersAreLaidOverEachOther(t *testing.T) {
	for name, c := range map[string]struct {
		layers [][]file
		want   []string
	}{
		"a whiteout hides a file": {
			[][]file{{regular("a/x", "1"), regular("a/y", "1")}, {whiteout("a/.wh.x")}}, []string{"/a/y"},
		},
		"a whiteout hides a directory": {
			[][]file{{regular("a/b/x", "1"), regular("c", "1")}, {whiteout(".wh.a")}}, []string{"/c"},
		},
		"a whiteout leaves its own layer alone": {
			[][]file{{regular("a/x", "1")}, {regular("a/x", "2"), whiteout("a/.wh.x")}}, []string{"/a/x"},
		},
		"an opaque directory hides what lies below": {
			[][]file{{regular("a/x", "1"), regular("a/b/y", "1")}, {regular("a/z", "1"), whiteout("a/.wh..wh..opq")}}, []string{"/a/z"},
		},
		"a file replaces a directory": {
			[][]file{{regular("a/x", "1")}, {regular("a", "1")}}, []string{"/a"},
		},
		"a directory replaces a file": {
			[][]file{{regular("a", "1")}, {dir("a"), regular("a/x", "1")}}, []string{"/a/x"},
		},
		"a directory that is named again keeps its files": {
			[][]file{{dir("a"), regular("a/x", "1")}, {dir("./a/")}}, []string{"/a/x"},
		},
		"a linked directory is followed": {
			[][]file{{dir("usr/lib"), symlink("lib", "usr/lib")}, {regular("lib/x", "1")}}, []string{"/lib", "/usr/lib/x"},
		},
		"a name can't leave the root": {
			[][]file{{regular("../../etc/passwd", "1"), symlink("up", "../../.."), regular("up/x", "1")}}, []string{"/etc/passwd", "/up", "/x"},
		},
		"a loop of links ends": {
			[][]file{{symlink("a", "b"), symlink("b", "a"), regular("a/x", "1")}}, []string{"/a", "/b"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, paths(t, c.layers...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAHardLinkKeepsTheBytesVisible(t *testing.T) {
	a := analyze(t, imageOf(t, v1.Config{}, layerOf(t, program("app/x", "12345"), hardlink("app/y", "app/x")), layerOf(t, whiteout("app/.wh.x"))), Options{})
	if shareOf(a, OriginSources) != 5 || shareOf(a, OriginHidden) != 0 || a.Surface.Executables != 1 {
		t.Errorf("shares %v, surface %+v", a.Shares, a.Surface)
	}
}

func TestTheSurfaceIsWhatIsThereAtRunTime(t *testing.T) {
	status := "Package: a\nStatus: install ok installed\n\nPackage: b\nStatus: deinstall ok config-files\n\nPackage: c\nStatus: install ok installed"
	debian := []file{
		regular("var/lib/dpkg/status", status),
		program("usr/bin/dash", "d"), symlink("usr/bin/sh", "dash"), program("usr/bin/bash", "b"), symlink("bin", "usr/bin"),
		program("usr/bin/x86_64-linux-gnu-gcc-12", "gcc"), symlink("usr/bin/gcc", "x86_64-linux-gnu-gcc-12"), symlink("usr/bin/cc", "/etc/cc"),
		symlink("etc/cc", "/usr/bin/gcc"), program("usr/local/go/bin/go", "go"), regular("usr/share/zsh", "a text"),
		{name: "usr/bin/su", flag: '0', mode: 0o4755, body: "su"},
		symlink("usr/bin/zsh", "nowhere"),
	}
	distroless := []file{
		regular("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 1\n"),
		regular("var/lib/dpkg/status.d/base.md5sums", "Package: no\n"), regular("var/lib/dpkg/status.d/tz", "Package: tzdata\n"),
	}
	alpine := []file{
		regular("lib/apk/db/installed", "C:Q1\nP:musl\nV:1\n\nC:Q2\nP:busybox\n"),
		program("bin/busybox", "b"), symlink("bin/sh", "/bin/busybox"), symlink("bin/ash", "busybox"),
	}
	for name, c := range map[string]struct {
		layers [][]file
		want   Surface
	}{
		"debian":     {[][]file{debian}, Surface{Packages: 2, Executables: 5, Shells: 2, Compilers: 2, Setuid: 1}},
		"distroless": {[][]file{distroless}, Surface{Packages: 2}},
		"alpine":     {[][]file{alpine}, Surface{Packages: 2, Executables: 1, Shells: 1}},
		"removed":    {[][]file{debian, {whiteout("usr/.wh.bin"), whiteout(".wh.var")}}, Surface{Executables: 1, Compilers: 1}},
		"nothing":    {[][]file{}, Surface{}},
	} {
		t.Run(name, func(t *testing.T) {
			var layers []v1.Layer
			for _, files := range c.layers {
				layers = append(layers, layerOf(t, files...))
			}
			if got := analyze(t, imageOf(t, v1.Config{}, layers...), Options{}).Surface; got != c.want {
				t.Errorf("surface = %+v, want %+v", got, c.want)
			}
		})
	}
}
