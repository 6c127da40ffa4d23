package session

import (
	"context"
	"maps"
	"sync"

	"golang.org/x/sync/errgroup"

	"lightship/engine/bases"
	"lightship/engine/language"
	"lightship/engine/project"
	"lightship/engine/records"
	"lightship/engine/rewrite"
)

// Surveyed is what is known of one of the project's builds without building it.
type Surveyed struct {
	// Build is its ID.
	Build string
	// Language is that of the program that it builds, as package project names it; empty when that is not known.
	Language string
	// Base is what its image stands on, and NextBase what it would stand on with the plan as it is proposed; both empty when not known.
	Base, NextBase string
	// BaseOnDisk and NextOnDisk are their bytes, -1 when not known.
	BaseOnDisk, NextOnDisk int64
	// Changes is how many changes start turned on.
	Changes int
	// Problem is why nothing is known of it, empty when it could be read.
	Problem string
	// Last is what its last rebuild came to; nil when there was none.
	Last *records.Result
}

// Survey looks at all of the project's builds, beside everything else, and puts what it finds into Snapshot.Survey, one after the
// other: first what the sources say, then what the bases weigh.
func (s *Session) Survey() {
	s.post(func() {
		st := &s.state
		n := &st.snapshot
		if n.Project == nil || st.jobs.runsKind(surveyingBuilds) {
			return
		}
		ctx, number := st.jobs.begin(surveyingBuilds, "")
		v := survey{known: st.copied(), record: st.record, ask: s.settings.Facts, show: func(row Surveyed) {
			s.post(func() {
				if st.jobs.runs(number) {
					n.Survey = maps.Clone(n.Survey)
					if n.Survey == nil {
						n.Survey = map[string]Surveyed{}
					}
					n.Survey[row.Build] = row
					s.publish()
				}
			})
		}}
		s.work(func() {
			v.run(ctx)
			s.post(func() { st.jobs.end(number) })
		})
	})
}

// survey works on a copy of all that is known of the project.
type survey struct {
	known  known
	record records.Project
	ask    FactSource
	show   func(Surveyed)
}

func (v *survey) run(ctx context.Context) {
	var rows []Surveyed
	for _, b := range v.known.snapshot.Project.Builds {
		if ctx.Err() != nil {
			return
		}
		row := v.look(ctx, b)
		rows = append(rows, row)
		v.show(row)
	}
	v.weigh(ctx, rows)
}

// look says what the Dockerfile and the sources of one build say.
func (v *survey) look(ctx context.Context, b project.Build) Surveyed {
	row := Surveyed{Build: b.ID, BaseOnDisk: -1, NextOnDisk: -1, Last: v.record.Plans[b.ID].Result}
	if b.Problem != "" && !chained(b) {
		row.Problem = b.Problem
		return row
	}
	c := newChoice(b)
	if err := c.read(v.known.snapshot.Project); err != nil {
		row.Problem = explain(err).Title
		return row
	}
	p, err := language.All().Read(ctx, v.known.snapshot.Project, c.context)
	if err != nil {
		row.Problem = explain(err).Title
		return row
	}
	d := draft{known: v.of(p, c, b), wanted: wanted{text: true, propose: true}}
	d.work()
	n := &d.snapshot
	if d.problem != nil {
		row.Problem = d.problem.Title
	}
	row.Language, row.Base, row.NextBase = n.Language(), n.Before.base(n.Target), n.FinalBase()
	row.BaseOnDisk, row.NextOnDisk = d.baseBytes(row.Base), d.baseBytes(row.NextBase)
	for _, on := range effective(n.Changes) {
		if on {
			row.Changes++
		}
	}
	return row
}

// of is what is known of another build: nothing that was learned of the one that is open counts for it.
func (v *survey) of(p *project.Project, c choice, b project.Build) known {
	k := v.known.copied()
	k.choice, k.source, k.memory, k.reading = c, c.text, &rewrite.Memory{}, false
	k.proposal, k.predicted, k.built, k.analysed, k.layers, k.fromImage = nil, bases.Program{}, nil, nil, nil, nil
	k.plan, k.kept, k.judged, k.contextError = plan{on: map[string]bool{}}, nil, &verdicts{of: map[string]judged{}}, nil
	k.snapshot = Snapshot{
		Project: p, Platform: k.snapshot.Platform, Link: k.snapshot.Link, Dockerfile: c.name, Build: b.ID, ContextDir: c.context, Target: b.Target,
	}
	return k
}

// weigh asks what the bases weigh that are not known.
func (v *survey) weigh(ctx context.Context, rows []Surveyed) {
	var mu sync.Mutex
	weights, asked := map[string]int64{}, map[string]bool{}
	var asking errgroup.Group
	asking.SetLimit(parallelFacts)
	for _, row := range rows {
		for _, ref := range []string{row.Base, row.NextBase} {
			if asked[ref] || ref == "" {
				continue
			}
			asked[ref] = true
			asking.Go(func() error {
				if f, err := v.ask.Facts(ctx, ref, v.known.snapshot.Platform); err == nil {
					mu.Lock()
					weights[ref] = f.OnDisk
					mu.Unlock()
				}
				return nil
			})
		}
	}
	_ = asking.Wait() // None of them fails: what is not known stays so.
	for _, row := range rows {
		was := row
		row.BaseOnDisk, row.NextOnDisk = max(row.BaseOnDisk, weightOf(weights, row.Base)), max(row.NextOnDisk, weightOf(weights, row.NextBase))
		if row != was {
			v.show(row)
		}
	}
}

func weightOf(weights map[string]int64, ref string) int64 {
	if w, known := weights[ref]; known {
		return w
	}
	return -1
}
