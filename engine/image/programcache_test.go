package image

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

func TestAKeptProgramIsTheSameAsTheOneRead(t *testing.T) {
	dir := t.TempDir()
	img := imageOf(t, v1.Config{Entrypoint: []string{"/run"}}, layerOf(t, program("run", "#!/usr/bin/python3.12\nprint()\n")))
	first, err := Analyze(context.Background(), img, Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(dir, "*.program-*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept: %v, %v", kept, err)
	}
	second, err := Analyze(context.Background(), img, Options{CacheDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" || !strings.Contains(first.Script, "python3.12") {
		t.Errorf("script %q; the second time differs: %s", first.Script, diff)
	}
	if err := os.WriteFile(kept[0], []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	third, err := Analyze(context.Background(), img, Options{CacheDir: dir})
	if err != nil || third.Script != first.Script {
		t.Errorf("with a broken cache: %+v, %v", third, err)
	}
}
