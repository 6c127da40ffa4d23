package trial

import (
	"encoding/json"
	"fmt"
	"strings"

	"lightship/engine/proof"
)

// State is what came of a project.
type State string

// The states, the best first.
const (
	// Lighter is an image that does the same and is smaller on disk.
	Lighter State = "lighter"
	// NotLighter is one that does the same and is not smaller.
	NotLighter State = "not lighter"
	// NotTold is one of which it could not be told.
	NotTold State = "could not tell"
	// Refused says that nothing was changed that would make the image lighter.
	Refused State = "refused"
	// Differing is an image that does not do the same.
	Differing State = "differs"
	// Broken says that the changed Dockerfile did not build where today's did.
	Broken State = "broken"
	// NotTried says that lightshipctl failed, such as for want of space on the disk: that says nothing of the project.
	NotTried State = "not tried"
	// Unbuildable says that today's Dockerfile does not build.
	Unbuildable State = "does not build"
)

// Outcome is a project with what came of it.
type Outcome struct {
	Project Project
	State   State
	// Before and After are the sizes of the images on disk, in bytes; 0 when there is none.
	Before, After int64
	// Tried says that changes were tried that the sources alone can't be sure of.
	Tried bool
	// Why says why it is no lighter image that works.
	Why string
}

// Saved is which share of the image before the one after does without, from 0 to 1.
func (o Outcome) Saved() float64 {
	if o.Before == 0 {
		return 0
	}
	return 1 - float64(o.After)/float64(o.Before)
}

// comparison is what is read of lightshipctl's report.
type comparison struct {
	Before, After struct {
		Image struct {
			OnDisk int64 `json:"on_disk_bytes"`
		} `json:"image"`
	}
	Proof *proof.Result `json:"proof"`
}

// read takes in what `optimize --json` printed, which is nothing where there was nothing to change.
func (o *Outcome) read(report []byte) error {
	var c comparison
	if err := json.Unmarshal(report, &c); err != nil {
		return fmt.Errorf("read the report: %w", err)
	}
	o.Before, o.After, o.Why = c.Before.Image.OnDisk, c.After.Image.OnDisk, ""
	if c.Proof == nil {
		return fmt.Errorf("the report has no proof")
	}
	switch {
	case c.Proof.Verdict == proof.Differs:
		o.State, o.Why = Differing, rows(c.Proof.Differing())
	case c.Proof.Verdict == proof.Unknown:
		o.State, o.Why = NotTold, reasons(c.Proof.Reasons)
	case o.After < o.Before:
		o.State = Lighter
	default:
		o.State, o.Why = NotLighter, "the base is the bulk of it"
	}
	return nil
}

func rows(all []proof.Row) string {
	var said []string
	for _, r := range all {
		said = append(said, fmt.Sprintf("%s: %s, then %s", r.Name, r.Before, r.After))
	}
	return strings.Join(said, "; ")
}

func reasons(all []proof.Reason) string {
	var said []string
	for _, r := range all {
		text := r.Says()
		if r.Said != "" {
			text += " (“" + r.Said + "”)"
		}
		said = append(said, text)
	}
	return strings.Join(said, "; ")
}

// linted is what is read of `lint --format json`.
type linted struct {
	Files []struct {
		Findings []struct {
			Rule    string `json:"rule"`
			Refused string `json:"refused"`
		} `json:"findings"`
	} `json:"files"`
}

// refusals are why nothing is changed, of what `lint --format json` printed.
func refusals(text []byte) (string, error) {
	var l linted
	if err := json.Unmarshal(text, &l); err != nil {
		return "", fmt.Errorf("read the findings: %w", err)
	}
	var said []string
	for _, f := range l.Files {
		for _, finding := range f.Findings {
			if finding.Refused != "" {
				said = append(said, finding.Rule+": "+finding.Refused)
			}
		}
	}
	if len(said) == 0 {
		return "no rule has a change for it", nil
	}
	return strings.Join(said, "; "), nil
}
