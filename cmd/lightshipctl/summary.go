package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"lightship/engine/compare"
	"lightship/engine/rewrite"
	"lightship/engine/session"
)

// writePlan prints what is going to be built.
func writePlan(w io.Writer, n *session.Snapshot) {
	fmt.Fprintf(w, "%s/%s: final base %s\n", n.Project.Name, n.Dockerfile, n.FinalBase())
	for _, c := range n.Changes {
		mark := "+"
		if !c.On || c.Blocked != "" {
			mark = "-"
		}
		fmt.Fprintf(w, "  %s %s (%s)\n", mark, c.Title, c.ID)
	}
	for _, f := range rewrite.WithoutMinor(n.Findings) {
		if f.Refused != "" {
			fmt.Fprintf(w, "  ! %s: %s\n", f.Title, f.Refused)
		}
	}
	fmt.Fprintln(w)
}

// writeNothingToGain prints what was noticed in a Dockerfile that nothing is changed in.
func writeNothingToGain(w io.Writer, n *session.Snapshot, minor bool) error {
	if _, err := fmt.Fprintf(w, "%s/%s: nothing to change.\n", n.Project.Name, n.Dockerfile); err != nil {
		return err
	}
	for _, f := range noticed(n, minor) {
		why := f.Why
		if f.Refused != "" {
			why = "left as it is: " + f.Refused + "\n    what to do: " + f.Next + trying(f)
		}
		if _, err := fmt.Fprintf(w, "  %s%s: %s\n    %s\n", place(f), f.Rule, f.Title, why); err != nil {
			return err
		}
	}
	return nil
}

// noticed are the findings, the minor ones only when they were asked for.
func noticed(n *session.Snapshot, minor bool) []rewrite.Finding {
	if minor {
		return n.Findings
	}
	return rewrite.WithoutMinor(n.Findings)
}

// place begins a line with the lines of the Dockerfile that a finding is about; empty for one that is about another file.
func place(f rewrite.Finding) string {
	if f.Lines.First == 0 {
		return ""
	}
	return f.Where() + ": "
}

// writeRefused prints what was left as it is, why, and what to do by hand.
func writeRefused(w io.Writer, n *session.Snapshot, minor bool) error {
	titled := false
	for _, f := range noticed(n, minor) {
		if f.Refused == "" {
			continue
		}
		if !titled {
			fmt.Fprintln(w, "Left as it is:")
			titled = true
		}
		if _, err := fmt.Fprintf(w, "  %s%s (%s): %s\n    what to do: %s%s\n", place(f), f.Title, f.Rule, f.Refused, f.Next, trying(f)); err != nil {
			return err
		}
	}
	return nil
}

// trying is a line on a refusal that can be tried, with what is taken for granted then; empty for any other.
func trying(f rewrite.Finding) string {
	if len(f.Assumes) == 0 {
		return ""
	}
	return "\n    or try it: optimize --try builds and starts it so, and keeps it if it does the same; it takes for granted that " + rewrite.Assuming(f.Assumes)
}

// writeSummary prints a comparison as a table.
func writeSummary(w io.Writer, c *compare.Comparison) error {
	t := tabwriter.NewWriter(w, 0, 4, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\tbefore\tafter\t\t\n")
	row := func(name, before, after, says string) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t\n", name, before, after, says)
	}
	b, a := c.Before.Image, c.After.Image
	row("on disk", compare.FormatBytes(b.OnDisk), compare.FormatBytes(a.OnDisk), compare.Lighter(ratio(b.OnDisk, a.OnDisk)))
	row("download", compare.FormatBytes(b.Download), compare.FormatBytes(a.Download), compare.Lighter(ratio(b.Download, a.Download)))
	for _, p := range c.Pulls {
		before, after := "—", "—"
		if p.BeforeKnown() {
			before = compare.FormatDuration(p.Before.Expected)
		}
		if p.AfterKnown() {
			after = compare.FormatDuration(p.After.Expected)
		}
		row("pull, "+p.Name, before, after, p.Faster())
	}
	row("this rebuild", compare.FormatDuration(c.Before.BuildTime), compare.FormatDuration(c.After.BuildTime), "")
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nPull times are predicted for %s. Base: %s. Built by %s.\n", c.Link, c.Base, c.Engine)
	writeUnknownBases(w, c)
	for _, s := range c.StandIns {
		fmt.Fprintf(w, "Stand-in, not the public image: %s (%s)\n", s.Ref, strings.TrimSuffix(s.Says, "."))
	}
	return nil
}

// writeUnknownBases says why the pull times with a base in place are not known.
func writeUnknownBases(w io.Writer, c *compare.Comparison) {
	before, after := c.BaseUnknown()
	of := "The base of the before image"
	switch {
	case before && after:
		of = "The base of either image"
	case after:
		of = "The base of the after image"
	case !before:
		return
	}
	fmt.Fprintf(w, "%s is not known: without facts from its registry its layers can't be told from the image's own, so what a node that has it would pull is not said.\n", of)
}

func ratio(before, after int64) float64 {
	if after <= 0 {
		return 0
	}
	return float64(before) / float64(after)
}
