//go:build e2e

package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lightship/engine/build"
	"lightship/engine/proof"
)

func TestABuildKitThatDiesInMidRunIsTold(t *testing.T) {
	p := newPlace(t)
	cache := t.TempDir()
	other := build.NewEngine(build.Settings{CacheDir: cache, BinDir: os.Getenv("LIGHTSHIP_BIN")})
	t.Cleanup(func() {
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	text := "FROM scratch\nCOPY subject /subject\nENTRYPOINT [\"/subject\"]\nCMD [\"wait\"]\n"
	result, err := other.Build(t.Context(), build.Request{Context: p.dir, Dockerfile: []byte(text), DockerfileName: "Dockerfile", Tag: "before"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	image, err := proof.Of(result)
	if err != nil {
		t.Fatal(err)
	}
	killed := time.AfterFunc(time.Second, func() { killDaemon(t, filepath.Join(cache, "buildkit", "root")) })
	defer killed.Stop()
	began := time.Now()
	_, err = proof.Prove(t.Context(), other, image, image, proof.Settings{}, nil)
	if !errors.Is(err, build.ErrEngineDied) || time.Since(began) > 15*time.Second {
		t.Errorf("error is %v after %s", err, time.Since(began))
	}
}

// killDaemon ends the buildkitd that keeps its state in root.
func killDaemon(t *testing.T, root string) {
	all, err := os.ReadDir("/proc")
	if err != nil {
		t.Error(err)
	}
	for _, e := range all {
		line, err := os.ReadFile("/proc/" + e.Name() + "/cmdline")
		program, _, _ := strings.Cut(string(line), "\x00")
		pid, notNumber := strconv.Atoi(e.Name())
		if err == nil && notNumber == nil && strings.HasSuffix(program, "/buildkitd") && strings.Contains(string(line), root+"\x00") {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
		}
	}
}
