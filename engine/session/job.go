package session

import (
	"context"
	"fmt"
	"time"

	"lightship/engine/build"
)

// begin starts a job in place of the one that runs, and returns its context.
func (s *Session) begin(name string) context.Context {
	s.state.endJob()
	ctx, cancel := context.WithCancel(context.Background())
	s.state.cancelJob = cancel
	s.state.snapshot.Job = &Job{Name: name, Fraction: -1, Started: time.Now()}
	return ctx
}

// jobStep shows what a rebuild is at, unless another job has taken its place.
func (s *Session) jobStep(r rebuild, step string, fraction float64) {
	s.post(func() {
		if r.number == s.state.jobNumber {
			s.setJob(step, fraction)
		}
	})
}

// setJob puts a step into the job's line. Its fraction, of 1, never goes back.
func (s *Session) setJob(step string, fraction float64) {
	if s.state.snapshot.Job == nil {
		return
	}
	job := *s.state.snapshot.Job
	job.Step, job.Fraction = step, max(fraction, job.Fraction)
	s.state.snapshot.Job = &job
	s.publish()
}

// showStep puts the running step of a build into the job's line; the before build is the first half of the work.
func (s *Session) showStep(side string, p build.Progress) {
	half := 0.0
	if side == "after" {
		half = 0.45
	}
	fraction := half
	if p.Total > 0 {
		fraction += 0.45 * float64(p.Done) / float64(p.Total)
	}
	step := fmt.Sprintf("%s: %d of %d steps", side, p.Done, p.Total)
	for _, running := range p.Steps {
		if running.State == build.Running {
			step = side + ": " + running.Name
		}
	}
	s.setJob(step, fraction)
}

// Cancel ends the running job. What it had shown so far stays.
func (s *Session) Cancel() {
	s.post(func() {
		st := &s.state
		if st.snapshot.Job == nil {
			return
		}
		if st.cancelJob != nil {
			st.cancelJob()
		}
		job := *st.snapshot.Job
		job.Canceling = true
		st.snapshot.Job = &job
		st.opening++
		if st.snapshot.Builds.Before.Started.IsZero() {
			st.endJob()
		}
		s.publish()
	})
}

// endJob cancels the running job, if there is one; its late results are dropped.
func (st *state) endJob() {
	if st.cancelJob != nil {
		st.cancelJob()
		st.cancelJob = nil
	}
	st.jobNumber++
	st.snapshot.Job = nil
	st.awaitPlan, st.baseKnown = nil, nil
}
