package rewrite

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/project"
)

// output is a program that a go command leaves in the image.
type output struct {
	instruction int
	command     goCommand
	// paths are where it stands, the first as built, then where it was moved or copied to.
	paths []string
}

// built notes where a go build or go install leaves its program.
func (g *goStage) built(i int, gc goCommand, module *project.GoModule) {
	if !gc.builds() || module == nil {
		return
	}
	at := g.stage.Instructions[i].Lines
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
func (g goCommand) leavesNoProgram() string {
	switch {
	case g.opaque || !g.outputKnown || !g.dirKnown:
		return fmt.Sprintf("what go %s leaves, and where, can't be told", g.verb)
	case g.nested:
		return fmt.Sprintf("go %s runs only under a condition or in a loop", g.verb)
	case !strings.Contains(" exe pie default ", " "+g.buildmode+" ") && g.buildmode != "":
		return fmt.Sprintf("go build makes a %s, not a program", g.buildmode)
	case g.env["GOOS"] != "" && g.env["GOOS"] != "linux":
		return fmt.Sprintf("go build makes a program for %s", g.env["GOOS"])
	}
	return ""
}

// place is the absolute path of the program that a go command builds.
func (g *goStage) place(gc goCommand, name string) string {
	switch {
	case gc.verb == "install":
		bin := gc.env["GOBIN"]
		if bin == "" {
			bin = path.Join(gc.env["GOPATH"], "bin")
		}
		return path.Join(bin, name)
	case gc.output == "":
		return path.Join(gc.workdir(), name)
	}
	p := resolve(gc.workdir(), gc.output)
	if strings.HasSuffix(gc.output, "/") || g.isDir(p) {
		return path.Join(p, name)
	}
	return p
}

// moduleDir is where the module's go.mod stands in the image: where the context was last copied to, else where the
// command runs.
func (g *goStage) moduleDir(gc goCommand) string {
	for i := len(g.copies) - 1; i >= 0; i-- {
		c := g.copies[i]
		below := c.dest == "/" || gc.workdir() == c.dest || strings.HasPrefix(gc.workdir(), c.dest+"/")
		if c.bringsAll() && below {
			return c.dest
		}
	}
	return gc.workdir()
}

// moved follows the programs that a cp, mv or install command takes elsewhere.
func (g *goStage) moved(c command) {
	name := c.name()
	if (name != "mv" && name != "cp" && name != "install") || !c.dirKnown {
		return
	}
	var operands []string
	for i := 1; i < len(c.args); i++ {
		if a := c.arg(i); a != "" && !strings.HasPrefix(a, "-") {
			operands = append(operands, a)
		}
	}
	if len(operands) != 2 {
		return
	}
	from, to := resolve(c.dir, operands[0]), resolve(c.dir, operands[1])
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
func (g *goStage) isDir(p string) bool {
	switch p {
	case "/", "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt", "/tmp", "/go/bin", "/go", "/root":
		return true
	}
	return slices.Contains(g.dirs, p) || p == g.endDir
}

// outputAt returns the program that stands at a path, nil when none is known to.
func (g *goStage) outputAt(p string) *output {
	for i := len(g.outputs) - 1; i >= 0; i-- {
		if slices.Contains(g.outputs[i].paths, p) {
			return &g.outputs[i]
		}
	}
	return nil
}

// named returns the program that a bare name finds through PATH.
func (g *goStage) named(name string) (string, *output) {
	for _, dir := range strings.Split(g.goEnv["PATH"], ":") {
		p := path.Join(dir, name)
		if o := g.outputAt(p); o != nil {
			return p, o
		}
	}
	return "", nil
}
