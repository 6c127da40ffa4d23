package proof

import (
	"strings"
	"time"

	"lightship/engine/proof/record"
)

const (
	// slower is how many times as long the image after may take until it listens, and slowerBy how much longer at least.
	slower   = 2
	slowerBy = time.Second
	// mostCompiled is how many of its modules Python may compile at each start more than before and still need a second for something else.
	mostCompiled = 20
)

// longer says whether a time is much more than another.
func longer(after, before time.Duration) bool {
	return after > slower*before && after-before > slowerBy
}

// ready compares how long it takes until the programs listen. That a computer was busy with something else is no difference of the
// images: where it is known what a start took, the program has to have worked longer, or to have waited longer for something else
// than a processor.
func (c *comparer) ready() {
	b, a := c.Before.Listening, c.After.Listening
	if b == nil || a == nil {
		return
	}
	r := c.row(Ready, "start until it listens", true, brief(*b), brief(*a))
	r.State = Measured
	slowest := c.most(func(r *Run) time.Duration {
		if r.Listening == nil {
			return 0
		}
		return *r.Listening
	})
	if !longer(*a, slowest) {
		return
	}
	works, waits := true, true
	if c.After.Start != nil && c.Before.Start != nil {
		works = longer(c.After.Start.Busy, c.most(func(r *Run) time.Duration { return effortOf(r).Busy }))
		waits = longer(waited(c.After), c.most(waited))
	}
	switch {
	case !works && !waits:
		r.Detail = "the computer was busy with something else: the program itself took no longer"
	case !waits && compiled(c.After)-compiled(c.Before) > mostCompiled:
		r.Detail = "Python compiles its modules at each start: their bytecode is not in the image"
	default:
		r.State = Different
	}
}

// most is the larger of what both runs of before took.
func (c *comparer) most(of func(*Run) time.Duration) time.Duration {
	return max(of(c.Before), of(c.Again))
}

func effortOf(r *Run) record.Effort {
	if r.Start == nil {
		return record.Effort{}
	}
	return *r.Start
}

// waited is how long a program waited for something else than a processor until it listened, at the least: several threads may have
// waited at the same time.
func waited(r *Run) time.Duration {
	if r.Listening == nil {
		return 0
	}
	e := effortOf(r)
	return max(*r.Listening-e.Busy-e.Queued, 0)
}

// compiled is how many modules of Python a run found without bytecode.
func compiled(r *Run) int {
	all := 0
	for _, f := range r.Trace.Files {
		if f.Op == record.Read && f.Error != "" && strings.HasSuffix(f.Path, ".pyc") {
			all++
		}
	}
	return all
}
