//go:build e2e

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// starts is how often each program is started; the median counts.
const starts = 7

const (
	// lookEvery is the pause between two looks for the window.
	lookEvery = 5 * time.Millisecond
	// patience is how long a program may take to show one.
	patience = time.Minute
)

// BenchmarkFirstWindow measures the time from the start of lightship to its window being on the screen, against the same
// for a program of the toolkit that opens an empty window. The two take turns on a display of their own.
func BenchmarkFirstWindow(b *testing.B) {
	bin := os.Getenv("LIGHTSHIP_BIN")
	if bin == "" {
		bin = "../../bin"
	}
	empty := filepath.Join(b.TempDir(), "emptywindow")
	build := exec.Command("go", "build", "-trimpath", "-tags", "x11", "-o", empty, "./testdata/emptywindow")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %v\n%s", build.Args, err, out)
	}
	w := windows{display: newDisplay(b), home: b.TempDir()}
	for b.Loop() {
		var ours, theirs []time.Duration
		for range starts {
			theirs = append(theirs, w.first(b, empty))
			ours = append(ours, w.first(b, filepath.Join(bin, "lightship")))
		}
		slices.Sort(ours)
		slices.Sort(theirs)
		our, their := ours[starts/2], theirs[starts/2]
		b.ReportMetric(our.Seconds(), "lightship-s")
		b.ReportMetric(their.Seconds(), "empty-window-s")
		b.ReportMetric(our.Seconds()/their.Seconds(), "ratio")
	}
	// The loop's own time is that of all starts together, which says nothing.
	b.ReportMetric(0, "ns/op")
}

// newDisplay starts an X server on a free display, which ends with the benchmark.
func newDisplay(b *testing.B) string {
	b.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	defer read.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	err = server.Start()
	write.Close()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { stop(b, server) })
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		b.Fatalf("Xvfb did not say its display: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// windows is where programs open their windows and keep their files.
type windows struct{ display, home string }

// first is the time that a program takes from its start to its window.
func (w windows) first(b *testing.B, program string) time.Duration {
	b.Helper()
	env := append(os.Environ(), "DISPLAY="+w.display, "XDG_CACHE_HOME="+filepath.Join(w.home, "cache"),
		"XDG_STATE_HOME="+filepath.Join(w.home, "state"), "XDG_CONFIG_HOME="+filepath.Join(w.home, "config"))
	cmd := exec.Command(program)
	cmd.Env = env
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer stop(b, cmd)
	// xdotool's own waiting looks twice a second, which is as long as a start takes.
	for ; ; time.Sleep(lookEvery) {
		search := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Lightship")
		search.Env = env
		// It fails when there is no such window.
		if search.Run() == nil {
			return time.Since(begun)
		}
		if time.Since(begun) > patience {
			b.Fatalf("%s shows no window", program)
		}
	}
}

// stop ends a program as its user would from a shell, and waits for it.
func stop(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		b.Errorf("end %s: %v", cmd.Path, err)
	}
	kill := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	_ = cmd.Wait()
}
