package python

import (
	"path"
	"regexp"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern/interpreted"
)

var pythonLine = regexp.MustCompile(`\A#![ \t]*(?:/usr/bin/env(?:[ \t]+-S)?[ \t]+|/usr/local/bin/)python(?:3(?:\.\d+)?)?((?:[ \t]+\S+)*)[ \t]*\r?\n`)

// leavesUserSite finds where a script of a shell sets a variable by which the interpreter leaves out packages in a folder of their own,
// or looks for them in another one.
var leavesUserSite = regexp.MustCompile(`\bPYTHON(?:NOUSERSITE|USERBASE)\b`)

// scripts reads what scripts of a shell start, for a start of a stage.
func (s *start) scripts(g *stage, p *Project) *interpreted.Entry {
	if s.entry == nil {
		s.entry = &interpreted.Entry{
			Stage: g.Stage,
			Program: func(argv []string) string {
				s.program(g, p, argv)
				return s.problem
			},
			Activates: func(at string) bool { return g.Inside(at) && strings.HasSuffix(at, "/activate") },
		}
	}
	return s.entry
}

// file reads a start by a file of the build context: a script of a shell, or a program of Python with its interpreter in the first
// line. It says whether it is one of them.
func (s *start) file(g *stage, p *Project, argv []string) bool {
	text, ok := s.scripts(g, p).File(g.Dir, argv[0])
	if !ok {
		return false
	}
	if match := pythonLine.FindStringSubmatch(text); match != nil {
		s.script, s.args = argv[0], nil
		s.isolated = s.isolated || isolates(strings.Fields(match[1]))
		return true
	}
	if !model.IsShellScript(text) {
		return false
	}
	s.shellScript(g, p, text, argv)
	return true
}

// byShell reads a start by a shell with a script: sh start.sh.
func (s *start) byShell(g *stage, p *Project, argv []string) bool {
	rest := interpreted.ByShell(argv)
	if rest == nil {
		return false
	}
	text, ok := s.scripts(g, p).File(g.Dir, "./"+rest[0])
	if path.IsAbs(rest[0]) {
		text, ok = s.scripts(g, p).File(g.Dir, rest[0])
	}
	if !ok {
		return false
	}
	s.shellScript(g, p, text, rest)
	return true
}

// shellScript reads what a script starts: each command is one of Python's, or one that the final image has.
func (s *start) shellScript(g *stage, p *Project, text string, argv []string) {
	s.script = argv[0]
	if runner.MatchString(text) {
		s.problem, s.untold = path.Base(argv[0])+" starts programs by poetry run or pipenv run, which the final image would not have: start the program itself", false
		return
	}
	if name := leavesUserSite.FindString(text); name != "" {
		s.leaves = path.Base(argv[0]) + " sets " + name
	}
	entry := s.scripts(g, p)
	entry.Read(text, argv)
	s.untold = s.untold || entry.Untold
	s.problem, s.args = entry.Problem, nil
}
