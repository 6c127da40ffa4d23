package golang

import (
	"fmt"
	"path"
	"slices"
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
	names := gc.programNames(module, g.moduleDir(gc))
	if len(names) == 0 || len(names) > 1 && (gc.verb == "build" && gc.output == "" || gc.output != "" && !g.toFolder(gc)) {
		g.Problem(at, "go %s %s names more than one package", gc.verb, strings.Join(gc.packages, " "))
		return
	}
	for _, name := range names {
		g.Built(i, gc.Command, g.place(gc, name))
	}
}

// toFolder says whether a command's -o names a folder.
func (g *stage) toFolder(gc command) bool {
	return strings.HasSuffix(gc.output, "/") || g.IsDir(model.Resolve(gc.workdir(), gc.output))
}

// programNames are the names of the programs that a command makes: with ... in a package's path, of the main packages below it.
func (g command) programNames(module *Module, root string) []string {
	if !g.isRecursive() {
		return []string{g.programName(module.Module, root)}
	}
	if g.verb == "build" && g.output == "" {
		return nil // It only compiles.
	}
	var names []string
	for _, p := range g.packages {
		below, recursive := strings.CutSuffix(p, "...")
		from := strings.Trim(strings.TrimPrefix(model.Resolve(g.workdir(), below), root), "/")
		if !recursive || !strings.HasPrefix(p, ".") {
			return nil
		}
		for _, dir := range module.Mains {
			if from == "" || dir == from || strings.HasPrefix(dir, from+"/") {
				names = append(names, importName(path.Join(module.Module, dir)))
			}
		}
	}
	return names
}

// isRecursive says whether a command names all packages below a folder.
func (g command) isRecursive() bool {
	return slices.ContainsFunc(g.packages, func(p string) bool { return strings.Contains(p, "...") })
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
