//go:build e2e

package main_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lightship/engine/compare"
)

// desk is a display of its own with Lightship's window on it, and the folders of a user of its own.
type desk struct {
	t       *testing.T
	display string
	home    string
	app     *exec.Cmd
	// read is how much of the log was read by waitLog.
	read int
	// pause is how long the window is given to draw.
	pause time.Duration
	// size is the index of the window's size in windowSizes.
	size int
}

// patience is how long a step in the window may take; the slowest builds a Go program from nothing.
const patience = 6 * time.Minute

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

// newDesk starts a display with a window manager.
func newDesk(t *testing.T) *desk {
	t.Helper()
	return newDeskOf(t, 1280, 800)
}

// newDeskOf starts a display of a size in pixels.
func newDeskOf(t *testing.T, width, height int) *desk {
	t.Helper()
	d := &desk{t: t, home: t.TempDir(), pause: 400 * time.Millisecond}
	for _, dir := range []string{"cache", "state", "config"} {
		if err := os.Mkdir(filepath.Join(d.home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{writer}
	d.start(server)
	_ = writer.Close()
	number := make([]byte, 16)
	n, err := reader.Read(number)
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	d.display = ":" + strings.TrimSpace(string(number[:n]))
	d.start(d.command("openbox", "--sm-disable"))
	return d
}

// start starts a program that ends with the test.
func (d *desk) start(cmd *exec.Cmd) {
	d.t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
}

func (d *desk) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.display, "WAYLAND_DISPLAY=", "HOME="+d.home,
		"XDG_CACHE_HOME="+filepath.Join(d.home, "cache"), "XDG_STATE_HOME="+filepath.Join(d.home, "state"),
		"XDG_CONFIG_HOME="+filepath.Join(d.home, "config"))
	return cmd
}

// open starts Lightship and waits for its window.
func (d *desk) open(args ...string) {
	d.t.Helper()
	d.app = d.command(program(d.t, "lightship"), args...)
	d.app.Stderr = os.Stderr
	d.start(d.app)
	d.waitLog("page shown", "page=welcome")
	d.xdotool("search", "--sync", "--onlyvisible", "--name", "^Lightship$")
	d.resize(1280, 800)
}

func (d *desk) xdotool(args ...string) string {
	d.t.Helper()
	out, err := d.command("xdotool", args...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("xdotool %q: %v: %s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// keys presses keys, such as "ctrl+o", one after the other.
func (d *desk) keys(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		d.xdotool("key", "--clearmodifiers", key)
		d.settle()
	}
}

// write replaces what is in the field with the focus.
func (d *desk) write(text string) {
	d.t.Helper()
	d.keys("ctrl+a")
	d.xdotool("type", "--clearmodifiers", "--delay", "4", text)
	d.settle()
}

// drop drops a file or a folder on the window.
func (d *desk) drop(path string) {
	d.t.Helper()
	source, err := newDragSource(d.display)
	if err != nil {
		d.t.Fatal(err)
	}
	defer source.conn.Close()
	id, _, _ := strings.Cut(d.xdotool("search", "--onlyvisible", "--name", "^Lightship$"), "\n")
	if err := source.drop(id, path); err != nil {
		d.t.Fatalf("drop %s: %v", path, err)
	}
}

// settle lets the window draw.
func (d *desk) settle() { time.Sleep(d.pause) }

// resize makes the window as large as asked, at the screen's top left, without a frame.
func (d *desk) resize(width, height int) {
	d.t.Helper()
	id := d.xdotool("search", "--onlyvisible", "--name", "^Lightship$")
	id, _, _ = strings.Cut(id, "\n")
	d.xdotool("windowactivate", "--sync", id)
	d.xdotool("windowsize", id, strconv.Itoa(width), strconv.Itoa(height))
	d.xdotool("windowmove", id, "0", "0")
	d.settle()
	d.settle()
}

// pictures are the screenshots that the docs show.
var pictures = []string{"welcome", "overview", "stages", "bases", "changes", "build", "results", "results-dark"}

// shoot takes a picture of the screen into the artefacts, and into docs when pictures are asked for.
func (d *desk) shoot(name string) {
	d.t.Helper()
	d.settle()
	dirs := []string{os.Getenv("LIGHTSHIP_ARTEFACTS")}
	if slices.Contains(pictures, name) {
		dirs = append(dirs, os.Getenv("LIGHTSHIP_SCREENSHOTS"))
	}
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			d.t.Fatal(err)
		}
		if out, err := d.command("import", "-window", "root", filepath.Join(dir, name+".png")).CombinedOutput(); err != nil {
			d.t.Fatalf("picture %s: %v: %s", name, err, out)
		}
	}
}

// log is Lightship's log so far.
func (d *desk) log() string {
	text, err := os.ReadFile(filepath.Join(d.home, "state", "lightship", "lightship.log"))
	if err != nil && !os.IsNotExist(err) {
		d.t.Fatal(err)
	}
	return string(text)
}

// waitLog waits for a line of the log, after those waited for before, that has all the parts; it returns the line.
func (d *desk) waitLog(parts ...string) string {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		text := d.log()[d.read:]
		at := 0
		for line := range strings.Lines(text) {
			at += len(line)
			if strings.HasSuffix(line, "\n") && hasAll(line, parts) {
				d.read += at
				return line
			}
		}
	}
	d.shoot("stuck")
	d.t.Fatalf("no line with %q in the log:\n%s", parts, d.log())
	return ""
}

