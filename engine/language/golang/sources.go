package golang

import (
	"context"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Of is what the sources of a project say in this language; nil when they say nothing.
func Of(p *project.Project) *Module { return project.SourcesOf[*Module](p) }

// Sources reads the files of a folder; nil when nothing of the language is there.
func (Pattern) Sources(ctx context.Context, files *project.Files) (project.Sources, error) {
	found, err := readGoModule(ctx, files)
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}

// Language is "go".
func (m *Module) Language() string { return "go" }

// Evidence is what the sources show that the program needs when it runs.
func (m *Module) Evidence() evidence.List { return m.Needed }

// Natives are the dependencies with native code.
func (m *Module) Natives() []project.Native { return nil }

// Summary are the words for it.
func (m *Module) Summary() project.Summary {
	return project.Summary{Name: "Go", Version: m.Version, Module: m.Module, Programs: m.Mains}
}

// neededBy is what the sources of a project show that the program needs; nil without sources.
func neededBy(p *project.Project) evidence.List {
	if found := Of(p); found != nil {
		return found.Needed
	}
	return nil
}
