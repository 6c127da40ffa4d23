package project

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// ErrNoBuild is returned when a project has no way to build of the given name.
var ErrNoBuild = errors.New("is neither a Dockerfile, a compose service nor a bake target of this project")

// Build returns the way to build of an ID.
func (p *Project) Build(id string) (Build, bool) {
	for _, b := range p.Builds {
		if b.ID == id {
			return b, true
		}
	}
	return Build{}, false
}

// BuildNamed returns the way to build that a person means by a name: an ID, or the name of a compose service or a bake
// target, limited to one kind when by is not empty. It fails with ErrNoBuild, and when the name is not the only one of
// its kind; then the IDs to choose from are said.
func (p *Project) BuildNamed(by DeclaredBy, name string) (Build, error) {
	var found []Build
	for _, b := range p.Builds {
		if by != "" && b.By != by {
			continue
		}
		if b.ID == name {
			return b, nil
		}
		if b.Name == name && name != "" {
			found = append(found, b)
		}
	}
	switch {
	case len(found) == 0:
		return Build{}, fmt.Errorf("%q %w%s", name, ErrNoBuild, p.namesOf(by))
	case len(found) > 1 && !allSame(found):
		var ids []string
		for _, b := range found {
			ids = append(ids, b.ID)
		}
		return Build{}, fmt.Errorf("%q is declared more than once; choose one of %s", name, strings.Join(ids, ", "))
	}
	return found[0], nil
}

// maxNamed is how many names an error lists.
const maxNamed = 12

// namesOf lists the names that there are of a kind.
func (p *Project) namesOf(by DeclaredBy) string {
	var names []string
	for _, b := range p.Builds {
		if b.Name != "" && (by == "" || b.By == by) && !slices.Contains(names, b.Name) {
			names = append(names, b.Name)
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > maxNamed:
		return "; there are " + strings.Join(names[:maxNamed], ", ") + " and others"
	}
	return "; there are " + strings.Join(names, ", ")
}

func allSame(builds []Build) bool {
	for i := range builds {
		if !builds[0].sameAs(&builds[i]) {
			return false
		}
	}
	return true
}

// Contexts are the folders that a Dockerfile may be built with, relative to Root with slashes, the likely one first: what
// compose and bake files say, the opened folder, the Dockerfile's own.
func (p *Project) Contexts(file string) []string {
	out := []string{p.ContextFor(file)}
	add := func(dir string) {
		if !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	for _, b := range p.declared(file) {
		add(b.Context)
	}
	add(".")
	add(path.Dir(filepath.ToSlash(file)))
	return out
}

// At returns p with another build context, a folder relative to Root with slashes, of which nothing is read yet.
func (p *Project) At(contextDir string) *Project {
	next := *p
	next.Dir = filepath.Join(p.Root, filepath.FromSlash(contextDir))
	return &next
}

// InContext is the path of a file relative to Dir, the build context, from one relative to Root, both with slashes.
func (p *Project) InContext(file string) string {
	rel, err := filepath.Rel(p.Dir, filepath.Join(p.Root, filepath.FromSlash(file)))
	if err != nil {
		return file
	}
	return filepath.ToSlash(rel)
}

// declared are the builds of a Dockerfile that compose and bake files declare and that can be built.
func (p *Project) declared(file string) []Build {
	var out []Build
	for _, b := range p.Builds {
		if b.By != Found && b.Problem == "" && b.Dockerfile == filepath.ToSlash(file) {
			out = append(out, b)
		}
	}
	return out
}

// ContextFor returns the build context that a Dockerfile is most likely meant for, relative to Root with slashes: what
// compose and bake files agree on; else the opened folder, as with docker build -f; but the Dockerfile's own folder
// when only there everything is that it copies, or, when it copies all, when only there a program begins.
func (p *Project) ContextFor(file string) string {
	declared := p.declared(file)
	if len(declared) > 0 && !slices.ContainsFunc(declared, func(b Build) bool { return b.Context != declared[0].Context }) {
		return declared[0].Context
	}
	own := path.Dir(filepath.ToSlash(file))
	if own == "." {
		return "."
	}
	sources := p.copied(file)
	if len(sources) > 0 && !p.allThere(".", sources) && p.allThere(own, sources) {
		return own
	}
	if len(sources) == 0 && !p.hasManifest(".") && p.hasManifest(own) {
		return own
	}
	return "."
}

// hasManifest says whether a folder is where a program of some language begins.
func (p *Project) hasManifest(dir string) bool {
	r := NewFiles(p.Root)
	for _, name := range []string{
		"go.mod", "package.json", "pom.xml", "build.gradle", "build.gradle.kts", "requirements.txt", "pyproject.toml", "Pipfile",
		"Cargo.toml", "CMakeLists.txt", "composer.json", "Gemfile", "mix.exs",
	} {
		if r.Has(path.Join(dir, name)) {
			return true
		}
	}
	return false
}

// copied are the sources that a Dockerfile copies from the context and that name something in it.
func (p *Project) copied(file string) []string {
	text, err := readText(filepath.Join(p.Root, filepath.FromSlash(file)), maxDeclaration)
	if err != nil {
		return nil
	}
	f, err := dockerfile.Parse(text, dockerfile.Options{Name: file})
	if err != nil || f == nil {
		return nil
	}
	var out []string
	for _, stage := range f.Stages {
		for _, ins := range stage.Instructions {
			switch c := ins.Command.(type) {
			case *instructions.CopyCommand:
				if c.From == "" {
					out = append(out, c.SourcePaths...)
				}
			case *instructions.AddCommand:
				out = append(out, c.SourcePaths...)
			}
		}
	}
	return slices.DeleteFunc(out, func(source string) bool {
		return strings.Contains(source, "$") || isRemote(source) || path.Clean("/"+source) == "/"
	})
}

func (p *Project) allThere(dir string, sources []string) bool {
	for _, source := range sources {
		matches, err := filepath.Glob(filepath.Join(p.Root, filepath.FromSlash(dir), filepath.FromSlash(path.Clean("/"+source))))
		if err != nil || len(matches) == 0 {
			return false
		}
	}
	return true
}