func hasAll(line string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(line, part) {
			return false
		}
	}
	return true
}

// tour shows every page of an open project and takes a picture of each.
func (d *desk) tour(suffix string) {
	d.t.Helper()
	for i, page := range []string{"overview", "stages", "bases", "changes", "build", "results"} {
		d.keys(fmt.Sprintf("ctrl+%d", i+1))
		d.shoot(page + suffix)
	}
}

// sample is a copy of a sample project that may be written to.
func (d *desk) sample(name string) string {
	d.t.Helper()
	dir := filepath.Join(d.home, "My projects", name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../testdata/projects", name))); err != nil {
		d.t.Fatal(err)
	}
	return dir
}

func TestTheMainJobInTheWindow(t *testing.T) {
	d := newDesk(t)
	dir := d.sample("go-web")
	naive := read(t, filepath.Join(dir, "Dockerfile"))
	d.open("-theme", "light")
	d.shoot("welcome")

	d.drop(dir)
	d.waitLog("page shown", "page=stages")
	d.tour("-before")

	d.keys("ctrl+r")
	d.waitLog("page shown", "page=build")
	time.Sleep(3 * time.Second)
	d.shoot("build-running")
	canceled := time.Now()
	d.keys("Escape")
	d.waitLog("job ended", "Rebuild")
	t.Logf("cancelled in %v", time.Since(canceled))
	d.shoot("build-canceled")

	d.keys("ctrl+r")
	d.waitLog("page shown", "page=results")
	if line := d.waitLog("job ended", "Rebuild"); strings.Contains(line, "problem=") {
		t.Fatal(line)
	}
	d.tour("")

	d.keys("ctrl+s", "Return")
	d.waitLog("file saved", filepath.Join(dir, "Dockerfile"))
	if after := read(t, filepath.Join(dir, "Dockerfile")); !strings.Contains(after, "AS builder") || !strings.Contains(after, "distroless") {
		t.Errorf("the saved Dockerfile is\n%s", after)
	}
	if backup := read(t, filepath.Join(dir, "Dockerfile.bak")); backup != naive {
		t.Errorf("the backup is\n%s", backup)
	}

	out := filepath.Join(d.home, "report of go-web")
	d.keys("ctrl+e")
	d.write(out)
	d.keys("Return")
	d.waitLog("file saved", "report.html")
	checkReport(t, out)

	d.keys("ctrl+t")
	d.tour("-dark")
	d.resize(900, 600)
	d.tour("-dark-small")
	d.keys("ctrl+t", "ctrl+t")
	d.tour("-small")
	d.quit()
}

// quit closes the window and waits until the app and its builder are gone.
func (d *desk) quit() {
	d.t.Helper()
	d.keys("alt+F4")
	ended := make(chan error, 1)
	go func() { ended <- d.app.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			d.t.Errorf("the app ended with %v", err)
		}
	case <-time.After(time.Minute):
		d.t.Fatal("the app does not end when its window is closed")
	}
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		d.t.Fatal(err)
	}
	for _, path := range lines {
		line, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(line), d.home) && strings.Contains(string(line), "buildkitd") {
			d.t.Errorf("still runs: %s", strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
}

func checkReport(t *testing.T, dir string) {
	t.Helper()
	var c compare.Comparison
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "report.json"))), &c); err != nil {
		t.Fatal(err)
	}
	if c.Before.Image.OnDisk < 650e6 || c.After.Image.OnDisk > 10e6 {
		t.Errorf("before %d, after %d bytes on disk", c.Before.Image.OnDisk, c.After.Image.OnDisk)
	}
	if c.After.Text != read(t, filepath.Join(dir, "Dockerfile")) {
		t.Error("the exported Dockerfile is not the one that was built")
	}
	if html := read(t, filepath.Join(dir, "report.html")); !strings.Contains(html, "<svg") {
		t.Error("the report has no chart")
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestBadInputInTheWindowLeavesItUsable(t *testing.T) {
	d := newDesk(t)
	broken := filepath.Join(d.home, "broken")
	empty := filepath.Join(d.home, "nothing here")
	for _, dir := range []string{broken, empty} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(broken, "Dockerfile"), []byte("FROM golang:1.22\nCOPPY . .\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.open("-theme", "light")
	for dir, says := range map[string]string{
		filepath.Join(d.home, "nowhere"): "can't be opened", empty: "no Dockerfile", broken: "line 2",
	} {
		d.keys("ctrl+o")
		d.write(dir)
		d.keys("Return")
		d.waitLog("problem shown", says)
		d.shoot("problem-" + strings.ReplaceAll(filepath.Base(dir), " ", "-"))
		d.keys("Escape", "Escape")
	}
	good := d.sample("go-web")
	d.drop(filepath.Join(good, "Dockerfile"))
	d.waitLog("project opened", good)
	d.shoot("after-problems")
	count := 0
	_ = filepath.WalkDir(broken, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			count++
		}
		return err
	})
	if count != 1 {
		t.Errorf("the broken project holds %d files now", count)
	}
	d.quit()
}
