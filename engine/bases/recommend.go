package bases

import (
	"fmt"
	"time"

	"github.com/docker/go-units"
)

// Candidate is a base with what is known of it and how a program fits on it.
type Candidate struct {
	Base
	Facts   Facts
	Verdict Verdict
	// Current says that this is the base the program stands on today; nothing larger is ever recommended.
	Current bool
}

// Recommend chooses the base to propose: the smallest one that fits, else the smallest with a caveat; never scratch
// (it is there to be chosen), never one past its support, never one larger than the current base. Both results are
// empty when there is none.
func Recommend(p Program, rows []Candidate) (ref, why string) { return recommend(p, rows, time.Now()) }

func recommend(p Program, rows []Candidate, now time.Time) (ref, why string) {
	limit := int64(-1)
	for _, r := range rows {
		if r.Current {
			limit = r.size()
		}
	}
	for _, level := range []Level{Fits, Caveat} {
		if best, ok := smallest(rows, level, limit, now); ok {
			return best.Ref, reason(p, best)
		}
	}
	return "", ""
}

// smallest returns the first of the smallest candidates of a level; a size that is not known is larger than any.
func smallest(rows []Candidate, level Level, limit int64, now time.Time) (Candidate, bool) {
	var best Candidate
	found := false
	for _, r := range rows {
		if r.Verdict.Level != level || r.Ref == Scratch || EndOfLife(r.Base, now) {
			continue
		}
		if limit >= 0 && r.size() > limit {
			continue
		}
		if !found || lighter(r.size(), best.size()) {
			best, found = r, true
		}
	}
	return best, found
}

// size is the candidate's bytes on disk, or an estimate from its download; -1 when neither is known.
func (c Candidate) size() int64 {
	switch {
	case c.Facts.OnDisk >= 0:
		return c.Facts.OnDisk
	case c.Facts.Download >= 0:
		return estimate(c.Ref, c.Facts.Download)
	}
	return -1
}

func lighter(a, b int64) bool {
	if a < 0 || b < 0 {
		return a >= 0 && b < 0
	}
	return a < b
}

func reason(p Program, c Candidate) string {
	size := "its size is not known"
	if n := c.size(); n >= 0 {
		size = units.HumanSize(float64(n)) + " on disk"
	}
	sentence := "the smallest base that fits (" + size + "): " + c.Verdict.Reasons[0]
	if c.Verdict.Level == Caveat {
		sentence = "the smallest base the program can run on (" + size + "), with a caveat: " + c.Verdict.Reasons[0]
	}
	if c.Current {
		sentence = fmt.Sprintf("nothing lighter fits than today's base (%s)", size)
	}
	if p.Predicted {
		sentence += "; predicted from the sources"
	}
	return sentence
}
