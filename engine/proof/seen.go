package proof

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/proof/record"
)

// Seen is what a run showed of its program, as evidence of the third source. What a run did not do says nothing: it was asked for
// that and no more.
func (r *Run) Seen() evidence.List {
	var all sightings
	wrapped := entryScript.MatchString(r.command())
	for _, f := range r.Trace.Files {
		kind, says := saysOf(f)
		if !says {
			continue
		}
		// An entry script may be the base's own: what it starts is not known to be the program's.
		all.add(evidence.Evidence{Kind: kind, Subject: f.Path, Likely: kind == evidence.Starts && wrapped})
		switch {
		case certificate.MatchString(f.Path) && ofTheBase.MatchString(f.Path):
			all.add(evidence.Evidence{Kind: evidence.Certificates})
		case zoneFile.MatchString(f.Path) && ofTheBase.MatchString(f.Path):
			all.add(evidence.Evidence{Kind: evidence.Zones})
		}
	}
	for _, s := range r.Sockets {
		if s.Network != "unix" && !passingPort(s) {
			all.add(evidence.Evidence{Kind: evidence.Binds, Subject: fmt.Sprint(s.Port)})
		}
	}
	for _, reason := range reached(r, nil) {
		all.add(evidence.Evidence{Kind: evidence.Asks, Subject: reason.Subject})
	}
	return all.list
}

// entryScript finds scripts that images start programs with.
var entryScript = regexp.MustCompile(`(?i)entry.?point|\.sh$`)

// ofTheBase finds where systems keep certificates and time zones; those elsewhere are brought by packages of the program.
var ofTheBase = regexp.MustCompile(`^/etc/(ssl|pki)/|^/usr/(share|lib)/(zoneinfo|ssl|ca-certificates)/`)

// command is the first word of what was started.
func (r *Run) command() string {
	if len(r.Args) == 0 {
		return ""
	}
	return r.Args[0]
}

// sightings are evidence of runs, each once.
type sightings struct {
	list evidence.List
	seen map[evidence.Evidence]bool
}

func (s *sightings) add(e evidence.Evidence) {
	e.Known, e.Source = true, evidence.Run
	if s.seen == nil {
		s.seen = map[evidence.Evidence]bool{}
	}
	if !s.seen[e] {
		s.seen[e] = true
		s.list = append(s.list, e)
	}
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

// sees is what the runs showed the program that the plan makes to need: what the image after did, what the one before did and it was asked
// for and has not, and all that the one before did where both are started with the same words. What only the start of the image before
// needs, such as npm or a shell, is left out. Words of the command itself are known without a run.
func (r *Result) sees() evidence.List {
	var all sightings
	runs := []*Run{r.After}
	if slices.Equal(r.Before.Args, r.After.Args) {
		runs = append(runs, r.Before, r.Again)
	}
	for _, run := range runs {
		for _, e := range run.Seen() {
			all.add(e)
		}
	}
	for _, row := range r.Differing() {
		if e, lacks := lacked(row); lacks {
			all.add(e)
		}
	}
	words := map[string]bool{}
	for _, w := range slices.Concat(r.Before.Args, r.After.Args) {
		words[path.Base(w)] = true
	}
	return slices.DeleteFunc(all.list, func(e evidence.Evidence) bool { return e.Kind == evidence.Starts && words[path.Base(e.Subject)] })
}

// lacked is what a row shows that the image before had and used, and the one after was asked for.
func lacked(row Row) (evidence.Evidence, bool) {
	e := because(row)
	switch row.Kind {
	case Program, Library:
		e.Subject = row.Source
	case Certs, Zones:
		e.Subject = ""
		return e, true
	}
	return e, e.Kind != "" && row.Kind != Start && e.Subject != ""
}

// ofSystem is the evidence that says something of the base a program needs, and of those who use it: not which files it reads.
func ofSystem(all evidence.List) evidence.List {
	return all.Of(evidence.Starts, evidence.Writes, evidence.Certificates, evidence.Zones, evidence.Binds, evidence.Asks)
}
