//go:build e2e

package build_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lightship/engine/build"
)

// mount mounts source on target until the end of the test; only root can.
func mount(t *testing.T, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount(source, target, kind, flags, data); err != nil {
		t.Fatalf("mount %s: %v", target, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(target, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount %s: %v", target, err)
		}
	})
}

func mountReadOnly(t *testing.T, dir string) {
	t.Helper()
	mount(t, dir, dir, "", syscall.MS_BIND, "")
	if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
}

func TestAFullDiskIsTold(t *testing.T) {
	cache := t.TempDir()
	mount(t, "tmpfs", cache, "tmpfs", 0, "size=40m")
	e := newEngine(t, build.Settings{CacheDir: cache})
	dir := newContext(t)
	_, err := buildText(t, e, dir, shellFile+"RUN random 60000000 >/large\n")
	t.Log(err)
	if !errors.Is(err, build.ErrNoSpace) {
		t.Errorf("a step on a full disk gave %v", err)
	}
	_, err = buildText(t, e, dir, shellFile+"RUN random 15000000 >/large\nRUN random 15000000 >/larger\n")
	t.Log(err)
	if !errors.Is(err, build.ErrNoSpace) {
		t.Errorf("an export on a full disk gave %v", err)
	}
}

func TestACacheFolderThatCannotBeWrittenIsTold(t *testing.T) {
	cache := t.TempDir()
	mountReadOnly(t, cache)
	_, err := buildText(t, newEngine(t, build.Settings{CacheDir: cache}), newContext(t), shellFile)
	t.Log(err)
	if !errors.Is(err, build.ErrNoPermission) {
		t.Errorf("error is %v", err)
	}
}

// unprivileged is an app that runs as the user with that id, who may use the given lines of subuid and subgid.
func unprivileged(t *testing.T, subid string) *app {
	t.Helper()
	home, err := os.MkdirTemp("", "lightship-user-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	copyProgram(t, os.Args[0], filepath.Join(home, "app"))
	for _, name := range []string{"buildkitd", "runc", "rootlesskit"} {
		copyProgram(t, filepath.Join(binDir(t), name), filepath.Join(home, "bin", name))
	}
	writeFile(t, filepath.Join(home, "project", "bin", "sh"), shell(t))
	writeFile(t, filepath.Join(home, "project", "Dockerfile"), []byte(shellFile+"RUN echo start; sleep 1; echo end\n"))
	writeFile(t, filepath.Join(home, "subid"), []byte(subid))
	if out, err := exec.Command("chown", "-R", "65534:65534", home).CombinedOutput(); err != nil {
		t.Fatalf("chown: %v: %s", err, out)
	}
	// The bind mounts are in a mount namespace of the app: this computer's own files stay as they are.
	cmd := exec.Command("/bin/sh", "-c", `mount --bind "$HOME/subid" /etc/subuid && mount --bind "$HOME/subid" /etc/subgid &&
		exec setpriv --reuid=65534 --regid=65534 --clear-groups "$HOME/app"`)
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	cmd.Env = []string{
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + home, "LIGHTSHIP_TEST_APP=" + filepath.Join(home, "project"),
		"LIGHTSHIP_TEST_CACHE=" + filepath.Join(home, "cache"), "LIGHTSHIP_TEST_BIN=" + filepath.Join(home, "bin"),
	}
	return launch(t, cmd)
}

func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, to, text)
}

func TestAnOrdinaryUserBuildsRootless(t *testing.T) {
	a := unprivileged(t, "nobody:100000:65536\n")
	a.expect(t, "running")
	a.expect(t, "done")
	a.input.Close()
	if err := a.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func TestAUserWithoutSubordinateIdsIsToldWhatToDo(t *testing.T) {
	a := unprivileged(t, "")
	if !a.lines.Scan() {
		t.Fatal("the app said nothing")
	}
	t.Log(a.lines.Text())
	for _, part := range []string{build.ErrNoPermission.Error(), "usermod --add-subuids"} {
		if !strings.Contains(a.lines.Text(), part) {
			t.Errorf("the app said %q, which does not name %q", a.lines.Text(), part)
		}
	}
}
