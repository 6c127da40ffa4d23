package image

import (
	"path"
	"strings"
)

// maxLinks is how many symbolic links are followed for one path, as Linux does.
const maxLinks = 40

const (
	whiteoutPrefix = ".wh."
	opaqueWhiteout = ".wh..wh..opq"
	metaPrefix     = ".wh..wh."
)

// tree is the file system as it is seen at run time, made by laying the layers over each other.
type tree struct {
	root *node
	// contents are all files' bytes, the hidden ones too.
	contents []*content
}

// content is the bytes of one file in one layer; hard links share it.
type content struct {
	layer int
	// entry is the number of its header in the layer.
	entry int
	// path is the first name it had.
	path     string
	size     int64
	packages int
	object   *Object
	text     []byte
}

// node is a name in the tree.
type node struct {
	name     string
	parent   *node
	kind     kind
	mode     int64
	uid, gid int
	// layer is where it comes from; a directory made for what is below it comes from none, -1.
	layer    int
	target   string
	content  *content
	children map[string]*node
}

// merge lays the layers over each other, the lowest first.
func merge(indexes []*index) *tree {
	t := &tree{root: &node{kind: dirKind}}
	for i, ix := range indexes {
		t.lay(i, ix)
	}
	return t
}

// lay lays a layer over the tree. A whiteout hides what lies below its own layer only, wherever it stands in the tar.
func (t *tree) lay(i int, ix *index) {
	for _, e := range ix.Entries {
		if strings.HasPrefix(path.Base(e.Path), whiteoutPrefix) {
			t.whiteout(e.Path)
		}
	}
	for n, e := range ix.Entries {
		if !strings.HasPrefix(path.Base(e.Path), whiteoutPrefix) {
			t.add(i, n, e)
		} else if e.Size > 0 {
			t.contents = append(t.contents, &content{layer: i, entry: n, path: e.Path, size: e.Size})
		}
	}
}

func (t *tree) whiteout(p string) {
	dir, base := path.Split(p)
	parent := t.find(t.root, dir, true)
	switch {
	case parent == nil:
	case base == opaqueWhiteout:
		parent.children = nil
	case !strings.HasPrefix(base, metaPrefix):
		delete(parent.children, strings.TrimPrefix(base, whiteoutPrefix))
	}
}

// add puts one entry of layer into the tree.
func (t *tree) add(layer, number int, e entry) {
	var bytes *content
	if e.Kind == fileKind {
		bytes = &content{
			layer: layer, entry: number, path: e.Path, size: e.Size, packages: e.Packages, object: e.Object, text: e.Text,
		}
		t.contents = append(t.contents, bytes)
	}
	if e.Path == "" {
		return
	}
	dir, base := path.Split(e.Path)
	parent := t.mkdir(dir)
	if parent == nil {
		return
	}
	n := &node{
		name: base, parent: parent, kind: e.Kind, mode: e.Mode, uid: e.UID, gid: e.GID, layer: layer, target: e.Link, content: bytes,
	}
	if e.Kind == hardlinkKind {
		to := t.find(t.root, clean(e.Link), false)
		if to == nil {
			return
		}
		n.kind, n.mode, n.uid, n.gid, n.target, n.content = to.kind, to.mode, to.uid, to.gid, to.target, to.content
	}
	if old := parent.children[base]; old != nil && old.kind == dirKind && n.kind == dirKind {
		old.mode, old.uid, old.gid, old.layer = n.mode, n.uid, n.gid, layer
		return
	}
	parent.put(n)
}

func (n *node) put(child *node) {
	if n.children == nil {
		n.children = map[string]*node{}
	}
	n.children[child.name] = child
}

// find returns the node at p, seen from the directory from; nil when there is none. Symbolic links on the way are
// followed, one at the end when last is set.
func (t *tree) find(from *node, p string, last bool) *node {
	return t.walk(from, p, last, false)
}

// mkdir returns the directory at p, made with its parents when it is not there; nil for a loop of links.
func (t *tree) mkdir(p string) *node {
	return t.walk(t.root, p, true, true)
}

func (t *tree) walk(at *node, p string, last, create bool) *node {
	links := 0
	for p != "" {
		part, rest, _ := strings.Cut(p, "/")
		p = rest
		switch part {
		case "", ".":
			continue
		case "..":
			if at.parent != nil {
				at = at.parent
			}
			continue
		}
		next := at.child(part, create)
		if next == nil {
			return nil
		}
		if next.kind == symlinkKind && (rest != "" || last) {
			if links++; links > maxLinks {
				return nil
			}
			if strings.HasPrefix(next.target, "/") {
				at = t.root
			}
			p = next.target + "/" + rest
			continue
		}
		if create && next.kind != dirKind {
			// A file stands where a layer above wants a directory: the layer above wins.
			next.kind, next.content = dirKind, nil
		}
		at = next
	}
	return at
}

// child returns the entry of a directory; create makes a directory of one that is not there.
func (n *node) child(name string, create bool) *node {
	c := n.children[name]
	if c == nil && create {
		c = &node{name: name, parent: n, kind: dirKind, mode: 0o755, layer: -1}
		n.put(c)
	}
	return c
}

// path returns n's absolute path.
func (n *node) path() string {
	if n.parent == nil {
		return "/"
	}
	size := 0
	for at := n; at.parent != nil; at = at.parent {
		size += 1 + len(at.name)
	}
	text := make([]byte, size)
	for at := n; at.parent != nil; at = at.parent {
		size -= len(at.name)
		copy(text[size:], at.name)
		size--
		text[size] = '/'
	}
	return string(text)
}

// each calls visit for every node below n, in no order.
func (n *node) each(visit func(*node)) {
	for _, child := range n.children {
		visit(child)
		child.each(visit)
	}
}
