package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

// The tests run the real probe, on programs that are this test's own file in another role, in a network of its own.
const (
	// roleVariable names the program that this file is; insideVariable has it enter a network and become the probe.
	roleVariable   = "PROBE_TEST_ROLE"
	insideVariable = "PROBE_TEST_INSIDE"
	noTrace        = "no ptrace"
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" && len(os.Args) > 1 && os.Args[1] == "program" {
		play(role)
		return
	}
	if how := os.Getenv(insideVariable); how != "" && len(os.Args) > 1 && os.Args[1] == "inside" {
		inside(how, os.Args[2:])
		return
	}
	os.Exit(compileAndRun(m))
}

// compileAndRun compiles the probe once for all tests.
func compileAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lightship-probe-")
	if err != nil {
		log.Print(err)
		return 1
	}
	defer os.RemoveAll(dir)
	compile := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(dir, "probe"), ".")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		log.Printf("compile the probe: %v: %s", err, out)
		return 1
	}
	if err := os.Setenv("PROBE_TEST_PROBE", filepath.Join(dir, "probe")); err != nil {
		log.Print(err)
		return 1
	}
	return m.Run()
}

// inside makes loopback work in the network that it is started in, and becomes args.
func inside(how string, args []string) {
	runtime.LockOSThread()
	if err := raiseLoopback(); err != nil {
		fmt.Fprintln(os.Stderr, "raise loopback:", err)
		os.Exit(3)
	}
	if how == noTrace {
		forbidPtrace()
	}
	fmt.Fprintln(os.Stderr, syscall.Exec(args[0], args, os.Environ()))
	os.Exit(3)
}

func raiseLoopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request)
}

// forbidPtrace has the kernel refuse ptrace from now on, as some container engines do.
func forbidPtrace() {
	program := []unix.SockFilter{
		load(dataNumber),
		jump(unix.BPF_JEQ, unix.SYS_PTRACE, 0, 1),
		give(unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)),
		give(unix.SECCOMP_RET_ALLOW),
	}
	err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	if err == nil {
		err = setFilter(&unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "forbid ptrace:", err)
		os.Exit(3)
	}
}

// probed is a probe that runs.
type probed struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	out   *json.Decoder
}

// quick are times for tests.
func quick() record.Times {
	return record.Times{Ready: 5 * time.Second, Watch: 0, Answer: 2 * time.Second, Grace: time.Second}
}

// begin starts the probe on the program that plays role, with env besides.
func begin(t *testing.T, how, role string, spec record.Spec, env ...string) *probed {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if spec.Args == nil {
		spec.Args = []string{self, "program"}
	}
	if spec.Times == (record.Times{}) {
		spec.Times = quick()
	}
	spec.Version = record.Version
	cmd := exec.Command(self, "inside", os.Getenv("PROBE_TEST_PROBE"), "run")
	cmd.Env = append(append(os.Environ(), roleVariable+"="+role, insideVariable+"="+how), env...)
	cmd.Dir = t.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	if err := cmd.Start(); errors.Is(err, os.ErrPermission) {
		t.Skip("this computer lets nobody make a network of their own")
	} else if err != nil {
		t.Fatal(err)
	}
	p := &probed{cmd: cmd, input: in, out: json.NewDecoder(out)}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if err := json.NewEncoder(in).Encode(spec); err != nil {
		t.Fatal(err)
	}
	return p
}

// next is the probe's next message.
func (p *probed) next(t *testing.T) record.Message {
	t.Helper()
	var m record.Message
	if err := p.out.Decode(&m); err != nil {
		t.Fatalf("the probe said nothing more: %v", err)
	}
	return m
}

// finish waits for the record.
func (p *probed) finish(t *testing.T) record.Record {
	t.Helper()
	for {
		m := p.next(t)
		if m.Refused != "" {
			t.Fatal(m.Refused)
		}
		if m.Record != nil {
			if err := p.cmd.Wait(); err != nil {
				t.Errorf("the probe ended with %v", err)
			}
			return *m.Record
		}
	}
}

// probe runs the probe on the program that plays role.
func probe(t *testing.T, role string, spec record.Spec, env ...string) record.Record {
	t.Helper()
	return begin(t, "plain", role, spec, env...).finish(t)
}

// seen is what was done with a path, by what it ended with.
func seen(r record.Record, path string) map[record.Op]string {
	ops := map[record.Op]string{}
	for _, f := range r.Trace.Files {
		if f.Path == path {
			ops[f.Op] = f.Error
		}
	}
	return ops
}

func answerTo(t *testing.T, r record.Record, path string) record.Answer {
	t.Helper()
	for _, a := range r.Answers {
		if a.Probe.Path == path {
			return a
		}
	}
	t.Fatalf("%s was not asked; asked was %s", path, asJSON(t, r.Answers))
	return record.Answer{}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
