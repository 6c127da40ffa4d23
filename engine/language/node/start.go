package node

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/pattern/interpreted"
)

// start is what the image's start command comes to.
type start struct {
	// init is an init program that starts the rest: "dumb-init", "--".
	init []string
	// run is the command that is run in the end, by node; nil when it can't be told word by word.
	run []string
	// through is the package manager that the image starts, empty when it starts node.
	through string
	// shim is the start by the program that a package puts into node_modules/.bin, with its arguments; nil where that does not do the same.
	shim []string
	// global is the program that is installed for the whole image and started, empty for none.
	global string
	// called are the words of all commands that the scripts run; opaque says that there are more than can be told.
	called [][]string
	opaque bool
	// options are the words of NODE_OPTIONS, which node reads before those of its command line.
	options []string
	// production says that a script sets NODE_ENV to production.
	production bool
	// development says that the name of a script says that it is to develop with.
	development bool
	// shell is the evidence of the shell that the command names, empty for the usual one.
	shell evidence.List
	// entry reads the scripts of a shell that are started; nil where there are none.
	entry *interpreted.Entry
	// problem is why the program can't be told; empty when it can. untold says that it is only not known what is started, which starting
	// it tells.
	problem string
	untold  bool
}

// readStart follows a start command of a stage through the scripts of package.json.
func readStart(g *stage, st model.Start, n *Package) start {
	s := &start{options: strings.Fields(g.Env.Value("NODE_OPTIONS")), shell: interpreted.ShellOf(st)}
	s.read(g, st, n)
	return *s
}

// read reads a start command.
func (s *start) read(g *stage, st model.Start, n *Package) {
	switch {
	case st.Unclear != "":
		s.problem, s.untold = st.Unclear, st.Script != ""
		s.sequence(g, interpreted.Sequence(st.Script), n)
		return
	case len(st.Argv) == 0:
		s.problem = "it is not known which program the image starts"
		return
	}
	argv := st.Argv
	if base := bases.Describe(g.Base); g.standing && st.Entrypoint < 0 && base.Runtime == "node" && base.Shell == "" {
		argv = append([]string{"node"}, argv...) // The base's own ENTRYPOINT.
	}
	if s.init, argv, s.problem = g.CutInit(argv, g.standing); len(argv) == 0 {
		return
	}
	if s.init == nil && g.handsToNode(st, argv) {
		argv = append([]string{"node"}, argv...)
	}
	s.command(g, n, argv)
	if st.Shell && !st.Simple {
		s.run = nil
	}
}

// command reads the command that is left when the init program is off.
func (s *start) command(g *stage, n *Package, argv []string) {
	switch name := path.Base(argv[0]); {
	case name == "node":
		s.run = argv
		s.called = append(s.called, argv)
	case name == "npm" || name == "yarn" || name == "pnpm":
		s.goes(name)
		s.script(n, argv, maxScripts)
	case name == "npx" && len(argv) > 1 && !strings.HasPrefix(argv[1], "-"):
		s.goes(name)
		s.bin(argv[1:], n)
	case strings.Contains(argv[0], "node_modules/.bin/"):
		s.bin(append([]string{name}, argv[1:]...), n)
		s.run = nil
	case g.installsTool(name):
		s.global = name
		s.called = append(s.called, argv)
	case s.byScript(g, n, argv):
	case slices.Contains(g.globals, name):
		s.problem = fmt.Sprintf("the image starts %s, which is installed for the whole image and not with the project", name)
	default:
		s.problem, s.untold = fmt.Sprintf("the image starts %s, and what that needs is not known", argv[0]), true
	}
}

// goes notes a package manager that is started: of several the one that images of Node.js lack.
func (s *start) goes(through string) {
	if s.through == "" || s.through == "npm" || s.through == "npx" {
		s.through = through
	}
}

// sequence reads commands that a shell runs one after the other: what each of them needs must be known.
func (s *start) sequence(g *stage, commands [][]string, n *Package) {
	unclear := s.problem
	s.problem, s.untold = "", false
	for _, words := range commands {
		if pattern.Fetches(g.Stage, g.Dir, words[0]) != "" {
			continue
		}
		switch words[0] {
		case "echo", "sleep":
		case "node":
			s.called = append(s.called, words)
		case "npm", "yarn", "pnpm":
			s.goes(words[0])
			s.script(n, words, maxScripts)
		case "npx":
			s.goes(words[0])
			s.bin(words[min(1, len(words)-1):], n)
		default:
			s.problem, s.untold = unclear, true
		}
	}
	if len(commands) == 0 {
		s.problem, s.untold = unclear, true
	}
	s.run = nil
}

func hasDependency(list []project.Dependency, name string) bool {
	return slices.ContainsFunc(list, func(d project.Dependency) bool { return d.Name == name })
}

// file is the script that node runs as it is written, empty when it can't be told.
func (s start) file() string {
	for i := 1; i < len(s.run); i++ {
		switch a := s.run[i]; {
		case a == "-r" || a == "--require" || a == "--import" || a == "--loader" || a == "--env-file":
			i++
		case strings.HasPrefix(a, "-"):
		default:
			return a
		}
	}
	return ""
}

// lines are the instructions that start run: the stage's own words when those are the same. interpreter is where the base
// has node, entry says that the base starts it by itself.
func (s start) lines(st model.Start, interpreter string, entry bool) []string {
	argv := append(slices.Clone(s.init), interpreter)
	argv = append(argv, s.run[1:]...)
	switch {
	case st.Entrypoint >= 0:
		return []string{model.ExecLine("ENTRYPOINT", argv)}
	case entry:
		return []string{model.ExecLine("CMD", argv[1:])}
	}
	return []string{model.ExecLine("CMD", argv)}
}
