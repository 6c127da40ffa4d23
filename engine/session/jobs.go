package session

import (
	"context"
	"slices"
	"time"
)

// JobKind is what a job does.
type JobKind string

// The kinds of job. One of each runs at a time at most: a new one takes the place of the one that runs.
const (
	// Finding looks for what is to be opened; what is open stays, and is read on, until that has gone well.
	Finding JobKind = "find"
	// Opening reads a folder, a Dockerfile or a build context.
	Opening JobKind = "open"
	// Rebuilding builds and compares.
	Rebuilding JobKind = "rebuild"
	// Saving writes files.
	Saving JobKind = "save"
	// measuring sums up the build context, lookingUp asks registries, tracing looks for what each change does, watching waits for
	// files to change. They are not shown.
	measuring JobKind = "measure"
	watching  JobKind = "watch"
	lookingUp JobKind = "facts"
	tracing   JobKind = "trace"
	// surveyingBuilds looks at all of the project's builds.
	surveyingBuilds JobKind = "survey"
	// readingBase is followed by the image's reference: several are read at a time.
	readingBase JobKind = "inside "
)

// job is work that runs beside the session's goroutine. Its number tells its results from those of a job that had its place.
type job struct {
	number int
	kind   JobKind
	cancel context.CancelFunc
	// shown is what is said of it, nil when it is not shown.
	shown *Job
}

// jobs are those that run, in the order they began. They belong to the session's goroutine.
type jobs struct {
	last    int
	running []job
}

// begin starts a job in place of the one of its kind that runs. A job without a name is not shown.
func (j *jobs) begin(kind JobKind, name string) (context.Context, int) {
	j.endKind(kind)
	ctx, cancel := context.WithCancel(context.Background())
	j.last++
	next := job{number: j.last, kind: kind, cancel: cancel}
	if name != "" {
		next.shown = &Job{Kind: kind, Name: name, Fraction: -1, Started: time.Now()}
	}
	j.running = append(j.running, next)
	return ctx, next.number
}

// runs says whether a job still runs: what it has to say is dropped when it does not.
func (j *jobs) runs(number int) bool { return j.find(number) != nil }

// runsKind says whether a job of a kind runs.
func (j *jobs) runsKind(kind JobKind) bool {
	return slices.ContainsFunc(j.running, func(r job) bool { return r.kind == kind })
}

func (j *jobs) find(number int) *job {
	i := slices.IndexFunc(j.running, func(r job) bool { return r.number == number })
	if i < 0 {
		return nil
	}
	return &j.running[i]
}

// end cancels a job, which may have ended by itself; it does nothing to one that has.
func (j *jobs) end(number int) {
	j.drop(func(r job) bool { return r.number == number })
}

// endKind cancels the job of a kind, if one runs.
func (j *jobs) endKind(kind JobKind) {
	j.drop(func(r job) bool { return r.kind == kind })
}

func (j *jobs) drop(which func(job) bool) {
	j.running = slices.DeleteFunc(j.running, func(r job) bool {
		if which(r) {
			r.cancel()
			return true
		}
		return false
	})
}

// top is the job that is shown: the one that began last, a write only while nothing else runs; nil when none is.
func (j *jobs) top() *job {
	var top *job
	for i := range j.running {
		r := &j.running[i]
		if r.shown != nil && (top == nil || r.kind != Saving) {
			top = r
		}
	}
	return top
}

// change changes what is said of a job. What was published stays as it was.
func (j *jobs) change(number int, f func(*Job)) {
	if r := j.find(number); r != nil && r.shown != nil {
		next := *r.shown
		f(&next)
		r.shown = &next
	}
}
