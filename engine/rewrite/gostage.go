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
