//go:build e2e

package build_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lightship/engine/build"
)

// runApp is a Lightship of its own: it builds the Dockerfile in dir, says "done" or the error, and waits until its
// standard input ends.
func runApp(dir string) int {
	e := build.NewEngine(build.Settings{CacheDir: os.Getenv("LIGHTSHIP_TEST_CACHE"), BinDir: os.Getenv("LIGHTSHIP_TEST_BIN")})
	defer e.Close()
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	said := ""
	_, err = e.Build(context.Background(), request(dir, string(text)), func(p build.Progress) {
		for _, s := range p.Steps {
			if s.State == build.Running && hasLog(s) && said != s.Name {
				said = s.Name
				fmt.Println("running")
			}
		}
	})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("done")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// app is a Lightship in another process.
type app struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	input io.Closer
}

func startApp(t *testing.T, cache, dir string) *app {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LIGHTSHIP_TEST_APP="+dir, "LIGHTSHIP_TEST_CACHE="+cache, "LIGHTSHIP_TEST_BIN="+binDir(t))
	return launch(t, cmd)
}

func launch(t *testing.T, cmd *exec.Cmd) *app {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	a := &app{cmd: cmd, lines: bufio.NewScanner(out), input: in}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return a
}

// expect reads the next line.
func (a *app) expect(t *testing.T, want string) {
	t.Helper()
	if !a.lines.Scan() || a.lines.Text() != want {
		t.Fatalf("the app said %q, want %q", a.lines.Text(), want)
	}
}

// processes are the pids of those whose command line has part in it, the daemon's own programs.
func processes(t *testing.T, part string) []int {
	t.Helper()
	dirs, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, path := range dirs {
		line, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(line, []byte(part)) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && pid != os.Getpid() {
			pids = append(pids, pid)
		}
	}
	return pids
}

// daemons are the buildkitd processes of a cache folder.
func daemons(t *testing.T, cache string) []int {
	t.Helper()
	var pids []int
	for _, pid := range processes(t, filepath.Join(cache, "buildkit", "root")) {
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err == nil && strings.HasSuffix(string(bytes.SplitN(line, []byte{0}, 2)[0]), "/buildkitd") {
			pids = append(pids, pid)
		}
	}
	return pids
}

