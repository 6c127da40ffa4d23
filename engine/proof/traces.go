package proof

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/proof/record"
)

// trail is what a run did with paths, for looking it up.
type trail struct {
	// done and failed are by what was done and the path; failed gives the error. spelled gives those that were not absolute.
	done   map[record.Op]map[string]bool
	failed map[record.Op]map[string]string
	// names are the base names of what was read and run, and of what was not found for it.
	doneNames   map[record.Op]map[string]bool
	failedNames map[record.Op]map[string]record.File
	spelled     map[record.Op]map[string]record.File
}

func trailOf(r *Run) trail {
	t := trail{
		map[record.Op]map[string]bool{},
		map[record.Op]map[string]string{},
		map[record.Op]map[string]bool{},
		map[record.Op]map[string]record.File{},
		map[record.Op]map[string]record.File{},
	}
	for _, f := range r.Trace.Files {
		name := path.Base(f.Path)
		if f.Error == "" {
			put(t.done, f.Op, f.Path, true)
			put(t.doneNames, f.Op, name, true)
			continue
		}
		put(t.failed, f.Op, f.Path, f.Error)
		put(t.failedNames, f.Op, name, f)
		if f.As != "" {
			put(t.spelled, f.Op, f.As, f)
		}
	}
	return t
}

func put[V any](all map[record.Op]map[string]V, op record.Op, key string, value V) {
	if all[op] == nil {
		all[op] = map[string]V{}
	}
	if _, known := all[op][key]; !known {
		all[op][key] = value
	}
}

// harmless are files of the system that programs look for and do well without: caches, translations, answers to questions
// of convenience. That one is missing is told, and is no difference by itself.
var harmless = regexp.MustCompile(`^/etc/(ld\.so\..*|localtime|nsswitch\.conf|host\.conf|gai\.conf|passwd|group|shadow|mime\.types|.*-release|debian_version|machine-id|hostname|timezone|inputrc|bash\.bashrc|profile|environment|apt/.*|ssl/openssl\.cnf)$` +
	`|^/usr/(lib|lib64)/(locale|[^/]+/gconv|ssl)/|^/usr/share/(locale|mime|terminfo|i18n)/|^/(usr/)?lib/terminfo/` +
	`|\.py[co]$|/__pycache__(/|$)|/(\.bashrc|\.profile|\.bash_history|\.npmrc)$|^/(etc|usr|root|tmp|bin|lib|lib64|dev|var)?$`)

// bytecode finds what Python writes beside its sources where it may, and does well without where it may not.
var bytecode = regexp.MustCompile(`\.py[co](\.\d+)?$|/__pycache__$`)

// library finds shared libraries, zone and certificate what stands for those.
var (
	library     = regexp.MustCompile(`\.so(\.[0-9.]+)?$`)
	zoneFile    = regexp.MustCompile(`/zoneinfo/[A-Z]`)
	certificate = regexp.MustCompile(`/(ca-certificates\.crt|ca-bundle\.crt|cert\.pem|cacert\.pem|tls-ca-bundle\.pem)$|^/etc/ssl/certs/`)
)

// traces compares what both needed of the system: what the image before had and used, and the one after was asked for and
// has not.
func (c *comparer) traces() {
	if !c.Before.Trace.On || !c.After.Trace.On {
		return
	}
	before, after := trailOf(c.Before), trailOf(c.After)
	c.programs(before, after)
	c.libraries(before, after)
	c.group(Certs, "CA certificates", certificate, before, after)
	c.group(Zones, "time zones", zoneFile, before, after)
	c.files(before, after)
	c.writes(before, after)
}

// missing adds a row for what the image after has not; source is where the one before has it.
func (c *comparer) missing(kind Kind, f record.File, before, source string) {
	name := f.Path
	if f.As != "" && kind != Library && kind != Program {
		name = f.As
	}
	if slices.ContainsFunc(c.rows, func(r Row) bool { return r.Kind == kind && r.Name == name }) {
		return
	}
	r := c.row(kind, name, false, before, says(f.Error))
	r.Path, r.Error, r.Source = f.Path, f.Error, source
	if (kind == File || kind == Folder) && harmless.MatchString(f.Path) || kind == Written && bytecode.MatchString(f.Path) {
		r.State = Measured
	}
}

