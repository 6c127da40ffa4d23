// Package layer makes the entries of an image layer: those of a tar, filtered and renamed; what a tree gained from one
// step to the next; a Go module's files; and the files that a recipe writes out.
package layer

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// Emit takes the next entry of a layer; content is read before it returns.
type Emit func(h *tar.Header, content io.Reader) error

// Source gives entries one after the other, folders before what is in them.
type Source func(emit Emit) error

// Write writes all entries of source as a tar.
func Write(w io.Writer, source Source) error {
	out := tar.NewWriter(w)
	err := source(func(h *tar.Header, content io.Reader) error {
		entry := plain(h)
		if err := out.WriteHeader(entry); err != nil {
			return fmt.Errorf("write layer entry %s: %w", h.Name, err)
		}
		if entry.Typeflag != tar.TypeReg || entry.Size == 0 {
			return nil
		}
		if _, err := io.Copy(out, content); err != nil {
			return fmt.Errorf("write layer entry %s: %w", h.Name, err)
		}
		return nil
	})
	return errors.Join(err, out.Close())
}

// plain is h as layers carry it: no access times, no owner names, whole seconds, and the attributes that programs
// need.
func plain(h *tar.Header) *tar.Header {
	name := h.Name
	if h.Typeflag == tar.TypeDir {
		name += "/"
	}
	out := &tar.Header{
		Typeflag: h.Typeflag, Name: name, Linkname: h.Linkname, Size: h.Size, Mode: h.Mode,
		Uid: h.Uid, Gid: h.Gid, ModTime: h.ModTime.Truncate(time.Second), Devmajor: h.Devmajor, Devminor: h.Devminor,
	}
	for key, value := range h.PAXRecords {
		if strings.HasPrefix(key, "SCHILY.xattr.") {
			if out.PAXRecords == nil {
				out.PAXRecords = map[string]string{}
			}
			out.PAXRecords[key] = value
		}
	}
	return out
}

// FromTar gives the entries of a tar, their names cleaned ("./usr/" is "usr") and the root itself left out.
func FromTar(r io.Reader) Source {
	return func(emit Emit) error {
		in := tar.NewReader(r)
		for {
			h, err := in.Next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("read tar: %w", err)
			}
			h.Name = clean(h.Name)
			if h.Typeflag == tar.TypeLink {
				h.Linkname = clean(h.Linkname)
			}
			if h.Name == "" {
				continue
			}
			if err := emit(h, in); err != nil {
				return err
			}
		}
	}
}

// clean is name relative to the root, without dots and slashes at its ends; the root itself is "".
func clean(name string) string {
	return strings.Trim(path.Clean("/"+name), "/")
}

// Join gives the entries of all sources in turn; of the folders that several have, the first one's.
func Join(sources ...Source) Source {
	return func(emit Emit) error {
		folders := map[string]bool{}
		for _, source := range sources {
			err := source(func(h *tar.Header, content io.Reader) error {
				if h.Typeflag == tar.TypeDir {
					if folders[h.Name] {
						return nil
					}
					folders[h.Name] = true
				}
				return emit(h, content)
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}
