package rules

import (
	"fmt"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// EndOfLifeBase is the id of the rule on bases whose support has ended.
const EndOfLifeBase = "end-of-life-base"

func endOfLifeBase() rule.Rule {
	return rule.Rule{
		ID: EndOfLifeBase, Group: rule.Safety, Severity: rule.Warning, Early: true, Title: "Leave a base whose support has ended",
		Next:  "put the tag of a newer version into the FROM, build, and try the program",
		Why:   "It gets no security updates any more.",
		Check: checkEndOfLife,
	}
}

// checkEndOfLife offers the next release of a runtime that has ended, to be tried: in all stages that stand on it, or in none, so that what
// is built for one is not started by another.
func checkEndOfLife(m *model.Model) []rule.Finding {
	var out []rule.Finding
	var of []string
	for _, s := range imageStages(m) {
		from := s.Instructions[0]
		end, ended := bases.Ended(bases.Describe(s.Base), m.Now)
		if !ended {
			continue
		}
		f := rule.Refuse(from.Lines, "whether the program runs on a newer version has to be tried")
		next := ""
		if newer, ok := bases.Newer(s.Base, m.Now); ok {
			f = withBase(rule.Finding{Lines: from.Lines, Off: true, NeedsProof: true}, from, s.Base, newer)[0]
			f.Title = "Leave " + s.Base + ", whose support has ended, for " + newer
			next = " Turn this on if the program does the same on " + newer + "."
		}
		f.Why = fmt.Sprintf("Support of %s ended on %s (%s): %s gets no security updates of it any more.%s",
			end.What, end.Day.Format("2 January 2006"), end.Source, s.Base, next)
		out, of = append(out, f), append(of, end.What)
	}
	return together(out, of)
}

// together are findings of which all that are of the same release give a newer one, or none does; of are the releases.
func together(found []rule.Finding, of []string) []rule.Finding {
	for i, left := range found {
		if left.Refused == "" {
			continue
		}
		for j, f := range found {
			if f.Refused == "" && of[i] == of[j] {
				found[j] = rule.Refuse(f.Lines, fmt.Sprintf("line %d stands on %s as well, and it is not known what to put there", left.Lines.First, of[i]))
				found[j].Why = f.Why
			}
		}
	}
	return found
}

// LeavesEnded says whether a Dockerfile has a stage on a release whose support has ended and that the change of EndOfLifeBase leaves, such
// as "Node.js 18".
func LeavesEnded(m *model.Model, release string) bool {
	for _, s := range imageStages(m) {
		end, ended := bases.Ended(bases.Describe(s.Base), m.Now)
		if _, ok := bases.Newer(s.Base, m.Now); ok && ended && end.What == release {
			return true
		}
	}
	return false
}
