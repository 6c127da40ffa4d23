package pages

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// changeState is what is known of whether the program does the same with a change.
type changeState int

const (
	// stateSafe rests on the sources alone; stateProven was started and did the same.
	stateSafe changeState = iota
	stateProven
	// stateNeedsProof is off until it was tried, stateTrying is being tried, stateDropped was tried and did not do the same.
	stateNeedsProof
	stateTrying
	stateDropped
	// stateRefused is a finding without a change.
	stateRefused
)

// badge is a pill's content.
type badge struct {
	icon, text, tip string
	tone            widgets.Tone
}

// badge says a state in a word or two.
func (s changeState) badge() badge {
	switch s {
	case stateProven:
		return badge{iconCheck, lang.L("Proven"), lang.L("Both images were started with it, and did the same."), widgets.Good}
	case stateNeedsProof:
		return badge{iconFlask, lang.L("Needs proof"), lang.L("The sources don't tell whether the program does the same with it. Try it: it is built and started."), widgets.Warn}
	case stateTrying:
		return badge{iconFlask, lang.L("Being tried"), lang.L("It is built and started beside the image as it is."), widgets.Accent}
	case stateDropped:
		return badge{iconFlask, lang.L("Tried, dropped"), lang.L("It was built and started, and is not in the plan."), widgets.Bad}
	case stateRefused:
		return badge{iconLock, lang.L("Refused"), lang.L("No change is offered: it can't be known that the program does the same."), widgets.Bad}
	}
	return badge{iconShield, lang.L("Safe"), lang.L("By what the sources say, the program does the same with it. Starting both images proves it."), widgets.Neutral}
}

// changeItem is one row of the list: a change, or a finding that is left as it is.
type changeItem struct {
	// id is the change's; a finding has one that no change has.
	id, title string
	state     changeState
	// note is the reason in a line; why is all of it, against what is against turning it on, next what to do by hand.
	note, why, against, next string
	severity                 rewrite.Severity
	saves, savesTip          string
	// share is its part of the largest saving of its kind, 0 for none.
	share float64
	// place names its lines.
	place string
	line  int
	// blocked says that it can't be turned on now, left that it is a finding without a change.
	on, blocked, left bool
	group             rewrite.Group
	// also names the ids that others give the rule, empty for none.
	also string
	// tries is the id of the change that trying it tries, empty where nothing can be tried.
	tries string
}

// itemsOf are the rows of a snapshot, changes first.
func itemsOf(n *session.Snapshot) []changeItem {
	var bytes int64
	var seconds float64
	for _, c := range n.Changes {
		bytes, seconds = max(bytes, c.SavesBytes), max(seconds, c.SavesSeconds)
	}
	items := make([]changeItem, 0, len(n.Changes))
	for _, c := range n.Changes {
		i := changeItem{
			id: c.ID, title: c.Title, state: stateOf(n, c), note: reasonOf(n, c), why: c.Why, against: c.Blocked, severity: c.Severity,
			saves: savesText(c.Change), savesTip: savesTip(c.Change), place: linesText(c.Lines), line: c.Lines.First,
			on: c.On, blocked: c.Blocked != "" && !c.On, group: c.Group, also: strings.Join(c.Also, ", "), tries: c.ID,
		}
		if says := assumes(c.Assumes); says != "" {
			i.why += " " + says
		}
		switch {
		case c.SavesBytes > 0:
			i.share = float64(c.SavesBytes) / float64(bytes)
		case c.SavesSeconds > 0:
			i.share = c.SavesSeconds / seconds
		}
		if t, tried := tryOf(n, c.ID); tried && t.State == session.TryDropped {
			i.against = t.Why
		}
		items = append(items, i)
	}
	return items
}

// leftItem is the row of a finding without a change.
func leftItem(f rewrite.Finding) changeItem {
	tries := ""
	if len(f.Assumes) > 0 {
		tries = f.Rule
	}
	return changeItem{
		tries: tries, id: fmt.Sprintf("%s at %s", f.Rule, placesText(f)), title: f.Title, state: stateRefused, note: placesText(f) + " · " + firstSentence(f.Refused), why: f.Refused,
		next: strings.TrimSpace(f.Next + " " + tryInstead(f.Assumes)), severity: f.Severity, place: placesText(f), line: f.Lines.First, left: true,
	}
}

// assumes says what a change takes for granted; empty for nothing.
func assumes(list []rewrite.Assumption) string {
	if len(list) == 0 {
		return ""
	}
	return lang.L("It takes for granted that {{.What}}.", map[string]any{"What": rewrite.Assuming(list)})
}

// tryInstead ends what to do about a refusal that can be tried; empty for any other.
func tryInstead(list []rewrite.Assumption) string {
	if len(list) == 0 {
		return ""
	}
	return lang.L("Or try it, which takes for granted that {{.What}}.", map[string]any{"What": rewrite.Assuming(list)})
}

// tryOf is the try of a change.
func tryOf(n *session.Snapshot, id string) (session.Try, bool) {
	for _, t := range n.Tries {
		if t.Change == id {
			return t, true
		}
	}
	return session.Try{}, false
}

// proven says whether the plan as it is now was started and did the same.
func proven(n *session.Snapshot) bool {
	return n.Proof != nil && n.Proof.Verdict == proof.Same && !n.Stale && n.Comparison != nil
}

func stateOf(n *session.Snapshot, c session.Switch) changeState {
	if t, tried := tryOf(n, c.ID); tried && !c.On {
		switch {
		case t.State == session.TryDropped:
			return stateDropped
		case n.Job != nil && n.Job.Kind == session.Proving:
			return stateTrying
		}
	}
	switch {
	case c.On && proven(n):
		return stateProven
	case c.NeedsProof:
		return stateNeedsProof
	}
	return stateSafe
}

// reasonOf is a change's reason in a line: what is against it where something is.
func reasonOf(n *session.Snapshot, c session.Switch) string {
	if t, tried := tryOf(n, c.ID); tried && t.State == session.TryDropped && !c.On {
		return t.Why
	}
	if c.Blocked != "" && !c.On {
		return c.Blocked
	}
	return firstSentence(c.Why)
}

// savingOf is what the changes of a group that are on are predicted to save together.
func savingOf(changes []session.Switch) string {
	var all rewrite.Change
	for _, c := range changes {
		if c.On {
			all.SavesBytes += c.SavesBytes
			all.SavesSeconds += c.SavesSeconds
		}
	}
	switch {
	case all.SavesBytes > 0:
		return lang.L("{{.Size}} on disk", map[string]any{"Size": compare.FormatBytes(-all.SavesBytes)})
	case all.SavesSeconds > 0:
		return lang.L("{{.Time}} a rebuild", map[string]any{"Time": compare.FormatDuration(-time.Duration(all.SavesSeconds * float64(time.Second)))})
	}
	return ""
}
