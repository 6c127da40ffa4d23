package project

import (
	"cmp"
	"context"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

const (
	// maxDeclaration is the most bytes of a compose or bake file.
	maxDeclaration = 4 << 20
	// maxDeclarations is how many of them are read: a folder with more is a collection of examples.
	maxDeclarations = 200
)

// declarations reads the files that declare builds.
type declarations struct{ files *Files }

// readBuilds returns the ways to build: each Dockerfile alone, then what compose and bake files declare, in the order of
// the files' depth and names; and the ways that images are started, which may be others' images.
func readBuilds(ctx context.Context, r *Files, dockerfiles, declaring, manifests []string) (declared, error) {
	var out []Build
	for _, name := range dockerfiles {
		out = append(out, Build{ID: name, By: Found, Dockerfile: name, Context: ".", Declared: Evidence{File: name, Says: "is a Dockerfile"}})
	}
	slices.SortFunc(declaring, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	declaring = declaring[:min(len(declaring), maxDeclarations)]
	d := &declarations{files: r}
	var reads []func(context.Context) declared
	var composes, bakes []string
	for _, f := range declaring {
		if composeName.MatchString(path.Base(f)) {
			composes = append(composes, f)
		} else {
			bakes = append(bakes, f)
		}
	}
	for _, set := range composeSets(composes) {
		reads = append(reads, func(ctx context.Context) declared { return d.readCompose(ctx, set) })
	}
	for _, set := range bakeSets(bakes) {
		reads = append(reads, func(context.Context) declared { return declared{builds: d.bakeBuilds(set)} })
	}
	reads = append(reads, func(context.Context) declared { return d.readManifests(manifests) })
	found := make([]declared, len(reads))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(searchWorkers)
	for i, read := range reads {
		g.Go(func() error {
			found[i] = read(ctx)
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return declared{}, err
	}
	all := declared{builds: out}
	for _, f := range found {
		all.builds, all.starts = append(all.builds, f.builds...), append(all.starts, f.starts...)
	}
	return all, nil
}

// sameAs says whether two builds do the same, wherever they are declared.
func (b *Build) sameAs(o *Build) bool {
	return b.Name == o.Name && b.Dockerfile == o.Dockerfile && b.Inline == o.Inline && b.Context == o.Context &&
		b.Target == o.Target && maps.Equal(b.Args, o.Args) && maps.Equal(b.Contexts, o.Contexts) && slices.Equal(b.Platforms, o.Platforms)
}

func (b *Build) arg(name, value string) {
	if b.Args == nil {
		b.Args = map[string]string{}
	}
	b.Args[name] = value
}

func (b *Build) named(name, value string) {
	if b.Contexts == nil {
		b.Contexts = map[string]string{}
	}
	b.Contexts[name] = value
	for _, scheme := range []string{"service:", "target:"} {
		if other, found := strings.CutPrefix(value, scheme); found && b.Problem == "" {
			b.Problem = "it needs the image of " + other + ", which is built by another entry"
		}
	}
}

// isRemote says whether a context is on another machine, by BuildKit's own rules for its forms.
func isRemote(at string) bool {
	return strings.Contains(at, "://") || strings.HasPrefix(at, "git@") || strings.HasPrefix(at, "github.com/")
}

// place says where a build's context and Dockerfile are, from what is declared in a folder; both are relative to it,
// the Dockerfile to the context.
func (d *declarations) place(b *Build, dir, contextPath, dockerfile, cwd string) {
	if rest, found := strings.CutPrefix(contextPath, "cwd://"); found {
		contextPath, dir = rest, cwd
	}
	if isRemote(contextPath) {
		b.Context, b.Problem = contextPath, "its context is "+WithoutSecret(contextPath)+", not a folder of this computer"
		b.Dockerfile = cmp.Or(dockerfile, "Dockerfile")
		return
	}
	b.Context = d.relative(dir, cmp.Or(contextPath, "."))
	if b.Inline != "" {
		return
	}
	switch rest, found := strings.CutPrefix(dockerfile, "cwd://"); {
	case found:
		b.Dockerfile = d.relative(cwd, rest)
	case isRemote(dockerfile):
		b.Dockerfile, b.Problem = dockerfile, "its Dockerfile is on another machine: "+WithoutSecret(dockerfile)
		return
	default:
		b.Dockerfile = d.relative(b.Context, cmp.Or(dockerfile, "Dockerfile"))
	}
	switch {
	case strings.Contains(b.Dockerfile, "$") || strings.Contains(b.Context, "$"):
		b.Problem = "its place depends on a variable that is not set"
	case !d.files.HasFolder(b.Context):
		b.Problem = "its context " + b.Context + " is not there"
	case !d.files.Has(b.Dockerfile):
		b.Problem = "its Dockerfile " + b.Dockerfile + " is not there"
	}
}

func (d *declarations) hasDockerfile(dir, contextPath, dockerfile string) bool {
	if isRemote(contextPath) || path.IsAbs(contextPath) {
		return false
	}
	return d.files.Has(path.Join(dir, cmp.Or(contextPath, "."), cmp.Or(dockerfile, "Dockerfile")))
}

// relative is a path that a folder names, relative to the project with slashes.
func (d *declarations) relative(dir, name string) string {
	if !filepath.IsAbs(name) {
		return Below(dir, name)
	}
	rel, err := filepath.Rel(d.files.dir, name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}

// namedContext is a named context's value with a folder relative to the project.
func (d *declarations) namedContext(value, dir string) string {
	if isRemote(value) || strings.HasPrefix(value, "service:") || strings.HasPrefix(value, "target:") {
		return value
	}
	return d.relative(dir, value)
}
