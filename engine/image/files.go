package image

import (
	"context"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Files are all names of an image's file system as they are seen at run time.
type Files struct {
	tree *tree
	// base is how many of the lowest layers are the base's.
	base int
	// owners gives the package of each file that has one.
	owners func(context.Context) map[string]string
}

// List reads every layer of img once, or what is kept of it, and returns all its names. Its errors are those of Analyze.
func List(ctx context.Context, img v1.Image, o Options) (*Files, error) {
	p, indexes, err := readParts(ctx, img, o)
	if err != nil {
		return nil, err
	}
	return &Files{merge(indexes), p.baseLayers(o.BaseDiffIDs), owning(p, indexes, o)}, nil
}

// Is says whether an absolute path is there, links followed, and whether it is a folder.
func (f *Files) Is(path string) (folder, there bool) {
	n := f.tree.find(f.tree.root, path, true)
	if n == nil {
		return false, false
	}
	return n.kind == dirKind, true
}

// Bytes is how large a file is, links followed, or all files in and below a folder together; 0 when nothing is there.
func (f *Files) Bytes(path string) int64 {
	n := f.tree.find(f.tree.root, path, true)
	if n == nil {
		return 0
	}
	sum := int64(0)
	add := func(n *node) {
		if n.kind == fileKind && n.content != nil {
			sum += n.content.size
		}
	}
	add(n)
	n.each(add)
	return sum
}

// OfBase says whether what stands at a path, links followed, is as the base has it.
func (f *Files) OfBase(path string) bool {
	n := f.tree.find(f.tree.root, path, true)
	return n != nil && n.layer < f.base && n.layer >= 0
}

// Layer is the layer that what stands at a path is of, links followed, the lowest 0; -1 when nothing is there, or none made it.
func (f *Files) Layer(path string) int {
	n := f.tree.find(f.tree.root, path, true)
	if n == nil {
		return -1
	}
	return n.layer
}
