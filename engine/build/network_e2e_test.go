//go:build e2e

package build_test

import (
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"lightship/engine/build"
)

func TestRUNStepsReachTheLoopbackOnlyWhereTheEngineSaysSo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	dir := newContext(t)
	reaches := func(e *build.Engine) bool {
		if err := e.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if e.Info().Network == nil {
			t.Fatal("the engine does not say what network RUN steps have")
		}
		_, err := buildText(t, e, dir, shellFile+fmt.Sprintf("RUN dial %d\n", port))
		return err == nil
	}
	cache := t.TempDir()
	e := newEngine(t, build.Settings{CacheDir: cache})
	if can := reaches(e); can == e.Info().Network.Own {
		t.Errorf("a step reaches the loopback: %v, and the engine says %+v", can, *e.Info().Network)
	}
	t.Logf("this computer: %+v", *e.Info().Network)
	if n := e.Info().Network; !n.Own && !n.New {
		t.Errorf("nothing is said the first time: %+v", n)
	}
	chosen := newEngine(t, build.Settings{CacheDir: filepath.Join(cache, "chosen"), HostNetwork: true})
	if n := chosen.Info().Network; !reaches(chosen) || n != nil && !n.Chosen {
		t.Errorf("with this computer's network as chosen, a step does not reach it: %+v", n)
	}
}
