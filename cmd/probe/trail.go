package main

import (
	"os"
	"slices"
	"strings"
	"sync"

	"lightship/engine/proof/record"
)

const (
	// mostFiles is how many paths are kept; a program that opens more is known well enough by them.
	mostFiles = 20_000
	// mostConnections is how many connections are kept.
	mostConnections = 500
)

// trail is what a program left behind: which files it asked for, and whom it asked.
type trail struct {
	mu sync.Mutex
	// known are those in trace.Files.
	known map[record.File]bool
	trace record.Trace
}

func newTrail() *trail { return &trail{known: map[record.File]bool{}} }

// add notes what was done with paths, and the error it ended with.
func (t *trail) add(op record.Op, paths []spelled, failed string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range paths {
		if ofKernel(s.path) {
			continue
		}
		f := record.File{Path: s.path, As: s.as, Op: op, Error: failed}
		switch {
		case t.known[f]:
		case len(t.trace.Files) >= mostFiles:
			t.trace.Dropped++
		default:
			t.known[f] = true
			t.trace.Files = append(t.trace.Files, f)
		}
	}
}

// full tells that no more files are kept, and counts one that is not.
func (t *trail) full() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	full := len(t.trace.Files) >= mostFiles
	if full {
		t.trace.Dropped++
	}
	return full
}

// ofKernel tells whether a path is no file of an image: what the kernel says of itself, or this program's own.
func ofKernel(path string) bool {
	for _, folder := range []string{"/proc", "/sys", record.Folder} {
		if path == folder || strings.HasPrefix(path, folder+"/") {
			return true
		}
	}
	return false
}

// connection notes what was connected to.
func (t *trail) connection(c record.Connection) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trace.Connections = noted(t.trace.Connections, c)
}

// bind notes what could not be bound.
func (t *trail) bind(c record.Connection) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trace.Binds = noted(t.trace.Binds, c)
}

func noted(all []record.Connection, c record.Connection) []record.Connection {
	if len(all) >= mostConnections || slices.Contains(all, c) {
		return all
	}
	return append(all, c)
}

// foreign notes a call of another architecture.
func (t *trail) foreign() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trace.Foreign = true
}

// raised notes programs that were run and that give rights.
func (t *trail) raised(paths []spelled) {
	for _, s := range paths {
		info, err := os.Stat(s.path)
		if err != nil || info.Mode()&(os.ModeSetuid|os.ModeSetgid) == 0 {
			continue
		}
		t.mu.Lock()
		if !slices.Contains(t.trace.Raised, s.path) {
			t.trace.Raised = append(t.trace.Raised, s.path)
		}
		t.mu.Unlock()
	}
}

// seen is a copy of what was seen.
func (t *trail) seen() record.Trace {
	t.mu.Lock()
	defer t.mu.Unlock()
	trace := t.trace
	trace.Files = slices.Clone(trace.Files)
	trace.Connections = slices.Clone(trace.Connections)
	trace.Binds = slices.Clone(trace.Binds)
	trace.Raised = slices.Clone(trace.Raised)
	return trace
}
