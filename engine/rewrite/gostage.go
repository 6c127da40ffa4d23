package rewrite

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// goStage is a stage that builds a Go program, as far as it can be read.
type goStage struct {
	stage *dockerfile.Stage
	// dirs and users are the working directory and user in effect before each instruction; end* those at the end.
	dirs, users     []string
	endDir, endUser string
	// scripts are what each RUN runs, by the instruction's index.
	scripts map[int]*script
	// gos are the go commands of each RUN, by the instruction's index.
	gos map[int][]goCommand
	// outputs are the programs built, in order.
	outputs []output
	// copies are the COPY and ADD instructions that bring files from the context.
	copies []contextCopy
	// lastRun is the index of the last RUN, -1 when there is none.
	lastRun int
	// goEnv is the environment at the end of the stage, with what the toolchain's image sets.
	goEnv map[string]string
	// problems are why parts of it can't be read, with their line.
	problems []problem
}

// problem is a reason against a change, and where it comes from.
type problem struct {
	lines  dockerfile.Lines
	reason string
}

// output is a program that a go command leaves in the image.
type output struct {
	instruction int
	command     goCommand
	// paths are where it stands, the first as built, then where it was moved or copied to.
	paths []string
}

// contextCopy is a COPY or ADD from the build context.
type contextCopy struct {
	instruction int
	sources     []string
	// dest is absolute; written is as the Dockerfile has it.
	dest, written string
}

// bringsAll says whether it copies the whole context, or its go.mod together with sources.
func (c contextCopy) bringsAll() bool {
	return slices.ContainsFunc(c.sources, func(s string) bool { return path.Clean("/"+s) == "/" })
}

// goImageEnv is what the images of the Go toolchain set.
func goImageEnv() map[string]string {
	return map[string]string{
		"GOPATH": "/go", "HOME": "/root",
		"PATH": "/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	}
}

// readGoStage reads the instructions of a stage in order.
func readGoStage(f *dockerfile.File, stage *dockerfile.Stage, module *project.GoModule) *goStage {
	g := &goStage{
		stage: stage, lastRun: -1, scripts: map[int]*script{}, gos: map[int][]goCommand{}, goEnv: goImageEnv(),
	}
	g.endDir, g.endUser = startPlace(f, stage)
	for i, ins := range stage.Instructions {
		g.dirs, g.users = append(g.dirs, g.endDir), append(g.users, g.endUser)
		for k, v := range ins.Env {
			if k != "PATH" || strings.Contains(v, "/go") {
				g.goEnv[k] = v
			}
		}
		switch c := ins.Command.(type) {
		case *instructions.WorkdirCommand:
			g.endDir = resolve(g.endDir, expandVars(c.Path, g.goEnv))
		case *instructions.UserCommand:
			g.endUser = expandVars(c.User, g.goEnv)
		case *instructions.EnvCommand:
			for _, kv := range c.Env {
				g.goEnv[kv.Key] = expandVars(kv.Value, g.goEnv)
			}
		case *instructions.CopyCommand:
			if c.From == "" {
				g.copied(i, c.SourcePaths, c.DestPath)
			}
		case *instructions.AddCommand:
			g.copied(i, c.SourcePaths, c.DestPath)
		case *instructions.RunCommand:
			g.lastRun = i
			g.ran(f, i, ins, module)
		}
	}
	return g
}

// startPlace is the working directory and user that a stage starts with: its parent's, or the toolchain image's.
func startPlace(f *dockerfile.File, stage *dockerfile.Stage) (dir, user string) {
	dir, user = "/", "root"
	if bases.IsGoToolchain(stage.Base) {
		dir = "/go"
	}
	if stage.Parent >= 0 {
		parent := &f.Stages[stage.Parent]
		dir, user = startPlace(f, parent)
		for _, ins := range parent.Instructions {
			switch c := ins.Command.(type) {
			case *instructions.WorkdirCommand:
				dir = resolve(dir, expandVars(c.Path, ins.Env))
			case *instructions.UserCommand:
				user = expandVars(c.User, ins.Env)
			}
		}
	}
	return dir, user
}

func (g *goStage) copied(i int, sources []string, dest string) {
	dest = expandVars(dest, g.goEnv)
	abs := resolve(g.endDir, dest)
	expanded := make([]string, 0, len(sources))
	for _, s := range sources {
		expanded = append(expanded, expandVars(s, g.goEnv))
	}
	g.copies = append(g.copies, contextCopy{instruction: i, sources: expanded, dest: abs, written: dest})
}

func (g *goStage) ran(f *dockerfile.File, i int, ins dockerfile.Instruction, module *project.GoModule) {
	ins.Env = g.goEnv
	s, err := readRun(ins, f.Escape, g.endDir)
	if err != nil {
		g.problem(ins.Lines, "line %d: %v", ins.Lines.First, err)
		return
	}
	g.scripts[i] = s
	for _, c := range s.commands {
		if gc, ok := readGo(c); ok {
			g.gos[i] = append(g.gos[i], gc)
			g.built(i, gc, module)
			continue
		}
		g.moved(c)
	}
}

func (g *goStage) problem(at dockerfile.Lines, format string, args ...any) {
	g.problems = append(g.problems, problem{lines: at, reason: fmt.Sprintf(format, args...)})
}

// built notes where a go build or go install leaves its program.
func (g *goStage) built(i int, gc goCommand, module *project.GoModule) {
	if !gc.builds() || module == nil {
		return
	}
	at := g.stage.Instructions[i].Lines
	var p string
	switch name := gc.programName(module.Module, g.moduleDir(gc)); {
	case gc.opaque || !gc.outputKnown || !gc.dirKnown:
		g.problem(at, "line %d: what go %s leaves, and where, can't be told", at.First, gc.verb)
		return
	case gc.nested:
		g.problem(at, "line %d: go %s runs only under a condition or in a loop", at.First, gc.verb)
		return
	case gc.buildmode != "" && gc.buildmode != "exe" && gc.buildmode != "pie" && gc.buildmode != "default":
		g.problem(at, "line %d: go build makes a %s, not a program", at.First, gc.buildmode)
		return
	case gc.env["GOOS"] != "" && gc.env["GOOS"] != "linux":
		g.problem(at, "line %d: go build makes a program for %s", at.First, gc.env["GOOS"])
		return
	case strings.Contains(name, "..."):
		name = path.Base(module.Module)
		if len(module.Mains) != 1 || gc.output == "" && gc.verb == "build" {
			g.problem(at, "line %d: go %s %s names more than one package", at.First, gc.verb, strings.Join(gc.packages, " "))
			return
		}
		if module.Mains[0] != "." {
			name = path.Base(module.Mains[0])
		}
		p = g.place(gc, name)
	default:
		p = g.place(gc, name)
	}
	g.outputs = append(g.outputs, output{instruction: i, command: gc, paths: []string{p}})
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

// asRoot says whether a user is root.
func asRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "" || name == "root" || name == "0"
}

// numeric says whether a user is written as a number, which works on every base.
func numeric(user string) bool {
	for _, p := range strings.Split(user, ":") {
		if _, err := strconv.Atoi(p); err != nil {
			return false
		}
	}
	return user != ""
}
