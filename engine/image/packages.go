package image

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"path"
	"strings"
)

// database is what the package database of a layer says.
type database struct {
	manager  string
	packages []string
	// automatic are those that were installed for others, files those that a package brings, by the package.
	automatic map[string]bool
	files     map[string][]string
}

// The databases of packages, and what dpkg keeps beside its own.
const (
	dpkgStatus = "var/lib/dpkg/status"
	dpkgInfo   = "var/lib/dpkg/info"
	aptStates  = "var/lib/apt/extended_states"
	apkDB      = "lib/apk/db/installed"
	apkWorld   = "etc/apk/world"
)

// databaseIn is the package manager whose database a layer has; empty for none.
func databaseIn(ix *index) string {
	for _, e := range ix.Entries {
		switch e.Path {
		case dpkgStatus:
			return "apt"
		case apkDB, "usr/" + apkDB:
			return "apk"
		}
	}
	return ""
}

// packages reads the package database in layer i.
func (p *parts) packages(ctx context.Context, i int, o Options, manager string) (database, error) {
	d := p.manifest.Layers[i]
	s, err := openLayer(ctx, Blob{
		Digest: d.Digest, DiffID: p.config.RootFS.DiffIDs[i], Size: d.Size, MediaType: d.MediaType, Verified: o.Verified,
		Open: p.v1Layers[i].Compressed,
	}, func(int) {})
	if err != nil {
		return database{}, err
	}
	defer s.Close()
	db := database{manager: manager, automatic: map[string]bool{}, files: map[string][]string{}}
	world := map[string]bool{}
	limited := &countedReader{from: s, limit: unfoldLimit(d.Size, o.MaxUnfolded)}
	for tr := tar.NewReader(limited); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return db, readError(err)
		}
		name := clean(h.Name)
		if !isDatabase(name) {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(tr, maxDatabase))
		if err != nil {
			return db, readError(err)
		}
		db.take(name, string(text), world)
	}
	if manager == "apk" {
		for _, name := range db.packages {
			db.automatic[name] = !world[name]
		}
	}
	return db, nil
}

// maxDatabase bounds what is read of a file of a package database, in bytes.
const maxDatabase = 32 << 20

func isDatabase(name string) bool {
	return name == dpkgStatus || name == aptStates || strings.TrimPrefix(name, "usr/") == apkDB || name == apkWorld ||
		path.Dir(name) == dpkgInfo && path.Ext(name) == ".list"
}

// take reads one file of the database.
func (db *database) take(name, text string, world map[string]bool) {
	switch {
	case name == dpkgStatus:
		db.dpkg(text)
	case name == aptStates:
		db.states(text)
	case name == apkWorld:
		for _, word := range strings.Fields(text) {
			word, _, _ = strings.Cut(word, "=")
			world[strings.TrimRight(word, "<>~@")] = true
		}
	case path.Dir(name) == dpkgInfo:
		pkg, _, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".list"), ":")
		for line := range strings.Lines(text) {
			at := strings.TrimSpace(line)
			db.files[pkg] = append(db.files[pkg], at, merged(at))
		}
	default:
		db.apk(text)
	}
}

// merged is a path as it is where /bin, /sbin and /lib are links into /usr.
func merged(at string) string {
	for _, dir := range []string{"/bin/", "/sbin/", "/lib/", "/lib64/"} {
		if strings.HasPrefix(at, dir) {
			return "/usr" + at
		}
	}
	return at
}

// dpkg reads dpkg's status.
func (db *database) dpkg(text string) {
	for entry := range strings.SplitSeq(text, "\n\n") {
		fields := fieldsOf(entry)
		if strings.HasSuffix(fields["Status"], " installed") {
			db.packages = append(db.packages, fields["Package"])
		}
	}
}

// states reads which packages apt installed for others.
func (db *database) states(text string) {
	for entry := range strings.SplitSeq(text, "\n\n") {
		if fields := fieldsOf(entry); fields["Auto-Installed"] == "1" {
			db.automatic[fields["Package"]] = true
		}
	}
}

// fieldsOf are the fields of an entry that fit on a line.
func fieldsOf(entry string) map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(entry) {
		if name, value, found := strings.Cut(line, ":"); found && !strings.HasPrefix(line, " ") {
			fields[name] = strings.TrimSpace(value)
		}
	}
	return fields
}

// apk reads apk's database: P is a package, F a folder, R a file in it.
func (db *database) apk(text string) {
	pkg, dir := "", ""
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch key {
		case "P":
			pkg = value
			db.packages = append(db.packages, pkg)
		case "F":
			dir = value
			db.files[pkg] = append(db.files[pkg], "/"+dir)
		case "R":
			db.files[pkg] = append(db.files[pkg], "/"+path.Join(dir, value))
		}
	}
}
