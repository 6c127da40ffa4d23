// Package foreigntest watches what readers of others' texts take in tests: a case that takes too long or too much memory ends the test's
// process, as one that never ends has to.
package foreigntest

import (
	"fmt"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"
)

const (
	// MaxTime is how much time of the processor the process may take while a case is read, whatever else the machine does.
	MaxTime = 2 * time.Second
	// MaxHeap is how many bytes the heap may have meanwhile.
	MaxHeap = 512 << 20
	// glance is how often both are looked at.
	glance = 20 * time.Millisecond
)

// Watch calls read, and ends the process with a panic that names the case when it takes more than MaxTime or MaxHeap. A fuzz test
// then has its input. The tests of a package that watch must not run at the same time.
func Watch(t testing.TB, name string, read func()) {
	t.Helper()
	WatchFor(t, MaxTime, MaxHeap, name, read)
}

// WatchFor is Watch with other limits, as for all that a window does to show what was read. Short tests run under the race detector,
// where what a case takes says nothing: there it only calls read.
func WatchFor(t testing.TB, time time.Duration, heap uint64, name string, read func()) {
	t.Helper()
	if testing.Short() {
		read()
		return
	}
	w := watcher{time: time, heap: heap, fail: func(why string) { panic(name + " " + why) }}
	w.watch(read)
}

// watcher has the limits, and what to do when one is passed.
type watcher struct {
	time time.Duration
	heap uint64
	fail func(why string)
}

func (w watcher) watch(read func()) {
	start := processor()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(glance)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if w.look(start) {
					return
				}
			}
		}
	}()
	read()
	close(done)
	<-ended
	w.look(start)
}

// look says whether a limit was passed.
func (w watcher) look(start time.Duration) bool {
	if took := processor() - start; took > w.time {
		w.fail(fmt.Sprintf("takes %s of the processor's time, and the most is %s", took.Round(time.Millisecond), w.time))
		return true
	}
	if has := heap(); has > w.heap {
		w.fail(fmt.Sprintf("takes %d MB of heap, and the most is %d", has>>20, w.heap>>20))
		return true
	}
	return false
}

// processor is the time of the processor that the process took so far.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// heap is how many bytes of objects the heap has, with those that are not collected yet.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
