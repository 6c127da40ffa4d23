package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// lateGC has the garbage collector look for the first time when 64 MB are allocated, at 16 times the usual 4 MB: most runs
// are over by then.
const lateGC = 1600

// collectLate puts the first collection off; after it the collector goes on as usual. What GOGC says holds instead.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(lateGC)
	// With a pointer in it the mark is an object of its own; small ones without are put together, and live as long as the others.
	runtime.AddCleanup(&struct{ p *int }{}, func(percent int) { debug.SetGCPercent(percent) }, usual)
}
