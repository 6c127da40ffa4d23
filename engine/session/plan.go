package session

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/pull"
	"lightship/engine/rewrite"
)

// maxUndo is how many steps of a plan are kept.
const maxUndo = 200

// Toggle turns a change on or off. What needs it follows by itself: it has no effect while a change it needs is off.
func (s *Session) Toggle(changeID string, on bool) {
	s.planning(waiting{what: "Change", run: func() {
		if was, ok := s.state.plan.on[changeID]; !ok || was == on {
			return
		}
		s.step(s.state.plan.with(changeID, on))
	}})
}

// because is a verdict's reasons with the evidence from the sources.
func because(v bases.Verdict, p bases.Program) string {
	lines := slices.Clone(v.Reasons)
	for _, e := range p.Evidence {
		place := e.File
		if e.Line > 0 {
			place = fmt.Sprintf("%s:%d", e.File, e.Line)
		}
		lines = append(lines, place+": "+e.Says)
	}
	return strings.Join(lines, "\n")
}

// knowing is the plan with the changes that are proposed only now, as they start: facts of bases bring some.
func (p plan) knowing(changes []rewrite.Change) plan {
	for _, c := range changes {
		if _, known := p.on[c.ID]; !known {
			p = p.with(c.ID, c.Default)
		}
	}
	return p
}

// step makes a plan the current one and keeps the old one for Undo.
func (s *Session) step(next plan) {
	s.keepPlan(next)
	s.replanned(wanted{})
}

// keepPlan is step without what follows.
func (s *Session) keepPlan(next plan) {
	st := &s.state
	st.undo = append(st.undo, st.plan)
	st.undo = st.undo[max(0, len(st.undo)-maxUndo):]
	st.redo = nil
	st.plan = next
}

// Undo takes the last step of the plan back.
func (s *Session) Undo() { s.planning(waiting{run: func() { s.travel(&s.state.undo, &s.state.redo) }}) }

// Redo takes the last Undo back.
func (s *Session) Redo() { s.planning(waiting{run: func() { s.travel(&s.state.redo, &s.state.undo) }}) }

// travel makes the last plan of from the current one and keeps the current one in to.
func (s *Session) travel(from, to *[]plan) {
	last := len(*from) - 1
	if last < 0 {
		return
	}
	*to = append(*to, s.state.plan)
	s.state.plan = (*from)[last]
	*from = (*from)[:last]
	s.replanned(wanted{})
}

// replanned shows the plan after the user has changed it.
func (s *Session) replanned(w wanted) {
	s.state.snapshot.Problem = nil
	s.state.snapshot.Stale = s.state.snapshot.Comparison != nil
	s.redraft(w)
}

// replan has the after text, and all that follows from the plan and the facts, worked out.
func (s *Session) replan() { s.redraft(wanted{}) }

// redraft is replan that works out more.
func (s *Session) redraft(w wanted) {
	if s.state.proposal != nil {
		s.draft(w)
	}
	s.publish()
}

// switches are the changes with their state: one whose needs are off is blocked.
func switches(changes []rewrite.Change, on map[string]bool) []Switch {
	titles := map[string]string{}
	for _, c := range changes {
		titles[c.ID] = c.Title
	}
	list := make([]Switch, len(changes))
	for i, c := range changes {
		list[i] = Switch{Change: c, On: on[c.ID]}
		for _, need := range c.Needs {
			if !on[need] {
				list[i].Blocked = fmt.Sprintf("needs “%s”, which is off", titles[need])
			}
		}
	}
	return list
}

// block keeps a change from having an effect, for a reason.
func block(list []Switch, id, why string) {
	for i := range list {
		if list[i].ID == id && list[i].Blocked == "" {
			list[i].Blocked = why
		}
	}
}

// effective are the ids of the changes that are on and not blocked, directly or through what they need.
func effective(list []Switch) map[string]bool {
	on := map[string]bool{}
	for _, c := range list {
		on[c.ID] = c.On && c.Blocked == ""
	}
	for settled := false; !settled; {
		settled = true
		for _, c := range list {
			for _, need := range c.Needs {
				if on[c.ID] && !on[need] {
					on[c.ID], settled = false, false
				}
			}
		}
	}
	return on
}

func findRow(rows []BaseRow, ref string) (BaseRow, bool) {
	for _, r := range rows {
		if bases.SameRef(r.Ref, ref) {
			return r, true
		}
	}
	return BaseRow{}, false
}

func refs(rows []BaseRow) []string {
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = r.Ref
	}
	return list
}

func recommended(rows []BaseRow) string {
	for _, r := range rows {
		if r.Recommended != "" {
			return r.Ref
		}
	}
	return "the one it stands on now"
}

// SetLink chooses the link that pull times are said for.
func (s *Session) SetLink(l pull.Link) {
	s.planning(waiting{always: true, run: func() {
		n := &s.state.snapshot
		n.Link = l
		if n.Comparison != nil {
			next := *n.Comparison
			next.Link, next.Pulls = l, n.Comparison.PullsOn(l)
			n.Comparison = &next
		}
		s.replan()
	}})
}
