package image

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Layers are what the layers of an image did, the lowest first. They are never changed after they were read.
type Layers struct {
	// Digest is the image's.
	Digest v1.Hash
	Made   []Made
}

// Made is what one layer made, changed and removed of what the layers below it have.
type Made struct {
	// CreatedBy is the history's line for the layer.
	CreatedBy string
	// Files are what it made or changed, by path. A folder that was there before is none of them.
	Files []MadeFile
	// Removed are the absolute paths that it took away.
	Removed []string
	// Packages are the packages of the system that it installed, without those that were only installed for others; Manager is "apt"
	// or "apk", empty when it installed none.
	Packages []string
	Manager  string
}

// MadeFile is a file, folder or link that a layer made or changed.
type MadeFile struct {
	// Path is absolute.
	Path string
	// Folder says that it is a folder, Link is where a symbolic link leads to, empty for others.
	Folder bool
	Link   string
	// UID and GID own it.
	UID, GID int
	Bytes    int64
	// Needed are the libraries that a program or library names; Interpreter is its loader, empty for what is static or no program.
	Interpreter string
	Needed      []string
	// Changed says that there was one of its name before, Packaged that it belongs to a package that the layer installed.
	Changed, Packaged bool
}

// ReadLayers reads every layer of img once, or what is kept of it, and says what each did. Its errors are those of Analyze.
func ReadLayers(ctx context.Context, img v1.Image, o Options) (*Layers, error) {
	p, indexes, err := readParts(ctx, img, o)
	if err != nil {
		return nil, err
	}
	out := &Layers{Digest: p.digest}
	described := p.layers(indexes, o.BaseDiffIDs)
	t := &tree{root: &node{kind: dirKind}}
	var below database
	for i, ix := range indexes {
		made := t.made(ix)
		made.CreatedBy = described[i].CreatedBy
		t.lay(i, ix)
		if of := databaseIn(ix); of != "" {
			now, err := p.packages(ctx, i, o, of)
			if err != nil {
				return nil, fmt.Errorf("read the packages of layer %d: %w", i+1, err)
			}
			made.installed(now, below)
			below = now
		}
		out.Made = append(out.Made, made)
	}
	return out, nil
}

// made is what a layer does to a tree, before it is laid over it.
func (t *tree) made(ix *index) Made {
	var m Made
	for _, e := range ix.Entries {
		base := path.Base(e.Path)
		if strings.HasPrefix(base, whiteoutPrefix) {
			if !strings.HasPrefix(base, metaPrefix) {
				m.Removed = append(m.Removed, "/"+path.Join(path.Dir(e.Path), strings.TrimPrefix(base, whiteoutPrefix)))
			}
			continue
		}
		old := t.find(t.root, e.Path, false)
		if e.Path == "" || e.Kind == dirKind && old != nil && old.kind == dirKind {
			continue
		}
		f := MadeFile{Path: "/" + e.Path, Folder: e.Kind == dirKind, UID: e.UID, GID: e.GID, Bytes: e.Size, Changed: old != nil}
		if e.Kind == symlinkKind {
			f.Link = e.Link
		}
		if e.Object != nil {
			f.Interpreter, f.Needed = e.Object.Interpreter, e.Object.Needed
		}
		m.Files = append(m.Files, f)
	}
	slices.SortFunc(m.Files, func(a, b MadeFile) int { return strings.Compare(a.Path, b.Path) })
	return m
}

// installed notes the packages that a layer installed.
func (m *Made) installed(now, below database) {
	if len(below.packages) == 0 {
		return // the system itself
	}
	for _, name := range now.packages {
		if slices.Contains(below.packages, name) {
			continue
		}
		m.Manager = now.manager
		if !now.automatic[name] {
			m.Packages = append(m.Packages, name)
		}
		for _, file := range now.files[name] {
			i, found := slices.BinarySearchFunc(m.Files, file, func(f MadeFile, at string) int { return strings.Compare(f.Path, at) })
			if found {
				m.Files[i].Packaged = true
			}
		}
	}
	slices.Sort(m.Packages)
}
