package image

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"lightship/engine/foreign/foreigntest"
)

// zippedLayer is a layer of n entries as it is sent.
func zippedLayer(t *testing.T, n int, entry func(i int) (tar.Header, string)) v1.Layer {
	t.Helper()
	var out bytes.Buffer
	zipped, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewWriter(zipped)
	for i := range n {
		h, text := entry(i)
		h.Typeflag, h.Size = tar.TypeReg, int64(len(text))
		err := archive.WriteHeader(&h)
		if err == nil {
			_, err = archive.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(out.Bytes())), nil })
	if err != nil {
		t.Fatal(err)
	}
	return layer
}

// usual is an empty file of a usual name.
func usual(i int) (tar.Header, string) {
	return tar.Header{Name: fmt.Sprintf("usr/lib/node_modules/package-%d/lib/file-%d.js", i%1000, i), Mode: 0o644}, ""
}

func TestAnImageOfTooManyEntriesOrTooLongNamesIsRefused(t *testing.T) {
	count := &entries{}
	count.n.Store(maxEntries - 1)
	if err := count.take(&entry{}); err != nil {
		t.Errorf("the last that is allowed: %v", err)
	}
	if err := count.take(&entry{}); !errors.Is(err, ErrBrokenLayer) {
		t.Errorf("one more: %v", err)
	}
	count = &entries{}
	count.kept.Store(maxKept - 12)
	if err := count.takeAll(&index{Entries: []entry{{Path: "1234", Link: "5678", Text: []byte("9abc")}}}); err != nil {
		t.Errorf("the last bytes that are kept: %v", err)
	}
	if err := count.take(&entry{Text: []byte("d")}); !errors.Is(err, ErrBrokenLayer) {
		t.Errorf("one more: %v", err)
	}
}

func TestWhatIsKeptOfALayerIsBoundedHoweverLongItsNamesAre(t *testing.T) {
	if testing.Short() {
		t.Skip("it has nothing for the race detector, which would take a minute")
	}
	layer := zippedLayer(t, 400, func(int) (tar.Header, string) { return tar.Header{Name: strings.Repeat("a", 800<<10)}, "" })
	foreigntest.WatchFor(t, 20*time.Second, 3*maxKept, "long names", func() {
		if _, err := Analyze(t.Context(), imageOf(t, v1.Config{}, layer), Options{}); !errors.Is(err, ErrBrokenLayer) {
			t.Error(err)
		}
	})
}

func TestTwiceAsManyEntriesTakeAboutTwiceTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("what is allocated is counted, which the race detector adds to")
	}
	taken := func(n int) (bytes uint64) {
		img := imageOf(t, v1.Config{}, zippedLayer(t, n, usual))
		cache := t.TempDir()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 2 { // the second reads what the first kept
			if _, err := Analyze(t.Context(), img, Options{CacheDir: cache}); err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if a, b := taken(10_000), taken(20_000); float64(b) > 2.6*float64(a) {
		t.Errorf("%d MB, and for twice as many %d MB", a>>20, b>>20)
	}
}

func TestALayerOfManyEntriesIsReadAndKeptInBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it has nothing for the race detector, which would take minutes")
	}
	img := imageOf(t, v1.Config{}, zippedLayer(t, 100_000, usual))
	cache := t.TempDir()
	runtime.GC()
	foreigntest.WatchFor(t, 20*time.Second, 200<<20, "100,000 entries", func() {
		if _, err := Analyze(t.Context(), img, Options{CacheDir: cache}); err != nil {
			t.Error(err)
		}
	})
	if kept, err := os.ReadDir(cache); err != nil || len(kept) == 0 {
		t.Errorf("%d files are kept: %v", len(kept), err)
	}
}
