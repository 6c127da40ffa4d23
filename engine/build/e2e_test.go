//go:build e2e

package build_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/sirupsen/logrus"

	"lightship/engine/build"
	"lightship/engine/image/imagetest"
)

// shellFile is the head of a Dockerfile on the context that newContext makes.
const shellFile = "FROM scratch\nCOPY bin/sh /bin/sh\n"

// TestMain also makes this program a second Lightship: with LIGHTSHIP_TEST_APP it is one, see runApp.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LIGHTSHIP_TEST_APP"); dir != "" {
		os.Exit(runApp(dir))
	}
	os.Exit(run(m))
}

// run compiles the shell once for all tests.
func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lightship-shell-")
	if err != nil {
		log.Print(err)
		return 1
	}
	defer os.RemoveAll(dir)
	compile := exec.Command("go", "build", "-o", filepath.Join(dir, "sh"), "./testdata/shell")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		log.Printf("compile the shell: %v: %s", err, out)
		return 1
	}
	if err := os.Setenv("LIGHTSHIP_TEST_SHELL", filepath.Join(dir, "sh")); err != nil {
		log.Print(err)
		return 1
	}
	return m.Run()
}

// binDir is where make puts buildkitd, runc and rootlesskit.
func binDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../bin")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// newEngine is an embedded engine with its cache in cacheDir, closed at the end of the test.
func newEngine(t *testing.T, s build.Settings) *build.Engine {
	t.Helper()
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	if testing.Verbose() {
		logger.SetOutput(t.Output())
		logger.SetLevel(logrus.DebugLevel)
	}
	s.Log = logger
	if s.BinDir == "" {
		s.BinDir = binDir(t)
	}
	e := build.NewEngine(s)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// newContext is a build context with a static shell as bin/sh and the given files, name and text in turn.
func newContext(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "bin", "sh"), shell(t))
	for i := 0; i < len(files); i += 2 {
		writeFile(t, filepath.Join(dir, files[i]), []byte(files[i+1]))
	}
	return dir
}

func shell(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(os.Getenv("LIGHTSHIP_TEST_SHELL"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func writeFile(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o755); err != nil {
		t.Fatal(err)
	}
}

func request(dir, text string) build.Request {
	return build.Request{Context: dir, Dockerfile: []byte(text), DockerfileName: "Dockerfile", Tag: "after"}
}

func buildText(t *testing.T, e *build.Engine, dir, text string) (*build.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	return e.Build(ctx, request(dir, text), nil)
}

func mustBuild(t *testing.T, e *build.Engine, dir, text string) *build.Result {
	t.Helper()
	result, err := buildText(t, e, dir, text)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// stepWith is the first step whose name has part in it.
func stepWith(p build.Progress, part string) (build.Step, bool) {
	for _, s := range p.Steps {
		if strings.Contains(s.Name, part) {
			return s, true
		}
	}
	return build.Step{}, false
}

// await builds until the step whose name has part in it is as seen wants, then calls then, and returns Build's error
// and how long Build took after that.
func await(t *testing.T, e *build.Engine, r build.Request, part string, seen func(build.Step) bool, then func(cancel func())) (time.Duration, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var at time.Time
	_, err := e.Build(ctx, r, func(p build.Progress) {
		step, ok := stepWith(p, part)
		if at.IsZero() && ok && seen(step) {
			at = time.Now()
			then(cancel)
		}
	})
	if at.IsZero() {
		t.Fatalf("step %q was never as expected: %v", part, err)
	}
	return time.Since(at), err
}

// hasLog tells whether a step wrote anything.
func hasLog(s build.Step) bool { return len(s.Log) > 0 }

// startRegistry serves a base named shell:1 and the frontend docker/dockerfile:1 for docker.io on loopback and gives the
// buildkitd.toml for it.
func startRegistry(t *testing.T) (config string, stop func()) {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	frontend, err := os.ReadFile(filepath.Join(binDir(t), "dockerfile-frontend"))
	if err != nil {
		t.Fatal(err)
	}
	push(t, host+"/library/shell:1", programImage(t, "bin/sh", shell(t)))
	push(t, host+"/docker/dockerfile:1", programImage(t, "bin/dockerfile-frontend", frontend))
	config = filepath.Join(t.TempDir(), "buildkitd.toml")
	writeFile(t, config, fmt.Appendf(nil, "[registry.\"docker.io\"]\nmirrors = [%q]\n[registry.%q]\nhttp = true\n", host, host))
	return config, server.Close
}

func push(t *testing.T, to string, image v1.Image) {
	t.Helper()
	ref, err := name.ParseReference(to)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(ref, image); err != nil {
		t.Fatal(err)
	}
}

// programImage has one layer with one program, which is its entrypoint.
func programImage(t *testing.T, path string, text []byte) v1.Image {
	t.Helper()
	return imagetest.Image(t, v1.Config{Entrypoint: []string{"/" + path}}, imagetest.Layer{Files: map[string]string{path: string(text)}})
}
