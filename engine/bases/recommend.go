package bases

import (
	"fmt"
	"slices"
	"strings"
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

// Recommend chooses the base to propose: the smallest one that fits, else the smallest with a caveat. Never one that is
// only chosen by hand (scratch, images for debugging), never one without long-term support, never one larger than the
// current base, and one that its registry did not give only where no registry gave any. Never one with another version of
// the program's runtime: whether the program runs on that has to be tried; and for an interpreted program never one of another
// release than the Dockerfile names, nor of another patch release of the runtime, where there is one of that. So a base past its support is recommended only where no base with that version, or of that
// release, is supported any more. Of two that are about as small, the one made from the current
// base's release; with a caveat, one with the program's own C library first. Both results are empty when there is none.
func Recommend(p Program, rows []Candidate) (ref, why string) { return recommend(p, rows, time.Now()) }

func recommend(p Program, rows []Candidate, now time.Time) (ref, why string) {
	c := choice{program: p, limit: -1, now: now, outlived: p.RuntimeVersion != ""}
	for _, r := range rows {
		c.outlived = c.outlived && (r.RuntimeVersion != p.RuntimeVersion || EndOfLife(r.Base, now))
		if r.Current {
			c.limit, c.suite = r.size(), r.Suite
		}
		c.live = c.live || r.Ref != Scratch && r.Facts.live()
	}
	c.pinned = slices.ContainsFunc(rows, func(r Candidate) bool { return c.keepsLighter(r) && c.allows(r) && r.Verdict.Level != DoesNotFit })
	for _, level := range []Level{Fits, Caveat} {
		if best, ok := c.best(rows, level); ok {
			return best.Ref, reason(p, best) + c.passedOver(rows, best)
		}
	}
	return "", ""
}

// live says that a registry gave the facts, now or before.
func (f Facts) live() bool {
	return f.Problem == "" && (f.Source == SourceRegistry || f.Source == SourceCache)
}

// alike is how much larger a base may be and count as being about as small.
const alike = 1.1

// choice is what a base must be to be recommended.
type choice struct {
	program Program
	// outlived says that no base with the program's version of its runtime is supported any more.
	outlived bool
	// pinned says that there is a base with the version of the runtime that the Dockerfile names, and that it is what is left to keep.
	pinned bool
	// limit is the most bytes on disk, -1 for none.
	limit int64
	// suite is the current base's.
	suite string
	// live says that some facts come from a registry.
	live bool
	now  time.Time
}

// best returns the first of the smallest candidates of a level; a size that is not known is larger than any.
func (c choice) best(rows []Candidate, level Level) (Candidate, bool) {
	var best Candidate
	found := false
	for _, r := range rows {
		if r.Verdict.Level == level && c.allows(r) && (!found || c.better(r, best)) {
			best, found = r, true
		}
	}
	return best, found
}

func (c choice) allows(r Candidate) bool {
	switch {
	case r.ByHand, r.NonLTS, !c.sameRuntime(r), !c.sameRelease(r), c.pinned && !c.keeps(r):
		return false
	case EndOfLife(r.Base, c.now) && !c.toleratesEnd(r):
		return false
	case !r.Current && r.size() < 0 && !Official(r.Ref):
		// Nobody has said that there is such an image: a lighter variant of one in a private registry is a guess.
		return false
	case c.live && !r.Facts.live() && !r.Current:
		return false
	}
	return c.limit < 0 || r.size() >= 0 && r.size() <= c.limit
}

// toleratesEnd says whether a base may be recommended though its support has ended: where none with the program's runtime is supported any
// more, or where the Dockerfile names its release or its version. Today's own needs no recommending.
func (c choice) toleratesEnd(r Candidate) bool {
	return !r.Current && (c.outlived || c.program.Release != "" || c.keeps(r))
}

// passedOver says of the smallest candidate that fits as well and is smaller than the best why it is not the one; it is empty
// when there is none.
func (c choice) passedOver(rows []Candidate, best Candidate) string {
	smaller := best
	for _, r := range rows {
		if r.Verdict.Level == best.Verdict.Level && r.size() >= 0 && lighter(r.size(), smaller.size()) {
			smaller = r
		}
	}
	if smaller.Ref == best.Ref || best.Current {
		return ""
	}
	return "; " + smaller.Ref + " is smaller, and " + c.whyNot(smaller, best)
}

// whyNot says why a smaller candidate is not the best.
func (c choice) whyNot(smaller, best Candidate) string {
	switch {
	case smaller.ByHand:
		return "is there to be chosen by hand"
	case smaller.NonLTS:
		return "is a release without long-term support"
	case !c.sameRelease(smaller):
		return "is not from " + c.program.Release + ", which the Dockerfile names"
	case c.pinned && !c.keeps(smaller):
		return "is not of " + c.program.Pinned + ", which the Dockerfile names"
	case EndOfLife(smaller.Base, c.now):
		return "is past its support"
	case !c.sameRuntime(smaller):
		return "has another version of the runtime"
	case !c.allows(smaller):
		return "was not confirmed by a registry"
	case smaller.Libc != best.Libc && c.program.Libc != "":
		return "has another C library than the program"
	}
	return "is not from the release that today's base is made from"
}

// sameRuntime says that a base carries the program's own version of its runtime, as far as both are known.
func (c choice) sameRuntime(r Candidate) bool {
	return c.program.RuntimeVersion == "" || r.RuntimeVersion == "" || r.RuntimeVersion == c.program.RuntimeVersion
}

// sameRelease says that a base's tag names the release that the Dockerfile's own names, if it names one. A base with nothing but a
// runtime will do for a program that needs nothing else of a release.
func (c choice) sameRelease(r Candidate) bool {
	p := c.program
	if p.Release == "" || r.Current || NamedSuite(r.Ref) == p.Release {
		return true
	}
	return r.Shell == "" && r.PackageManager == "" && p.Linkage == Interpreted && len(p.Packages) == 0
}

// keeps says that a base has the version of the runtime that the Dockerfile's own tag names, if it names one.
func (c choice) keeps(r Candidate) bool {
	return c.program.Pinned != "" && Pinned(r.Ref) == c.program.Pinned
}

// keepsLighter says that a base keeps that version and is a lighter one than today's, or today's where that is light already.
func (c choice) keepsLighter(r Candidate) bool {
	if !c.keeps(r) || !r.Current {
		return c.keeps(r)
	}
	_, tag := repoAndTag(r.Ref)
	return slices.ContainsFunc([]string{"slim", "alpine", "jre"}, func(word string) bool { return strings.Contains(tag, word) })
}

// better says whether a is to be preferred to b, which came before it.
func (c choice) better(a, b Candidate) bool {
	if libc := c.program.Libc; libc != "" && (a.Libc == libc) != (b.Libc == libc) {
		return a.Libc == libc
	}
	x, y := a.size(), b.size()
	if x >= 0 && y >= 0 && c.suite != "" && (a.Suite == c.suite) != (b.Suite == c.suite) {
		if float64(max(x, y)) <= alike*float64(min(x, y)) {
			return a.Suite == c.suite
		}
	}
	return lighter(x, y)
}

// Size is the candidate's bytes on disk, or an estimate from its download; -1 when neither is known.
func (c Candidate) Size() int64 { return c.size() }

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
		size = units.CustomSize("%.1f %s", float64(n), 1000, []string{"B", "kB", "MB", "GB"}) + " on disk"
		if c.Facts.OnDisk < 0 || c.Facts.OnDiskEstimated {
			size = "about " + size
		}
	}
	sentence := "the smallest base to recommend that fits (" + size + "): " + c.Verdict.Reasons[0]
	if c.Verdict.Level == Caveat {
		sentence = "the smallest base to recommend that the program can run on (" + size + "), with a caveat: " + c.Verdict.Reasons[0]
	}
	switch {
	case c.Current && p.Linkage == Unknown:
		return "what the program needs can't be told, so today's base stays"
	case c.Current:
		sentence = fmt.Sprintf("nothing lighter fits than today's base (%s)", size)
	}
	if p.Predicted {
		sentence += "; predicted from the sources"
	}
	return sentence
}
