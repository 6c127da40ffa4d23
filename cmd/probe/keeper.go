package main

import (
	"bufio"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

// keeper starts processes and is the one that waits for all of them, as the first process of a container is: also for
// those whose parents are gone. A tracer has to wait on the thread that traces, so there can be no other.
type keeper struct {
	tracer *tracer
	// told is closed when the launched process has become the command, or has said why not.
	told chan struct{}
	// ended is closed when the program has ended.
	ended chan struct{}

	mu      sync.Mutex
	main    int
	status  syscall.WaitStatus
	endedAt time.Time
	left    int
	failed  *record.Failure
	helpers map[int]chan syscall.WaitStatus
}

func newKeeper() *keeper {
	return &keeper{
		tracer: newTracer(), told: make(chan struct{}), ended: make(chan struct{}), helpers: map[int]chan syscall.WaitStatus{},
	}
}

// streams are the program's standard input, output and error.
type streams struct{ in, out, err *os.File }

// start starts the program and waits for it, and for all others, from now on. It returns when the program was started,
// with the time.
func (k *keeper) start(s record.Spec, io streams) (time.Time, error) {
	type started struct {
		at  time.Time
		err error
	}
	result := make(chan started)
	go func() {
		// The thread is the tracer, and ends with this process.
		runtime.LockOSThread()
		at, err := k.launch(s, io)
		result <- started{at, err}
		if err == nil {
			k.keep()
		}
	}()
	r := <-result
	return r.at, r.err
}

// launch starts the program, traced when that is asked for and allowed.
func (k *keeper) launch(s record.Spec, io streams) (time.Time, error) {
	// Orphans come to this process even where it is not the first.
	_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
	ready, begin, err := os.Pipe()
	if err != nil {
		return time.Time{}, err
	}
	defer begin.Close()
	heard, told, err := os.Pipe()
	if err != nil {
		return time.Time{}, err
	}
	pid, err := syscall.ForkExec("/proc/self/exe", append([]string{os.Args[0], launchMode}, s.Args...), &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{io.in.Fd(), io.out.Fd(), io.err.Fd(), ready.Fd(), told.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	_ = ready.Close()
	_ = told.Close()
	if err != nil {
		return time.Time{}, err
	}
	k.mu.Lock()
	k.main = pid
	k.mu.Unlock()
	word := "n"
	if s.Trace {
		if err := k.tracer.seize(pid); err == nil {
			word = "t"
		}
	}
	go k.hear(heard)
	at := time.Now()
	_, err = begin.WriteString(word)
	return at, err
}

// hear takes what the launched process says of itself until it has become the command.
func (k *keeper) hear(from *os.File) {
	defer close(k.told)
	defer from.Close()
	for lines := bufio.NewScanner(from); lines.Scan(); {
		parts := strings.SplitN(lines.Text(), "\t", 4)
		if len(parts) < 3 {
			continue
		}
		switch parts[0] {
		case notTraced:
			k.tracer.give("its calls can't be seen: " + parts[2])
		case notRun:
			k.mu.Lock()
			k.failed = &record.Failure{Path: parts[1], Error: parts[2]}
			if len(parts) > 3 {
				k.failed.Interpreter = parts[3]
			}
			k.mu.Unlock()
		}
	}
}

// keep waits for processes for as long as this one runs.
func (k *keeper) keep() {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, unix.WALL, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			// Nobody is left; a helper may still come.
			time.Sleep(5 * time.Millisecond)
		case status.Stopped():
			k.tracer.stopped(pid, status)
		default:
			k.gone(pid, status)
		}
	}
}

// gone notes that a process has ended.
func (k *keeper) gone(pid int, status syscall.WaitStatus) {
	k.tracer.forget(pid)
	k.mu.Lock()
	defer k.mu.Unlock()
	if pid == k.main {
		k.status, k.endedAt, k.left = status, time.Now(), len(k.programs())
		close(k.ended)
		return
	}
	if helper := k.helpers[pid]; helper != nil {
		delete(k.helpers, pid)
		helper <- status
	}
}

// programs are the processes that come of the program, it among them, without the helpers. The keeper is locked.
func (k *keeper) programs() []int {
	var pids []int
	for _, pid := range descendants(os.Getpid()) {
		if k.helpers[pid] == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// running are the processes that come of the program.
func (k *keeper) running() []int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.programs()
}

// signal sends the program a signal.
func (k *keeper) signal(s syscall.Signal) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.main > 0 && k.endedAt.IsZero() {
		_ = syscall.Kill(k.main, s)
	}
}

// kill ends all that came of the program, also what was started meanwhile.
func (k *keeper) kill() {
	for range 10 {
		pids := k.running()
		if len(pids) == 0 {
			return
		}
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// help runs a program beside the image's, untraced, and gives what it ended with.
func (k *keeper) help(path string, args []string, out *os.File) (pid int, done <-chan syscall.WaitStatus, err error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return 0, nil, err
	}
	defer null.Close()
	ended := make(chan syscall.WaitStatus, 1)
	k.mu.Lock()
	defer k.mu.Unlock()
	pid, err = syscall.ForkExec(path, args, &syscall.ProcAttr{
		Env: os.Environ(), Files: []uintptr{null.Fd(), out.Fd(), out.Fd()}, Sys: &syscall.SysProcAttr{Setsid: true},
	})
	if err == nil {
		k.helpers[pid] = ended
	}
	return pid, ended, err
}
