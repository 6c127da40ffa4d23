package image

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

func TestAnIndexIsKeptAndUsedAgain(t *testing.T) {
	cache := t.TempDir()
	l := layerOf(t, regular("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\n\n"), program("bin/sh", "x"))
	first := analyze(t, imageOf(t, v1.Config{}, l), Options{CacheDir: cache})
	remove(t, cache, "*.analysis-*")
	var read atomic.Bool
	img := imageOf(t, v1.Config{}, watchedLayer{l, &read})
	second := analyze(t, img, Options{CacheDir: cache})
	if diff := cmp.Diff(first, second); diff != "" || read.Load() {
		t.Errorf("the layer was read again: %v, difference: %s", read.Load(), diff)
	}
	remove(t, cache, "*.analysis-*")
	damage(t, cache, "*.index-*")
	if third := analyze(t, img, Options{CacheDir: cache}); !read.Load() || cmp.Diff(first, third) != "" {
		t.Error("a damaged index was used")
	}
}

func TestWhatWasSaidOfAnImageIsKept(t *testing.T) {
	cache := t.TempDir()
	lower := layerOf(t, program("bin/sh", "x"), regular("srv/old", "123"))
	upper := layerOf(t, program("srv/app", "#!/bin/sh\n"), regular("srv/.wh.old", ""))
	config := v1.Config{Entrypoint: []string{"/srv/app"}, Env: []string{"A=b"}, Volumes: map[string]struct{}{"/data": {}}}
	var read atomic.Bool
	img := imageOf(t, config, watchedLayer{lower, &read}, watchedLayer{upper, &read})
	base := diffIDs(t, lower)
	first, onScratch := analyze(t, img, Options{CacheDir: cache, BaseDiffIDs: base}), analyze(t, img, Options{CacheDir: cache})
	remove(t, cache, "*.index-*")
	read.Store(false)
	again, scratchAgain := analyze(t, img, Options{CacheDir: cache, BaseDiffIDs: base}), analyze(t, img, Options{CacheDir: cache})
	if read.Load() {
		t.Error("the layers were read again")
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error("with a base:", diff)
	}
	if diff := cmp.Diff(onScratch, scratchAgain); diff != "" || len(scratchAgain.Written.Hidden()) != 1 {
		t.Error("without a base:", diff)
	}
	damage(t, cache, "*.analysis-*")
	if third := analyze(t, img, Options{CacheDir: cache, BaseDiffIDs: base}); !read.Load() || cmp.Diff(first, third) != "" {
		t.Error("a damaged analysis was used")
	}
}

// TestKeptTypesAreThoseOfTheVersion fails when a type that is kept has changed: raise the versions in the names of what is
func TestKeptTypesAreThoseOfTheVersion(t *testing.T) {
	const want = "f1722c44fda8afa0"
	h := fnv.New64a()
	for _, v := range []any{index{}, entry{}, Object{}, Linkage{}, Versions{}, lists{}, writtenFile{}, Hidden{}, Start{}, keptAnalysis{}, Analysis{}, Layer{}} {
		of := reflect.TypeOf(v)
		for i := range of.NumField() {
			fmt.Fprintln(h, of.Name(), of.Field(i).Name, of.Field(i).Type)
		}
	}
	if got := fmt.Sprintf("%x", h.Sum64()); got != want {
		t.Errorf("the types that are kept have the sum %s, those of the versions in the names have %s", got, want)
	}
}

func kept(t *testing.T, cache, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(cache, pattern))
	if err != nil || len(list) == 0 {
		t.Fatalf("the cache holds no %s: %v", pattern, err)
	}
	return list
}

func remove(t *testing.T, cache, pattern string) {
	t.Helper()
	for _, name := range kept(t, cache, pattern) {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func damage(t *testing.T, cache, pattern string) {
	t.Helper()
	for _, name := range kept(t, cache, pattern) {
		if err := os.WriteFile(name, []byte("damaged"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnUnwritableCacheDoesNotMatter(t *testing.T) {
	blocked := t.TempDir() + "/file"
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	analyze(t, imageOf(t, v1.Config{}, layerOf(t, regular("a", "1"))), Options{CacheDir: blocked + "/below"})
}

func TestWhatWasOfNoUseForTheLongestGoesFirst(t *testing.T) {
	cache := t.TempDir()
	for i, name := range []string{"oldest", "older", "new"} {
		if err := writeKept(cache, name, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(i-10) * time.Hour)
		if err := os.Chtimes(filepath.Join(cache, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	used(filepath.Join(cache, "oldest"))
	prune(cache, 300)
	if got := kept(t, cache, "*"); len(got) != 3 {
		t.Fatalf("within the limit something went: %v", got)
	}
	prune(cache, 200)
	if got := kept(t, cache, "*"); len(got) != 2 || filepath.Base(got[0]) != "new" || filepath.Base(got[1]) != "oldest" {
		t.Errorf("left are %v", got)
	}
}
