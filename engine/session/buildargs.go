package session

import (
	"fmt"
	"maps"
	"slices"

	"lightship/engine/project"
)

// SetBuildArgs gives the build arguments, in place of the ones given before.
func (s *Session) SetBuildArgs(args map[string]string) {
	given := maps.Clone(args)
	s.remodel("Arguments", true, noProblem, func() { s.state.buildArgs = given })
}

// askFor shows the arguments that are missing among those to give, and says which build of the project gives them.
func (d *draft) askFor(missing []string) {
	n := &d.snapshot
	for _, name := range missing {
		arg := BuildArg{Declared: true}
		arg.Name, arg.Lines.First, arg.Lines.Last = name, d.problem.Line, d.problem.Line
		n.BuildArgs = append(n.BuildArgs, arg)
	}
	if len(missing) == 0 || n.Project == nil {
		return
	}
	for _, b := range n.Project.Builds {
		if value, gives := b.Args[missing[0]]; gives && value != "" {
			flag, known := map[project.DeclaredBy]string{project.Compose: "--service", project.Bake: "--bake-target"}[b.By]
			if !known {
				continue
			}
			d.problem.Next = fmt.Sprintf("%s in %s gives it for its build: choose that one (%s %s). Or give a value: --build-arg %s=..., "+
				"or Build arguments in the window (Ctrl+B).", b.Name, b.Declared.File, flag, b.Name, missing[0])
			return
		}
	}
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
