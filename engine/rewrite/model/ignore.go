package model

import (
	"bytes"
	"path"
	"path/filepath"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"lightship/engine/foreign"
)

// IgnoreFile is the ignore file that the build uses, as BuildKit chooses it: the Dockerfile's own, else the context's. Its name
// is relative to the build context; text is nil when there is none.
func (m *Model) IgnoreFile() (name string, text []byte) {
	if m.Project.Dir == "" {
		return ".dockerignore", nil
	}
	own := m.Project.InContext(filepath.ToSlash(m.File.Name)) + ".dockerignore"
	if text, err := foreign.ReadFile(filepath.Join(m.Project.Dir, filepath.FromSlash(own)), maxText); err == nil {
		if patterns, err := ignorefile.ReadAll(bytes.NewReader(text)); err != nil || len(patterns) > 0 {
			return own, text // BuildKit takes an empty one as none.
		}
	}
	if m.folder != "" {
		all, _ := m.ContextText(".dockerignore")
		return ".dockerignore", []byte(all)
	}
	text, _ = m.Read(".dockerignore")
	return ".dockerignore", text
}

// Ignores says of a path of the build context whether the ignore file leaves it out. whole is false where what holds of a folder
// need not hold of all that is in it: the file has exceptions, or can't be read.
func (m *Model) Ignores() (ignored func(name string) bool, whole bool) {
	_, text := m.IgnoreFile()
	patterns, err := ignorefile.ReadAll(bytes.NewReader(text))
	if err != nil {
		return func(string) bool { return false }, false
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return func(string) bool { return false }, false
	}
	return func(name string) bool {
		match, err := matcher.MatchesOrParentMatches(path.Join(m.folder, name))
		return err == nil && match
	}, !matcher.Exclusions()
}
