//go:build e2e

package build_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/validate"

	"lightship/engine/build"
)

func TestADamagedBlobOfTheStoreIsMadeAgain(t *testing.T) {
	cache := t.TempDir()
	e := newEngine(t, build.Settings{CacheDir: cache})
	dir := newContext(t)
	if _, err := buildText(t, e, dir, shellFile); err != nil {
		t.Fatal(err)
	}
	blobs, err := filepath.Glob(filepath.Join(cache, "*", "blobs", "sha256", "*"))
	if err != nil || len(blobs) == 0 {
		t.Fatalf("no blobs: %v", err)
	}
	for _, path := range blobs {
		info, err := os.Stat(path)
		if err == nil {
			err = os.Chmod(path, 0o600)
		}
		if err == nil {
			err = os.WriteFile(path, make([]byte, info.Size()), 0o600)
		}
		if err == nil {
			err = os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	result, err := buildText(t, e, dir, shellFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(result.Image); err != nil {
		t.Error(err)
	}
}
