//go:build e2e

package build_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lightship/engine/build"
)

func TestADaemonIsSharedOnlyWithTheSameConfiguration(t *testing.T) {
	cache, config := t.TempDir(), filepath.Join(t.TempDir(), "buildkitd.toml")
	write := func(text string) {
		if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("# one\n")
	first := newEngine(t, build.Settings{CacheDir: cache, Config: config})
	same := newEngine(t, build.Settings{CacheDir: cache, Config: config})
	other := newEngine(t, build.Settings{CacheDir: cache})
	address := func(e *build.Engine) string {
		at, err := e.Address(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	one := address(first)
	if address(same) != one {
		t.Error("two with the same configuration do not share a daemon")
	}
	if address(other) == one {
		t.Error("another configuration shares the daemon")
	}
	// A change takes effect with the next build, while another Lightship still uses the old daemon.
	write("# two\n")
	if address(first) == one {
		t.Error("a changed configuration has no effect")
	}
	dir := newContext(t)
	if _, err := first.Build(t.Context(), request(dir, shellFile), nil); err != nil {
		t.Errorf("a build with the changed configuration: %v", err)
	}
}

func TestTheSameFolderIsBuiltTwiceAtOnce(t *testing.T) {
	cache, dir := t.TempDir(), newContext(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var digests [2]string
	var wait sync.WaitGroup
	for i := range digests {
		e := newEngine(t, build.Settings{CacheDir: cache})
		wait.Go(func() {
			result, err := e.Build(ctx, request(dir, shellFile+"RUN sleep 1\n"), nil)
			if err != nil {
				t.Error(err)
				return
			}
			digests[i] = result.Digest.String()
			if _, err := e.Image(ctx, result.Digest); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if digests[0] == "" || digests[1] == "" {
		t.Errorf("digests %q", digests)
	}
}

func TestADamagedDatabaseOfBuildKitIsPutAsideAndMadeAgain(t *testing.T) {
	cache, dir := t.TempDir(), newContext(t)
	build1 := func() {
		e := newEngine(t, build.Settings{CacheDir: cache})
		if _, err := e.Build(t.Context(), request(dir, shellFile), nil); err != nil {
			t.Fatal(err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	build1()
	root := filepath.Join(cache, "buildkit", "root")
	databases, err := filepath.Glob(filepath.Join(root, "*", "*.db"))
	more, _ := filepath.Glob(filepath.Join(root, "*.db"))
	databases = append(databases, more...)
	if err != nil || len(databases) < 2 {
		t.Fatalf("databases are %v, %v", databases, err)
	}
	leftover := filepath.Join(cache, "buildkit", "tmp", "buildkit-mount1")
	if err := errors.Join(os.Truncate(databases[0], 5000), os.MkdirAll(leftover, 0o700)); err != nil {
		t.Fatal(err)
	}
	build1()
	if aside, _ := filepath.Glob(root + ".damaged-*"); len(aside) != 1 {
		t.Errorf("with %s truncated %v is put aside", databases[0], aside)
	}
	if _, err := os.Stat(leftover); err == nil {
		t.Error("a leftover temporary folder is not swept")
	}
}
