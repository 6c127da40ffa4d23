package compiled

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

// harmless are the commands that leave nothing a program could miss in another image, whatever it is built with.
const harmless = " cd echo printf set true : ls pwd cat date uname whoami env exec test [ file du df git sleep " +
	"useradd adduser groupadd addgroup ldd ldconfig which command nproc unset apt-mark strip gpg sha256sum "

// Hazards returns why the program of a stage could miss something in another image. Own are the further commands, between
// blanks, that the language's build uses.
func (b *Build) Hazards(own string) []pattern.Problem {
	var out []pattern.Problem
	for i, ins := range b.Instructions {
		add := func(why string) {
			out = append(out, pattern.Problem{Lines: ins.Lines, Reason: fmt.Sprintf("line %d %s", ins.Lines.First, why)})
		}
		if s := b.Scripts[i]; s != nil {
			for _, c := range s.Commands {
				if why := b.Leaves(c, own); why != "" {
					add(why)
				}
			}
			if why := Writes(b.Stage, i); why != "" {
				add(why)
			}
		}
		if why := instructionHazard(ins); why != "" {
			add(why)
		}
	}
	return out
}

// instructionHazard says what an instruction brings that no final stage can take over as it is; empty when nothing.
func instructionHazard(ins dockerfile.Instruction) string {
	switch c := ins.Command.(type) {
	case *instructions.OnbuildCommand:
		return "is ONBUILD: the image is a base for other builds"
	case *instructions.CopyCommand:
		if c.From != "" {
			return "copies from " + c.From + " what the program may need at run time"
		}
		if len(c.SourceContents) > 0 {
			return "writes a file from a heredoc, which the program may need at run time"
		}
	case *instructions.AddCommand:
		for _, s := range c.SourcePaths {
			if strings.Contains(s, "://") || strings.HasPrefix(s, "git@") {
				return "adds " + s + ", which the program may need at run time"
			}
		}
	}
	return ""
}

// Leaves says what a command of a RUN may leave that the program needs; empty when nothing. Own is as in Hazards.
func (b *Build) Leaves(c model.Command, own string) string {
	name := c.Name()
	switch name {
	case "":
		return "runs a command whose name can't be told"
	case "apt-get", "apt", "apk":
		return packageHazard(c)
	case "mkdir":
		return b.folderHazard(c)
	case "chmod", "mv", "cp", "install", "ln":
		return b.fileHazard(c)
	case "touch", "sed":
		return b.editHazard(c)
	case "rm", "chown":
		return ""
	}
	if strings.Contains(harmless+own, " "+name+" ") {
		return ""
	}
	return "runs " + name + ", whose effect on the program at run time is not known"
}

// folderHazard accepts folders that programs are built into, that sources are copied to or that the build works in.
func (b *Build) folderHazard(c model.Command) string {
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		if strings.HasPrefix(a, "-") {
			continue
		}
		if a == "" || !c.DirKnown || !b.ofBuild(model.Resolve(c.Dir, a)) {
			return "makes a folder that the program may need at run time"
		}
	}
	return ""
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

// fileHazard accepts commands that touch nothing but programs that were built, and scripts of the build.
func (b *Build) fileHazard(c model.Command) string {
	operands, to := Operands(c)
	switch {
	case c.Name() == "chmod" && len(operands) > 1:
		operands = operands[1:]
	case to == "" && len(operands) > 1:
		operands = operands[:len(operands)-1]
	}
	known := c.DirKnown && len(operands) > 0
	for _, a := range operands {
		known = known && (b.everStood(model.Resolve(c.Dir, a)) || c.Name() == "chmod" && slices.Contains(wrappers(), path.Base(a)))
	}
	if !known {
		return "runs " + c.Name() + " on files that the program may need at run time"
	}
	return ""
}

// wrappers are scripts that only a build runs.
func wrappers() []string { return []string{"mvnw", "gradlew", "configure", "bootstrap", "autogen.sh"} }

// editHazard accepts a sed or touch that changes no files, or those of the build alone.
func (b *Build) editHazard(c model.Command) string {
	inPlace := c.Name() == "touch"
	script := c.Name() == "sed"
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		switch {
		case strings.HasPrefix(a, "-i") || strings.HasPrefix(a, "--in-place"):
			inPlace = true
		case a == "-e" || a == "-f":
			script = false
			i++
		case strings.HasPrefix(a, "-"):
		case script:
			script = false
		case inPlace && (a == "" || !c.DirKnown || !b.withinBuild(model.Resolve(c.Dir, a))):
			return "changes " + c.Args[i].Raw + ", which the program may need at run time"
		}
	}
	return ""
}

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
