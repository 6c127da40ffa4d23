package image

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Hidden is a file whose bytes an image still ships though a layer above deletes it or has another of its name.
type Hidden struct {
	// Path is absolute.
	Path string
	// OnDisk is in bytes.
	OnDisk int64
	// Made is the index in Layers of the layer that has the bytes, By that of the lowest one that hides them; the same when a
	// layer has a name twice.
	Made, By int
	// Deleted says that By deletes the file or a folder above it; otherwise it has a file of that name itself.
	Deleted bool
}

// Written are the files that the layers above the base's have, the hidden ones too, by layer. It is never changed after it
// was made; nil has none.
type Written struct{ packed packed[lists] }

// lists are what Written keeps.
type lists struct {
	Files  []writtenFile
	Hidden []Hidden
}

type writtenFile struct {
	Layer  int
	Path   string
	OnDisk int64
}

func (f writtenFile) compare(g writtenFile) int {
	return cmp.Or(cmp.Compare(f.Layer, g.Layer), strings.Compare(f.Path, g.Path))
}

// written are the files of the layers that are not the base's.
func (t *tree) written(indexes []*index, layers []Layer) *Written {
	all := lists{Hidden: t.hidden(indexes, layers)}
	for _, c := range t.contents {
		if !layers[c.layer].Base {
			all.Files = append(all.Files, writtenFile{c.layer, "/" + c.path, c.size})
		}
	}
	slices.SortFunc(all.Files, writtenFile.compare)
	return &Written{packed[lists]{value: all}}
}

func (w *Written) lists() lists {
	if w == nil {
		return lists{}
	}
	return w.packed.get()
}

// Hidden are the files that are shipped for nothing, by the layer that hides them.
func (w *Written) Hidden() []Hidden { return w.lists().Hidden }

// Bytes returns the bytes on disk of the files that one layer, by its index in Analysis.Layers, has at a path and below it.
func (w *Written) Bytes(layer int, at string) int64 {
	files := w.lists().Files
	at = path.Clean("/" + at)
	first, _ := slices.BinarySearchFunc(files, writtenFile{Layer: layer, Path: at}, writtenFile.compare)
	below := strings.TrimSuffix(at, "/") + "/"
	sum := int64(0)
	for _, f := range files[first:] {
		if f.Layer != layer || !strings.HasPrefix(f.Path, at) {
			break
		}
		if f.Path == at || strings.HasPrefix(f.Path, below) {
			sum += f.OnDisk
		}
	}
	return sum
}

// Equal says whether two hold the same files.
func (w *Written) Equal(v *Written) bool {
	a, b := w.lists(), v.lists()
	return slices.Equal(a.Files, b.Files) && slices.Equal(a.Hidden, b.Hidden)
}

// hidden are the files of the layers that are not the base's and that nothing shows any more, by the layer that hides them.
func (t *tree) hidden(indexes []*index, layers []Layer) []Hidden {
	visible := map[*content]bool{}
	t.root.each(func(n *node) {
		if n.content != nil {
			visible[n.content] = true
		}
	})
	covers := make([]*cover, len(indexes))
	var out []Hidden
	for _, c := range t.contents {
		if visible[c] || layers[c.layer].Base || c.size == 0 {
			continue
		}
		h := Hidden{Path: "/" + c.path, OnDisk: c.size, Made: c.layer, By: c.layer}
		for by := c.layer + 1; by < len(indexes); by++ {
			if covers[by] == nil {
				covers[by] = newCover(indexes[by])
			}
			if found, deleted := covers[by].hides(c.path); found {
				h.By, h.Deleted = by, deleted
				break
			}
		}
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b Hidden) int { return cmp.Or(cmp.Compare(a.By, b.By), strings.Compare(a.Path, b.Path)) })
	return out
}

// cover is what a layer hides of those below: the names it has, and those it deletes.
type cover struct{ names, deleted, emptied map[string]bool }

func newCover(ix *index) *cover {
	c := &cover{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, e := range ix.Entries {
		dir, base := path.Split(e.Path)
		switch name, whiteout := strings.CutPrefix(base, whiteoutPrefix); {
		case base == opaqueWhiteout:
			c.emptied[strings.TrimSuffix(dir, "/")] = true
		case whiteout:
			c.deleted[dir+name] = true
		case e.Kind != dirKind:
			c.names[e.Path] = true
		}
	}
	return c
}

// hides says whether the layer hides a file of a layer below, and whether it does so by deleting.
func (c *cover) hides(p string) (found, deleted bool) {
	if c.names[p] {
		return true, false
	}
	for at := p; ; at = path.Dir(at) {
		if at == "." {
			return c.emptied[""], true
		}
		if c.deleted[at] || at != p && (c.emptied[at] || c.names[at]) {
			return true, true
		}
	}
}
