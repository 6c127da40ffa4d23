package session

import (
	"slices"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite"
	"lightship/engine/stagegraph"
)

// draft is a plan's consequences being worked out, beside the session's goroutine, on a copy of all that they follow from.
type draft struct {
	known
	interactive bool
	wanted      wanted
	// problem is what went wrong, nil when nothing did.
	problem *Problem
}

// wanted says what a draft is to work out.
type wanted struct {
	// text says that the Dockerfile is another one, or something that is given from outside: it is parsed and drawn.
	text bool
	// propose asks the rules anew.
	propose bool
	// learns says that what came to be known may bring changes that were not proposed before: they are put into the plan.
	learns bool
	// quiet says that nothing but what is shown of the bases may come out otherwise.
	quiet bool
	// chooses says that a base was chosen just now: that it does not reach the text is a problem.
	chooses bool
	// opens is the number of the job that ends with it, 0 for none.
	opens int
}

// with joins what two drafts are to work out.
func (w wanted) with(o wanted) wanted {
	return wanted{text: w.text || o.text, propose: w.propose || o.propose, learns: w.learns || o.learns, quiet: w.quiet && o.quiet, chooses: w.chooses || o.chooses, opens: max(w.opens, o.opens)}
}

// drafting is the one draft that is worked on, and what is asked for meanwhile. It belongs to the session's goroutine.
type drafting struct {
	// epoch grows with every text: a draft of an older one is dropped.
	epoch   int
	running bool
	// next is asked for once the running draft is done; nil for nothing.
	next *wanted
	// opened goes on with a project once its Dockerfile is shown and its sources are read; nil when neither is waited for.
	opened func()
	// waiting are the commands that go on from the plan, in the order they were given.
	waiting []waiting
}

// draft has the plan's consequences worked out. The newest plan counts: what a draft says of an older one is not shown.
func (s *Session) draft(w wanted) {
	d := &s.state.drafting
	if w.text {
		*d = drafting{epoch: d.epoch + 1, opened: d.opened, waiting: d.waiting}
	}
	if d.next != nil {
		w = w.with(*d.next)
	}
	d.next = &w
	if !w.quiet {
		s.state.snapshot.Planning, s.state.snapshot.Traces = true, nil
		s.state.jobs.endKind(tracing)
	}
	if !d.running {
		s.nextDraft()
	}
}

// nextDraft starts the draft that was asked for.
func (s *Session) nextDraft() {
	st := &s.state
	w := draft{known: st.copied(), interactive: s.settings.Interactive, wanted: *st.drafting.next}
	st.drafting.next, st.drafting.running = nil, true
	epoch := st.drafting.epoch
	s.work(func() {
		w.work()
		s.post(func() {
			if epoch == st.drafting.epoch {
				s.drafted(&w)
			}
		})
	})
}

// work works the draft out.
func (d *draft) work() {
	n := &d.snapshot
	if d.wanted.text && !d.read() {
		return
	}
	if d.wanted.propose && !d.ask() || d.proposal == nil {
		return
	}
	if d.wanted.learns && !d.wanted.text {
		d.offer(d.interactive)
	}
	if d.wanted.text {
		for _, c := range d.proposal.Changes {
			d.plan.on[c.ID] = c.Default
		}
		d.resume()
	}
	if d.wanted.text || d.wanted.propose {
		d.plan = d.plan.knowing(d.proposal.Changes)
		n.Findings = slices.Concat(d.proposal.Findings, unreadFindings(n.Project))
	}
	d.follow()
	if n.BaseUnused = d.baseUnused(); n.BaseUnused != "" && d.wanted.chooses && d.problem == nil {
		d.problem = unusedBase(n, d.plan.base)
	}
}

// ask asks the rules; false when they can't say anything.
func (d *draft) ask() bool {
	proposal, err := d.propose()
	if err == nil {
		d.proposal, d.predicted = proposal, proposal.Predicted()
		if d.wanted.text && d.predicted.Language != "" {
			proposal, err = d.propose() // The bases for its language are candidates now.
		}
	}
	if err != nil {
		d.problem = explain(err)
		return false
	}
	d.proposal = proposal
	return true
}

// read parses and draws the Dockerfile; false when there is nothing to propose for it, or not yet.
func (d *draft) read() bool {
	n := &d.snapshot
	n.Before, n.After, n.Ignore, n.Findings, n.Changes, n.Bases, n.Base = &View{Text: d.source}, nil, nil, nil, nil, nil, ""
	n.BaseUnused = ""
	d.plan = plan{on: map[string]bool{}}
	before, err := d.view(d.source)
	n.BuildArgs = buildArgs(before, d.args())
	if before != nil && before.File != nil {
		n.Targets = stageNames(before.File)
	}
	if err != nil {
		d.problem = explain(err)
		d.askFor(d.problem.MissingArgs)
		return false
	}
	n.Before = before
	return !d.reading
}

