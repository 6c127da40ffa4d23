package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/session"
)

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
