package layer

import (
	"archive/tar"
	"io"
	"path"
	"slices"
	"time"
)

// Snapshot is what a tree held at one time, without its contents.
type Snapshot map[string]state

type state struct {
	kind     byte
	size     int64
	mode     int64
	uid, gid int
	modified time.Time
	link     string
}

// TakeSnapshot remembers every entry of a tar of the whole tree.
func TakeSnapshot(tree Source) (Snapshot, error) {
	s := Snapshot{}
	err := tree(func(h *tar.Header, _ io.Reader) error {
		s[h.Name] = stateOf(h)
		return nil
	})
	return s, err
}

func stateOf(h *tar.Header) state {
	return state{
		kind: h.Typeflag, size: h.Size, mode: h.Mode, uid: h.Uid, gid: h.Gid,
		modified: h.ModTime, link: h.Linkname,
	}
}

// Since gives what the tree has now and had not, or had otherwise, in the snapshot; and a whiteout for what is gone.
// With an empty snapshot that is the whole tree.
func Since(before Snapshot, tree Source) Source {
	return func(emit Emit) error {
		gone := make(map[string]bool, len(before))
		for name := range before {
			gone[name] = true
		}
		err := tree(func(h *tar.Header, content io.Reader) error {
			delete(gone, h.Name)
			was, had := before[h.Name]
			if had && was.equal(stateOf(h)) {
				return nil
			}
			return emit(h, content)
		})
		if err != nil {
			return err
		}
		return whiteouts(gone, emit)
	}
}

func (s state) equal(o state) bool {
	sameTime := s.modified.Equal(o.modified)
	s.modified, o.modified = time.Time{}, time.Time{}
	return sameTime && s == o
}

// whiteouts marks the topmost of the paths that are gone.
func whiteouts(gone map[string]bool, emit Emit) error {
	names := make([]string, 0, len(gone))
	for name := range gone {
		if !gone[path.Dir(name)] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		dir, base := path.Split(name)
		h := &tar.Header{Typeflag: tar.TypeReg, Name: dir + ".wh." + base, Mode: 0o644}
		if err := emit(h, nil); err != nil {
			return err
		}
	}
	return nil
}
