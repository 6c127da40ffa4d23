package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"lightship/engine/proof/record"
)

// tick is the unit of the times in /proc/PID/stat; Linux shows them in hundredths of a second, whatever it counts in.
const tick = 10 * time.Millisecond

// effort is what processes, and those that came of them and have ended, took of the processors until now, and how long their
// threads and this program's own, for which they stop when they are traced, stood ready and waited for one.
func effort(pids []int) record.Effort {
	var e record.Effort
	for _, pid := range pids {
		e.Busy += busy(fmt.Sprintf("/proc/%d/stat", pid))
		e.Queued += queued(pid)
	}
	var gone syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_CHILDREN, &gone) == nil {
		e.Busy += time.Duration(gone.Utime.Nano() + gone.Stime.Nano())
	}
	e.Queued += queued(os.Getpid())
	return e
}

// busy is the time of a process and of its children that have ended, from its file of the kernel's; see proc_pid_stat(5).
func busy(path string) time.Duration {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	// The name in parentheses may hold anything. The times are the 14th to 17th field; the state behind the name is the 3rd.
	fields := strings.Fields(string(text)[strings.LastIndexByte(string(text), ')')+1:])
	const first, last = 14 - 3, 17 - 3
	if len(fields) <= last {
		return 0
	}
	var ticks int64
	for _, field := range fields[first : last+1] {
		n, _ := strconv.ParseInt(field, 10, 64)
		ticks += n
	}
	return time.Duration(ticks) * tick
}

// queued is how long the threads of a process waited for a processor; 0 where the kernel does not tell.
func queued(pid int) time.Duration {
	var total time.Duration
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/[0-9]*/schedstat", pid))
	for _, path := range threads {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if fields := strings.Fields(string(text)); len(fields) >= 2 {
			n, _ := strconv.ParseInt(fields[1], 10, 64)
			total += time.Duration(n)
		}
	}
	return total
}
