package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestOnlyTheFirstCollectionIsLate(t *testing.T) {
	t.Setenv("GOGC", "")
	const usual = 70
	before := debug.SetGCPercent(usual)
	defer debug.SetGCPercent(before)
	collectLate()
	if got := gcPercent(); got != lateGC {
		t.Fatalf("GOGC is %d before the first collection, want %d", got, lateGC)
	}
	for range 1000 { // a cleanup runs some time after the collection that found what it waits for
		runtime.GC()
		if gcPercent() == usual {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("GOGC is %d after collections, want %d", gcPercent(), usual)
}

func TestWhatGOGCSaysHolds(t *testing.T) {
	t.Setenv("GOGC", "50")
	before := gcPercent()
	if collectLate(); gcPercent() != before {
		t.Errorf("GOGC is %d, want %d as before", gcPercent(), before)
	}
}

// gcPercent is what GOGC is now.
func gcPercent() int {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return int(sample[0].Value.Uint64())
}
