package layer

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"lightship/cmd/testbed/internal/recipe"
)

// Overlay gives the entries of source with files put on top: a file replaces what has its path, or is appended to it.
// Folders that files need are made unless source has them. hostCA is this computer's CA bundle.
func Overlay(source Source, files []recipe.File, hostCA []byte) Source {
	return func(emit Emit) error {
		o := overlay{emit: emit, hostCA: hostCA, top: map[string]recipe.File{}, seen: map[string]bool{}}
		for _, f := range files {
			o.top[f.Path] = f
		}
		if err := source(o.pass); err != nil {
			return err
		}
		paths := make([]string, 0, len(o.top))
		for p := range o.top {
			paths = append(paths, p)
		}
		slices.Sort(paths)
		for _, p := range paths {
			if err := o.put(o.top[p], nil); err != nil {
				return err
			}
		}
		return nil
	}
}

type overlay struct {
	emit   Emit
	hostCA []byte
	top    map[string]recipe.File
	seen   map[string]bool
}

// pass hands on an entry of the source, unless a file takes its place.
func (o *overlay) pass(h *tar.Header, content io.Reader) error {
	f, replaced := o.top[h.Name]
	switch {
	case !replaced:
		o.seen[h.Name] = true
		return o.emit(h, content)
	case f.Append:
		delete(o.top, h.Name)
		was, err := io.ReadAll(content)
		if err != nil {
			return fmt.Errorf("read %s: %w", h.Name, err)
		}
		f.Mode, f.UID, f.GID = h.Mode, h.Uid, h.Gid
		return o.put(f, was)
	default:
		return nil
	}
}

// put emits a recipe's file, with the content that comes before its text, and the folders above that are missing.
func (o *overlay) put(f recipe.File, before []byte) error {
	if err := o.folders(path.Dir(f.Path)); err != nil {
		return err
	}
	if f.Dir && o.seen[f.Path] {
		return nil
	}
	o.seen[f.Path] = true
	h := &tar.Header{
		Typeflag: tar.TypeReg, Name: f.Path, Mode: f.Mode, Uid: f.UID, Gid: f.GID, ModTime: time.Unix(0, 0),
	}
	content := slices.Concat(before, []byte(strings.TrimPrefix(f.Text, "\n")))
	switch {
	case f.Dir:
		h.Typeflag, content = tar.TypeDir, nil
	case f.Link != "":
		h.Typeflag, h.Linkname, h.Mode, content = tar.TypeSymlink, f.Link, 0o777, nil
	case f.HostCA:
		content = o.hostCA
	}
	if h.Mode == 0 {
		h.Mode = 0o644
		if f.Dir {
			h.Mode = 0o755
		}
	}
	h.Size = int64(len(content))
	return o.emit(h, bytes.NewReader(content))
}

func (o *overlay) folders(dir string) error {
	if dir == "." || o.seen[dir] {
		return nil
	}
	if f, own := o.top[dir]; own && f.Dir {
		return o.put(f, nil)
	}
	return o.put(recipe.File{Path: dir, Dir: true}, nil)
}
