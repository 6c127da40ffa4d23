package rewrite

import (
	"fmt"
	"path"
	"slices"
	"strings"

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
func hazards(g *goStage) []problem {
	var out []problem
	for i, ins := range g.stage.Instructions {
		if s := g.scripts[i]; s != nil {
			for _, c := range s.commands {
				if why := g.hazard(c); why != "" {
					out = append(out, problem{ins.Lines, fmt.Sprintf("line %d %s", ins.Lines.First, why)})
				}
			}
		}
		if why := instructionHazard(ins); why != "" {
			out = append(out, problem{ins.Lines, fmt.Sprintf("line %d %s", ins.Lines.First, why)})
		}
	}
	for _, name := range g.tools() {
		if !g.calls(name) {
			out = append(out, problem{g.stage.Lines, "the stage installs " + name + ", which the program may need at run time"})
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
func (g *goStage) hazard(c command) string {
	name := c.name()
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
func packageHazard(c command) string {
	install := false
	for i := 1; i < len(c.args); i++ {
		a := c.arg(i)
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
func (g *goStage) folderHazard(c command) string {
	for i := 1; i < len(c.args); i++ {
		a := c.arg(i)
		if strings.HasPrefix(a, "-") {
			continue
		}
		dir := resolve(c.dir, a)
		if a == "" || !c.dirKnown || !g.holdsBuild(dir) {
			return "makes a folder that the program may need at run time"
		}
	}
	return ""
}

// holdsBuild says whether a folder is one that a program is built into or that the build works in.
func (g *goStage) holdsBuild(dir string) bool {
	for _, o := range g.outputs {
		for _, p := range o.paths {
			if path.Dir(p) == dir {
				return true
			}
		}
		if resolve(o.command.workdir(), path.Dir(o.command.output)) == dir {
			return true
		}
	}
	return slices.Contains(g.dirs, dir) || dir == g.endDir
}

// fileHazard accepts commands that touch nothing but programs that were built, sources and package lists.
func (g *goStage) fileHazard(c command) string {
	if name := c.name(); name == "rm" || name == "chown" {
		return ""
	}
	for i := 1; i < len(c.args); i++ {
		if a := c.arg(i); a != "" && !strings.HasPrefix(a, "-") {
			if g.everStood(resolve(c.dir, a)) {
				return ""
			}
		}
	}
	return "runs " + c.name() + " on files that the program may need at run time"
}

// everStood says whether a program was built to, moved to or moved away from a path.
func (g *goStage) everStood(p string) bool {
	for _, o := range g.outputs {
		if slices.Contains(o.paths, p) || g.place(o.command, path.Base(o.paths[0])) == p {
			return true
		}
	}
	return false
}

// tools are the names of the programs that go install path@version brings.
func (g *goStage) tools() []string {
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
func (g *goStage) calls(name string) bool {
	for _, s := range g.scripts {
		for _, c := range s.commands {
			if c.name() == name || c.name() == "go" && c.arg(1) == "generate" {
				return true
			}
		}
	}
	return false
}
