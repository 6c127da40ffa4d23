package compiled

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/effects"
)

// written are the files that RUNs of the builder write below the working directory and that are no source code: the program
// may read them, and no source need name them.
func (s *RuntimeFiles) written() []string {
	var out []string
	for _, e := range effects.Of(s.Stage) {
		switch {
		case e.Instruction > s.After || !e.Known || e.Below || e.Conditional:
		case e.Kind == effects.Removes || e.Kind == effects.Moves && e.From != "":
			gone := e.Subject
			if e.Kind == effects.Moves {
				gone = e.From
			}
			out = slices.DeleteFunc(out, func(at string) bool { return effects.Inside(at, gone) })
		case e.Kind != effects.Writes || e.Command != nil || s.Stage.Dir == "/" || !effects.Inside(e.Subject, s.Stage.Dir):
			// What a command of the build writes belongs to the build; a redirection is the user's own.
		case slices.ContainsFunc(s.Outputs, func(o Output) bool { return slices.Contains(o.Paths, e.Subject) }):
		case s.ofBuild(strings.TrimPrefix(e.Subject, s.Stage.Dir+"/")):
		case !slices.Contains(out, e.Subject):
			out = append(out, e.Subject)
		}
	}
	return out
}

// ofBuild says whether a file below the working directory is one that only the build needs: a source, a log, what is in a folder of
// the build.
func (s *RuntimeFiles) ofBuild(name string) bool {
	first := firstPart(name)
	if first != name && slices.Contains([]string{"target", "build", "obj", "node_modules", "src", "vendor", ".git", ".cargo", "cmd", "internal"}, first) {
		return true
	}
	return s.Source(name) || path.Ext(name) == ".log" || strings.HasPrefix(path.Base(name), ".git")
}
