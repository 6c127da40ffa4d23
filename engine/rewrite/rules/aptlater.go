package rules

import (
	"cmp"
	"fmt"
	"slices"

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
	use := &aptUse{m: m}
	use.findOpen(covered(m, list))
	for again := true; again; {
		again = false
		for i := range list {
			f := &list[i].finding
			if f.Refused != "" {
				continue
			}
			if why := use.later(list[i].run); why != "" {
				*f = rule.Refuse(f.Lines, why)
				use.uncover(place{list[i].run.stage, list[i].run.index})
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

// openPlace is a place that has no mounts and may run apt, and why.
type openPlace struct {
	place
	why string
}

// fromLast orders places from the end of the file.
func fromLast(a openPlace, b place) int {
	return cmp.Or(b.stage.Index-a.stage.Index, b.index-a.index)
}

// findOpen finds all places without the mounts, from the end of the file.
func (a *aptUse) findOpen(covered map[place]bool) {
	for _, s := range slices.Backward(a.m.Stages) {
		for i := len(s.Instructions) - 1; i >= 0; i-- {
			if at := (place{s, i}); !covered[at] {
				if why := a.at(at); why != "" {
					a.open = append(a.open, openPlace{at, why})
				}
			}
		}
	}
	a.starts = a.start(a.m.Final())
}

// uncover takes the mounts away from a place.
func (a *aptUse) uncover(at place) {
	if why := a.at(at); why != "" {
		i, _ := slices.BinarySearchFunc(a.open, at, fromLast)
		a.open = slices.Insert(a.open, i, openPlace{at, why})
	}
}

// later says what uses apt behind a RUN without the mounts; empty when nothing does. It is the last such place of the file, so
// that all RUNs before it are told the same.
func (a *aptUse) later(r run) string {
	final := a.m.Final()
	starts := a.starts != "" && a.m.StandsOn(final, r.stage)
	for _, o := range a.open {
		if starts && o.stage.Index <= final.Index {
			break
		}
		if !a.m.StandsOn(o.stage, r.stage) || o.stage == r.stage && o.index <= r.index {
			continue
		}
		return fmt.Sprintf("%s may run apt without the mounts (%s): what it downloads would stay in the image, and the lists "+
			"would be missing; install in one RUN, or mount the same folders there", line(o.stage.Instructions[o.index]), o.why)
	}
	if starts {
		return fmt.Sprintf("the container runs apt when it starts (%s), and the lists would be missing then; install at build time", a.starts)
	}
	return ""
}