// after lays out the graph of what the plan made, which was parsed for that.
func (d *draft) after(text []byte) (*View, error) {
	file, err := d.proposal.FileOf(text)
	if err != nil {
		return nil, err
	}
	return d.viewOf(file)
}

// view parses a text and lays out its graph.
func (d *draft) view(text []byte) (*View, error) {
	file, err := dockerfile.Parse(text, d.options())
	if err != nil {
		return nil, err
	}
	return d.viewOf(file)
}

// viewOf draws the graph of a text that was parsed, where somebody looks.
func (d *draft) viewOf(file *dockerfile.File) (v *View, err error) {
	v = &View{Text: file.Source, File: file}
	if v.Graph, err = stagegraph.New(file, d.snapshot.Target); err != nil {
		return v, err
	}
	if d.interactive {
		v.Layout = stagegraph.Place(v.Graph)
	}
	return v, nil
}

// follow works out the table of bases, the changes' states and the after text.
func (d *draft) follow() {
	n := &d.snapshot
	n.Changes = switches(d.proposal.Changes, d.plan.on)
	d.rows()
	n.Changes = switches(d.proposal.ChangesFor(bases.Describe(n.Base)), d.plan.on)
	if n.Base != "" && bases.SameRef(n.Base, d.proposal.StandsOn(d.plan.on)) {
		// Today's base in the place of today's base is no change.
		n.Changes = slices.DeleteFunc(n.Changes, func(c Switch) bool { return c.ID == rewrite.FinalBase })
	}
	if n.Base == "" {
		block(n.Changes, rewrite.FinalBase, "no base is known to fit: choose one on the Bases page")
	}
	old := n.After
	n.After, n.Ignore, n.Learned = nil, nil, d.plan.learned
	if len(n.Changes) == 0 {
		return
	}
	on := effective(n.Changes)
	n.Ignore = d.proposal.IgnoreFile(on)
	text, err := d.proposal.After(on, d.observed(bases.Describe(n.Base)), d.plan.learned...)
	switch {
	case err != nil:
	case !d.wanted.text && old != nil && string(old.Text) == string(text):
		n.After = old
	default:
		n.After, err = d.after(text)
	}
	if err != nil {
		d.problem = explain(err)
	}
}

// drafted takes a draft in, unless a newer plan is asked for.
func (s *Session) drafted(d *draft) {
	st := &s.state
	st.drafting.running = false
	if next := st.drafting.next; next == nil || next.quiet || d.wanted.text {
		s.takeDraft(d)
	} else {
		// It was overtaken: what it was to ask the rules is asked by the next.
		next.propose, next.chooses, next.learns = next.propose || d.wanted.propose, next.chooses || d.wanted.chooses, next.learns || d.wanted.learns
	}
	if next := st.drafting.next; next != nil {
		s.nextDraft()
		if !d.wanted.text && !next.quiet {
			return
		}
		st.snapshot.Planning = !next.quiet
	} else {
		st.snapshot.Planning = false
	}
	if d.reading {
		s.publish() // The graph is shown, however soon the sources are read.
	}
	s.goOn()
	s.keepRecord()
	s.publish()
}

// takeDraft makes a draft's consequences those that are shown.
func (s *Session) takeDraft(d *draft) {
	st := &s.state
	n := &st.snapshot
	if d.wanted.text {
		n.Before, n.BuildArgs, n.Targets = d.snapshot.Before, d.snapshot.BuildArgs, d.snapshot.Targets
		st.plan = d.plan
		st.jobs.end(d.wanted.opens)
	}
	if d.wanted.propose {
		n.Resumed = d.resumed()
	}
	if d.wanted.text || d.wanted.propose {
		n.Findings = slices.Concat(d.snapshot.Findings, st.sourcesFinding(), contextFinding(st.contextError))
	}
	if d.wanted.propose {
		st.proposal, st.predicted = d.proposal, d.predicted
		if d.wanted.learns && !d.wanted.text {
			st.learnChanges(d.plan, d.proposal)
		}
		if d.proposal != nil {
			st.plan = st.plan.knowing(d.proposal.Changes)
		}
	}
	n.After, n.Ignore, n.Changes, n.Learned = d.snapshot.After, d.snapshot.Ignore, d.snapshot.Changes, d.snapshot.Learned
	n.Program, n.Bases, n.Base, n.BaseUnused = d.snapshot.Program, d.snapshot.Bases, d.snapshot.Base, d.snapshot.BaseUnused
	if d.wanted.propose {
		st.showEarlier()
	}
	if n.Earlier {
		n.Stale = !st.isEarlier()
	}
	n.CanUndo, n.CanRedo = len(st.undo) > 0, len(st.redo) > 0
	if d.problem != nil {
		n.Problem = d.problem
	}
	if d.wanted.text {
		s.startAhead()
		if st.proposal != nil {
			s.lookUpFacts(s.settings.Facts.Facts, d.images())
			s.watch()
		}
	}
	if !d.wanted.quiet {
		s.trace()
	}
	st.notes()
	st.showSaved()
}
