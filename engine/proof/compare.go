package proof

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lightship/engine/proof/record"
)

// comparer compares three runs.
type comparer struct {
	Runs
	rows []Row
	// masks are those of before, again and after.
	masks [3]masker
}

// Compare says what the runs come to. Secrets in s are taken out of the runs.
func Compare(runs Runs, s Settings) *Result {
	h := s.secrets()
	c := &comparer{Runs: runs}
	for i, r := range []*Run{runs.Before, runs.Again, runs.After} {
		c.masks[i] = maskerOf(r)
	}
	c.starts()
	if runs.Before.Failed == nil && runs.After.Failed == nil {
		c.ends()
		c.outputs()
		c.sockets()
		c.answers()
		c.measures()
	}
	c.traces()
	c.left()
	result := &Result{Verdict: Same, Before: runs.Before, Again: runs.Again, After: runs.After}
	for _, v := range s.Env {
		result.Env = append(result.Env, v.Name)
	}
	order := map[State]int{Different: 0, Alike: 1, Measured: 2}
	slices.SortStableFunc(c.rows, func(a, b Row) int { return order[a.State] - order[b.State] })
	result.Rows = c.rows
	if len(c.rows) > 0 && c.rows[0].State == Different {
		result.Verdict = Differs
	} else if result.Reasons = reasons(runs, s); len(result.Reasons) > 0 {
		result.Verdict = Unknown
	}
	result.Seen = result.sees()
	for i := range result.Rows {
		r := &result.Rows[i]
		r.Before, r.After, r.Detail = h.Mask(r.Before), h.Mask(r.After), h.Mask(r.Detail)
	}
	for i := range result.Reasons {
		result.Reasons[i].Said = h.Mask(result.Reasons[i].Said)
	}
	for _, r := range []*Run{runs.Before, runs.Again, runs.After} {
		hideIn(r, h)
	}
	return result
}

func maskerOf(r *Run) masker {
	m := masker{from: r.Started, to: r.Started}
	if r.End != nil {
		m.to = r.Started.Add(r.End.After)
	}
	return m
}

// row adds one.
func (c *comparer) row(kind Kind, name string, same bool, before, after string) *Row {
	state := Alike
	if !same {
		state = Different
	}
	c.rows = append(c.rows, Row{Kind: kind, Name: name, State: state, Before: before, After: after})
	return &c.rows[len(c.rows)-1]
}

// starts compares whether the commands could be started.
func (c *comparer) starts() {
	if c.Before.Failed == nil && c.After.Failed == nil {
		return
	}
	same := c.Before.Failed != nil && c.After.Failed != nil
	r := c.row(Start, strings.Join(c.After.Args, " "), same, started(c.Before), started(c.After))
	if f := c.After.Failed; f != nil {
		if r.Path, r.Error = f.Path, f.Error; f.Error == "ENOENT" {
			r.Source = f.Interpreter
		}
	}
}

func started(r *Run) string {
	if r.Failed == nil {
		return "starts"
	}
	if r.Failed.Path == "" {
		return "does not start: " + r.Failed.Error
	}
	says := "does not start: " + r.Failed.Path + ": " + r.Failed.Error
	if by := r.Failed.Interpreter; by != "" && r.Failed.Error == "ENOENT" {
		says += ", it is started by " + by
	}
	return says
}

// ends compares how the programs ended: by themselves, or when they were asked to.
func (c *comparer) ends() {
	b, a := c.Before.End, c.After.End
	if b == nil || a == nil {
		return
	}
	switch {
	case !b.Asked && !a.Asked:
		c.row(Exit, "exit", b.Code == a.Code && b.Signal == a.Signal, ended(b), ended(a))
	case !b.Asked || !a.Asked:
		// One ends where the other goes on; that the image before does so at times only says nothing.
		if again := c.Again.End; again != nil && again.Asked != b.Asked {
			return
		}
		c.row(Exit, "exit", false, ended(b), ended(a))
	default:
		// Why a program ends is its own affair; that it does not, once it did, is one for who waits for it.
		c.row(Stop, "stop", b.Killed || !a.Killed, ended(b), ended(a))
	}
}

func ended(e *record.End) string {
	how := fmt.Sprintf("exit code %d", e.Code)
	if e.Signal != "" {
		how = e.Signal
	}
	switch {
	case e.Killed:
		return "does not end when asked to"
	case e.Asked:
		return "ends when asked to: " + how
	}
	return fmt.Sprintf("ends by itself after %s: %s", brief(e.After), how)
}

// brief is a duration as people say it.
func brief(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

// outputs compares what programs that end by themselves print; what others print is a log, and for information.
func (c *comparer) outputs() {
	job := c.Before.End != nil && !c.Before.End.Asked
	for _, o := range []struct {
		kind Kind
		of   func(*Run) record.Output
	}{
		{Out, func(r *Run) record.Output { return r.Stdout }},
		{Err, func(r *Run) record.Output { return r.Stderr }},
	} {
		before, again, after := o.of(c.Before), o.of(c.Again), o.of(c.After)
		if before.Bytes+after.Bytes == 0 {
			continue
		}
		texts := [3]string{}
		for i, out := range []record.Output{before, again, after} {
			texts[i] = c.masks[i].mask(out.Head + out.Tail)
		}
		noise := differing(texts[0], texts[1])
		same, where := noise.alike(texts[0], texts[2])
		r := c.row(o.kind, string(o.kind), same, lines(before), lines(after))
		if r.Detail = where; !job || !noise.known {
			r.State = Measured
		}
	}
}

func lines(o record.Output) string {
	if o.Lines == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", o.Lines)
}

// sockets compares what is listened on. What the image before listens on in one of its runs only says nothing.
func (c *comparer) sockets() {
	name := func(s record.Socket) string {
		if s.Network == "unix" {
			return "unix " + s.Path
		}
		return fmt.Sprintf("%s %d", s.Network, s.Port)
	}
	of := func(r *Run) map[string]record.Socket {
		all := map[string]record.Socket{}
		for _, s := range r.Sockets {
			all[name(s)] = s
		}
		return all
	}
	says := func(s record.Socket, there bool) string {
		switch {
		case !there:
			return "not listened on"
		case s.Loopback:
			return "listened on, loopback only"
		}
		return "listened on"
	}
	before, again, after := of(c.Before), of(c.Again), of(c.After)
	for _, n := range slices.Sorted(maps.Keys(union(before, after))) {
		b, inBefore := before[n]
		a, inAfter := after[n]
		if _, inAgain := again[n]; inAgain != inBefore || !inBefore && passingPort(a) {
			continue
		}
		c.row(Port, n, inBefore == inAfter && b.Loopback == a.Loopback, says(b, inBefore), says(a, inAfter))
	}
}

// firstPassing is the first port that systems give away by themselves.
const firstPassing = 32768

func passingPort(s record.Socket) bool { return s.Port >= firstPassing }

func union[V any](a, b map[string]V) map[string]V {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// measures compares how long it takes until the programs listen, and how much memory they take.
func (c *comparer) measures() {
	c.ready()
	if c.Before.Memory > 0 && c.After.Memory > 0 {
		size := func(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
		c.row(Memory, "memory at rest", true, size(c.Before.Memory), size(c.After.Memory)).State = Measured
	}
}
