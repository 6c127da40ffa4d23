package proof

import (
	"path"
	"regexp"
	"slices"

	"lightship/engine/proof/record"
)

// unimportant finds files that programs write for themselves or for who looks after them: what is in them is no result.
var unimportant = regexp.MustCompile(`(?i)/(\.?cache|caches|tmp|logs?|\.config|\.local|\.npm)/|\.(log|pid|lock|py[co])$`)

// left compares the files that programs which end by themselves wrote and left. What the image before left in one of its runs only, or
// otherwise each time, says nothing.
func (c *comparer) left() {
	if e := c.Before.End; e == nil || e.Asked || !c.After.Trace.On {
		return
	}
	for _, before := range c.Before.Written {
		again, twice := same(c.Again.Written, before)
		known := slices.ContainsFunc(c.rows, func(r Row) bool { return r.Kind == Written && r.State == Different && r.Source == before.Path })
		if twice && !known && !runtimes.MatchString(before.Path) && !bytecode.MatchString(before.Path) {
			c.leaves(before, again)
		}
	}
}

// leaves adds the row of a file that both runs of before left.
func (c *comparer) leaves(before, again record.Written) {
	r := c.row(Written, before.Path, true, size(before.Bytes), "")
	silent := c.Before.Stdout.Bytes+c.Before.Stderr.Bytes == 0
	switch after, there := same(c.After.Written, before); {
	case there:
		alike, detail := c.contents(before, again, after)
		if r.After, r.Detail = size(after.Bytes), detail; !alike {
			r.State = Different
		}
	case c.touched(before):
		// It wrote it and it is gone again, or too large to be looked into, or no longer its own to read.
		r.State, r.After = Measured, "is written, and not left"
	case silent:
		r.State, r.After = Different, "is not written"
	default:
		// What it is for is said in what it printed; it may write this elsewhere for another user.
		r.State, r.After = Measured, "is not written"
	}
	if r.State == Different && unimportant.MatchString(before.Path) {
		r.State = Measured
	}
}

// same is the file among others that is the same by its path, by how the program spelled it, or by its name.
func same(all []record.Written, w record.Written) (record.Written, bool) {
	for _, is := range []func(o record.Written) bool{
		func(o record.Written) bool { return o.Path == w.Path },
		func(o record.Written) bool { return w.As != "" && o.As == w.As },
		func(o record.Written) bool { return path.Base(o.Path) == path.Base(w.Path) },
	} {
		if i := slices.IndexFunc(all, is); i >= 0 {
			return all[i], true
		}
	}
	return record.Written{}, false
}

// touched says whether the image after wrote a file of that path or spelling.
func (c *comparer) touched(w record.Written) bool {
	return slices.ContainsFunc(c.After.Trace.Files, func(f record.File) bool {
		return f.Error == "" && slices.Contains(changing, f.Op) && (f.Path == w.Path || w.As != "" && f.As == w.As)
	})
}

// contents compares what is in three files.
func (c *comparer) contents(before, again, after record.Written) (same bool, detail string) {
	body := func(w record.Written) record.Answer {
		return record.Answer{Body: w.Body, Bytes: w.Bytes, Sum: w.Sum, Binary: w.Binary}
	}
	return c.bodies(body(before), body(again), body(after))
}
