package main

import (
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"lightship/engine/proof/record"
)

// options are how processes are traced: with all that they start, and to their end if this one ends.
const options = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEFORK | unix.PTRACE_O_TRACEVFORK |
	unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_TRACESECCOMP | unix.PTRACE_O_EXITKILL

// atCall is added to the signal of a stop that a call made.
const atCall = 0x80

// mostSockets is of how many sockets the type is remembered.
const mostSockets = 10_000

// tracer looks at the calls of the program's threads. All but why and on are the keeper's thread's own.
type tracer struct {
	trail *trail
	// under way are the calls that have begun, by thread.
	underWay map[int]*pending
	// datagram are the sockets that carry no streams, by what the kernel calls them.
	datagram map[string]bool

	mu  sync.Mutex
	on  bool
	why string
}

// pending is a call that has begun.
type pending struct {
	call call
	args [6]uint64
	// paths are those that it is about, as they were before it.
	paths []spelled
	// peer is what it connects to or binds.
	peer record.Connection
}

func newTracer() *tracer {
	return &tracer{trail: newTrail(), underWay: map[int]*pending{}, datagram: map[string]bool{}, why: "it was not asked for"}
}

// seize has the process pid traced by this thread.
func (t *tracer) seize(pid int) error {
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_SEIZE, uintptr(pid), 0, options, 0, 0)
	if errno != 0 {
		t.give("it may not be traced here: ptrace: " + errorName(errno))
		return errno
	}
	t.mu.Lock()
	t.on, t.why = true, ""
	t.mu.Unlock()
	return nil
}

// give says why nothing is seen.
func (t *tracer) give(why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.on, t.why = false, why
}

// seen is what was seen until now.
func (t *tracer) seen() record.Trace {
	trace := t.trail.seen()
	t.mu.Lock()
	defer t.mu.Unlock()
	trace.On, trace.Why = t.on, t.why
	return trace
}

// forget drops what is known of a thread that has ended.
func (t *tracer) forget(tid int) { delete(t.underWay, tid) }

// stopped looks at why a thread stands still and has it go on. A thread that is gone meanwhile is no matter.
func (t *tracer) stopped(tid int, status syscall.WaitStatus) {
	signal, event := status.StopSignal(), int(status)>>16
	switch {
	case event == unix.PTRACE_EVENT_SECCOMP:
		if t.enter(tid) {
			_ = unix.PtraceSyscall(tid, 0)
			return
		}
		_ = unix.PtraceCont(tid, 0)
	case event == unix.PTRACE_EVENT_EXEC:
		t.ran(tid)
		_ = unix.PtraceCont(tid, 0)
	case event == unix.PTRACE_EVENT_STOP && halts(signal):
		// It stands still until another signal comes, which it may not be woken before.
		_, _, _ = unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_LISTEN, uintptr(tid), 0, 0, 0, 0)
	case event != 0:
		_ = unix.PtraceCont(tid, 0)
	case signal == syscall.SIGTRAP|atCall:
		t.leave(tid)
		_ = unix.PtraceCont(tid, 0)
	default:
		_ = unix.PtraceCont(tid, int(signal))
	}
}

// halts tells whether a signal makes processes stand still.
func halts(s syscall.Signal) bool {
	return s == syscall.SIGSTOP || s == syscall.SIGTSTP || s == syscall.SIGTTIN || s == syscall.SIGTTOU
}

// enter looks at a call that begins, and tells whether its end is of interest.
func (t *tracer) enter(tid int) bool {
	if said, err := unix.PtraceGetEventMsg(tid); err == nil && said == foreignCall {
		t.trail.foreign()
		return false
	}
	var regs unix.PtraceRegs
	if unix.PtraceGetRegs(tid, &regs) != nil {
		return false
	}
	number, args := asked(&regs)
	c, known := calls[number]
	if !known {
		return false
	}
	p := &pending{call: c, args: args}
	switch c.special {
	case makesSocket:
		// Its type says whether what it connects to must answer.
	case connects, binds:
		peer, ok := readPeer(tid, args[1], args[2])
		if !ok {
			return false
		}
		if t.datagram[openName(tid, args[0])] && peer.Network == "tcp" {
			peer.Network = "udp"
		}
		p.peer = peer
	default:
		if t.trail.full() {
			return false
		}
		p.paths = p.call.paths(tid, args)
		if len(p.paths) == 0 {
			return false
		}
	}
	t.underWay[tid] = p
	return true
}

// leave notes what came of a call.
func (t *tracer) leave(tid int) {
	p := t.underWay[tid]
	if p == nil {
		return
	}
	delete(t.underWay, tid)
	var regs unix.PtraceRegs
	if unix.PtraceGetRegs(tid, &regs) != nil {
		return
	}
	result := answered(&regs)
	failed := ""
	if result < 0 && result > -4096 {
		if result <= -512 {
			// The call is begun again, and seen again.
			return
		}
		failed = errorName(syscall.Errno(-result))
	}
	switch p.call.special {
	case makesSocket:
		if kind := p.args[1] & 0xf; failed == "" {
			if len(t.datagram) > mostSockets {
				clear(t.datagram)
			}
			t.datagram[openName(tid, uint64(result))] = kind != unix.SOCK_STREAM && kind != unix.SOCK_SEQPACKET
		}
	case connects:
		p.peer.Error = failed
		t.trail.connection(p.peer)
	case binds:
		if p.peer.Error = failed; failed != "" {
			t.trail.bind(p.peer)
		}
	default:
		t.trail.add(p.call.does(tid, p.args), p.paths, failed)
	}
}

// ran notes that a thread has become another program. The call was begun by it, or by a thread that it took the place of.
func (t *tracer) ran(tid int) {
	begun := tid
	if former, err := unix.PtraceGetEventMsg(tid); err == nil {
		begun = int(former)
	}
	p := t.underWay[begun]
	delete(t.underWay, begun)
	if p == nil || p.call.special != runs {
		return
	}
	t.trail.add(record.Run, p.paths, "")
	t.trail.raised(p.paths)
}
