package c

import (
	"context"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Of is what the sources of a project say in this language; nil when they say nothing.
func Of(p *project.Project) *Build { return project.SourcesOf[*Build](p) }

// Sources reads the files of a folder; nil when nothing of the language is there.
func (Pattern) Sources(ctx context.Context, files *project.Files) (project.Sources, error) {
	found, err := readNativeBuild(ctx, files)
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}

// Language is "c".
func (m *Build) Language() string { return "c" }

// Evidence is what the sources show that the program needs when it runs.
func (m *Build) Evidence() evidence.List { return m.Needed }

// Natives are the dependencies with native code.
func (m *Build) Natives() []project.Native { return m.Packages }

// Summary are the words for it.
func (m *Build) Summary() project.Summary {
	name := strings.ReplaceAll(strings.Join(m.Languages, " and "), "CXX", "C++")
	if name == "" {
		name = "C"
	}
	return project.Summary{Name: name, Module: m.Name, Tool: string(m.Tool)}
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
	b, err := readNativeBuild(context.Background(), files)
	if b == nil || err != nil {
		return nil
	}
	b.Needed = files.Located(b.Needed)
	return b
}
