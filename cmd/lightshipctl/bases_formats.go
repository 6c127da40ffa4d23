package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"lightship/engine/bases"
)

// writeBasesTable prints the lines as a table that fits the terminal, or whole where the output is none.
func writeBasesTable(w io.Writer, lines []baseLine) error {
	heads := columns()
	for i, name := range heads {
		heads[i] = strings.ToUpper(name)
	}
	table := [][]string{heads}
	for _, l := range lines {
		table = append(table, l.cells())
	}
	if width := terminalWidth(w); width > 0 {
		table = narrow(table, width)
	}
	out := tabwriter.NewWriter(w, 0, 0, gap, ' ', 0)
	for _, cells := range table {
		if _, err := fmt.Fprintln(out, strings.Join(cells, "\t")); err != nil {
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
