package model

import (
	"path"

	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// variables are an environment for BuildKit's shell lexer.
type variables map[string]string

// Get returns a variable's value and whether it is set.
func (v variables) Get(name string) (string, bool) {
	value, ok := v[name]
	return value, ok
}

// Keys returns the names that are set.
func (v variables) Keys() []string {
	keys := make([]string, 0, len(v))
	for k := range v {
		keys = append(keys, k)
	}
	return keys
}

// ExpandVars replaces the variables of an instruction's word as BuildKit does; a word it can't read stays as it is.
func ExpandVars(s string, env map[string]string) string {
	out, _, err := shell.NewLex('\\').ProcessWord(s, variables(env))
	if err != nil {
		return s
	}
	return out
}

// ReferencedVars returns the names of the variables that a word refers to.
func ReferencedVars(s string) []string {
	found, err := shell.NewLex('\\').ProcessWordWithMatches(s, variables{})
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

// with returns a copy of an environment that has the variable too.
func with(env map[string]string, name, value string) map[string]string {
	out := make(map[string]string, len(env)+1)
	for k, v := range env {
		out[k] = v
	}
	out[name] = value
	return out
}