// expectNone waits until no process of the daemon or of its build is left.
func expectNone(t *testing.T, parts ...string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for _, part := range parts {
		for len(processes(t, part)) > 0 {
			if time.Now().After(deadline) {
				t.Fatalf("processes %v of %q are left", processes(t, part), part)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func TestCancelLeavesTheEngineUsableAndNothingRunning(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	dir := newContext(t)
	took, err := await(t, e, request(dir, shellFile+"RUN echo start; sleep 4242\n"), "RUN", hasLog, func(cancel func()) { cancel() })
	t.Logf("gone in %s", took)
	if !errors.Is(err, context.Canceled) || took > 2*time.Second {
		t.Errorf("canceled build returned %v after %s", err, took)
	}
	expectNone(t, "sleep 4242")
	mustBuild(t, e, dir, shellFile+"RUN echo again\n")
}

func TestCancelReturnsEvenIfTheDaemonHangs(t *testing.T) {
	cache := t.TempDir()
	e := newEngine(t, build.Settings{CacheDir: cache})
	dir := newContext(t)
	took, err := await(t, e, request(dir, shellFile+"RUN echo start; sleep 4243\n"), "RUN", hasLog, func(cancel func()) {
		for _, pid := range daemons(t, cache) {
			if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
				t.Error(err)
			}
		}
		cancel()
	})
	t.Logf("gone in %s", took)
	if !errors.Is(err, context.Canceled) || took > 2*time.Second {
		t.Errorf("canceled build returned %v after %s", err, took)
	}
	mustBuild(t, e, dir, shellFile+"RUN echo again\n")
	expectNone(t, "sleep 4243")
}

func TestAKilledDaemonIsToldAndStartedAgain(t *testing.T) {
	cache := t.TempDir()
	e := newEngine(t, build.Settings{CacheDir: cache})
	dir := newContext(t)
	_, err := await(t, e, request(dir, shellFile+"RUN echo start; sleep 4244\n"), "RUN", hasLog, func(func()) {
		for _, pid := range daemons(t, cache) {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
		}
	})
	t.Log(err)
	if !errors.Is(err, build.ErrEngineDied) {
		t.Errorf("error is %v", err)
	}
	expectNone(t, "sleep 4244")
	mustBuild(t, e, dir, shellFile+"RUN echo again\n")
}

func TestClosingTheLastEngineEndsTheDaemon(t *testing.T) {
	cache := t.TempDir()
	dir := newContext(t)
	first := build.NewEngine(build.Settings{CacheDir: cache, BinDir: binDir(t)})
	second := build.NewEngine(build.Settings{CacheDir: cache, BinDir: binDir(t)})
	var both sync.WaitGroup
	for i, e := range []*build.Engine{first, second} {
		both.Go(func() {
			r := request(dir, shellFile+fmt.Sprintf("RUN echo %d\n", i))
			r.Tag = strconv.Itoa(i)
			if _, err := e.Build(t.Context(), r, nil); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if n := len(daemons(t, cache)); n != 1 {
		t.Errorf("%d daemons for two engines of one cache", n)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	mustBuild(t, second, dir, shellFile+"RUN echo on\n")
	if err := second.Close(); err != nil {
		t.Error(err)
	}
	if pids := processes(t, cache); len(pids) > 0 {
		t.Errorf("processes %v are left", pids)
	}
}

func TestAKilledAppLeavesNoDaemon(t *testing.T) {
	cache := t.TempDir()
	dir := newContext(t, "Dockerfile", shellFile+"RUN echo start; sleep 4245\n")
	a := startApp(t, cache, dir)
	a.expect(t, "running")
	if len(daemons(t, cache)) != 1 {
		t.Fatal("no daemon")
	}
	if err := a.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	expectNone(t, filepath.Join(cache, "buildkit", "root"), "sleep 4245")
}

func TestADaemonOutlivesTheAppThatStartedItWhileOthersUseIt(t *testing.T) {
	cache := t.TempDir()
	a := startApp(t, cache, newContext(t, "Dockerfile", shellFile+"RUN echo one\n"))
	for said := ""; said != "done"; said = a.lines.Text() {
		if !a.lines.Scan() {
			t.Fatal("the app ended")
		}
	}
	e := newEngine(t, build.Settings{CacheDir: cache})
	_, err := await(t, e, request(newContext(t), shellFile+"RUN echo start; sleep 3; echo end\n"), "RUN", hasLog, func(func()) {
		if err := a.cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestABuildKitThatRunsElsewhereIsUsed(t *testing.T) {
	embedded := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	address, err := embedded.Address(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{address, overTCP(t, address)} {
		cache := t.TempDir()
		e := newEngine(t, build.Settings{CacheDir: cache, Host: host})
		mustBuild(t, e, newContext(t), shellFile+"RUN echo hello\n")
		if info := e.Info(); info.State != build.EngineReady || !strings.Contains(info.Name, host) {
			t.Errorf("engine is %+v", info)
		}
		if pids := daemons(t, cache); len(pids) > 0 {
			t.Errorf("daemons %v were started", pids)
		}
	}
}

func TestABuildKitThatIsNotThereIsSaid(t *testing.T) {
	for _, host := range []string{"unix:///does/not/exist.sock", "tcp://127.0.0.1:1"} {
		nowhere := newEngine(t, build.Settings{CacheDir: t.TempDir(), Host: host})
		if err := nowhere.Start(t.Context()); !errors.Is(err, build.ErrUnreachable) {
			t.Errorf("%s: error is %v", host, err)
		}
	}
}

// overTCP makes the BuildKit at a unix address reachable over TCP on loopback while the test runs.
func overTCP(t *testing.T, address string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var carried sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		carried.Wait()
	})
	carried.Go(func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("unix", strings.TrimPrefix(address, "unix://"))
			if err != nil {
				_ = from.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{from, to}, {to, from}} {
				carried.Go(func() {
					_, _ = io.Copy(way[0], way[1])
					_ = way[0].Close()
					_ = way[1].Close()
				})
			}
		}
	})
	return "tcp://" + listener.Addr().String()
}
