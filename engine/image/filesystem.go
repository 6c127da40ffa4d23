package image

import (
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// FileSystem is the part of a file system that decides whether a program starts in it: programs, libraries, scripts,
// links, folders near the root, and the few text files that facts are read from. It is never changed after it was made;
// the zero value and nil are empty ones, as of scratch.
type FileSystem struct {
	entries packed[[]entry]
	// merged is made of entries when it is wanted.
	merged *tree
	once   sync.Once
}

func newFileSystem(entries []entry) *FileSystem {
	return &FileSystem{entries: packed[[]entry]{value: entries}}
}

// tree is f as a tree, nil when f is empty.
func (f *FileSystem) tree() *tree {
	if f == nil {
		return nil
	}
	f.once.Do(func() {
		if entries := f.all(); entries != nil {
			f.merged = merge([]*index{{Entries: entries}})
		}
	})
	return f.merged
}

// Over lays f over a base, as COPY into an image that starts from it does.
func (f *FileSystem) Over(base *FileSystem) *FileSystem {
	return newFileSystem(slices.Concat(base.all(), f.all()))
}

func (f *FileSystem) all() []entry {
	if f == nil {
		return nil
	}
	return f.entries.get()
}

// Equal says whether two hold the same files.
func (f *FileSystem) Equal(g *FileSystem) bool {
	return f == g || reflect.DeepEqual(f.all(), g.all())
}

// find returns the node at an absolute path with all links followed, nil when there is none.
func (f *FileSystem) find(p string) *node {
	t := f.tree()
	if t == nil {
		return nil
	}
	return t.find(t.root, p, true)
}

// file returns the regular file at a path, nil when there is none.
func (f *FileSystem) file(p string) *node {
	if n := f.find(p); n != nil && n.kind == fileKind {
		return n
	}
	return nil
}

// objects are all ELF programs and shared objects by path, in the order of their paths.
func (f *FileSystem) objects() []*node {
	var list []*node
	t := f.tree()
	if t == nil {
		return nil
	}
	t.root.each(func(n *node) {
		if n.kind == fileKind && n.content != nil && n.content.object != nil {
			list = append(list, n)
		}
	})
	slices.SortFunc(list, func(a, b *node) int { return strings.Compare(a.path(), b.path()) })
	return list
}

// files are the entries of the tree that decide whether a program starts, of the layers that are wanted.
func (t *tree) files(indexes []*index, wanted func(layer int) bool) *FileSystem {
	var entries []entry
	var visit func(n *node, depth int)
	visit = func(n *node, depth int) {
		for _, child := range n.children {
			if child.layer >= 0 && wanted(child.layer) {
				if e, ok := child.entry(indexes, depth+1); ok {
					entries = append(entries, e)
				}
			}
			visit(child, depth+1)
		}
	}
	visit(t.root, 0)
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	return newFileSystem(entries)
}

// entry makes a tar entry of a node again; false for one that decides nothing.
func (n *node) entry(indexes []*index, depth int) (entry, bool) {
	e := entry{Path: n.path()[1:], Kind: n.kind, Mode: n.mode, UID: n.uid, GID: n.gid, Link: n.target}
	switch n.kind {
	case symlinkKind:
		return e, true
	case dirKind:
		return e, depth <= 3 || isPackageFolder(n.name)
	case fileKind:
		was := indexes[n.content.layer].Entries[n.content.entry]
		e.Size, e.Packages, e.Object, e.Text = was.Size, was.Packages, was.Object, was.Text
		keep := e.Mode&executableBits != 0 || e.Object != nil || e.Text != nil || e.Packages > 0 || isMarker(e.Path)
		return e, keep
	}
	return e, false
}

// isPackageFolder says whether a folder's name tells where an interpreter's packages are.
func isPackageFolder(name string) bool {
	return name == "site-packages" || name == "dist-packages" || name == "node_modules"
}

// isMarker says whether a file is kept because it is there at all: CA bundles and time zones.
func isMarker(p string) bool {
	return slices.Contains(caBundles, "/"+p) || slices.Contains(zoneFiles, "/"+p)
}

// MarshalBinary writes f for UnmarshalBinary.
func (f *FileSystem) MarshalBinary() ([]byte, error) {
	data, err := seal(f.all())
	if err != nil {
		return nil, fmt.Errorf("write the files of an image: %w", err)
	}
	return data, nil
}

// UnmarshalBinary reads what MarshalBinary wrote. That it is whole is checked now; it is opened when a file is asked for.
func (f *FileSystem) UnmarshalBinary(data []byte) error {
	kept := sealed(slices.Clone(data))
	if err := kept.check(); err != nil {
		return fmt.Errorf("read the files of an image: %w", err)
	}
	*f = FileSystem{entries: packed[[]entry]{kept: kept}}
	return nil
}

// in joins a path to a folder unless it is absolute.
func in(folder, p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	return path.Join("/", folder, p)
}

// Has says whether there is a regular file at an absolute path, links followed.
func (f *FileSystem) Has(p string) bool { return f.file(p) != nil }
