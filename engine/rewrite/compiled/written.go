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
		if e.Instruction > s.After || !e.Known || e.Below || e.Conditional {
			continue
		}
		if gone := taken(e); gone != "" {
			out = slices.DeleteFunc(out, func(at string) bool { return effects.Inside(at, gone) })
		} else if s.beside(e) && !slices.Contains(out, e.Subject) {
			out = append(out, e.Subject)
		}
	}
	return out
}

// taken is the path that an effect takes files away from, empty when it takes none.
func taken(e effects.Effect) string {
	switch e.Kind {
	case effects.Removes:
		return e.Subject
	case effects.Moves:
		return e.From
	}
	return ""
}

// beside says whether an effect writes a file that the program may read beside it. What a command of the build writes belongs to the
// build; a redirection is the user's own.
func (s *RuntimeFiles) beside(e effects.Effect) bool {
	if e.Kind != effects.Writes || e.Command != nil || s.Stage.Dir == "/" || !effects.Inside(e.Subject, s.Stage.Dir) {
		return false
	}
	built := slices.ContainsFunc(s.Outputs, func(o Output) bool { return slices.Contains(o.Paths, e.Subject) })
	return !built && !s.ofBuild(strings.TrimPrefix(e.Subject, s.Stage.Dir+"/"))
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
