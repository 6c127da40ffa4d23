package session

import (
	"strings"
	"testing"
)

func TestEveryChangedLineIsTracedToAChange(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	n := settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Traces != nil })
	removed, added, err := lineChanges(string(n.Before.Text), string(n.After.Text))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range added {
		if !traced(n, func(tr Trace) []int { return tr.Added }, line) {
			t.Errorf("after line %d comes from no change", line)
		}
	}
	for _, line := range removed {
		if !traced(n, func(tr Trace) []int { return tr.Removed }, line) {
			t.Errorf("before line %d is removed by no change", line)
		}
	}
	for id := range effective(n.Changes) {
		if _, found := n.Traces[id]; !found {
			t.Errorf("%s has no trace", id)
		}
	}
	lines := strings.Split(string(n.After.Text), "\n")
	for _, line := range n.Traces["go-static"].Added {
		if !strings.Contains(lines[line-1], "CGO_ENABLED=0") {
			t.Errorf("building without cgo brings %q", lines[line-1])
		}
	}
	for _, line := range n.Traces["nonroot-user"].Added {
		if !strings.HasPrefix(lines[line-1], "USER") && !strings.Contains(lines[line-1], "--chown") {
			t.Errorf("another user brings %q", lines[line-1])
		}
	}
}

func traced(n *Snapshot, of func(Trace) []int, line int) bool {
	for _, trace := range n.Traces {
		for _, l := range of(trace) {
			if l == line {
				return true
			}
		}
	}
	return false
}

func TestTracesFollowThePlan(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	settle(t, s, func(n *Snapshot) bool { return Idle(n) && n.Traces != nil })
	s.Toggle("go-cache-mounts", false)
	n := settle(t, s, func(n *Snapshot) bool { return n.Traces != nil })
	if _, still := n.Traces["go-cache-mounts"]; still {
		t.Error("a change that is off has a trace")
	}
}
