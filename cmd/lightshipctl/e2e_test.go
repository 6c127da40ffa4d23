//go:build e2e

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lightship/engine/compare"
)

// home is the folder that holds the caches of all tests here, so that bases are fetched once.
var home string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "lightshipctl-e2e-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		home = dir
		return m.Run()
	}())
}

// program is the path of a program that make build made.
func program(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("LIGHTSHIP_BIN")
	if dir == "" {
		dir = "../../bin"
	}
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run make build first", err)
	}
	return path
}

// command is lightshipctl with folders of its own.
func command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program(t, "lightshipctl"), args...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(home, "cache"),
		"XDG_STATE_HOME="+filepath.Join(home, "state"), "XDG_CONFIG_HOME="+filepath.Join(home, "config"))
	return cmd
}

// run runs lightshipctl to its end.
func run(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := command(t, args...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	runErr := cmd.Run()
	var exit *exec.ExitError
	if runErr != nil && !errors.As(runErr, &exit) {
		t.Fatal(runErr)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// optimized runs optimize on a project and reads the report it wrote.
func optimized(t testing.TB, dir string, args ...string) (*compare.Comparison, string) {
	t.Helper()
	out := t.TempDir()
	stdout, stderr, code := run(t, append([]string{"optimize", dir, "--out", out}, args...)...)
	if code != 0 {
		t.Fatalf("exit code %d\n%s\n%s", code, stdout, stderr)
	}
	t.Log(stdout)
	data, err := os.ReadFile(filepath.Join(out, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c compare.Comparison
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	for name, has := range map[string]string{"Dockerfile": "FROM", "report.html": "<html"} {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || !strings.Contains(string(text), has) {
			t.Errorf("%s: %v", name, err)
		}
	}
	return &c, out
}

// newProject makes a little Go project; lines come between COPY and the build.
func newProject(t *testing.T, dir, from, lines string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod":     "module example.com/small\n\ngo 1.22\n",
		"main.go":    "package main\n\nfunc main() { println(\"small\") }\n",
		"Dockerfile": "FROM " + from + "\nWORKDIR /src\nCOPY . .\n" + lines + "RUN go build -o small .\nCMD [\"./small\"]\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// content is what a folder holds, by path.
func content(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(&all, "%s %x\n", path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestGraphPrintsEveryFormat(t *testing.T) {
	for format, has := range map[string]string{"text": "golang:1.22", "json": `"nodes"`, "dot": "digraph", "svg": "<svg"} {
		out, stderr, code := run(t, "graph", "../../testdata/projects/go-web", "-f", "Dockerfile.reference", "--format", format)
		if code != 0 || !strings.Contains(out, has) {
			t.Errorf("%s: exit code %d\n%s\n%s", format, code, out, stderr)
		}
	}
}

func TestBadInputEndsWithAClearMessageAndItsExitCode(t *testing.T) {
	empty := t.TempDir()
	file := func(text string) string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	good := newProject(t, t.TempDir(), "golang:1.22", "")
	for name, c := range map[string]struct {
		args []string
		code int
		says []string
	}{
		"two folders":      {[]string{"optimize", good, empty}, 2, []string{"takes one folder"}},
		"no platform":      {[]string{"optimize", good, "--platform", "toaster"}, 3, []string{"toaster", "linux/amd64"}},
		"nowhere to write": {[]string{"optimize", good, "--out", filepath.Join(good, "Dockerfile")}, 6, []string{"name a folder"}},
		"unknown flag":     {[]string{"optimize", good, "--nonsense"}, 2, []string{"--nonsense"}},
		"bad link":         {[]string{"optimize", good, "--link", "fast"}, 2, []string{"fast", "100mbit"}},
		"bad build arg":    {[]string{"optimize", good, "--build-arg", "=x"}, 2, []string{"KEY=VALUE"}},
		"bad format":       {[]string{"graph", good, "--format", "gif"}, 2, []string{"svg"}},
		"no folder":        {[]string{"optimize", filepath.Join(empty, "nowhere")}, 3, []string{"nowhere"}},
		"no Dockerfile":    {[]string{"optimize", empty}, 3, []string{"no Dockerfile"}},
		"empty":            {[]string{"optimize", file("")}, 3, []string{"FROM"}},
		"syntax error":     {[]string{"optimize", file("FROM golang:1.22\nCOPPY . .\n")}, 3, []string{"Dockerfile", "line 2", "COPPY"}},
		"no such target":   {[]string{"optimize", good, "--target", "nothing"}, 3, []string{"nothing"}},
		"no such base":     {[]string{"optimize", good, "--base", "windows"}, 3, []string{"windows", "alpine:3.20"}},
		"other file gone":  {[]string{"optimize", good, "--dockerfile", "Dockerfile.x"}, 3, []string{"Dockerfile.x"}},
	} {
		t.Run(name, func(t *testing.T) {
			before := content(t, good)
			stdout, stderr, code := run(t, c.args...)
			if code != c.code {
				t.Errorf("exit code %d, want %d\n%s\n%s", code, c.code, stdout, stderr)
			}
			for _, says := range c.says {
				if !strings.Contains(stderr, says) {
					t.Errorf("does not say %q:\n%s", says, stderr)
				}
			}
			if content(t, good) != before {
				t.Error("the project was written to")
			}
		})
	}
}

func TestAFailingStepIsShownWithItsLogAndLine(t *testing.T) {
	dir := newProject(t, t.TempDir(), "golang:1.22", "RUN echo just before && exit 7\n")
	_, stderr, code := run(t, "optimize", dir)
	if code != 4 {
		t.Errorf("exit code %d", code)
	}
	for _, says := range []string{"just before", "exit 7", "exit code: 7"} {
		if !strings.Contains(stderr, says) {
			t.Errorf("does not say %q:\n%s", says, stderr)
		}
	}
}

func TestAMissingBaseIsNamed(t *testing.T) {
	dir := newProject(t, t.TempDir(), "golang:1.22-nowhere", "")
	_, stderr, code := run(t, "optimize", dir)
	if code != 4 || !strings.Contains(stderr, "golang:1.22-nowhere") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
}

func TestPathsWithSpacesAndOtherLettersAndReadOnlyFolders(t *testing.T) {
	dir := newProject(t, filepath.Join(t.TempDir(), "mein Projekt – 灯台"), "golang:1.22", "")
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	before := content(t, dir)
	c, _ := optimized(t, dir)
	if c.After.Image.OnDisk >= c.Before.Image.OnDisk {
		t.Errorf("after %d is not smaller than before %d", c.After.Image.OnDisk, c.Before.Image.OnDisk)
	}
	if content(t, dir) != before {
		t.Error("the project was written to")
	}
}

// started starts optimize on a project whose build sleeps, and returns when it sleeps.
func started(t *testing.T) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	dir := newProject(t, t.TempDir(), "golang:1.22", fmt.Sprintf("RUN echo %d && echo asleep-now && sleep 300\n", time.Now().UnixNano()))
	cmd := command(t, "optimize", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = writer
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	_ = writer.Close()
	var seen bytes.Buffer
	chunk := make([]byte, 4096)
	for !strings.Contains(seen.String(), " asleep-now\n") {
		n, err := reader.Read(chunk)
		if err != nil {
			t.Fatalf("it ended early: %v\n%s", err, seen.String())
		}
		seen.Write(chunk[:n])
	}
	rest := &bytes.Buffer{}
	go func() { _, _ = rest.ReadFrom(reader) }()
	return cmd, rest
}

// ended waits for a command to end, and returns its exit code.
func ended(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	defer stop()
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

// builders are the process ids of the buildkitd that use the tests' cache.
func builders(t *testing.T) []int {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, path := range entries {
		line, err := os.ReadFile(path)
		args := strings.Split(string(line), "\x00")
		if err != nil || filepath.Base(args[0]) != "buildkitd" || !strings.Contains(string(line), home) {
			continue
		}
		var pid int
		if _, err := fmt.Sscanf(path, "/proc/%d/", &pid); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

func TestAnInterruptEndsTheBuildAndTheBuilder(t *testing.T) {
	cmd, _ := started(t)
	begun := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := ended(t, cmd); code != 130 {
		t.Errorf("exit code %d", code)
	}
	t.Logf("gone after %v", time.Since(begun))
	if left := builders(t); len(left) > 0 {
		t.Errorf("buildkitd %v still runs", left)
	}
}

func TestAKilledBuilderIsSaidAndTheNextRunWorks(t *testing.T) {
	cmd, rest := started(t)
	pids := builders(t)
	if len(pids) == 0 {
		t.Fatal("no buildkitd runs")
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	if code := ended(t, cmd); code != 5 {
		t.Errorf("exit code %d\n%s", code, rest)
	}
	optimized(t, newProject(t, t.TempDir(), "golang:1.22", ""))
}

func TestNothingIsLeftOfTheProgram(t *testing.T) {
	run(t, "optimize", newProject(t, t.TempDir(), "golang:1.22", ""))
	if left := builders(t); len(left) > 0 {
		t.Errorf("buildkitd %v still runs", left)
	}
}