// says is an error of the system in words.
func says(name string) string {
	switch name {
	case "ENOENT", "ENOTDIR":
		return "is not there"
	case "EACCES", "EPERM":
		return "the user may not"
	case "EROFS":
		return "can't be written to"
	}
	return name
}

// pathOf is where the image before has what was done something with, by its name.
func (c *comparer) pathOf(op record.Op, name string) string {
	for _, f := range c.Before.Trace.Files {
		if f.Op == op && f.Error == "" && path.Base(f.Path) == name {
			return f.Path
		}
	}
	return ""
}

// programs compares what is started, by name: the same program may stand elsewhere.
func (c *comparer) programs(before, after trail) {
	for name := range before.doneNames[record.Run] {
		f, missed := after.failedNames[record.Run][name]
		if !missed {
			// Shells look before they run.
			f, missed = after.failedNames[record.Look][name]
			missed = missed && strings.Contains(f.Path, "/bin/")
		}
		if missed && !after.doneNames[record.Run][name] {
			f.Path = path.Base(f.Path)
			c.missing(Program, f, "is started", c.pathOf(record.Run, name))
		}
	}
}

// libraries compares what is loaded, by name.
func (c *comparer) libraries(before, after trail) {
	for name := range before.doneNames[record.Read] {
		if f, missed := after.failedNames[record.Read][name]; missed && library.MatchString(name) && !after.doneNames[record.Read][name] {
			f.Path = name
			c.missing(Library, f, "is loaded", c.pathOf(record.Read, name))
		}
	}
}

// group compares files of which any one will do: when the image before has one and the one after is asked for one and has
// none.
func (c *comparer) group(kind Kind, name string, pattern *regexp.Regexp, before, after trail) {
	used := func(t trail) string {
		for _, p := range slices.Sorted(maps.Keys(t.done[record.Read])) {
			if pattern.MatchString(p) {
				return p
			}
		}
		return ""
	}
	source := used(before)
	if source == "" || used(after) != "" {
		return
	}
	for _, op := range []record.Op{record.Read, record.List, record.Look} {
		for p, failed := range after.failed[op] {
			if pattern.MatchString(p) || strings.HasSuffix(p, "/zoneinfo.zip") && kind == Zones {
				r := c.row(kind, name, false, "are used", "are not there")
				r.Path, r.Error, r.Source = p, failed, source
				return
			}
		}
	}
}

// files compares what is read and listed, as it is spelled: a path that is relative may lead elsewhere.
func (c *comparer) files(before, after trail) {
	for _, f := range c.Before.Trace.Files {
		if f.Error != "" || f.Op != record.Read && f.Op != record.List {
			continue
		}
		name := path.Base(f.Path)
		if library.MatchString(name) || zoneFile.MatchString(f.Path) || certificate.MatchString(f.Path) {
			continue
		}
		kind := File
		if f.Op == record.List {
			kind = Folder
		}
		if failed, missed := after.failed[f.Op][f.Path]; missed && !after.done[f.Op][f.Path] {
			c.missing(kind, record.File{Path: f.Path, As: f.As, Op: f.Op, Error: failed}, "is read", f.Path)
			continue
		}
		if f.As == "" {
			continue
		}
		// What the program made in one of its runs it does not find in another place.
		if at, missed := after.spelled[f.Op][f.As]; missed && !after.done[f.Op][at.Path] && !before.failedThere(f.Op, f.As) {
			c.missing(kind, at, "is read", f.Path)
		}
	}
}

// failedThere tells whether a spelling also failed.
func (t trail) failedThere(op record.Op, as string) bool {
	_, failed := t.spelled[op][as]
	return failed
}

// changing are what is done to files, other than reading them.
var changing = []record.Op{record.Write, record.Make, record.Remove, record.Change}

// writes compares what is written, made, removed and changed.
func (c *comparer) writes(before, after trail) {
	for _, f := range c.Before.Trace.Files {
		if f.Error != "" || !slices.Contains(changing, f.Op) || strings.HasPrefix(f.Path, "/dev/") {
			continue
		}
		at := record.File{Path: f.Path, As: f.As, Op: f.Op, Error: after.failed[f.Op][f.Path]}
		if at.Error == "" && f.As != "" && !before.failedThere(f.Op, f.As) {
			at = after.spelled[f.Op][f.As]
		}
		// What is there already need not be made.
		if at.Error != "" && at.Error != "EEXIST" && !after.done[f.Op][at.Path] {
			c.missing(Written, at, "is written", f.Path)
		}
	}
}
