// Package debian gets content from Debian's archive: trees grown by mmdebstrap, and packages unpacked without running
// their scripts. It needs mmdebstrap, and root or a user with sub-UIDs.
package debian

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// ErrMissing is wrapped when a program or file that building needs is not installed; the error says what to install.
var ErrMissing = errors.New("not installed")

// mark starts the lines by which hooks tell how far they are.
const mark = "testbed: "

// patience is how long mmdebstrap may take to clean up when it is told to end.
const patience = 5 * time.Second

// needs are what building needs of this computer, with the Debian or Ubuntu package that has it.
func needs() []struct{ path, pkg string } {
	return []struct{ path, pkg string }{
		{"mmdebstrap", "mmdebstrap"},
		{"apt-get", "apt"},
		{"dpkg-deb", "dpkg"},
		{"tar", "tar"},
		{"/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"},
	}
}

// ready says what is missing on this computer to build trees; the error wraps ErrMissing.
func ready() error {
	var missing, packages []string
	for _, n := range needs() {
		_, err := exec.LookPath(n.path)
		if strings.HasPrefix(n.path, "/") {
			_, err = os.Stat(n.path)
		}
		if err != nil {
			missing = append(missing, n.path)
			packages = append(packages, n.pkg)
		}
	}
	if os.Geteuid() != 0 {
		if _, err := exec.LookPath("newuidmap"); err != nil {
			missing = append(missing, "newuidmap")
			packages = append(packages, "uidmap")
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %w; on Debian or Ubuntu: apt-get install %s",
		strings.Join(missing, ", "), ErrMissing, strings.Join(packages, " "))
}

// mmdebstrap runs it for suite with the given options, telling the hooks' marked lines as progress. An error carries
// the last lines that it wrote.
func mmdebstrap(ctx context.Context, suite string, options []string, progress func(string)) error {
	if err := ready(); err != nil {
		return err
	}
	temp, err := workplace()
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	args := append([]string{"--format=null"}, options...)
	cmd := exec.CommandContext(ctx, "mmdebstrap", append(args, suite, "/dev/null")...)
	// It and its children are a group: asked alone it would first wait for them.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error {
		time.AfterFunc(patience, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
		return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
	}
	cmd.WaitDelay = 2 * patience
	if os.Geteuid() == 0 {
		// What it mounts goes with it, however it ends.
		cmd.SysProcAttr.Unshareflags = syscall.CLONE_NEWNS
	}
	// The signal comes when the thread ends that started the child.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.Env = append(os.Environ(), "TMPDIR="+temp, "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive")
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	tail := make(chan []string, 1)
	go func() { tail <- follow(out, progress) }()
	err = cmd.Run()
	_ = in.Close()
	last := <-tail
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("mmdebstrap %s: %w; its last lines:\n  %s", suite, err, strings.Join(last, "\n  "))
	}
	return nil
}

// workplace is a new folder that other UIDs can get at: without root the tree belongs to some. Folders that were left
// by processes that are no more are removed.
func workplace() (string, error) {
	const prefix = "testbed-"
	old, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*-*"))
	if err != nil {
		return "", fmt.Errorf("make a folder for mmdebstrap: %w", err)
	}
	for _, dir := range old {
		var pid int
		_, err := fmt.Sscanf(filepath.Base(dir), prefix+"%d-", &pid)
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
	temp, err := os.MkdirTemp("", fmt.Sprintf("%s%d-*", prefix, os.Getpid()))
	if err == nil {
		err = os.Chmod(temp, 0o777)
	}
	if err != nil {
		return "", fmt.Errorf("make a folder for mmdebstrap: %w", err)
	}
	return temp, nil
}

// follow reads all of out, tells marked lines, and gives the last lines that are not.
func follow(out io.Reader, progress func(string)) []string {
	const kept = 15
	var last []string
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if told, ok := strings.CutPrefix(lines.Text(), mark); ok {
			progress(told)
			continue
		}
		last = append(last, lines.Text())
		if len(last) > kept {
			last = last[1:]
		}
	}
	_, _ = io.Copy(io.Discard, out)
	return last
}

// quote writes s as one word of a shell command.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
