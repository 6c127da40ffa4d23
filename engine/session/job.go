package session

import (
	"context"
	"fmt"
	"strings"

	"lightship/engine/build"
)

// begin starts a job that is shown, in place of the one of its kind that runs.
func (s *Session) begin(kind JobKind, name string) (context.Context, int) {
	if kind == Rebuilding {
		s.state.endRebuild()
	}
	return s.state.jobs.begin(kind, name)
}

// jobStep shows what a job is at, unless another has taken its place.
func (s *Session) jobStep(number int, step string, fraction float64) {
	s.post(func() { s.setJob(number, step, fraction) })
}

// setJob puts a step into a job's line. Its fraction, of 1, never goes back.
func (s *Session) setJob(number int, step string, fraction float64) {
	s.state.jobs.change(number, func(j *Job) { j.Step, j.Fraction = step, max(fraction, j.Fraction) })
	s.publish()
}

// showStep puts the running step of a build into the job's line; the before build is the first half of the work.
func (s *Session) showStep(number int, side string, p build.Progress) {
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
	s.setJob(number, step, fraction)
}

// Cancel ends the job that is shown. What it had shown so far stays, and so does what runs beside it.
func (s *Session) Cancel() {
	s.post(func() {
		st := &s.state
		top := st.jobs.top()
		switch {
		case top == nil:
			return
		case top.kind == Rebuilding:
			// It ends when the builder has stopped.
			top.cancel()
			st.jobs.change(top.number, func(j *Job) { j.Canceling = true })
		case top.kind == Saving:
			// A file is written whole or not at all, and in no time.
			return
		default:
			st.jobs.end(top.number)
			s.unread()
		}
		s.publish()
	})
}

// endRebuild ends the rebuild that runs, if one does; its late results are dropped.
func (st *state) endRebuild() {
	st.jobs.endKind(Rebuilding)
	st.awaitPlan, st.baseKnown, st.awaitLayers = nil, nil, false
}

// endProject ends what belongs to the project that was open.
func (st *state) endProject() {
	st.endRebuild()
	st.endFacts()
	st.jobs.endKind(measuring)
	st.jobs.endKind(tracing)
	st.jobs.endKind(watching)
	st.jobs.endKind(surveyingBuilds)
	st.endAhead()
}

// endFacts stops looking up facts.
func (st *state) endFacts() {
	st.jobs.drop(func(j job) bool { return j.kind == lookingUp || strings.HasPrefix(string(j.kind), string(readingBase)) })
	st.surveying = nil
	st.snapshot.BasesLoading = false
}
