package python

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// start is what the image's start command comes to.
type start struct {
	// args are what an interpreter is given to run the program: "app.py", or "-m", "gunicorn" and so on; nil when it can't be
	// told.
	args []string
	// script is the program of a package that the image starts by name, empty when it starts the interpreter.
	script string
	// init is an init program that starts the rest: "dumb-init", "--".
	init []string
	// through is how many commands are started by poetry run or pipenv run, at where the first stands in the stage's Argv.
	through, at int
	// words are how many words uv run has before the command; the interpreter is put in their place where uv starts it itself.
	words  int
	runsPy bool
	// problem is why the program can't be told; empty when it can. untold says that it is only not known what is started, which starting
	// it tells.
	problem string
	untold  bool
	// isolated says that the interpreter is started without packages in a folder of a user's.
	isolated bool
	// leaves begins a sentence with a script that sets a variable to the same end, empty for none.
	leaves string
	// entry reads the scripts that are started; nil where there are none. tools are the programs that they call beside it.
	entry *interpreted.Entry
	tools evidence.List
}

// module is the module that does what a program of a well-known package does, empty when it is not known.
func module(program string) string {
	switch name := path.Base(program); name {
	case "gunicorn", "uvicorn", "flask", "celery", "hypercorn", "fastapi", "streamlit", "daphne", "granian":
		return name
	case "waitress-serve":
		return "waitress"
	}
	return ""
}

func readStart(g *stage, st model.Start, p *Project) start {
	s := &start{}
	s.read(g, st, p)
	if s.entry != nil {
		s.tools = s.entry.Tools
	}
	s.tools = append(s.tools, interpreted.ShellOf(st)...)
	return *s
}

// read reads a start command.
func (s *start) read(g *stage, st model.Start, p *Project) {
	switch {
	case st.Unclear != "":
		s.problem, s.untold = st.Unclear, st.Script != ""
		s.sequence(g, interpreted.Sequence(st.Script), p)
		s.checkUV(g, st)
		return
	case len(st.Argv) == 0:
		s.problem = "it is not known which program the image starts"
		return
	}
	var argv []string
	if s.init, argv, s.problem = g.CutInit(st.Argv, false); len(argv) == 0 {
		return
	}
	s.at = len(st.Argv) - len(argv)
	s.program(g, p, argv)
	if st.Shell && !st.Simple {
		s.args = nil
	}
	s.checkUV(g, st)
}

// checkUV sees that each uv run of a line of shell is one that starts a program.
func (s *start) checkUV(g *stage, st model.Start) {
	if s.words > 0 && st.Shell && s.through != len(uvRunner.FindAllString(strings.Join(s.texts(g), "\n"), -1)) {
		s.startsManager("uv")
	}
}

// sequence reads commands that a shell runs one after the other: each must be one of Python's.
func (s *start) sequence(g *stage, commands [][]string, p *Project) {
	if len(commands) == 0 {
		return
	}
	s.problem, s.untold = "", false
	for _, argv := range commands {
		if argv[0] != "echo" && argv[0] != "sleep" && s.problem == "" && pattern.Fetches(g.Stage, g.Dir, argv[0]) == "" {
			s.program(g, p, argv)
		}
	}
	s.args = nil
}

// program reads one command.
func (s *start) program(g *stage, p *Project, argv []string) {
	name := path.Base(argv[0])
	switch {
	case s.byShell(g, p, argv), s.byFile(g, p, argv):
	case interpreterName.MatchString(name) && !strings.HasPrefix(name, "pip"):
		s.interpreter(argv)
	case module(name) != "":
		s.script, s.args = name, append([]string{"-m", module(name)}, argv[1:]...)
	case p.Scripts[name] != "" || dependsOn(p, name):
		s.script = name
	case startsThrough(g.managed.manager, argv):
		s.through++
		s.program(g, p, argv[2:])
	case s.throughUV(g, p, argv):
	case name == "uv" || name == "poetry" || name == "pipenv":
		s.startsManager(name)
	default:
		s.problem, s.untold = fmt.Sprintf("the image starts %s, and what that needs is not known", argv[0]), true
	}
}

// byFile reads a start by a file, by its path or its name in PATH. It says whether nothing more is to be said of it.
func (s *start) byFile(g *stage, p *Project, argv []string) bool {
	if strings.Contains(argv[0], "/") {
		return s.file(g, p, argv) || !s.found(g, argv[0])
	}
	return module(argv[0]) == "" && s.file(g, p, argv)
}

// throughUV reads a command that uv run starts in the environment that uv sync made. It says whether it is one.
func (s *start) throughUV(g *stage, p *Project, argv []string) bool {
	command, words := uvRun(g, argv)
	if command == nil || s.entry != nil && s.entry.Script != "" {
		return false
	}
	if s.runsPy = len(command) > len(argv)-words; s.runsPy && g.Start.Shell {
		return false
	}
	s.through++
	s.words = words
	s.program(g, p, command)
	return true
}

// interpreter reads a command that starts the interpreter.
func (s *start) interpreter(argv []string) {
	if len(argv) > 2 && argv[1] == "-m" && managerOf(argv[2]) != "" {
		s.startsManager(managerOf(argv[2]))
		return
	}
	s.args = argv[1:]
	s.isolated = s.isolated || isolates(s.args)
}

func (s *start) startsManager(name string) {
	s.problem, s.untold = "the image starts "+name+", which only installing needs: start the program itself", false
}

// startsThrough says whether a command starts another one by the run of the manager that installs, without options of its own.
func startsThrough(manager string, argv []string) bool {
	return manager != "" && argv[0] == manager && len(argv) > 2 && argv[1] == "run" && !strings.HasPrefix(argv[2], "-")
}

// changes says whether a script that is started writes files.
func (s start) changes() bool { return s.entry != nil && s.entry.Changes }

// dependsOn says whether a project asks for a distribution.
func dependsOn(p *Project, name string) bool {
	return slices.ContainsFunc(p.Dependencies, func(d project.Dependency) bool { return distribution(d.Name) == name })
}

// found says whether a path of the start command is where the final stage has it too: in a copied folder, or where all images of
// Python have their interpreter.
func (s *start) found(g *stage, program string) bool {
	at := model.Resolve(g.Dir, program)
	if path.Dir(at) == "/usr/local/bin" && interpreterName.MatchString(path.Base(at)) {
		return true
	}
	if slices.ContainsFunc(g.venvs, func(dir string) bool { return path.Dir(at) == path.Join(dir, "bin") }) {
		return true
	}
	s.problem, s.untold = fmt.Sprintf("the image starts %s, and what that needs is not known", program), true
	return false
}

// lines are the instructions for a base that starts its interpreter by itself.
func (s start) lines(st model.Start) []string {
	if st.Entrypoint >= 0 {
		return []string{model.ExecLine("ENTRYPOINT", append([]string{"/usr/bin/python3"}, s.args...))}
	}
	return []string{model.ExecLine("CMD", s.args)}
}
