package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lightship/engine/session"
)

// basesList are the flags of bases.
type basesList struct {
	optimize
	fits    bool
	sort    string
	format  string
	refresh bool
}

func newBases() *cobra.Command {
	l := basesList{sort: "recommended", format: "table"}
	cmd := &cobra.Command{
		Use:   "bases [DIR]",
		Short: "Compare the final bases that a project's program can stand on",
		Long: `bases prints one line for each candidate: what it weighs, what the image on it is predicted to weigh and to take to
pull, what it carries, how long it is supported, and whether the program runs on it, with the weightiest reason.
Nothing is built: verdicts come from the sources and say so. On a terminal the table is cut to its width; in a pipe it is whole.

` + exitCodes(),
		Example: `  lightshipctl bases
  lightshipctl bases shop --fits --sort pull
  lightshipctl bases shop --format json | jq '.[] | select(.verdict == "fits") | .ref'`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error { return l.run(cmd, folder(args)) },
	}
	l.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&l.fits, "fits", false, "leave out the bases that the program can't run on")
	f.StringVar(&l.sort, "sort", l.sort, "order: "+strings.Join(orders(), ", "))
	f.StringVar(&l.format, "format", l.format, "table, json, csv or markdown")
	f.StringVar(&l.link, "link", "", "the link that pull times are said for, such as 100mbit,30ms")
	f.BoolVar(&l.refresh, "refresh", false, "ask the registries, whatever was asked within a day")
	complete(cmd, "sort", orders()...)
	complete(cmd, "format", "table", "json", "csv", "markdown")
	return cmd
}

// orders are the values of --sort; each but the first is a column.
func orders() []string {
	return []string{"recommended", "name", "download", "size", "image", "pull", "libc", "packages", "user", "support", "verdict"}
}

func (l *basesList) run(cmd *cobra.Command, dir string) error {
	if !slices.Contains(orders(), l.sort) {
		return fmt.Errorf("--sort %q is not known; use %s", l.sort, strings.Join(orders(), ", "))
	}
	write, ok := map[string]func(io.Writer, []baseLine) error{
		"table": writeBasesTable, "json": writeBasesJSON, "csv": writeBasesCSV, "markdown": writeBasesMarkdown,
	}[l.format]
	if !ok {
		return fmt.Errorf("--format %q is not known; use table, json, csv or markdown", l.format)
	}
	return l.inSession(cmd, dir, func(r *runner, path string) error {
		if _, err := r.plan(&l.optimize, dir, path); err != nil {
			return err
		}
		said := sayWaiting(notes(cmd), func() string { return "the registries of the bases" })
		n, err := r.session.Wait(cmd.Context(), session.Idle)
		if err == nil && l.refresh {
			r.session.RefreshBases()
			n, err = r.session.Wait(cmd.Context(), session.Idle)
		}
		said()
		if err != nil {
			return err
		}
		if err := leave(cmd.OutOrStdout(), r.session.Secrets(), func(w io.Writer) error { return write(w, l.lines(n.Bases)) }); err != nil {
			return unexpected("print the bases", err)
		}
		return nil
	})
}

// comparison orders by a column, what is not known last; nil keeps the order.
func comparison(column string) func(a, b baseLine) int {
	number := func(of func(baseLine) float64) func(a, b baseLine) int {
		return func(a, b baseLine) int {
			x, y := of(a), of(b)
			if (x < 0) != (y < 0) {
				return cmp.Compare(y, x)
			}
			return cmp.Compare(x, y)
		}
	}
	text := func(of func(baseLine) string) func(a, b baseLine) int {
		return func(a, b baseLine) int { return cmp.Compare(of(a), of(b)) }
	}
	return map[string]func(a, b baseLine) int{
		"name":     text(func(l baseLine) string { return l.Ref }),
		"download": number(func(l baseLine) float64 { return float64(l.Download) }),
		"size":     number(func(l baseLine) float64 { return float64(l.OnDisk) }),
		"image":    number(func(l baseLine) float64 { return float64(l.Image) }),
		"pull":     number(func(l baseLine) float64 { return known(l.Pull) }),
		"libc":     text(func(l baseLine) string { return l.Libc }),
		"packages": number(func(l baseLine) float64 { return float64(l.Packages) }),
		"user":     text(func(l baseLine) string { return l.User }),
		"support":  number(func(l baseLine) float64 { return support(l.Support) }),
		"verdict": number(func(l baseLine) float64 {
			return float64(slices.Index([]string{"fits", "caveat", "does not fit"}, l.Verdict))
		}),
	}[column]
}

// known is -1 for a time that is not known.
func known(seconds float64) float64 {
	if seconds == 0 {
		return -1
	}
	return seconds
}

func support(day time.Time) float64 {
	if day.IsZero() {
		return -1
	}
	return float64(day.Unix())
}
