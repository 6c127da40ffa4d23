package save

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
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

// names are the files in a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

func TestOwnerGroupModeAndAttributesStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Dockerfile")
	put(t, path, "old")
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		uid, gid = 1234, 2345
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Chmod(path, 0o2640); err != nil {
		t.Fatal(err)
	}
	attribute := unix.Setxattr(path, "user.note", []byte("mine"), 0) == nil
	saved, err := All([]File{{Path: path, Data: []byte("new")}})
	if err != nil || len(saved) != 1 || saved[0].Backup != path+".bak" {
		t.Fatalf("%+v, %v", saved, err)
	}
	for _, at := range []string{path, path + ".bak"} {
		var stat unix.Stat_t
		if err := unix.Stat(at, &stat); err != nil || int(stat.Uid) != uid || int(stat.Gid) != gid || stat.Mode&0o7777 != 0o2640 {
			t.Errorf("%s is of %d:%d, mode %o, %v", at, stat.Uid, stat.Gid, stat.Mode&0o7777, err)
		}
	}
	value := make([]byte, 8)
	if n, err := unix.Getxattr(path, "user.note", value); attribute && (err != nil || string(value[:n]) != "mine") {
		t.Errorf("the attribute is %q, %v", value, err)
	}
	if read(t, path) != "new" || read(t, path+".bak") != "old" || names(t, filepath.Dir(path)) != "Dockerfile Dockerfile.bak" {
		t.Errorf("there is %s", names(t, filepath.Dir(path)))
	}
}

func TestLinksStayLinks(t *testing.T) {
	dir := t.TempDir()
	real, link, dangling, other := filepath.Join(dir, "real"), filepath.Join(dir, "link"), filepath.Join(dir, "dangling"), filepath.Join(dir, "other")
	put(t, real, "old")
	for at, to := range map[string]string{link: "real", dangling: "sub/new"} {
		if err := os.Symlink(to, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(real, other); err != nil {
		t.Fatal(err)
	}
	if _, err := All([]File{{Path: link, Data: []byte("one")}, {Path: dangling, Data: []byte("two")}}); err != nil {
		t.Fatal(err)
	}
	if read(t, other) != "one" || read(t, filepath.Join(dir, "sub/new")) != "two" {
		t.Errorf("the other name has %q", read(t, other))
	}
	for _, at := range []string{link, dangling} {
		if info, err := os.Lstat(at); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more", at)
		}
	}
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if _, err := All([]File{{Path: filepath.Join(dir, "loop"), Data: []byte("x")}}); err == nil {
		t.Error("a loop of links is written to")
	}
}

func TestAllFilesAreWrittenOrNone(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "Dockerfile"), filepath.Join(dir, "taken")
	put(t, one, "old")
	if err := os.Mkdir(two, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := All([]File{{Path: one, Data: []byte("new")}, {Path: two, Data: []byte("new")}}); err == nil || !strings.Contains(err.Error(), "taken") {
		t.Errorf("the error is %v", err)
	}
	if read(t, one) != "old" || names(t, dir) != "Dockerfile taken" {
		t.Errorf("%q, and there is %s", read(t, one), names(t, dir))
	}
	// The second rename fails: what the first did is undone.
	fresh := filepath.Join(dir, ".dockerignore")
	first, err := prepare(File{Path: one, Data: []byte("new")})
	if err != nil {
		t.Fatal(err)
	}
	second, err := prepare(File{Path: fresh, Data: []byte("new")})
	if err != nil || first.commit() != nil || second.commit() != nil || read(t, one) != "new" {
		t.Fatal(err)
	}
	for _, p := range []*prepared{first, second} {
		if err := p.undo(); err != nil {
			t.Error(err)
		}
	}
	if read(t, one) != "old" || names(t, dir) != "Dockerfile taken" {
		t.Errorf("undone, it is %q, and there is %s", read(t, one), names(t, dir))
	}
}

func TestADeviceAndAFIFOAreWrittenTo(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 1)
	go func() {
		f, err := os.Open(fifo)
		if err != nil {
			got <- err.Error()
			return
		}
		defer f.Close()
		text, _ := io.ReadAll(f)
		got <- string(text)
	}()
	if _, err := All([]File{{Path: fifo, Data: []byte("new")}, {Path: "/dev/null", Data: []byte("new")}}); err != nil {
		t.Fatal(err)
	}
	if text := <-got; text != "new" {
		t.Errorf("the FIFO gave %q", text)
	}
	for _, at := range []string{fifo, "/dev/null"} {
		if info, err := os.Lstat(at); err != nil || info.Mode().IsRegular() {
			t.Errorf("%s is %v now", at, info.Mode())
		}
	}
	pipe, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if at, through, err := follow("/dev/stdout"); err != nil || !through || at != "/dev/stdout" {
		t.Errorf("/dev/stdout is %s, %v, %v", at, through, err)
	}
	write.Close()
}

func TestWhatAKilledWriteLeftIsSwept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "Dockerfile")
	left, young := filepath.Join(dir, ".Dockerfile.lightship-1"), filepath.Join(dir, ".Dockerfile.lightship-2")
	put(t, left, "half")
	put(t, young, "half")
	long := time.Now().Add(-2 * staleAfter)
	if err := os.Chtimes(left, long, long); err != nil {
		t.Fatal(err)
	}
	if _, err := All([]File{{Path: path, Data: []byte("new")}}); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); got != ".Dockerfile.lightship-2 Dockerfile" {
		t.Errorf("there is %s", got)
	}
}
