package image

import (
	"errors"
	"os"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// lying is a layer that says of itself that it is another one.
type lying struct {
	v1.Layer
	as v1.Hash
}

func (l lying) DiffID() (v1.Hash, error) { return l.as, nil }

func TestALayerIsComparedWithItsDiffIDBeforeItIsKept(t *testing.T) {
	cache := t.TempDir()
	honest := layerOf(t, regular("etc/os-release", "ID=alpine\n"))
	id := diffIDs(t, honest)[0]
	hostile := lying{layerOf(t, regular("etc/os-release", "ID=windows\n")), id}
	_, err := Analyze(t.Context(), imageOf(t, v1.Config{}, hostile), Options{CacheDir: cache})
	if !errors.Is(err, ErrBrokenLayer) {
		t.Errorf("the layer that lies: %v", err)
	}
	if kept, err := os.ReadDir(cache); err != nil || len(kept) != 0 {
		t.Errorf("%d files of it are kept, %v", len(kept), err)
	}
	if _, err := Analyze(t.Context(), imageOf(t, v1.Config{}, honest), Options{CacheDir: cache}); err != nil {
		t.Errorf("the honest one: %v", err)
	}
	if !hasIndex(cache, id) {
		t.Error("the honest one is not kept")
	}
}
