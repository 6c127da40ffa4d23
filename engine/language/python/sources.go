package python

import (
	"cmp"
	"context"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Of is what the sources of a project say in this language; nil when they say nothing.
func Of(p *project.Project) *Project { return project.SourcesOf[*Project](p) }

// Sources reads the files of a folder; nil when nothing of the language is there.
func (Pattern) Sources(ctx context.Context, files *project.Files) (project.Sources, error) {
	found, err := readPython(ctx, files)
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}

// Language is "python".
func (m *Project) Language() string { return "python" }

// Evidence is what the sources show that the program needs when it runs.
func (m *Project) Evidence() evidence.List { return m.Needed }

// Natives are the dependencies with native code.
func (m *Project) Natives() []project.Native { return m.Native }

// Summary are the words for it.
func (m *Project) Summary() project.Summary {
	return project.Summary{Name: "Python", Version: cmp.Or(m.PythonVersion, m.Wanted), Module: m.Name, Frameworks: m.Frameworks, Tool: cmp.Or(m.Tool, string(m.Lock)), File: m.LockFile, Programs: m.Entries}
}
