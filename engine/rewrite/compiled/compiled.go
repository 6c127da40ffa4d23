// Package compiled has what the patterns of languages share that are compiled to a program of its own: where a build leaves
// its programs and where commands take them, what a build stage may leave that a program needs, the libraries of the system
// behind development packages, and the files that a program reads beside it.
package compiled

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// Output is a program that a build leaves in the image.
type Output struct {
	// Instruction is the index of the RUN that builds it, Command the command in it.
	Instruction int
	Command     model.Command
	// Paths are where it stands, the first as built, then where it was moved or copied to.
	Paths []string
	// Left are where it stood before it was moved away.
	Left []string
}

// Build is a stage that builds programs, as far as it can be read.
type Build struct {
	*model.Stage
	// Outputs are the programs built, in order.
	Outputs []Output
	// Scripted says that what scripts and make run is read too.
	Scripted bool
	// Problems are why parts of the stage can't be read.
	Problems []pattern.Problem
	// Left is what the stage leaves beside the programs, once Hazards was asked.
	Left *pattern.Left

	started *entry
	ends    *fronts
}

// Read reads the RUNs of a stage in order. Compile is asked for each command and says whether it is one of the build's; it
// calls Built for the programs that the command leaves. Programs that other commands move are followed.
func (b *Build) Read(compile func(instruction int, c model.Command) bool) {
	for i, ins := range b.Instructions {
		if err := b.Unread[i]; err != nil {
			b.Problem(ins.Lines, "%v", err)
			continue
		}
		script, found := b.Scripts[i]
		if !found {
			continue
		}
		for _, c := range script.Commands {
			b.read(i, c, compile)
		}
	}
}

// read reads a command of a RUN, and those that it runs itself: by a script, or by make.
func (b *Build) read(i int, c model.Command, compile func(instruction int, c model.Command) bool) {
	if compile(i, c) {
		return
	}
	b.move(c)
	if !b.Scripted {
		return
	}
	for _, e := range effects.At(b.Stage, i, c.At) {
		if e.Kind == effects.Runs && e.Inner && !compile(i, *e.Command) {
			b.move(*e.Command)
		}
	}
}

// Follow follows the programs that what a command runs takes elsewhere, such as the recipes of make install. It is false when what it
// runs can't be told.
func (b *Build) Follow(i int, c model.Command) bool {
	inner := effects.At(b.Stage, i, c.At)
	if !slices.ContainsFunc(inner, func(e effects.Effect) bool { return e.Kind == effects.Runs && e.Inner }) {
		return false
	}
	for _, e := range inner {
		if e.Kind == effects.Runs && e.Inner {
			b.move(*e.Command)
		}
	}
	return true
}

// Built notes a program that a command leaves.
func (b *Build) Built(instruction int, c model.Command, at string) {
	b.Outputs = append(b.Outputs, Output{Instruction: instruction, Command: c, Paths: []string{at}})
}

// Problem notes why a part of the stage can't be read.
func (b *Build) Problem(at dockerfile.Lines, format string, args ...any) {
	b.Problems = append(b.Problems, pattern.ProblemAt(at, fmt.Sprintf(format, args...)))
}

// move follows the programs that a cp, mv, install or strip command takes elsewhere.
func (b *Build) move(c model.Command) {
	name := c.Name()
	if !strings.Contains(" mv cp install strip ", " "+name+" ") || name == "" || !c.DirKnown {
		return
	}
	operands, to := Operands(c)
	if name == "strip" && to == "" || len(operands) == 0 {
		return
	}
	if to == "" && len(operands) > 1 {
		to, operands = operands[len(operands)-1], operands[:len(operands)-1]
	}
	for _, from := range operands {
		b.moveOne(name, model.Resolve(c.Dir, from), to, c.Dir)
	}
}

