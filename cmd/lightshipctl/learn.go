package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"lightship/engine/compare"
	"lightship/engine/proof"
	"lightship/engine/rewrite/learn"
	"lightship/engine/session"
)

// proven starts both images as a says, learns from what differs, and gives the snapshot with what came of it.
func (r *runner) proven(a asking) (*session.Snapshot, error) {
	settings, err := a.settings(nil)
	if err != nil {
		return r.session.Snapshot(), err
	}
	if a.tries {
		return r.start(settings, func(s proof.Settings) { r.session.Try(s) })
	}
	return r.start(settings, r.session.Learn)
}

// writeTries says how each change and base that was tried ended.
func writeTries(w io.Writer, n *session.Snapshot) error {
	if len(n.Tries) == 0 {
		return nil
	}
	fmt.Fprintln(w, "\nTried:")
	marks := map[session.TryState]string{session.TryKept: "+", session.TryDropped: "-"}
	t := tabwriter.NewWriter(w, 0, 4, 3, ' ', 0)
	for _, try := range n.Tries {
		size := ""
		if try.OnDisk > 0 {
			size = compare.FormatBytes(try.OnDisk)
		}
		fmt.Fprintf(t, "  %s %s\t%s\t%s\t\n", cmp.Or(marks[try.State], "~"), try.Title, size, try.Why)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, try := range n.Tries {
		for i, a := range try.Assumed {
			if i == 0 {
				fmt.Fprintf(w, "\nTaken for granted with %q:\n", try.Title)
			}
			if _, err := fmt.Fprintf(w, "  %s\n", a.Says()); err != nil {
				return err
			}
		}
	}
	return nil
}

// start gives a command that starts both images, and waits for what comes of it.
func (r *runner) start(settings proof.Settings, command func(proof.Settings)) (*session.Snapshot, error) {
	command(settings)
	n, err := r.done()
	if r.ctx.Err() != nil {
		r.session.Cancel()
	}
	r.screen.close()
	if err == nil && n.Proof == nil {
		err = &failure{code: interruptedCode, err: errors.New("the start of both was canceled")}
	}
	return n, err
}

// writeRounds says what was learned from starting both: what each round added to the plan, why, and what came of it.
func writeRounds(w io.Writer, n *session.Snapshot) error {
	for i, round := range n.Rounds {
		fmt.Fprintf(w, "\nLearned, round %d:\n", i+1)
		writeEntries(w, "+", round.Added)
		if _, err := fmt.Fprintf(w, "  %s\n", cmp.Or(round.Error, round.Summary)); err != nil {
			return err
		}
	}
	if len(n.Remedies) > 0 {
		fmt.Fprintln(w, "\nWhat may mend what differs:")
		writeEntries(w, "-", n.Remedies)
	}
	return nil
}

// writeEntries prints entries of a plan, each with what it rests on.
func writeEntries(w io.Writer, mark string, entries []learn.Entry) {
	for _, e := range entries {
		fmt.Fprintf(w, "  %s %s: %s\n", mark, e.Title(), e.Why())
	}
}
