// Package language has the languages that Lightship knows: each is one folder here and one line in All.
package language

import (
	"context"
	"fmt"
	"os"
	"slices"

	"golang.org/x/sync/errgroup"

	"lightship/engine/evidence"
	"lightship/engine/language/c"
	"lightship/engine/language/golang"
	"lightship/engine/language/java"
	"lightship/engine/language/node"
	"lightship/engine/language/python"
	"lightship/engine/language/rust"
	"lightship/engine/language/scan"
	"lightship/engine/language/web"
	"lightship/engine/project"
	"lightship/engine/rewrite/pattern"
)

// Set are languages in the order they are asked; the first that can read a Dockerfile answers for it.
type Set []pattern.Pattern

// All are the languages that Lightship knows.
func All() Set {
	return Set{
		golang.Pattern{},
		node.Pattern{},
		python.Pattern{},
		rust.Pattern{},
		java.Pattern{},
		c.Pattern{},
		web.Pattern{},
	}
}

// Open finds the project at path and reads what its sources say: project.Find, then Read for the context that ContextFor
// tells. It returns the project with the chosen Dockerfile's path relative to Root.
func (s Set) Open(ctx context.Context, path string) (*project.Project, string, error) {
	p, chosen, err := project.Find(ctx, path)
	if err != nil {
		return nil, "", err
	}
	p, err = s.Read(ctx, p, p.ContextFor(chosen))
	return p, chosen, err
}

// Read returns a project with a build context, a folder relative to its Root with slashes, and what the files in it say of
// the program. Files that are broken or can't be read are named in Unread; it fails when ctx ends, or with
// project.ErrNotThere when the folder can't be opened.
func (s Set) Read(ctx context.Context, p *project.Project, contextDir string) (*project.Project, error) {
	next := p.At(contextDir)
	if _, err := os.ReadDir(next.Dir); err != nil {
		return nil, fmt.Errorf("%s %w: %w", next.Dir, project.ErrNotThere, project.Reason(err))
	}
	files := project.NewFiles(next.Dir)
	found := make([]project.Sources, len(s))
	g, ctx := errgroup.WithContext(ctx)
	for i, language := range s {
		g.Go(func() (err error) {
			found[i], err = language.Sources(ctx, files)
			return err
		})
	}
	var routes evidence.List
	g.Go(func() (err error) {
		routes, err = scan.Routes(ctx, files)
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("reading the sources in %s: %w", next.Dir, err)
	}
	found = slices.DeleteFunc(found, func(one project.Sources) bool { return one == nil })
	read := next.With(files, found)
	read.Routes = routes
	return read, nil
}
