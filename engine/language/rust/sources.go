package rust

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Of is what the sources of a project say in this language; nil when they say nothing.
func Of(p *project.Project) *Crate { return project.SourcesOf[*Crate](p) }

// Sources reads the files of a folder; nil when nothing of the language is there.
func (Pattern) Sources(ctx context.Context, files *project.Files) (project.Sources, error) {
	found, err := readRust(ctx, files)
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}

// Language is "rust".
func (m *Crate) Language() string { return "rust" }

// Evidence is what the sources show that the program needs when it runs.
func (m *Crate) Evidence() evidence.List { return m.Needed }

// Natives are the dependencies with native code.
func (m *Crate) Natives() []project.Native { return m.Native }

// Summary are the words for it.
func (m *Crate) Summary() project.Summary {
	var programs, notes []string
	for _, bin := range m.Bins {
		programs = append(programs, bin.Name)
	}
	if m.Edition != "" {
		notes = append(notes, m.Edition+" edition")
	}
	return project.Summary{Name: "Rust", Version: cmp.Or(m.Toolchain, m.RustVersion), Module: m.Name, Frameworks: m.Frameworks, Tool: "cargo", Programs: programs, Notes: notes}
}

// neededBy is what the sources of a project show that the program needs; nil without sources.
func neededBy(p *project.Project) evidence.List {
	if found := Of(p); found != nil {
		return found.Needed
	}
	return nil
}

// below reads the crate in a folder that is all that a Dockerfile copies; nil when there is none that stands by itself.
func below(files *project.Files) project.Sources {
	c, err := readRust(context.Background(), files)
	if c == nil || err != nil || slices.ContainsFunc(append(slices.Clone(c.PathDependencies), c.Members...), func(at string) bool { return strings.HasPrefix(at, "..") }) {
		return nil
	}
	c.Needed = files.Located(c.Needed)
	return c
}
