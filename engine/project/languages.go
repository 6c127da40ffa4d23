package project

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Read returns the project with a build context, a folder relative to Root with slashes, and what the files in it say
// of the program. Files that are broken or can't be read are named in Unread; it fails when ctx ends, or when the folder
// can't be opened.
func (p *Project) Read(ctx context.Context, contextDir string) (*Project, error) {
	next := p.At(contextDir)
	if _, _, err := locate(next.Dir); err != nil {
		return nil, err
	}
	r := &reader{dir: next.Dir}
	if err := next.readLanguages(ctx, r); err != nil {
		return nil, fmt.Errorf("reading the sources in %s: %w", next.Dir, err)
	}
	next.Unread = sorted(slices.Concat(p.found, r.unread))
	return next, nil
}

// sorted sorts evidence by its place.
func sorted(list []Evidence) []Evidence {
	slices.SortFunc(list, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Says, b.Says))
	})
	return list
}

// readLanguages reads all languages at the same time; the result does not depend on which is first.
func (p *Project) readLanguages(ctx context.Context, r *reader) error {
	g, ctx := errgroup.WithContext(ctx)
	read := func(into func(context.Context) error) { g.Go(func() error { return into(ctx) }) }
	read(func(ctx context.Context) (err error) { p.Go, err = readGoModule(ctx, r); return err })
	read(func(ctx context.Context) (err error) { p.Node, err = readNode(ctx, r); return err })
	read(func(ctx context.Context) (err error) { p.Java, err = readJava(ctx, r); return err })
	read(func(ctx context.Context) (err error) { p.Python, err = readPython(ctx, r); return err })
	read(func(ctx context.Context) (err error) { p.Rust, err = readRust(ctx, r); return err })
	read(func(ctx context.Context) (err error) { p.Native, err = readNativeBuild(ctx, r); return err })
	return g.Wait()
}
