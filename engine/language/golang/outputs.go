package golang

import (
	"fmt"
	"path"
	"strings"

	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
)

// builderOf returns the go command that builds a program.
func builderOf(o compiled.Output) command {
	c, _ := readGo(o.Command)
	return c
}

// notes takes down where a go build or go install leaves its program.
func (g *stage) notes(i int, gc command, module *Module) {
	if !gc.builds() || module == nil {
		return
	}
	at := g.Instructions[i].Lines
	if why := gc.leavesNoProgram(); why != "" {
		g.Problem(at, "%s", why)
		return
	}
	if module.Module == "" && gc.output == "" && !gc.namesFile() {
		g.Problem(at, "without a go.mod, or a go mod init that names the module, it is not known how go %s names the program", gc.verb)
		return
	}
	name := gc.programName(module.Module, g.moduleDir(gc))
	if strings.Contains(name, "...") {
		if len(module.Mains) != 1 || gc.output == "" && gc.verb == "build" {
			g.Problem(at, "go %s %s names more than one package", gc.verb, strings.Join(gc.packages, " "))
			return
		}
		name = importName(path.Join(module.Module, module.Mains[0]))
	}
	g.Built(i, gc.Command, g.place(gc, name))
}

// namesFile says whether a command builds files and not a package.
func (g command) namesFile() bool {
	return len(g.packages) > 0 && strings.HasSuffix(g.packages[0], ".go")
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
	case g.Env.Value("GOOS") != "" && g.Env.Value("GOOS") != "linux":
		return fmt.Sprintf("go build makes a program for %s", g.Env.Value("GOOS"))
	}
	return ""
}

// place is the absolute path of the program that a go command builds.
func (g *stage) place(gc command, name string) string {
	switch {
	case gc.verb == "install":
		bin := gc.Env.Value("GOBIN")
		if bin == "" {
			bin = path.Join(gc.Env.Value("GOPATH"), "bin")
		}
		return path.Join(bin, name)
	case gc.output == "":
		return path.Join(gc.workdir(), name)
	}
	p := model.Resolve(gc.workdir(), gc.output)
	if strings.HasSuffix(gc.output, "/") || g.IsDir(p) {
		return path.Join(p, name)
	}
	return p
}

// moduleDir is where the module's go.mod stands in the image: in its folder of the context that was last copied, else where the
// command runs.
func (g *stage) moduleDir(gc command) string {
	if dir := g.contextDir(gc); dir != "" {
		return path.Join(dir, g.folder)
	}
	return gc.workdir()
}

// contextDir is where the context was last copied to that a command works in, empty when it was not copied whole.
func (g *stage) contextDir(gc command) string {
	for i := len(g.Copies) - 1; i >= 0; i-- {
		c := g.Copies[i]
		below := c.Dest == "/" || gc.workdir() == c.Dest || strings.HasPrefix(gc.workdir(), c.Dest+"/")
		if c.BringsAll() && below {
			return c.Dest
		}
	}
	return ""
}
