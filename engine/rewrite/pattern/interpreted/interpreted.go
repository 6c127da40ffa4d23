// Package interpreted has what the patterns of languages with an interpreter share: what the commands of a RUN may leave
// that the final stage would miss, which system packages it needs, what health checks and start commands call, what is known
// of the program, and the slim variants of the runtime's images.
package interpreted

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// Leaves is what a stage leaves beside the folder that the final stage copies.
type Leaves struct {
	// Folders are the folders that the final stage copies whole; what is below them is never missed.
	Folders []string
	// Packages are the system packages that the program needs at run time, sorted.
	Packages []string
	// Installs says that a RUN installs system packages.
	Installs bool
	// Changes says that a command changes files below Folders: what they hold can't be told from the build context.
	Changes bool
	// Owned says that a command or a COPY gives files below Folders to a user.
	Owned bool
	// Problems are the reasons against another final stage, with their lines.
	Problems []pattern.Problem
}

// harmless are commands that leave nothing a program could miss in another image.
const harmless = " cd echo printf set true : ls pwd cat date uname whoami env exec test [ file du useradd adduser groupadd addgroup " +
	"usermod sleep apt-key which exit export "

// IsPlain says whether a command is one of the system's own tools: it starts no program of the project, and reads none of its
// packages.
func IsPlain(name string) bool {
	return strings.Contains(harmless+"apt-get apt apk aptitude rm chown chmod mkdir cp mv ln touch sed install unzip tar find git curl wget "+
		"groupmod update-ca-certificates setcap ", " "+name+" ")
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

// Inside says whether a path of the image is one of the folders, or below one.
func (l *Leaves) Inside(p string) bool {
	return slices.ContainsFunc(l.Folders, func(dir string) bool { return p == dir || strings.HasPrefix(p, strings.TrimSuffix(dir, "/")+"/") })
}

// Add notes a system package.
func (l *Leaves) Add(names ...string) {
	l.Packages = append(l.Packages, names...)
	slices.Sort(l.Packages)
	l.Packages = slices.Compact(l.Packages)
}

// Problem notes a reason.
func (l *Leaves) Problem(at dockerfile.Lines, format string, args ...any) {
	p := pattern.Problem{Lines: at, Reason: fmt.Sprintf("line %d ", at.First) + fmt.Sprintf(format, args...)}
	if !slices.Contains(l.Problems, p) {
		l.Problems = append(l.Problems, p)
	}
}

// Instruction looks at an instruction of the stage that is not a RUN. before says that it stands in the part that stays in
// the builder.
func (l *Leaves) Instruction(s *model.Stage, i int, before bool) {
	ins := s.Instructions[i]
	switch c := ins.Command.(type) {
	case *instructions.OnbuildCommand:
		l.Problem(ins.Lines, "is ONBUILD: the image is a base for other builds")
	case *instructions.CopyCommand:
		if c.From != "" && before {
			l.Problem(ins.Lines, "copies from %s what the program may need at run time", c.From)
		}
		l.copied(s, i, c.Chown, len(c.SourceContents) > 0, before)
	case *instructions.AddCommand:
		l.copied(s, i, c.Chown, true, before)
		for _, src := range c.SourcePaths {
			if before && (strings.Contains(src, "://") || strings.HasPrefix(src, "git@")) {
				l.Problem(ins.Lines, "adds %s, which the program may need at run time", src)
			}
		}
	}
}

func (l *Leaves) copied(s *model.Stage, i int, owner string, changes, before bool) {
	ins := s.Instructions[i]
	owner = model.ExpandVars(owner, s.Envs[i])
	l.Owned = l.Owned || owner != ""
	if !before {
		if name, _, _ := strings.Cut(owner, ":"); owner != "" && !model.IsRoot(owner) && !model.IsNumeric(name) && s.User == name && !officialUser(name) {
			l.Problem(ins.Lines, "gives files to %s, a user that the final base does not have", name)
		}
		return
	}
	l.Changes = l.Changes || changes
	for _, c := range s.Copies {
		if c.Instruction == i && !l.Inside(c.Dest) {
			l.Problem(ins.Lines, "copies files to %s, and the program may need them at run time", c.Dest)
		}
	}
}

// officialUser says whether a user is one that the runtime's own images have.
func officialUser(name string) bool { return name == "node" }

// Command looks at a command of a RUN that the pattern itself does not know.
func (l *Leaves) Command(ins dockerfile.Instruction, c model.Command) {
	name := c.Name()
	switch name {
	case "":
		l.Problem(ins.Lines, "runs a command whose name can't be told")
	case "apt-get", "apt", "apk", "aptitude":
		l.install(ins, c)
	case "rm":
		if l.touches(c) {
			l.Changes = true
		}
	case "chown", "chmod":
		l.owns(ins, c)
	case "mkdir", "cp", "mv", "ln", "touch", "sed", "install", "unzip", "tar", "find":
		l.changes(ins, c)
	case "git":
		if c.Arg(1) != "config" {
			l.Problem(ins.Lines, "runs git, whose effect on the program at run time is not known")
		}
	default:
		if !strings.Contains(harmless, " "+name+" ") {
			l.Problem(ins.Lines, "runs %s, whose effect on the program at run time is not known", name)
		}
	}
}

// paths are the arguments of a command that may be files, seen from its folder.
func paths(c model.Command) (out []string, known bool) {
	known = c.DirKnown
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		if a == "" {
			known = false
		} else if !strings.HasPrefix(a, "-") {
			out = append(out, model.Resolve(c.Dir, a))
		}
	}
	return out, known
}

// touches says whether a command names something below the copied folders.
func (l *Leaves) touches(c model.Command) bool {
	list, known := paths(c)
	return !known || slices.ContainsFunc(list, l.Inside)
}

func (l *Leaves) owns(ins dockerfile.Instruction, c model.Command) {
	list, _ := paths(c)
	if slices.ContainsFunc(list, l.Inside) {
		l.Owned = true
		return
	}
	if c.Name() == "chmod" {
		l.Problem(ins.Lines, "runs chmod on files that the program may need at run time")
	}
}

// changes accepts what stays below the copied folders and in the folders for temporary files.
func (l *Leaves) changes(ins dockerfile.Instruction, c model.Command) {
	list, known := paths(c)
	if c.Name() == "sed" || c.Name() == "chmod" {
		list = list[min(1, len(list)):]
	}
	outside := slices.DeleteFunc(slices.Clone(list), func(p string) bool {
		return l.Inside(p) || p == "/tmp" || strings.HasPrefix(p, "/tmp/") || path.Base(p) == "*"
	})
	switch {
	case !known:
		l.Problem(ins.Lines, "runs %s on files that can't be told", c.Name())
	case len(outside) > 0 && c.Name() == "mkdir":
		l.Problem(ins.Lines, "makes the folder %s, which the program may need at run time", outside[0])
	case len(outside) > 0:
		l.Problem(ins.Lines, "runs %s on %s, which the program may need at run time", c.Name(), outside[0])
	}
	l.Changes = true
}
