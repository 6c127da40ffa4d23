package build

import (
	"slices"
	"testing"
)

func TestTheCriticalPathIsWhatTheEndWaitedFor(t *testing.T) {
	span := func(name string, from, to int, inputs ...int) Step {
		return Step{Name: name, State: Finished, Started: *at(from), Finished: *at(to), Inputs: inputs}
	}
	p := Progress{Started: *at(0), Finished: *at(31), Steps: []Step{
		span("metadata", 0, 1), span("from builder", 1, 4), span("from final", 1, 3), span("run", 4, 28, 1),
		span("copy", 28, 29, 2, 3), span("export", 29, 31),
	}}
	if got, want := CriticalPath(p), []bool{true, true, false, true, true, true}; !slices.Equal(got, want) {
		t.Errorf("the path is %v, want %v", got, want)
	}
	running := Progress{Started: p.Started, Steps: p.Steps}
	if got := CriticalPath(running); slices.Contains(got, true) {
		t.Errorf("a build that runs has the path %v", got)
	}
	if got := CriticalPath(Progress{Finished: *at(1)}); len(got) != 0 {
		t.Errorf("a build without steps has the path %v", got)
	}
}
