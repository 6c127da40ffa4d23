package session

import (
	"strings"

	"lightship/engine/rewrite"
	"lightship/engine/rewrite/rule"
)

// waiting is a command that waits for the plan.
type waiting struct {
	// what is what the user asked for, empty where nobody misses it.
	what string
	// always says that it is of no project: it is carried out whatever is opened meanwhile.
	always bool
	run    func()
}

// goOn carries out the commands that waited for the plan, until one of them changes it, and hands it to the rebuild that does.
func (s *Session) goOn() {
	st := &s.state
	d := &st.drafting
	if !st.snapshot.Planning && !st.snapshot.BasesLoading {
		st.settlePlan()
	}
	if opened := d.opened; opened != nil && !st.snapshot.Planning {
		d.opened = nil
		opened()
	}
	for len(d.waiting) > 0 && !st.snapshot.Planning && !st.awaitsSources() {
		command := d.waiting[0]
		d.waiting = d.waiting[1:]
		command.run()
	}
}

// awaitsSources says whether the sources of what is open are being read: there is no plan before they are.
func (st *state) awaitsSources() bool { return st.reading && st.jobs.runsKind(Opening) }

// planned gives a command that goes on from the plan: it waits until that is worked out.
func (s *Session) planned(what string, command func()) {
	s.post(func() {
		d := &s.state.drafting
		if s.state.snapshot.Planning || len(d.waiting) > 0 || s.state.awaitsSources() {
			d.waiting = append(d.waiting, waiting{what: what, run: command})
			return
		}
		command()
	})
}

// planning gives a command that changes the plan: it overtakes what is being worked out, but for the reading of a text and of sources,
// and for a command that waits for it.
func (s *Session) planning(w waiting) {
	s.post(func() {
		d := &s.state.drafting
		if len(d.waiting) > 0 || s.state.plan.on == nil && s.state.snapshot.Planning || s.state.awaitsSources() {
			d.waiting = append(d.waiting, w)
			return
		}
		w.run()
	})
}

// leave drops the commands that wait for the plan of what is open, as something else takes its place; which they were is said then.
func (st *state) leave() {
	var stay []waiting
	for _, w := range st.drafting.waiting {
		switch {
		case w.always:
			stay = append(stay, w)
		case w.what != "":
			st.dropped = append(st.dropped, w.what)
		}
	}
	st.drafting.waiting, st.drafting.opened = stay, nil
}

// droppedProblem says which commands were not carried out; nil when all were.
func (st *state) droppedProblem() *Problem {
	if len(st.dropped) == 0 {
		return nil
	}
	return newProblem(BadInput, strings.Join(st.dropped, ", ")+": not done",
		"Something else was opened before the plan that it waited for was worked out.", "Go back to what was open before, and do it again there.")
}

// unread leaves what is open usable when its sources will not be read: nothing is proposed for it, and what waited goes on.
func (s *Session) unread() {
	st := &s.state
	if !st.reading || st.awaitsSources() || st.snapshot.Project == nil {
		return
	}
	st.dropped, st.drafting.opened = nil, nil
	st.snapshot.Findings = append(st.sourcesFinding(), contextFinding(st.contextError)...)
	s.measureContext()
	s.goOn()
}

// sourcesFinding says that the sources are not read and will not be, where that is so.
func (st *state) sourcesFinding() []rewrite.Finding {
	if !st.reading || st.awaitsSources() {
		return nil
	}
	return []rewrite.Finding{{
		Rule: "unread-sources", Title: "The sources were not read", Why: "Opening was canceled before they were, or it failed.", Severity: rule.Warning,
		Refused: "The sources were not read, and nothing is proposed without knowing them. Open the project again.",
	}}
}
