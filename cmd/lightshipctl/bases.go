package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"lightship/engine/bases"
	"lightship/engine/compare"
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
Nothing is built: verdicts come from the sources and say so.

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
		n, err := r.session.Wait(cmd.Context(), session.Idle)
		if err == nil && l.refresh {
			r.session.RefreshBases()
			n, err = r.session.Wait(cmd.Context(), session.Idle)
		}
		if err != nil {
			return err
		}
		if err := write(cmd.OutOrStdout(), l.lines(n.Bases)); err != nil {
			return unexpected("print the bases", err)
		}
		return nil
	})
}

// baseLine is one candidate as it is printed. Sizes are in bytes, -1 when not known; the pull time is in seconds, 0 when
// not known. In JSON what is not known is null.
type baseLine struct {
	Ref            string    `json:"ref"`
	Recommended    string    `json:"recommended,omitempty"`
	Current        bool      `json:"current"`
	Download       int64     `json:"download_bytes"`
	OnDisk         int64     `json:"on_disk_bytes"`
	Estimated      bool      `json:"on_disk_estimated"`
	Image          int64     `json:"image_bytes"`
	Pull           float64   `json:"pull_seconds"`
	Libc           string    `json:"libc"`
	Shell          string    `json:"shell"`
	PackageManager string    `json:"package_manager"`
	Packages       int       `json:"packages"`
	User           string    `json:"user"`
	Support        time.Time `json:"support,omitzero"`
	Verdict        string    `json:"verdict"`
	Predicted      bool      `json:"predicted"`
	Reasons        []string  `json:"reasons"`
	Source         string    `json:"source"`
	At             time.Time `json:"at"`
	Problem        string    `json:"problem,omitempty"`
	StandIn        string    `json:"stand_in,omitempty"`
}

// lines are the rows that are wanted in the order that is wanted.
func (l *basesList) lines(rows []session.BaseRow) []baseLine {
	list := make([]baseLine, 0, len(rows))
	for _, r := range rows {
		if l.fits && r.Verdict.Level == bases.DoesNotFit {
			continue
		}
		line := baseLine{
			Ref: r.Ref, Recommended: r.Recommended, Current: r.Current, Download: r.Facts.Download, OnDisk: r.Facts.OnDisk,
			Estimated: r.Facts.OnDiskEstimated, Image: r.Image, Pull: r.Pull.Expected.Seconds(),
			Libc: strings.TrimSpace(r.Libc + " " + r.LibcVersion), Shell: r.Shell, PackageManager: r.PackageManager, Packages: -1,
			User: r.User, Support: r.Support, Verdict: string(r.Verdict.Level), Predicted: r.Verdict.Predicted,
			Reasons: r.Verdict.Reasons, Source: r.Facts.Source, At: r.Facts.At, Problem: r.Facts.Problem, StandIn: r.Facts.StandIn,
		}
		if r.Facts.Contents != nil {
			line.Packages = r.Facts.Contents.Packages
		}
		list = append(list, line)
	}
	if compare := comparison(l.sort); compare != nil {
		slices.SortStableFunc(list, compare)
	}
	return list
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

// columns are the heads of all formats but JSON.
func columns() []string {
	return []string{"base", "download", "on disk", "your image", "pull", "libc", "shell", "packages", "user", "support until", "verdict", "why"}
}

// cells are a line's words for the columns.
func (l baseLine) cells() []string {
	onDisk := bytesOrNone(l.OnDisk)
	if l.Estimated && l.OnDisk >= 0 {
		onDisk = "≈ " + onDisk
	}
	until := none
	if !l.Support.IsZero() {
		until = l.Support.Format("2006-01")
	}
	packages := none
	if l.Packages >= 0 {
		packages = strconv.Itoa(l.Packages)
	}
	return []string{
		l.Ref, bytesOrNone(l.Download), onDisk, bytesOrNone(l.Image), secondsOrNone(l.Pull), orNone(l.Libc), orNone(l.Shell), packages,
		orNone(l.User), until, l.Verdict, l.why(),
	}
}

// why is the weightiest thing to say of a line.
func (l baseLine) why() string {
	switch {
	case l.Recommended != "":
		return "recommended: " + l.Recommended
	case len(l.Reasons) > 0:
		return l.Reasons[0]
	}
	return none
}

// none stands for what is not there or not known.
const none = "-"

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

func bytesOrNone(n int64) string {
	if n < 0 {
		return none
	}
	return compare.FormatBytes(n)
}

func secondsOrNone(s float64) string {
	if s == 0 {
		return none
	}
	return compare.FormatDuration(time.Duration(s * float64(time.Second)))
}

func writeBasesTable(w io.Writer, lines []baseLine) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintln(out, strings.ToUpper(strings.Join(columns(), "\t"))); err != nil {
		return err
	}
	for _, l := range lines {
		if _, err := fmt.Fprintln(out, strings.Join(l.cells(), "\t")); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return writeSources(w, lines)
}

// writeSources says where the facts come from, when not all of them come from registries.
func writeSources(w io.Writer, lines []baseLine) error {
	snapshots, standIns, taken := 0, 0, time.Time{}
	for _, l := range lines {
		if l.Source == bases.SourceSnapshot && l.Ref != bases.Scratch {
			snapshots, taken = snapshots+1, l.At
		}
		if l.StandIn != "" {
			standIns++
		}
	}
	if snapshots > 0 {
		if _, err := fmt.Fprintf(w, "\n%d of %d lines are from the built-in snapshot of %s: their registries did not give them.\n",
			snapshots, len(lines), taken.Format(time.DateOnly)); err != nil {
			return err
		}
	}
	if standIns > 0 {
		_, err := fmt.Fprintf(w, "%d lines are of stand-ins, not of the published images.\n", standIns)
		return err
	}
	return nil
}

func writeBasesJSON(w io.Writer, lines []baseLine) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(lines)
}

