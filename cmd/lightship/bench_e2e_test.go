//go:build e2e

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
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

const (
	// settling is how long a window gets to read its project before its idleness is measured, idleFor how long that takes.
	settling = 20 * time.Second
	idleFor  = 10 * time.Second
)

// BenchmarkIdle measures how much of a core the window takes while it shows a project and nothing happens; it may be 1 %.
func BenchmarkIdle(b *testing.B) {
	bin := os.Getenv("LIGHTSHIP_BIN")
	if bin == "" {
		bin = "../../bin"
	}
	project := filepath.Join(b.TempDir(), "shop")
	for name, text := range map[string]string{
		"Dockerfile": "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\nCMD [\"/shop\"]\n",
		"go.mod":     "module example.com/shop\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n",
	} {
		if err := os.MkdirAll(project, 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(project, name), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	w := windows{display: newDisplay(b), home: b.TempDir()}
	for b.Loop() {
		w.shown(b, func(cmd *exec.Cmd) {
			time.Sleep(settling)
			before := ran(b, cmd)
			time.Sleep(idleFor)
			b.ReportMetric(100*(ran(b, cmd)-before).Seconds()/idleFor.Seconds(), "%-of-a-core")
		}, filepath.Join(bin, "lightship"), project)
	}
	b.ReportMetric(0, "ns/op")
}

// ran is how long a program has been on the processor so far.
func ran(b *testing.B, cmd *exec.Cmd) time.Duration {
	b.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(cmd.Process.Pid), "stat"))
	if err != nil {
		b.Fatal(err)
	}
	// The name, in brackets, may have spaces in it. Behind it the 12th and 13th fields are hundredths of a second.
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	const user, system = 11, 12
	sum := time.Duration(0)
	for _, field := range []string{fields[user], fields[system]} {
		ticks, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(ticks) * 10 * time.Millisecond
	}
	return sum
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
	return w.shown(b, func(*exec.Cmd) {}, program)
}

// shown starts a program, waits for its window, looks at it, and ends it; it returns the time from the start to the window.
func (w windows) shown(b *testing.B, look func(*exec.Cmd), program string, args ...string) time.Duration {
	b.Helper()
	env := append(os.Environ(), "DISPLAY="+w.display, "XDG_CACHE_HOME="+filepath.Join(w.home, "cache"),
		"XDG_STATE_HOME="+filepath.Join(w.home, "state"), "XDG_CONFIG_HOME="+filepath.Join(w.home, "config"))
	cmd := exec.Command(program, args...)
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
			took := time.Since(begun)
			look(cmd)
			return took
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
