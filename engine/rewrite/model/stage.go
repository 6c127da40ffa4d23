package model

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/foreign"
)

// Stage is a stage with what holds at each of its instructions.
type Stage struct {
	*dockerfile.Stage
	// Dirs, Users and Envs are the working directory, the user and the environment in effect before each instruction; Dir,
	// User and Env are those at the end. The environments have what the base image is known to set.
	Dirs, Users []string
	Envs        []dockerfile.Environment
	Dir, User   string
	Env         dockerfile.Environment
	// Scripts are what each RUN runs, by the instruction's index; Unread is why that of a RUN could not be read.
	Scripts map[int]*Script
	Unread  map[int]error
	// Copies are the COPY and ADD instructions that bring files from the build context, in order.
	Copies []Copy
	// LastRun is the index of the last RUN, -1 when there is none.
	LastRun int
	// Start is how the stage's image starts its program.
	Start Start

	// homeSet says that an ENV of the stage or its image sets HOME, or may: the image is not known.
	homeSet bool
	// Starts are the ways that files of the project start the image beside that, known of the target stage alone.
	Starts []Started

	// layers are the layers of RUNs, by the instruction's index; runs are the instructions that have a script, in order.
	layers map[int]int
	runs   []int
	model  *Model
	memo   *memo
}

// Copy is a COPY or ADD from the build context.
type Copy struct {
	// Instruction is its index in the stage.
	Instruction int
	// Sources are expanded. Dest is absolute; Written is as the Dockerfile has it, expanded.
	Sources       []string
	Dest, Written string
}

// BringsAll says whether it copies the whole context.
func (c Copy) BringsAll() bool {
	return slices.ContainsFunc(c.Sources, func(s string) bool { return path.Clean("/"+s) == "/" })
}

// readStage reads the instructions of a stage in order; the stages before it are read already.
func (m *Model) readStage(stage *dockerfile.Stage) *Stage {
	s := &Stage{Stage: stage, LastRun: -1, Scripts: map[int]*Script{}, Unread: map[int]error{}, Start: readStart(stage), model: m, memo: &memo{}}
	if stage.Parent >= 0 {
		parent := m.Stages[stage.Parent]
		s.Dir, s.User, s.Env, s.homeSet = parent.Dir, parent.User, parent.Env, parent.homeSet
		if len(stage.Instructions) > 0 {
			s.Env = seeing(s.Env, stage.Instructions[0].Env)
		}
	} else {
		image := m.startOf(stage)
		s.Dir, s.User, s.Env, s.homeSet = image.dir, image.user, image.env, image.homeSet
	}
	for i, ins := range stage.Instructions {
		if i > 0 {
			s.learnEnv(stage, i)
		}
		s.Dirs, s.Users, s.Envs = append(s.Dirs, s.Dir), append(s.Users, s.User), append(s.Envs, s.Env)
		switch c := ins.Command.(type) {
		case *instructions.WorkdirCommand:
			// Nothing can be made in a folder whose path is longer than the system takes.
			if dir := Resolve(s.Dir, ExpandVars(c.Path, s.Env)); len(dir) <= maxPath {
				s.Dir = dir
			}
		case *instructions.UserCommand:
			s.User = ExpandVars(c.User, s.Env)
			s.moveHome()
		case *instructions.EnvCommand:
			for _, kv := range c.Env {
				s.Env = s.Env.With(kv.Key, ExpandVars(kv.Value, s.Env))
				s.homeSet = s.homeSet || kv.Key == "HOME"
			}
		case *instructions.CopyCommand:
			if c.From == "" {
				s.copied(i, c.SourcePaths, c.DestPath)
			}
		case *instructions.AddCommand:
			s.copied(i, c.SourcePaths, c.DestPath)
		case *instructions.RunCommand:
			s.ran(m.File.Escape, i, ins)
		}
	}
	return s
}

// moveHome makes HOME that of the stage's new user, where no ENV says what it is: the system's accounts do, and only root's is known.
func (s *Stage) moveHome() {
	if s.homeSet {
		return
	}
	if IsRoot(s.User) {
		s.Env = s.Env.With("HOME", "/root")
		return
	}
	s.Env = s.Env.Without("HOME")
}

// learnEnv takes over what the instruction before another one set. Its PATH starts from BuildKit's default, not from the image's, so that
// the one that is known here stays.
func (s *Stage) learnEnv(stage *dockerfile.Stage, i int) {
	env := stage.Instructions[i].Env
	for _, name := range append(setBy(stage.Instructions[i-1].Command), "HOME") { // HOME went if the one before is USER
		if value, found := env.Get(name); found {
			s.learn(name, value)
		}
	}
}

func (s *Stage) learn(name, value string) {
	if _, found := s.Env.Get(name); !found || name != "PATH" {
		s.Env = s.Env.With(name, value)
	}
}

// setBy are the variables that an instruction sets.
func setBy(command instructions.Command) []string {
	var names []string
	switch c := command.(type) {
	case *instructions.EnvCommand:
		for _, kv := range c.Env {
			names = append(names, kv.Key)
		}
	case *instructions.ArgCommand:
		for _, kv := range c.Args {
			names = append(names, kv.Key)
		}
	}
	return names
}

func (s *Stage) copied(i int, sources []string, dest string) {
	dest = ExpandVars(dest, s.Env)
	expanded := make([]string, 0, len(sources))
	for _, source := range sources {
		expanded = append(expanded, ExpandVars(source, s.Env))
	}
	s.Copies = append(s.Copies, Copy{Instruction: i, Sources: expanded, Dest: Resolve(s.Dir, dest), Written: dest})
}

func (s *Stage) ran(escape rune, i int, ins dockerfile.Instruction) {
	s.LastRun = i
	ins.Env = s.Env
	script, err := readRun(ins, escape, s.Dir)
	if err == nil {
		if s.model.commands += len(script.Commands); s.model.commands > maxAllCommands {
			err = fmt.Errorf("%w: with it the RUNs of the Dockerfile have more than %d commands", foreign.ErrLarge, maxAllCommands)
		}
	}
	if err != nil {
		s.Unread[i] = err
		return
	}
	s.Scripts[i], s.runs = script, append(s.runs, i)
}

// Runs are the indexes of the RUNs that were read, in order.
func (s *Stage) Runs() []int {
	return slices.Clone(s.runs)
}

// StartLines are the lines of the instruction that starts the program, the stage's when there is none.
func (s *Stage) StartLines() dockerfile.Lines {
	switch {
	case s.Start.Entrypoint >= 0:
		return s.Instructions[s.Start.Entrypoint].Lines
	case s.Start.Cmd >= 0:
		return s.Instructions[s.Start.Cmd].Lines
	}
	return s.Lines
}

// End is the line behind the stage.
func (s *Stage) End() int { return s.Lines.Last + 1 }

// IsRoot says whether a user, as written in a Dockerfile, is root.
func IsRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "" || name == "root" || name == "0"
}

// IsNumeric says whether a user is written as a number, which works on every base.
func IsNumeric(user string) bool {
	for _, p := range strings.Split(user, ":") {
		if _, err := strconv.Atoi(p); err != nil {
			return false
		}
	}
	return user != ""
}

// IsPortable says whether a user exists on every base but scratch: a number, or nobody.
func IsPortable(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return IsNumeric(user) || name == "nobody"
}