// MarshalJSON writes null for a figure that is not known.
func (l baseLine) MarshalJSON() ([]byte, error) {
	type plain baseLine
	return json.Marshal(struct {
		plain
		Download *int64   `json:"download_bytes"`
		OnDisk   *int64   `json:"on_disk_bytes"`
		Image    *int64   `json:"image_bytes"`
		Pull     *float64 `json:"pull_seconds"`
		Packages *int     `json:"packages"`
	}{
		plain: plain(l), Download: knownOrNil(l.Download), OnDisk: knownOrNil(l.OnDisk), Image: knownOrNil(l.Image),
		Pull: knownOrNil(known(l.Pull)), Packages: knownOrNil(l.Packages),
	})
}

// knownOrNil is nil for a figure that is not known, which is below zero.
func knownOrNil[T int | int64 | float64](n T) *T {
	if n < 0 {
		return nil
	}
	return &n
}

func writeBasesCSV(w io.Writer, lines []baseLine) error {
	out := csv.NewWriter(w)
	head := []string{
		"ref", "download_bytes", "on_disk_bytes", "on_disk_estimated", "image_bytes", "pull_seconds", "libc", "shell", "packages", "user",
		"support", "verdict", "reason", "source", "at",
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, l := range lines {
		day := ""
		if !l.Support.IsZero() {
			day = l.Support.Format(time.DateOnly)
		}
		if err := out.Write([]string{
			l.Ref, csvFigure(l.Download), csvFigure(l.OnDisk), fmt.Sprint(l.Estimated), csvFigure(l.Image),
			csvSeconds(l.Pull), l.Libc, l.Shell, csvFigure(int64(l.Packages)), l.User, day, l.Verdict, l.why(), l.Source,
			l.At.Format(time.RFC3339),
		}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvFigure is a figure for CSV, empty when it is not known.
func csvFigure(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// csvSeconds is a pull time for CSV, empty when it is not known: no pull takes no time.
func csvSeconds(s float64) string {
	if s <= 0 {
		return ""
	}
	return strconv.FormatFloat(s, 'f', 3, 64)
}

func writeBasesMarkdown(w io.Writer, lines []baseLine) error {
	row := func(cells []string) error {
		for i, c := range cells {
			cells[i] = strings.ReplaceAll(c, "|", `\|`)
		}
		_, err := fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
		return err
	}
	if err := row(columns()); err != nil {
		return err
	}
	if err := row(slices.Repeat([]string{"---"}, len(columns()))); err != nil {
		return err
	}
	for _, l := range lines {
		if err := row(l.cells()); err != nil {
			return err
		}
	}
	return nil
}
