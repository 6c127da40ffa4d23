package java

import (
	"context"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Of is what the sources of a project say in this language; nil when they say nothing.
func Of(p *project.Project) *Build { return project.SourcesOf[*Build](p) }

// Sources reads the files of a folder; nil when nothing of the language is there.
func (Pattern) Sources(ctx context.Context, files *project.Files) (project.Sources, error) {
	found, err := readJava(ctx, files)
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}

// Language is "java".
func (m *Build) Language() string { return "java" }

// Evidence is what the sources show that the program needs when it runs.
func (m *Build) Evidence() evidence.List { return m.Needed }

// Natives are the dependencies with native code.
func (m *Build) Natives() []project.Native { return m.Native }

// Summary are the words for it.
func (m *Build) Summary() project.Summary {
	var notes []string
	if m.Wrapper {
		notes = append(notes, "a wrapper")
	}
	if m.Jar != "" {
		notes = append(notes, "jar "+m.Jar)
	}
	return project.Summary{Name: "Java", Version: m.Release, Frameworks: m.Frameworks, Tool: string(m.Tool), Notes: notes}
}

// neededBy is what the sources of a project show that the program needs; nil without sources.
func neededBy(p *project.Project) evidence.List {
	if found := Of(p); found != nil {
		return found.Needed
	}
	return nil
}

// below reads the build in a folder that is all that a Dockerfile copies; nil when there is none.
func below(files *project.Files) project.Sources {
	b, err := readJava(context.Background(), files)
	if b == nil || err != nil {
		return nil
	}
	b.Needed = files.Located(b.Needed)
	return b
}
