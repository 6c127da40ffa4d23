package model

import (
	"path"

	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"lightship/engine/dockerfile"
)

// ExpandVars replaces the variables of an instruction's word as BuildKit does; a word it can't read stays as it is.
func ExpandVars(s string, env dockerfile.Environment) string {
	if dockerfile.IsPlain(s) {
		return s
	}
	out, _, err := shell.NewLex('\\').ProcessWord(s, env)
	if err != nil {
		return s
	}
	return out
}

// ReferencedVars returns the names of the variables that a word refers to.
func ReferencedVars(s string) []string {
	if dockerfile.IsPlain(s) {
		return nil
	}
	found, err := shell.NewLex('\\').ProcessWordWithMatches(s, dockerfile.Environment{})
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(found.Unmatched))
	for name := range found.Unmatched {
		names = append(names, name)
	}
	return names
}

// Resolve returns a path seen from a folder of the image.
func Resolve(dir, p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	return path.Join("/", dir, p)
}
