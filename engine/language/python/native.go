package python

import (
	"cmp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// readNative finds what the distributions that are asked for, those that the lock file brings and those that come with them need of
// the system: native code and its libraries, and programs that they start.
func (p *Project) readNative(r *project.Files) {
	locked := p.locked(r)
	written := map[string]project.Dependency{}
	var asked []string
	for _, d := range p.Dependencies {
		name := pyName(d.Name)
		written[name] = d
		asked = append(asked, name)
		for _, extra := range p.extras[name] {
			asked = append(asked, name+"["+extra+"]")
		}
	}
	for _, name := range project.SortedKeys(locked) {
		if !slices.Contains(asked, name) {
			asked = append(asked, name)
		}
	}
	for _, name := range asked {
		if keeps(name) {
			at := project.Evidence{File: p.LockFile}
			if written[name].Name != "" {
				at = p.where(r, written[name].Name)
			}
			p.Needed = append(p.Needed, evidence.Evidence{
				Kind: evidence.Home, Known: true, Source: evidence.Sources, By: name, File: at.File, Line: at.Line,
			})
		}
	}
	p.needs = reach(asked)
	for _, n := range p.needs {
		d := written[pyName(withoutExtras(n.by))]
		at, says := project.Evidence{File: p.LockFile}, "brings "+n.name+" "+locked[n.name]
		if d.Name != "" {
			at, says = p.where(r, d.Name), "asks for "+d.Name
		}
		p.need(n, d, at, strings.TrimSpace(says), locked[n.name])
	}
}

// need takes in what one distribution needs. d is how it is asked for, with no name when the lock file alone brings it; version is
// the one that is locked.
func (p *Project) need(n need, d project.Dependency, at project.Evidence, says, version string) {
	for _, program := range n.Programs {
		p.Needed = append(p.Needed, evidence.Evidence{
			Kind: evidence.Starts, Subject: program, Known: true, Source: evidence.Sources, By: n.name, File: at.File, Line: at.Line,
		})
	}
	if n.What == "" {
		return
	}
	name := n.name
	if n.name == n.by && d.Name != "" {
		name, version = d.Name, lockedOr(version, d.Version)
	}
	if n.name != n.by {
		says += ", which brings " + n.name
	}
	at.Says = says + " (" + n.What + ")"
	p.Native = append(p.Native, project.Native{
		Name: name, Version: version, What: n.What, Prebuilt: n.Wheels != "", PrebuiltMusl: n.Wheels == "all", Build: n.Build, Run: n.Run, Evidence: at,
	})
}

// withoutExtras is the name of "name[extra]".
func withoutExtras(name string) string {
	name, _, _ = strings.Cut(name, "[")
	return name
}

// needsCPP says whether anything that is asked for is written in C++.
func (p *Project) needsCPP() bool {
	return slices.ContainsFunc(p.needs, func(n need) bool { return n.CPP })
}

func lockedOr(locked, asked string) string {
	if len(asked) > 2 && asked[:2] == "==" {
		asked = asked[2:]
	} else {
		asked = ""
	}
	return cmp.Or(locked, asked)
}