func (b *Build) moveOne(verb, from, to, dir string) {
	if to == "" {
		return
	}
	for i, o := range b.Outputs {
		if !slices.Contains(o.Paths, from) {
			continue
		}
		dest := model.Resolve(dir, to)
		if strings.HasSuffix(to, "/") || b.IsDir(dest) {
			dest = path.Join(dest, path.Base(from))
		}
		paths := append(slices.Clone(o.Paths), dest)
		if verb == "mv" {
			paths = slices.DeleteFunc(paths, func(p string) bool { return p == from })
			b.Outputs[i].Left = append(slices.Clone(o.Left), from)
		}
		b.Outputs[i].Paths = paths
	}
}

// Operands are the arguments of a cp, mv, install, strip or rm that are no flags, and the value of a flag that names the
// output: -o with strip, -t with the others.
func Operands(c model.Command) (operands []string, output string) {
	for i := 1; i < len(c.Args); i++ {
		a := c.Arg(i)
		switch {
		case a == "":
		case a == "-o" && c.Name() == "strip", a == "-t" || a == "-m" && c.Name() == "install":
			i++
			if a != "-m" {
				output = c.Arg(i)
			}
		case !strings.HasPrefix(a, "-"):
			operands = append(operands, a)
		}
	}
	return operands, output
}

// IsDir says whether a path of the image is known to be a folder.
func (b *Build) IsDir(p string) bool {
	switch p {
	case "/", "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt", "/tmp", "/root", "/srv", "/home", "/go", "/go/bin":
		return true
	}
	return slices.Contains(b.Dirs, p) || p == b.Dir
}

// At returns the program that stands at a path, nil when none is known to.
func (b *Build) At(p string) *Output {
	for i := len(b.Outputs) - 1; i >= 0; i-- {
		if slices.Contains(b.Outputs[i].Paths, p) {
			return &b.Outputs[i]
		}
	}
	return nil
}

// Find returns the path of the built program that a word of a command line names, empty when it names none.
func (b *Build) Find(word string) string { return b.FindFrom(b.Dir, word) }

// FindFrom is Find for a command line that is run in another folder.
func (b *Build) FindFrom(dir, word string) string {
	if strings.Contains(word, "/") {
		if p := model.Resolve(dir, word); b.At(p) != nil {
			return p
		}
		return ""
	}
	for _, dir := range strings.Split(b.Env.Value("PATH"), ":") {
		if p := path.Join(dir, word); b.At(p) != nil {
			return p
		}
	}
	return ""
}

// Started returns the path of the built program that the image starts, by itself or through a script or an init program; empty when
// it starts another. All programs have to be read before it is asked.
func (b *Build) Started() string {
	if own := b.entry().own; own != nil {
		return own.at
	}
	return ""
}

// StartProblem says why what the image starts can't be told, with what to do; nil when it can or when a program that is not built starts
// by itself. It is a doubt where a script starts a built program, and something else that is not known.
func (b *Build) StartProblem() *pattern.Problem {
	e := b.entry()
	p := pattern.Problem{Lines: b.StartLines(), Reason: cmp.Or(e.problem, e.doubt), Next: e.next}
	switch {
	case p.Reason == "":
		return nil
	case e.problem == "":
		p = p.Assuming(rule.AssumesStart, b.Start.Line())
	}
	return &p
}

// SourceDir is where the sources of a command stand in the image: where a COPY last brought one of the files to the
// command's folder or above it, else the folder itself.
func (b *Build) SourceDir(dir string, files ...string) string {
	for i := len(b.Copies) - 1; i >= 0; i-- {
		c := b.Copies[i]
		if c.Dest != "/" && dir != c.Dest && !strings.HasPrefix(dir, c.Dest+"/") {
			continue
		}
		if c.BringsAll() {
			return c.Dest
		}
		for _, s := range c.Sources {
			if slices.Contains(files, path.Clean(s)) {
				return c.Dest
			}
		}
	}
	return dir
}

// FirstBuild are the lines of the first RUN that builds a program, the stage's when none does.
func (b *Build) FirstBuild() dockerfile.Lines {
	if len(b.Outputs) == 0 {
		return b.Lines
	}
	return b.Instructions[b.Outputs[0].Instruction].Lines
}
