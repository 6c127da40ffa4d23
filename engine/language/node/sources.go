package node

import (
	"cmp"
	"context"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

// Of is what the sources of a project say in this language; nil when they say nothing.
func Of(p *project.Project) *Package { return project.SourcesOf[*Package](p) }

// Sources reads the files of a folder; nil when nothing of the language is there.
func (Pattern) Sources(ctx context.Context, files *project.Files) (project.Sources, error) {
	found, err := readNode(ctx, files)
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}

// Language is "node".
func (m *Package) Language() string { return "node" }

// Evidence is what the sources show that the program needs when it runs.
func (m *Package) Evidence() evidence.List { return m.Needed }

// Natives are the dependencies with native code.
func (m *Package) Natives() []project.Native { return m.Native }

// Summary are the words for it.
func (m *Package) Summary() project.Summary {
	var notes []string
	if m.TypeScript {
		notes = append(notes, "TypeScript")
	}
	if m.Static {
		notes = append(notes, "files in "+m.StaticDir)
	}
	return project.Summary{Name: "Node.js", Version: cmp.Or(m.NodeVersion, m.Engines), Module: m.Name, Frameworks: m.Frameworks, Tool: strings.TrimSpace(string(m.Manager) + " " + m.ManagerVersion), File: m.Lock, Notes: notes}
}
