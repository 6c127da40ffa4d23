package proof

import (
	"fmt"
	"path"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/proof/record"
)

// Seen is what a run showed of its program, as evidence of the third source. What a run did not do says nothing: it was asked for
// that and no more.
func (r *Run) Seen() evidence.List {
	var all evidence.List
	seen := map[evidence.Evidence]bool{}
	add := func(kind evidence.Kind, subject string) {
		e := evidence.Evidence{Kind: kind, Subject: subject, Known: true, Source: evidence.Run}
		if subject != "" && !seen[e] {
			seen[e] = true
			all = append(all, e)
		}
	}
	for _, f := range r.Trace.Files {
		if kind, says := saysOf(f); says {
			add(kind, f.Path)
		}
	}
	for _, s := range r.Sockets {
		if s.Network != "unix" && !passingPort(s) {
			add(evidence.Binds, fmt.Sprint(s.Port))
		}
	}
	for _, reason := range reached(r, nil) {
		add(evidence.Asks, reason.Subject)
	}
	return all
}

// saysOf is what a file says that a program did something with; false where that says nothing, or did not go well.
func saysOf(f record.File) (evidence.Kind, bool) {
	outside := !strings.HasPrefix(f.Path, "/dev/") && !strings.HasPrefix(f.Path, "/proc/") && !strings.HasPrefix(f.Path, "/sys/")
	if f.Error != "" || !outside {
		return "", false
	}
	switch f.Op {
	case record.Run:
		return evidence.Starts, true
	case record.List:
		return evidence.Lists, true
	case record.Read:
		if library.MatchString(path.Base(f.Path)) {
			return evidence.Loads, true
		}
		return evidence.Reads, true
	case record.Write, record.Make, record.Remove, record.Change:
		return evidence.Writes, true
	}
	return "", false
}
