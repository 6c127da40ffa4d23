package image

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

func TestHiddenFilesAreToldByTheLayersThatMadeAndHideThem(t *testing.T) {
	img := imageOf(t, v1.Config{},
		gzipped(t, tarOf(t, regular("base", "bb"), regular("etc/conf", "c"))),
		gzipped(t, tarOf(t, dir("data/"), regular("data/big", strings.Repeat("x", 900)), regular("data/kept", "k"), regular("data-too", "dt"))),
		gzipped(t, tarOf(t, regular("data/more", "mmm"), regular("run.sh", "#!"))),
		gzipped(t, tarOf(t, whiteout("data/.wh.big"), program("run.sh", "#!"), whiteout(".wh.base"))),
		gzipped(t, tarOf(t, dir("data/"), whiteout("data/.wh..wh..opq"), regular("data/new", "n"))),
	)
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	a := analyze(t, img, Options{BaseDiffIDs: config.RootFS.DiffIDs[:1]})
	want := []Hidden{
		{Path: "/data/big", OnDisk: 900, Made: 1, By: 3, Deleted: true},
		{Path: "/run.sh", OnDisk: 2, Made: 2, By: 3},
		{Path: "/data/kept", OnDisk: 1, Made: 1, By: 4, Deleted: true},
		{Path: "/data/more", OnDisk: 3, Made: 2, By: 4, Deleted: true},
	}
	if diff := cmp.Diff(want, a.Written.Hidden()); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		layer int
		path  string
		want  int64
	}{{1, "/data", 901}, {1, "/data/big", 900}, {1, "/data/", 901}, {1, "/", 903}, {2, "/data", 3}, {0, "/base", 0}, {9, "/data", 0}} {
		if got := a.Written.Bytes(c.layer, c.path); got != c.want {
			t.Errorf("Written.Bytes(%d, %s) = %d, want %d", c.layer, c.path, got, c.want)
		}
	}
}
