package rewrite

import "github.com/moby/buildkit/frontend/dockerfile/shell"

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

// expandVars replaces the variables of an instruction's word as BuildKit does; a word it can't read stays as it is.
func expandVars(s string, env map[string]string) string {
	out, _, err := shell.NewLex('\\').ProcessWord(s, variables(env))
	if err != nil {
		return s
	}
	return out
}

// referencedVars returns the names of the variables that a word refers to.
func referencedVars(s string) []string {
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
