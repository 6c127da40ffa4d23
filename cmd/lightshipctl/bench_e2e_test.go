//go:build e2e

package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"lightship/engine/build/buildkitd"
	"lightship/engine/session"
)

// warmRuns is how often each side runs again with everything in its caches; the median counts.
const warmRuns = 15

// sides are the two ways to get the before and the after image of one project: lightshipctl, and buildctl once for each
// Dockerfile.
type sides struct {
	project string
	// files are the folders of the two Dockerfiles.
	files []string
	bin   string
	// config is the buildkitd.toml of both, empty for none.
	config string
}

// BenchmarkOptimizeAgainstBuildctl measures what lightshipctl optimize takes beyond the two builds in it. Cold is the
// first run in empty folders, warm is the same run again. With daemon=each the start and the end of BuildKit count for
// both sides, with daemon=running for neither.
func BenchmarkOptimizeAgainstBuildctl(b *testing.B) {
	s := newSides(b)
	b.Run("daemon=each", func(b *testing.B) { s.compare(b, false) })
	b.Run("daemon=running", func(b *testing.B) { s.compare(b, true) })
}

// newSides optimizes the sample once, outside of all measuring: that gives the after Dockerfile, and has the registry
// and the programs in memory for both sides.
func newSides(b *testing.B) *sides {
	b.Helper()
	s := &sides{bin: filepath.Dir(program(b, "buildctl")), config: session.Folders{}.BuildkitdConfig()}
	var err error
	if s.project, err = filepath.Abs("../../testdata/projects/go-web"); err != nil {
		b.Fatal(err)
	}
	_, out := optimized(b, s.project)
	s.files = []string{s.project, out}
	return s
}

// compare lets both sides run cold and then by turns warm, and reports seconds and ratios.
func (s *sides) compare(b *testing.B, running bool) {
	for b.Loop() {
		lightship, plain := s.newSide(b, running), s.newSide(b, running)
		state(b, "cold", s.lightshipctl(b, lightship), s.buildctl(b, plain))
		var ours, theirs []time.Duration
		for range warmRuns {
			ours = append(ours, s.lightshipctl(b, lightship))
			theirs = append(theirs, s.buildctl(b, plain))
		}
		state(b, "warm", median(ours), median(theirs))
	}
	// The loop's own time is that of both sides together, which says nothing.
	b.ReportMetric(0, "ns/op")
}

// state reports what the two sides took, and what ours took in theirs.
func state(b *testing.B, name string, ours, theirs time.Duration) {
	b.ReportMetric(ours.Seconds(), name+"-lightshipctl-s")
	b.ReportMetric(theirs.Seconds(), name+"-buildctl-s")
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), name+"-ratio")
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// side is what one side keeps from its cold run to its warm ones.
type side struct {
	dir string
	// address is that of a BuildKit that runs all the time, empty when every run starts one.
	address string
}

func (s *sides) newSide(b *testing.B, running bool) side {
	b.Helper()
	dir, err := os.MkdirTemp(home, "side-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	if !running {
		return side{dir: dir}
	}
	daemon := s.start(b, dir)
	b.Cleanup(func() { _ = daemon.Close() })
	return side{dir: dir, address: daemon.Address()}
}

// start starts BuildKit just as Lightship does.
func (s *sides) start(b *testing.B, dir string) *buildkitd.Daemon {
	b.Helper()
	log := logrus.New()
	log.SetOutput(io.Discard)
	daemon, err := buildkitd.Open(context.Background(), buildkitd.Settings{
		StateDir: filepath.Join(dir, "buildkit"), BinDir: s.bin, Config: s.config, Log: log,
	})
	if err != nil {
		b.Fatal(err)
	}
	return daemon
}

// lightshipctl is how long optimize takes.
func (s *sides) lightshipctl(b *testing.B, at side) time.Duration {
	b.Helper()
	cmd := exec.Command(filepath.Join(s.bin, "lightshipctl"), "optimize", s.project, "--out", filepath.Join(at.dir, "out"))
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(at.dir, "cache"),
		"XDG_STATE_HOME="+filepath.Join(at.dir, "state"), "XDG_CONFIG_HOME="+filepath.Join(at.dir, "config"),
		"BUILDKIT_HOST="+at.address)
	begun := time.Now()
	finish(b, cmd)
	return time.Since(begun)
}

// buildctl is how long the two builds take.
func (s *sides) buildctl(b *testing.B, at side) time.Duration {
	b.Helper()
	begun := time.Now()
	if at.address == "" {
		daemon := s.start(b, at.dir)
		defer daemon.Close()
		s.build(b, at.dir, daemon.Address())
		if err := daemon.Close(); err != nil {
			b.Fatal(err)
		}
	} else {
		s.build(b, at.dir, at.address)
	}
	return time.Since(begun)
}

// build builds both Dockerfiles into folders in dir.
func (s *sides) build(b *testing.B, dir, address string) {
	b.Helper()
	for i, folder := range s.files {
		image := filepath.Join(dir, []string{"before", "after"}[i])
		finish(b, exec.Command(filepath.Join(s.bin, "buildctl"), "--addr", address, "build", "--progress", "plain",
			"--frontend", "dockerfile.v0", "--local", "context="+s.project, "--local", "dockerfile="+folder,
			"--output", "type=oci,tar=false,oci-mediatypes=true,compression=gzip,dest="+image))
	}
}

// finish runs a command that must not fail.
func finish(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
}
