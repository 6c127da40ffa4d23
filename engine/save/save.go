// Package save writes files so that nothing is lost: all of them or none, each atomically, with what was there kept beside
// it, and as their owner had them: owner, group, mode, attributes and links stay.
package save

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lightship/engine/foreign"
)

// File is one file to write.
type File struct {
	// Path is where it goes. A symbolic link is followed, also one to a file that is not there yet; a device, a FIFO or a
	// descriptor of this program is written to and never replaced.
	Path string
	Data []byte
	// Disposable, when not nil, says that old content need not be kept as a backup.
	Disposable func(old []byte) bool
}

// Saved is a file that was written.
type Saved struct {
	// Path is as it was given.
	Path string
	// Backup is where the old content is kept, empty when there was none that is worth it.
	Backup string
}

// maxOld is the most bytes of a file that is kept as a backup.
const maxOld = 64 << 20

// All writes all files or none: each is prepared beside its place, and only when that worked for all of them are they
// renamed over; what was done is undone when one of the renames fails. The error names the file that could not be written.
func All(files []File) ([]Saved, error) {
	var prepared []*prepared
	undo := func(err error) error {
		for _, p := range prepared {
			err = errors.Join(err, p.undo())
		}
		return err
	}
	for _, f := range files {
		p, err := prepare(f)
		if err != nil {
			return nil, undo(fmt.Errorf("write %s: %w", f.Path, err))
		}
		prepared = append(prepared, p)
	}
	var saved []Saved
	for _, p := range prepared {
		if err := p.commit(); err != nil {
			return nil, undo(fmt.Errorf("write %s: %w%s", p.file.Path, err, others(files)))
		}
		saved = append(saved, Saved{Path: p.file.Path, Backup: p.backup})
	}
	return saved, nil
}

// others says that files which belong together were not written either.
func others(files []File) string {
	if len(files) < 2 {
		return ""
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f.Path))
	}
	return "; none of " + strings.Join(names, ", ") + " was changed"
}

// prepared is a file that only has to be put in its place.
type prepared struct {
	file File
	// at is the file itself, links followed.
	at string
	// temp is the new content beside it, empty when it is written into the file that is there.
	temp, backup string
	old          []byte
	existed      bool
	// through says that what is at the path is written to, whatever it is.
	through bool
	same    bool
	done    bool
}

func prepare(f File) (*prepared, error) {
	p := &prepared{file: f}
	at, through, err := follow(f.Path)
	if err != nil {
		return nil, err
	}
	p.at, p.through = at, through
	if through {
		return p, nil
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return nil, err
	}
	sweep(at)
	info, err := os.Lstat(at)
	if errors.Is(err, fs.ErrNotExist) {
		p.temp, err = beside(at, f.Data, nil)
		return p, err
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxOld {
		return nil, fmt.Errorf("there is a file of %d bytes already, which is no file of Lightship's; choose another name", info.Size())
	}
	if p.old, err = foreign.ReadFile(at, maxOld); err != nil {
		return nil, fmt.Errorf("read it before replacing it: %w", err)
	}
	p.existed = true
	if p.same = string(p.old) == string(f.Data); p.same {
		return p, nil
	}
	if f.Disposable == nil || !f.Disposable(p.old) {
		if p.backup, err = backup(at, p.old, info); err != nil {
			return p, errors.Join(fmt.Errorf("keep a backup: %w", err), p.undo())
		}
	}
	if linked(info) {
		// Another name of the same file would keep the old content: it is written into.
		return p, p.writable()
	}
	p.temp, err = beside(at, f.Data, info)
	if errors.Is(err, errNotOwner) {
		return p, p.writable()
	}
	if err != nil {
		return p, errors.Join(err, p.undo())
	}
	return p, nil
}

// writable says why the file can't be written into.
func (p *prepared) writable() error {
	f, err := os.OpenFile(p.at, os.O_WRONLY, 0)
	if err != nil {
		return errors.Join(err, p.undo())
	}
	return f.Close()
}

// commit puts the new content in its place.
func (p *prepared) commit() error {
	if p.same {
		return nil
	}
	p.done = true
	switch {
	case p.through:
		return writeThrough(p.at, p.file.Data)
	case p.temp != "":
		if err := os.Rename(p.temp, p.at); err != nil {
			p.done = false
			return err
		}
		p.temp = ""
		return nil
	}
	return writeInto(p.at, p.file.Data)
}

// undo leaves everything as it was before prepare.
func (p *prepared) undo() error {
	var errs []error
	switch {
	case !p.done || p.through:
	case !p.existed:
		errs = append(errs, os.Remove(p.at))
	default:
		info, err := os.Lstat(p.at)
		if err == nil && !linked(info) {
			err = Replace(p.at, p.old, info.Mode().Perm())
		} else if err == nil {
			err = writeInto(p.at, p.old)
		}
		errs = append(errs, err)
	}
	for _, path := range []string{p.temp, p.backup} {
		if path != "" {
			errs = append(errs, os.Remove(path))
		}
	}
	p.temp, p.backup, p.done = "", "", false
	return errors.Join(errs...)
}

// writeInto replaces the content of a file in its place.
func writeInto(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// backup writes content to path.bak, path.2.bak, ...: the first that does not exist.
func backup(path string, content []byte, like fs.FileInfo) (string, error) {
	for n := 1; ; n++ {
		name := backupName(path, n)
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(content)
		if err == nil {
			if err = alike(file, path, like); errors.Is(err, errNotOwner) {
				err = file.Chmod(like.Mode().Perm())
			}
		}
		if err == nil {
			err = file.Sync()
		}
		if err = errors.Join(err, file.Close()); err != nil {
			return "", errors.Join(err, os.Remove(name))
		}
		return name, nil
	}
}
