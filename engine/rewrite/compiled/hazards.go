package compiled

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// Hazards returns why the program of a stage could miss something in another image. Own are the further commands, between
// blanks, that the language's build uses. What the stage leaves elsewhere is in Left.
func (b *Build) Hazards(own string) []pattern.Problem {
	b.Left = &pattern.Left{Stage: b.Stage, Covered: b.needless, Users: b.entry().users}
	b.Left.OfSystem = b.installed
	for _, e := range effects.Of(b.Stage) {
		b.take(b.Left, e, own)
	}
	b.Left.Settle()
	return b.Left.Problems
}

// take takes in an effect of the stage.
func (b *Build) take(left *pattern.Left, e effects.Effect, own string) {
	switch {
	case e.At < 0 && e.Kind == effects.Copies && e.Context:
		// The sources; what stands outside of them is looked at with the files that the program reads.
	case e.Kind == effects.Unknown && e.Subject != "" && strings.Contains(own, " "+e.Subject+" "):
	case b.fronts().builds(e):
		// What the program needs of it is looked at with the files that it reads.
	case e.OfSystem():
		b.installs(left, e)
	case !b.buildsWith(e):
		left.Take(e)
	}
}

// Leaves says whether a command of a RUN leaves something that the program may need. Own is as in Hazards.
func (b *Build) Leaves(instruction int, c model.Command, own string) bool {
	left := &pattern.Left{Stage: b.Stage, Covered: b.needless}
	for _, e := range effects.At(b.Stage, instruction, c.At) {
		b.take(left, e, own)
	}
	return len(left.Problems) > 0 || left.Any() || len(left.Reinstall.Packages) > 0
}

// needless says whether a path is of no use beside the program: it is the program itself, where it stood, or of the build.
func (b *Build) needless(p string) bool {
	return b.everStood(p) || b.ofBuild(p)
}

// buildsWith says whether an effect is one on the build's own files: a file that is written among the sources, a program that is taken
// elsewhere, a script that only a build runs.
func (b *Build) buildsWith(e effects.Effect) bool {
	switch e.Kind {
	case effects.Writes:
		return e.Known && !e.Below && b.withinBuild(e.Subject)
	case effects.Copies, effects.Moves, effects.Links:
		return e.Known && b.everStood(e.From)
	case effects.Permits:
		return e.Known && (b.everStood(e.Subject) || slices.Contains(wrappers(), path.Base(e.Subject)) || slices.Contains(b.entry().scripts, e.Subject))
	}
	return false
}

// ofBuild says whether a folder is one of the build: sources, what is built, a build folder below the sources.
func (b *Build) ofBuild(dir string) bool {
	for _, o := range b.Outputs {
		for _, p := range o.Paths {
			if path.Dir(p) == dir || strings.HasPrefix(p, dir+"/") {
				return true
			}
		}
	}
	if slices.Contains(b.Dirs, dir) || dir == b.Dir {
		return true
	}
	switch base := path.Base(dir); base {
	case "src", "build", "benches", "examples", "obj", "target", ".cargo", "bin":
		return slices.Contains(b.Dirs, path.Dir(dir)) || path.Dir(dir) == b.Dir || b.ofBuild(path.Dir(dir))
	}
	return false
}

// wrappers are scripts that only a build runs.
func wrappers() []string { return []string{"mvnw", "gradlew", "configure", "bootstrap", "autogen.sh"} }

// withinBuild says whether a file stands in a folder that the stage works in, the root aside.
func (b *Build) withinBuild(p string) bool {
	return slices.ContainsFunc(append(slices.Clone(b.Dirs), b.Dir), func(dir string) bool {
		return dir != "/" && strings.HasPrefix(p, dir+"/")
	})
}

// everStood says whether a program was built to, moved to or moved away from a path.
func (b *Build) everStood(p string) bool {
	return slices.ContainsFunc(b.Outputs, func(o Output) bool {
		return slices.Contains(o.Paths, p) || slices.Contains(o.Left, p)
	})
}
