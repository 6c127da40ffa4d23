//go:build e2e

package build_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"lightship/engine/build"
)

// binDir is where make puts buildkitd, runc and rootlesskit.
func binDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../bin")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// newEngine is an embedded engine with a cache of its own, closed at the end of the test.
func newEngine(t *testing.T, cacheDir string) *build.Engine {
	t.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	if testing.Verbose() {
		log.SetOutput(os.Stderr)
		log.SetLevel(logrus.DebugLevel)
	}
	e := build.NewEngine(build.Settings{CacheDir: cacheDir, BinDir: binDir(t), Log: log})
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// shellContext is a build context with a static shell as bin/sh.
func shellContext(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	compile := exec.Command("go", "build", "-o", filepath.Join(dir, "bin", "sh"), "./testdata/shell")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

const shellFile = "FROM scratch\nCOPY bin/sh /bin/sh\n"

func buildText(t *testing.T, e *build.Engine, dir, text string) (*build.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	return e.Build(ctx, build.Request{
		Context: dir, Dockerfile: []byte(text), DockerfileName: "Dockerfile", Tag: t.Name(),
	}, nil)
}

func TestADockerfileBecomesAnImageInTheStore(t *testing.T) {
	e := newEngine(t, t.TempDir())
	started := time.Now()
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("started in %s", time.Since(started))
	result, err := buildText(t, e, shellContext(t), shellFile+"RUN echo hello >/greeting; echo built\n")
	if err != nil {
		t.Fatal(err)
	}
	layers, err := result.Image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	if len(layers) != 2 {
		t.Errorf("%d layers, want 2", len(layers))
	}
	for _, s := range result.Progress.Steps {
		t.Logf("%-8s line %d %q %q %s log %v", s.State, s.Line, s.Stage, s.Instruction, s.Name, s.Log)
	}
}
