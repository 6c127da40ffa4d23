// Package interpreted has what the patterns of languages with an interpreter share: what the commands of a RUN may leave
// that the final stage would miss, which system packages it needs, what health checks and start commands call, what is known
// of the program, and the slim variants of the runtime's images.
package interpreted

import (
	"path"
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// Leaves is what a stage leaves beside the folder that the final stage copies.
type Leaves struct {
	// Left is what it leaves outside of Folders, once Settle was called.
	pattern.Left
	// Folders are the folders that the final stage copies whole; what is below them is never missed.
	Folders []string
	// Partly says that only what was built in Folders is copied, so that a folder which a RUN makes there is not.
	Partly bool
	// Packages are the system packages that the program needs at run time, sorted.
	Packages []string
	// SameSuite says that the final stage stands on a variant of the builder's own base, so that the same packages are there.
	SameSuite bool
	// Carried is a package that is installed in the final stage though it is not known whether the program needs it, empty for none.
	Carried string
	// Recommends says that one of them is installed with what it recommends, and that it may be of little use without.
	Recommends bool
	// Installs says that a RUN installs system packages.
	Installs bool
	// Changes says that a command changes files below Folders: what they hold can't be told from the build context.
	Changes bool
	// Owned says that a command or a COPY gives files below Folders to a user.
	Owned bool

	// root is what there is of sources in the root folder of the image, nil where they stand in one of their own.
	root *rootFolder
	// builds says that a RUN installs packages that only build, which the final stage does not get.
	builds bool
	// scripts is how many scripts that checks call are being read.
	scripts int
	// unknown are installs of packages that are neither known to be of builds alone nor of programs.
	unknown []effects.Effect
	// strange are the commands that the pattern itself does not know, by their place.
	strange map[place]bool
	// seen are the instructions that stay in the builder, by their index.
	seen map[int]bool
}

// place is where a command stands: the instruction's index and the offset in its text.
type place struct{ instruction, at int }

// Inside says whether a path of the image is one of the folders, or below one.
func (l *Leaves) Inside(p string) bool {
	return slices.ContainsFunc(l.Folders, func(dir string) bool { return effects.Inside(p, dir) })
}

// Add notes a system package.
func (l *Leaves) Add(names ...string) {
	l.Packages = append(l.Packages, names...)
	slices.Sort(l.Packages)
	l.Packages = slices.Compact(l.Packages)
}

// Installer is the stage that installs what the final one copies, as read reads it: the first of those it copies from that
// speaks of the language, else the last of them, else the one that it starts from.
func Installer[S any](s pattern.Subject, final *model.Stage, from []int, read func(*model.Stage) S, speaks func(S) bool) S {
	if len(from) == 0 {
		return read(s.Stages[final.Parent])
	}
	var stage S
	for _, i := range from {
		if stage = read(s.Stages[i]); speaks(stage) {
			break
		}
	}
	return stage
}

// Alone says whether a final stage is like the only one of its language: it installs the program's packages itself, on an image, and
// none of the stages that it copies from speaks of the language. What those bring, such as a front-end, stays as it is.
func Alone[S any](s pattern.Subject, final *model.Stage, from []int, installs bool, read func(*model.Stage) S, speaks func(S) bool) bool {
	return installs && final.Parent < 0 && !slices.ContainsFunc(from, func(i int) bool { return speaks(read(s.Stages[i])) })
}

// Instruction looks at an instruction of the stage. before says that it stands in the part that stays in the builder.
func (l *Leaves) Instruction(s *model.Stage, i int, before bool) {
	l.Stage = s
	if l.seen == nil {
		l.seen = map[int]bool{}
	}
	l.seen[i] = before
	ins := s.Instructions[i]
	switch c := ins.Command.(type) {
	case *instructions.CopyCommand:
		l.copied(s, i, c.Chown, len(c.SourceContents) > 0, before)
	case *instructions.AddCommand:
		l.copied(s, i, c.Chown, !s.IsPlain(copyAt(s, i)), before)
	}
}

func (l *Leaves) copied(s *model.Stage, i int, owner string, changes, before bool) {
	owner = model.ExpandVars(owner, s.Envs[i])
	l.Owned = l.Owned || owner != ""
	l.Changes = l.Changes || changes && before
}

// Command notes a command of a RUN that the pattern itself does not know.
func (l *Leaves) Command(i int, c model.Command) {
	if l.strange == nil {
		l.strange = map[place]bool{}
	}
	l.strange[place{i, c.At}] = true
}

// Settle looks at what all the instructions do that were noted.
func (l *Leaves) Settle() {
	if l.Stage == nil {
		return
	}
	l.Covered, l.Links, l.OfSystem = l.covered, !l.Partly, l.systemPackage
	for _, e := range effects.Of(l.Stage) {
		own := e.At >= 0 && e.Command != nil && !l.strange[place{e.Instruction, e.At}]
		if own || !l.seen[e.Instruction] {
			continue
		}
		l.take(e)
	}
	l.carryUnknown()
	l.Left.Settle()
}

// covered says whether the final stage has a path anyway, or only the build needs it.
func (l *Leaves) covered(p string) bool {
	return l.Inside(p) && !(l.Partly && !slices.Contains(l.Folders, p) && !slices.Contains([]string{"src", "target", "build", "bin", "lib", "classes"}, path.Base(p)) &&
		slices.ContainsFunc(effects.Of(l.Stage), func(e effects.Effect) bool { return e.Kind == effects.Makes && e.Subject == p }))
}

// take takes in an effect of what stays in the builder.
func (l *Leaves) take(e effects.Effect) {
	inside := e.IsPath() && l.Inside(e.Subject)
	switch {
	case e.OfSystem():
		l.systemPackage(e)
		return
	case e.At < 0 && e.Kind == effects.Copies && e.Context && inside, l.isSourceOfRoot(e):
		return
	case inside && l.changesRoot(e):
		return
	case inside && (e.Kind == effects.Permits || e.Kind == effects.Owns):
		l.Owned = true
		l.Take(e)
		return
	}
	l.Changes = l.Changes || inside || e.IsPath() && e.Subject == ""
	l.Take(e)
}
