package build

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/moby/buildkit/client"
	digest "github.com/opencontainers/go-digest"
)

// fetching is an account with one running step, and what adds to what it fetched.
func fetching(name string) (*account, func(id string, current int64, done *time.Time)) {
	a := newAccount(places{}, *at(0))
	d := digest.FromString(name)
	a.add(vertexes(&client.Vertex{Digest: d, Name: name, Started: at(1)}))
	return a, func(id string, current int64, done *time.Time) {
		a.add(&client.SolveStatus{Statuses: []*client.VertexStatus{{ID: id, Vertex: d, Current: current, Total: 1 << 30, Completed: done}}})
	}
}

func TestARegistryThatHangsOrDripsEndsTheBuild(t *testing.T) {
	pinned := "[1/2] FROM docker.io/library/alpine:3.20@sha256:" + strings.Repeat("a", 64)
	for name, want := range map[string]struct {
		ref    string
		within int
	}{
		"[internal] load metadata for docker.io/library/alpine:3.20": {"docker.io/library/alpine:3.20", 60},
		pinned: {"docker.io/library/alpine:3.20", 90},
		"docker-image://docker.io/docker/dockerfile:1@sha256:" + strings.Repeat("b", 64): {"docker.io/docker/dockerfile:1", 90},
	} {
		a, _ := fetching(name)
		if err := a.stalled(*at(1)); err != nil {
			t.Errorf("%s: at the start: %v", name, err)
		}
		if err := a.stalled(*at(want.within)); err != nil {
			t.Errorf("%s: a second too early: %v", name, err)
		}
		var base *BaseError
		if err := a.stalled(*at(want.within + 1)); !errors.As(err, &base) || base.Ref != want.ref || !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "does not answer: it sent 0 bytes in 1m") {
			t.Errorf("%s: %v", name, err)
		}
	}
	a, add := fetching(pinned)
	for s := 1; s < 300; s++ {
		add("sha256:1", int64(s)*100, nil)
		if err := a.stalled(*at(s)); err != nil {
			if s != 91 {
				t.Errorf("a hundred bytes a second were given up after %d s", s)
			}
			return
		}
	}
	t.Error("a hundred bytes a second go on for ever")
}

func TestASlowRegistryAndALongUnpackingAreWaitedFor(t *testing.T) {
	a, add := fetching("[1/2] FROM docker.io/library/alpine:3.20")
	for s := 1; s < 600; s++ {
		add("sha256:1", int64(s)*2000, nil)
		if err := a.stalled(*at(s)); err != nil {
			t.Fatalf("2 KB a second, after %d s: %v", s, err)
		}
	}
	add("extracting sha256:1", 0, nil)
	for s := 600; s < 1200; s++ {
		if err := a.stalled(*at(s)); err != nil {
			t.Fatalf("unpacking, after %d s: %v", s, err)
		}
	}
	a, _ = fetching("[2/2] RUN sleep 10000")
	for s := 1; s < 1000; s++ {
		if err := a.stalled(*at(s)); err != nil {
			t.Fatalf("a command of the user's, after %d s: %v", s, err)
		}
	}
}
