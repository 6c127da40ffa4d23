package session

import (
	"maps"
	"slices"
)

// SetBuildArgs gives the build arguments, in place of the ones given before.
func (s *Session) SetBuildArgs(args map[string]string) {
	given := maps.Clone(args)
	s.remodel("Arguments", true, func() { s.state.buildArgs = given })
}

// buildArgs are the arguments that a Dockerfile declares with the values given, and then the other ones given by name.
func buildArgs(v *View, given map[string]string) []BuildArg {
	var list []BuildArg
	left := maps.Clone(given)
	if v != nil && v.File != nil {
		for _, declared := range v.File.BuildArgs() {
			arg := BuildArg{BuildArg: declared, Declared: true}
			arg.Value, arg.Given = given[declared.Name]
			delete(left, declared.Name)
			list = append(list, arg)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		arg := BuildArg{Value: left[name], Given: true}
		arg.Name = name
		list = append(list, arg)
	}
	return list
}
