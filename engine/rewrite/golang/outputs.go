package golang

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"

	"lightship/engine/project"
)

// output is a program that a go command leaves in the image.
type output struct {
	instruction int
	command     command
	// paths are where it stands, the first as built, then where it was moved or copied to.
	paths []string
}

// built notes where a go build or go install leaves its program.
func (g *stage) built(i int, gc command, module *project.GoModule) {
	if !gc.builds() || module == nil {
		return
	}
	at := g.Instructions[i].Lines
	if why := gc.leavesNoProgram(); why != "" {
		g.problem(at, "line %d: %s", at.First, why)
		return
	}
	name := gc.programName(module.Module, g.moduleDir(gc))
	if strings.Contains(name, "...") {
		if len(module.Mains) != 1 || gc.output == "" && gc.verb == "build" {
			g.problem(at, "line %d: go %s %s names more than one package", at.First, gc.verb, strings.Join(gc.packages, " "))
			return
		}
		name = importName(path.Join(module.Module, module.Mains[0]))
	}
	g.outputs = append(g.outputs, output{instruction: i, command: gc, paths: []string{g.place(gc, name)}})
}

// leavesNoProgram says why it can't be told which program a command leaves; empty when it can.
func (g command) leavesNoProgram() string {
	switch {
	case g.opaque || !g.outputKnown || !g.DirKnown:
		return fmt.Sprintf("what go %s leaves, and where, can't be told", g.verb)
	case g.Nested:
		return fmt.Sprintf("go %s runs only under a condition or in a loop", g.verb)
	case !strings.Contains(" exe pie default ", " "+g.buildmode+" ") && g.buildmode != "":
		return fmt.Sprintf("go build makes a %s, not a program", g.buildmode)
	case g.Env["GOOS"] != "" && g.Env["GOOS"] != "linux":
		return fmt.Sprintf("go build makes a program for %s", g.Env["GOOS"])
	}
	return ""
}

// place is the absolute path of the program that a go command builds.
func (g *stage) place(gc command, name string) string {
	switch {
	case gc.verb == "install":
		bin := gc.Env["GOBIN"]
		if bin == "" {
			bin = path.Join(gc.Env["GOPATH"], "bin")
		}
		return path.Join(bin, name)
	case gc.output == "":
		return path.Join(gc.workdir(), name)
	}
	p := model.Resolve(gc.workdir(), gc.output)
	if strings.HasSuffix(gc.output, "/") || g.isDir(p) {
		return path.Join(p, name)
	}
	return p
}

// moduleDir is where the module's go.mod stands in the image: where the context was last copied to, else where the
// command runs.
func (g *stage) moduleDir(gc command) string {
	for i := len(g.Copies) - 1; i >= 0; i-- {
		c := g.Copies[i]
		below := c.Dest == "/" || gc.workdir() == c.Dest || strings.HasPrefix(gc.workdir(), c.Dest+"/")
		if c.BringsAll() && below {
			return c.Dest
		}
	}
	return gc.workdir()
}

// moved follows the programs that a cp, mv or install command takes elsewhere.
func (g *stage) moved(c model.Command) {
	name := c.Name()
	if (name != "mv" && name != "cp" && name != "install") || !c.DirKnown {
		return
	}
	var operands []string
	for i := 1; i < len(c.Args); i++ {
		if a := c.Arg(i); a != "" && !strings.HasPrefix(a, "-") {
			operands = append(operands, a)
		}
	}
	if len(operands) != 2 {
		return
	}
	from, to := model.Resolve(c.Dir, operands[0]), model.Resolve(c.Dir, operands[1])
	for i, o := range g.outputs {
		if !slices.Contains(o.paths, from) {
			continue
		}
		if strings.HasSuffix(operands[1], "/") || g.isDir(to) {
			to = path.Join(to, path.Base(from))
		}
		paths := append(slices.Clone(o.paths), to)
		if name == "mv" {
			paths = slices.DeleteFunc(paths, func(p string) bool { return p == from })
		}
		g.outputs[i].paths = paths
	}
}

// isDir says whether a path of the image is known to be a folder.
func (g *stage) isDir(p string) bool {
	switch p {
	case "/", "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt", "/tmp", "/go/bin", "/go", "/root":
		return true
	}
	return slices.Contains(g.Dirs, p) || p == g.Dir
}

// outputAt returns the program that stands at a path, nil when none is known to.
func (g *stage) outputAt(p string) *output {
	for i := len(g.outputs) - 1; i >= 0; i-- {
		if slices.Contains(g.outputs[i].paths, p) {
			return &g.outputs[i]
		}
	}
	return nil
}

// named returns the program that a bare name finds through PATH.
func (g *stage) named(name string) (string, *output) {
	for _, dir := range strings.Split(g.Env["PATH"], ":") {
		p := path.Join(dir, name)
		if o := g.outputAt(p); o != nil {
			return p, o
		}
	}
	return "", nil
}
