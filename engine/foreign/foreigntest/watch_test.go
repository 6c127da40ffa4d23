package foreigntest

import (
	"strings"
	"testing"
	"time"
)

// watched is what a watcher with these limits says of a case.
func watched(limit time.Duration, heap uint64, read func(stop <-chan string)) string {
	said := make(chan string, 2)
	w := watcher{time: limit, heap: heap, fail: func(why string) { said <- why }}
	w.watch(func() { read(said) })
	select {
	case why := <-said:
		return why
	default:
		return ""
	}
}

func TestACaseThatNeverEndsOrTakesAllMemoryIsNoticed(t *testing.T) {
	busy := watched(30*time.Millisecond, MaxHeap, func(said <-chan string) {
		for len(said) == 0 { // it goes on until it is noticed
			_ = strings.Repeat("x", 1000)
		}
	})
	if !strings.Contains(busy, "processor") {
		t.Errorf("one that never ends: %q", busy)
	}
	var kept [][]byte
	large := watched(time.Hour, heap()+(8<<20), func(said <-chan string) {
		for len(said) == 0 && len(kept) < 64 {
			kept = append(kept, make([]byte, 1<<20))
			time.Sleep(time.Millisecond)
		}
	})
	if !strings.Contains(large, "heap") {
		t.Errorf("one of %d MB: %q", len(kept), large)
	}
	if waits := watched(30*time.Millisecond, MaxHeap, func(<-chan string) { time.Sleep(100 * time.Millisecond) }); waits != "" {
		t.Errorf("one that only waits: %q", waits)
	}
}
