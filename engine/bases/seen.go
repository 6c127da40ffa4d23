package bases

import (
	"path"

	"lightship/engine/evidence"
)

// WithSeen is the program with what runs of it showed; that only adds to what it needs. installed are the packages that a plan installs
// for it beside its own.
func (p Program) WithSeen(seen evidence.List, installed []string) Program {
	p.Seen = seen.Of(evidence.Starts)
	p.NeedsCA = p.NeedsCA || seen.Has(evidence.Certificates)
	p.NeedsZones = p.NeedsZones || seen.Has(evidence.Zones)
	p.Packages = append(p.Packages[:len(p.Packages):len(p.Packages)], installed...)
	return p
}

// judgeSeen looks for the programs that were started when the program ran and that the base, or what is shipped, has to have. What starts
// the program itself is looked at elsewhere.
func judgeSeen(f *findings, p Program, b Base) {
	asked := map[string]bool{}
	for _, e := range p.Seen {
		name := path.Base(e.Subject)
		if asked[name] || name == p.Runtime || IsRuntime(name) || p.brings(e.Subject) {
			continue
		}
		asked[name] = true
		known := p.Files != nil && b.Files != nil
		switch {
		case known && onPath(p, b, name), known && onPath(p, b, e.Subject), !known && b.Carries(name):
			f.note("%s is there: the program started it when it ran", name)
		case !known && (b.PackageManager != "" || b.Family == "own"):
			f.ran("when it ran it started %s, which %s is not known to have", name, b.Ref)
		case e.Likely:
			f.ran("when it ran %s was started, which %s lacks", name, b.Ref)
		default:
			f.refuse("when it ran it started %s, which %s lacks", name, b.Ref)
			f.seen = true
		}
	}
}

// ran is warn of what a run showed.
func (f *findings) ran(format string, args ...any) {
	f.warn(format, args...)
	f.seen = true
}

// brings says whether a file is one of those that are shipped.
func (p Program) brings(name string) bool { return p.Files != nil && p.Files.Has(name) }
