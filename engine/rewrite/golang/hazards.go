package golang

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// harmless are the commands that leave nothing the program could miss in another image.
const harmless = " go cd echo printf set true : ls pwd cat date uname whoami env exec test [ strip file du df git " +
	"useradd adduser groupadd addgroup sleep "

// buildPackages are system packages that only a build needs. CA certificates and time zones are looked at apart.
const buildPackages = " git gcc g++ make build-essential build-base musl-dev libc-dev libc6-dev linux-headers pkg-config pkgconfig " +
	"curl wget unzip zip tar xz-utils gnupg openssh-client openssh ca-certificates tzdata bash protobuf-compiler protoc " +
	"protobuf protobuf-dev binutils file patch autoconf automake libtool cmake mercurial subversion bzr gawk jq upx upx-ucl "

// hazards returns why the program of a stage could miss something in another image.
func hazards(g *stage) []pattern.Problem {
	var out []pattern.Problem
	for i, ins := range g.Instructions {
		if s := g.Scripts[i]; s != nil {
			for _, c := range s.Commands {
				if why := g.hazard(c); why != "" {
					out = append(out, pattern.Problem{Lines: ins.Lines, Reason: fmt.Sprintf("line %d %s", ins.Lines.First, why)})
				}
			}
		}
		if why := instructionHazard(ins); why != "" {
			out = append(out, pattern.Problem{Lines: ins.Lines, Reason: fmt.Sprintf("line %d %s", ins.Lines.First, why)})
		}
	}
	for _, name := range g.tools() {
		if !g.calls(name) {
			out = append(out, pattern.Problem{Lines: g.Lines, Reason: "the stage installs " + name + ", which the program may need at run time"})
		}
	}
	return out
}

// instructionHazard looks at instructions that no final stage can take over as they are.
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

// hazard says what a command of a RUN may leave that the program needs; empty when nothing.
func (g *stage) hazard(c model.Command) string {
	name := c.Name()
	switch name {
	case "":
		return "runs a command whose name can't be told"
	case "apt-get", "apt", "apk":
		return packageHazard(c)
	case "mkdir":
		return g.folderHazard(c)
	case "rm", "chmod", "chown", "mv", "cp", "install":
		return g.fileHazard(c)
	}
	if strings.Contains(harmless, " "+name+" ") || slices.Contains(g.tools(), name) {
		return ""
	}
	return "runs " + name + ", whose effect on the program at run time is not known"
}

// packageHazard looks for packages that are not known to be for building only.
func packageHazard(c model.Command) string {
	install := false
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		switch {
		case a == "":
			return "installs packages whose names can't be told"
		case a == "install" || a == "add":
			install = true
		case strings.HasPrefix(a, "-") || !install:
		default:
			name, _, _ := strings.Cut(a, "=")
			if name == ".build-deps" || strings.Contains(buildPackages, " "+name+" ") {
				continue
			}
			return "installs " + name + ", which the program may need at run time"
		}
	}
	return ""
}

// folderHazard accepts folders that programs are built into or that sources are copied to.
func (g *stage) folderHazard(c model.Command) string {
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		if strings.HasPrefix(a, "-") {
			continue
		}
		dir := model.Resolve(c.Dir, a)
		if a == "" || !c.DirKnown || !g.holdsBuild(dir) {
			return "makes a folder that the program may need at run time"
		}
	}
	return ""
}

// holdsBuild says whether a folder is one that a program is built into or that the build works in.
func (g *stage) holdsBuild(dir string) bool {
	for _, o := range g.outputs {
		for _, p := range o.paths {
			if path.Dir(p) == dir {
				return true
			}
		}
		if model.Resolve(o.command.workdir(), path.Dir(o.command.output)) == dir {
			return true
		}
	}
	return slices.Contains(g.Dirs, dir) || dir == g.Dir
}

// fileHazard accepts commands that touch nothing but programs that were built, sources and package lists.
func (g *stage) fileHazard(c model.Command) string {
	if name := c.Name(); name == "rm" || name == "chown" {
		return ""
	}
	for i := 1; i < len(c.Args); i++ {
		if a := c.Arg(i); a != "" && !strings.HasPrefix(a, "-") {
			if g.everStood(model.Resolve(c.Dir, a)) {
				return ""
			}
		}
	}
	return "runs " + c.Name() + " on files that the program may need at run time"
}

// everStood says whether a program was built to, moved to or moved away from a path.
func (g *stage) everStood(p string) bool {
	for _, o := range g.outputs {
		if slices.Contains(o.paths, p) || g.place(o.command, path.Base(o.paths[0])) == p {
			return true
		}
	}
	return false
}

// tools are the names of the programs that go install path@version brings.
func (g *stage) tools() []string {
	var names []string
	for _, list := range g.gos {
		for _, gc := range list {
			if !gc.installsTool() {
				continue
			}
			for _, p := range gc.packages {
				p, _, _ = strings.Cut(p, "@")
				if base := path.Base(p); majorVersion.MatchString(base) {
					p = path.Dir(p)
				}
				names = append(names, path.Base(p))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// calls says whether a RUN calls a program, itself or through go generate.
func (g *stage) calls(name string) bool {
	for _, s := range g.Scripts {
		for _, c := range s.Commands {
			if c.Name() == name || c.Name() == "go" && c.Arg(1) == "generate" {
				return true
			}
		}
	}
	return false
}
