package proof

import (
	"context"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/proof/record"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/learn"
)

// Files are those of the image before.
type Files interface {
	// Is says whether a path is there, links followed, and whether it is a folder.
	Is(path string) (folder, there bool)
	// OfBase says whether a path is as the base has it.
	OfBase(path string) bool
	// Bytes is how large a file is, or all files in and below a folder together.
	Bytes(path string) int64
	// Package is the package of the system that brought a file, empty for none.
	Package(ctx context.Context, path string) string
}

// wholeUpTo is how large a folder is at most that comes whole, in bytes, where several of its files are read.
const wholeUpTo = 20 << 20

// Remedies are the entries of a plan that would give the image after what the rows that differ show it to lack, in their order
// and each once. What is not known to be in the image before, such as a file that the program made itself, gives none; nor does a
// difference whose cause was not seen.
func (r *Result) Remedies(ctx context.Context, before Files) []learn.Entry {
	d := doctor{ctx: ctx, result: r, before: before}
	for _, row := range r.Differing() {
		d.row(row)
	}
	return d.entries
}

// doctor finds remedies.
type doctor struct {
	ctx     context.Context
	result  *Result
	before  Files
	entries []learn.Entry
}

func (d *doctor) add(e learn.Entry) {
	e.OfBase = e.Source != "" && d.before.OfBase(e.Source)
	if !slices.ContainsFunc(d.entries, e.Same) {
		d.entries = append(d.entries, e)
	}
}

// row finds what one difference asks for.
func (d *doctor) row(row Row) {
	because := because(row)
	switch {
	case row.Kind == Start && row.Path != "" && row.Error == "ENOENT":
		// The program is there, and what it is started with is not.
		d.add(learn.Entry{Kind: learn.KeepBase, Because: because})
	case row.Source == "":
	case row.Kind == Program || row.Kind == Library:
		d.ofSystem(row, because)
	case row.Error == "EACCES" || row.Error == "EPERM":
		d.denied(row, because)
	default:
		d.missed(row, because)
	}
}

// denied finds what lets the user do what it may not.
func (d *doctor) denied(row Row, because evidence.Evidence) {
	source, at := row.Source, row.Path
	if row.Kind == Written {
		source, at = path.Dir(source), path.Dir(at)
	}
	d.give(source, at, because)
}

// missed finds what brings a file or folder that is not there.
func (d *doctor) missed(row Row, because evidence.Evidence) {
	switch row.Kind {
	case Written:
		d.folder(path.Dir(row.Source), path.Dir(row.Path), because)
	case Folder:
		d.folder(row.Source, row.Path, because)
	case Zones:
		zones := row.Source[:strings.Index(row.Source, "/zoneinfo/")+len("/zoneinfo")]
		d.folder(zones, zones, because)
	case Certs:
		d.file(row.Source, row.Source, because)
	case File:
		d.files(row, because)
	}
}

// because is what the run showed, as evidence.
func because(row Row) evidence.Evidence {
	kinds := map[Kind]evidence.Kind{
		File: evidence.Reads, Folder: evidence.Lists, Written: evidence.Writes, Program: evidence.Starts, Start: evidence.Starts,
		Library: evidence.Loads, Certs: evidence.Certificates, Zones: evidence.Zones,
	}
	return evidence.Evidence{Kind: kinds[row.Kind], Subject: row.Path, Known: true, Source: evidence.Run}
}

// ofSystem finds what gives a program or library: those of the system need what stands beside them, so that their package is installed, or
// they stay where they are.
func (d *doctor) ofSystem(row Row, because evidence.Evidence) {
	if name := d.before.Package(d.ctx, row.Source); name != "" {
		d.add(learn.Entry{Kind: learn.Install, Source: row.Source, Path: name, Because: because})
		return
	}
	if place := effects.PlaceOf(row.Source); place == effects.System || path.Dir(row.Source) == "/usr/local/bin" {
		d.add(learn.Entry{Kind: learn.KeepBase, Because: because})
		return
	}
	d.file(row.Source, row.Source, because)
}

// give gives a folder or file to the user; one of the base itself is not given away, so that the user stays.
func (d *doctor) give(source, at string, because evidence.Evidence) {
	if _, there := d.before.Is(source); !there || !learn.Whole(at) {
		d.add(learn.Entry{Kind: learn.KeepUser, Because: because})
		return
	}
	d.add(learn.Entry{Kind: learn.Give, Source: source, Path: at, Because: because})
}

// folder carries a folder whole, which none of the base's own may be.
func (d *doctor) folder(source, at string, because evidence.Evidence) {
	if folder, there := d.before.Is(source); there && folder && learn.Whole(at) && learn.Whole(source) {
		d.add(learn.Entry{Kind: learn.Carry, Source: source, Path: at, Because: because})
	}
}

func (d *doctor) file(source, at string, because evidence.Evidence) {
	if _, there := d.before.Is(source); there {
		d.add(learn.Entry{Kind: learn.Carry, Source: source, Path: at, Because: because})
	}
}

// files carries a file, with those beside it that the image before read too: the one after was not asked for them yet. Where there
// are several they come with their folder, unless that is one of the base's, or large, or the one that the program works in.
func (d *doctor) files(row Row, because evidence.Evidence) {
	dir, to := path.Dir(row.Source), path.Dir(row.Path)
	beside := d.readIn(dir)
	small := !d.before.OfBase(dir) && d.before.Bytes(dir) <= wholeUpTo
	if len(beside) > 1 && small && learn.Whole(dir) && !effects.Inside(d.result.Before.Dir, dir) {
		d.folder(dir, to, because)
		return
	}
	d.file(row.Source, row.Path, because)
	if !learn.Whole(dir) {
		return
	}
	for _, p := range beside {
		d.file(p, path.Join(to, path.Base(p)), because)
	}
}

// readIn are the files in a folder that the image before read and the one after did not.
func (d *doctor) readIn(dir string) []string {
	var out []string
	done := map[string]bool{}
	for _, f := range d.result.After.Trace.Files {
		done[f.Path] = done[f.Path] || f.Error == ""
	}
	for _, f := range d.result.Before.Trace.Files {
		if f.Op == record.Read && f.Error == "" && path.Dir(f.Path) == dir && !done[f.Path] && !slices.Contains(out, f.Path) && !harmless.MatchString(f.Path) {
			if _, there := d.before.Is(f.Path); there {
				out = append(out, f.Path)
			}
		}
	}
	return out
}
