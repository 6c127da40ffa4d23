//go:build e2e

package gui

import (
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/image/imagetest"
)

// betaData is how many bytes beta's program has more than alpha's.
const betaData = 8 << 20

// toolchain is the program of testdata/toolchain, compiled.
func toolchain(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "toolchain")
	compile := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, "./testdata/toolchain")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// startBases serves the smallest golang:1.22 that builds, and two final bases, on loopback. It gives a buildkitd.toml that leads there.
func startBases(t *testing.T, program string) (config string) {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	for ref, image := range map[string]v1.Image{
		"/library/golang:1.22": imagetest.Image(t, v1.Config{Env: []string{"PATH=/usr/local/go/bin:/bin"}},
			imagetest.Layer{Files: map[string]string{"bin/sh": program, "etc/os-release": "ID=debian\nVERSION_ID=12\n"}},
			imagetest.Layer{Files: map[string]string{"usr/local/go/bin/go": program, "usr/share/words/list": "sea\n"}}),
		"/library/debian:bookworm-slim": imagetest.Image(t, v1.Config{}, imagetest.Layer{Files: map[string]string{
			"etc/os-release": "ID=debian\nVERSION_ID=12\n", "usr/share/doc/debian": strings.Repeat("about Debian\n", 1000),
		}}),
		"/distroless/static-debian12:nonroot": imagetest.Image(t, v1.Config{User: "65532"}, imagetest.Layer{Files: map[string]string{
			"etc/os-release": "ID=debian\nVERSION_ID=12\n", "etc/passwd": "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n",
		}}),
	} {
		at, err := name.ParseReference(host + ref)
		if err != nil {
			t.Fatal(err)
		}
		if err := remote.Write(at, image); err != nil {
			t.Fatal(err)
		}
	}
	config = filepath.Join(t.TempDir(), "buildkitd.toml")
	text := fmt.Sprintf("[registry.\"docker.io\"]\nmirrors = [%q]\n[registry.\"gcr.io\"]\nmirrors = [%q]\n[registry.%q]\nhttp = true\n", host, host, host)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return config
}

// realWorld builds with a BuildKit of its own and asks a registry on loopback.
func realWorld(t *testing.T, program string) world {
	t.Helper()
	cache, config := t.TempDir(), startBases(t, program)
	logger, _ := logtest.NewNullLogger()
	bin := os.Getenv("LIGHTSHIP_BIN")
	if bin == "" {
		bin = "../bin"
	}
	bin, err := filepath.Abs(bin)
	if err != nil {
		t.Fatal(err)
	}
	return world{
		engine: build.NewEngine(build.Settings{CacheDir: cache, BinDir: bin, Config: config, Log: logger}),
		facts:  bases.NewRegistry(bases.Settings{CacheDir: cache, BuildkitdConfig: config, Log: logger}),
		// An image of alpha has the program three times at most, one of beta once at least, and its data in it.
		between: 2*int64(len(program)) + betaData/2,
		files: func(project string) map[string]string {
			if project != "beta" {
				return nil
			}
			return map[string]string{"data": strings.Repeat("0", betaData)}
		},
		beside: func(m *monkey) {
			m.note("somebody edits a file")
			root := m.roots[m.random.IntN(len(m.roots))]
			m.write(filepath.Join(root, "main.go"), fmt.Sprintf("package main\n\n// %d\nfunc main() {}\n", m.random.Int()))
		},
		begin: func() {}, end: func() {}, rest: 30, pace: 300 * time.Millisecond,
	}
}

// TestAMonkeyWithRealBuildsFindsNoPanicNoStuckJobAndNoFiguresOfAnotherProject has a real BuildKit build what the monkey asks for.
// LIGHTSHIP_MONKEY_SEEDS is for more than two monkeys.
func TestAMonkeyWithRealBuildsFindsNoPanicNoStuckJobAndNoFiguresOfAnotherProject(t *testing.T) {
	program := toolchain(t)
	seeds := uint64(2)
	if n, err := strconv.ParseUint(os.Getenv("LIGHTSHIP_MONKEY_SEEDS"), 10, 64); err == nil {
		seeds = n
	}
	seen := map[string]int{}
	for seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			m := newMonkey(t, seed, realWorld(t, program))
			m.seen = seen
			m.walk(steps(120))
		})
	}
	assertSeen(t, seen)
}
