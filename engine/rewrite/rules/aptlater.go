package rules

import (
	"fmt"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// settleApt refuses the mounts of a RUN where apt is used later without them, in its stage or in one that starts from it. The
// hook that empties apt's cache is gone by then, and the lists are not in the image.
func settleApt(m *model.Model, list []answer) {
	for i := range list {
		if f := &list[i].finding; f.Refused == "" && livesOnLists(list[i].run) {
			*f = rule.Refuse(f.Lines, "it installs from lists that an earlier RUN fetched, and a cache mount can be emptied between "+
				"two builds; write apt-get update and apt-get install in one RUN")
		}
	}
	use := &aptUse{m: m, read: map[string]bool{}}
	with := covered(m, list)
	for again := true; again; {
		again = false
		for i := range list {
			f := &list[i].finding
			if f.Refused != "" {
				continue
			}
			if why := use.later(list[i].run, with); why != "" {
				*f = rule.Refuse(f.Lines, why)
				delete(with, place{list[i].run.stage, list[i].run.index})
				again = true
			}
		}
	}
}

// livesOnLists says whether a RUN needs the lists before it has fetched them.
func livesOnLists(r run) bool {
	for _, c := range r.Commands {
		switch {
		case !isApt(c):
		case subcommand(c) == "update":
			return false
		case has("install reinstall satisfy build-dep upgrade dist-upgrade full-upgrade download source", subcommand(c)):
			return true
		}
	}
	return false
}

// covered are the RUNs that have the mounts, today or by the rule.
func covered(m *model.Model, list []answer) map[place]bool {
	out := map[place]bool{}
	for _, a := range list {
		if a.finding.Refused == "" {
			out[place{a.run.stage, a.run.index}] = true
		}
	}
	for _, s := range m.Stages {
		for i, ins := range s.Instructions {
			if model.Mounts(ins, aptFolders[0]) && model.Mounts(ins, aptFolders[1]) {
				out[place{s, i}] = true
			}
		}
	}
	return out
}

// later says what uses apt behind a RUN without the mounts; empty when nothing does. It is the last such place of the file, so
// that all RUNs before it are told the same.
func (a *aptUse) later(r run, covered map[place]bool) string {
	for n := len(a.m.Stages) - 1; n >= 0; n-- {
		s := a.m.Stages[n]
		if !a.m.StandsOn(s, r.stage) {
			continue
		}
		if why := a.start(s); why != "" && s == a.m.Final() {
			return fmt.Sprintf("the container runs apt when it starts (%s), and the lists would be missing then; install at build time", why)
		}
		for i := len(s.Instructions) - 1; i >= 0; i-- {
			at := place{s, i}
			if covered[at] || s == r.stage && i <= r.index {
				continue
			}
			if why := a.at(at); why != "" {
				return fmt.Sprintf("%s may run apt without the mounts (%s): what it downloads would stay in the image, and the lists "+
					"would be missing; install in one RUN, or mount the same folders there", line(s.Instructions[i]), why)
			}
		}
	}
	return ""
}
