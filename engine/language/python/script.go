package python

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
)

// mostScripts is how many scripts that start each other are followed.
const mostScripts = 3

var (
	shellLine  = regexp.MustCompile(`\A#![ \t]*(?:/usr)?/bin/(?:env[ \t]+)?(?:ba|da|a)?sh(?:[ \t]+-[a-z]+)*[ \t]*\r?\n`)
	pythonLine = regexp.MustCompile(`\A#![ \t]*(?:/usr/bin/env(?:[ \t]+-S)?[ \t]+|/usr/local/bin/)python(?:3(?:\.\d+)?)?((?:[ \t]+\S+)*)[ \t]*\r?\n`)
)

// file reads a start by a file of the build context: a script of a shell, or a program of Python with its interpreter in the first
// line. It says whether it is one of them.
func (s *start) file(g *stage, p *Project, argv []string) bool {
	at := model.Resolve(g.Dir, argv[0])
	text, ok := g.Model().ImageFile(g.Stage, len(g.Instructions), at)
	if !ok {
		return false
	}
	if match := pythonLine.FindStringSubmatch(text); match != nil {
		s.script, s.args = argv[0], nil
		s.isolated = s.isolated || isolates(strings.Fields(match[1]))
		return true
	}
	if !shellLine.MatchString(text) {
		return false
	}
	s.shellScript(g, p, text, argv)
	return true
}

// byShell reads a start by a shell with a script: sh start.sh.
func (s *start) byShell(g *stage, p *Project, argv []string) bool {
	if !slices.Contains([]string{"sh", "bash", "ash", "dash"}, path.Base(argv[0])) {
		return false
	}
	rest := argv[1:]
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") && !strings.ContainsAny(rest[0], "cs") {
		rest = rest[1:]
	}
	if len(rest) == 0 || strings.HasPrefix(rest[0], "-") {
		return false
	}
	text, ok := g.Model().ImageFile(g.Stage, len(g.Instructions), model.Resolve(g.Dir, rest[0]))
	if !ok {
		return false
	}
	s.shellScript(g, p, text, rest)
	return true
}

// shellScript reads what a script starts: each command is one of Python's, or one that the final image has.
func (s *start) shellScript(g *stage, p *Project, text string, argv []string) {
	s.script = argv[0]
	name := path.Base(argv[0])
	if s.depth++; s.depth > mostScripts {
		s.problem = "the image starts " + name + ", which starts further scripts, and what those need is not known"
		return
	}
	if runner.MatchString(text) {
		s.problem = name + " starts programs by poetry run or pipenv run, which the final image would not have: start the program itself"
		return
	}
	sc, err := model.ReadShell(text, g.Env, g.Dir)
	if err != nil {
		s.problem = "the image starts " + name + ", which can't be read as a shell's script"
		return
	}
	if line := strings.SplitN(text, "\n", 2)[0]; strings.Contains(line, "bash") {
		s.tool(g, "bash", name)
	}
	own := functionsOf(sc.Tree)
	s.changes = s.changes || slices.ContainsFunc(sc.Writes, func(w model.Redirect) bool { return !strings.HasPrefix(w.Path.Text, "/dev/") })
	for _, c := range sc.Commands {
		if s.problem == "" && !slices.Contains(own, c.Name()) {
			s.scriptCommand(g, p, c, name, argv[1:])
		}
	}
	s.args = nil
}

// changing are programs that write files, or give them to somebody.
const changing = " mkdir chown chmod touch cp mv sed tee install ln rm dd truncate "

// scriptCommand reads one command of a script that was started with arguments.
func (s *start) scriptCommand(g *stage, p *Project, c model.Command, script string, with []string) {
	args := c.Args
	for len(args) > 1 && args[0].Known && (args[0].Text == "exec" || args[0].Text == "command") {
		args = args[1:]
	}
	word := args[0]
	switch {
	case strings.Trim(word.Raw, `"`) == "$@" || strings.Trim(word.Raw, `"`) == "$*":
		if len(with) > 0 {
			s.program(g, p, with)
		}
		return
	case !word.Known || strings.ContainsAny(word.Raw, "$`"):
		s.problem = fmt.Sprintf("the image starts %s, which starts a program that only running tells: %s", script, word.Raw)
		return
	case word.Text == "." || word.Text == "source":
		s.reads(g, c, script)
		return
	case model.IsBuiltin(word.Text) || word.Text == "exec":
		return
	}
	s.called(g, p, args, script)
}

// reads reads a command of a script that reads another one: that of a virtual environment does no harm.
func (s *start) reads(g *stage, c model.Command, script string) {
	if !g.Inside(model.Resolve(c.Dir, c.Arg(1))) || !strings.HasSuffix(c.Arg(1), "/activate") {
		s.problem = fmt.Sprintf("the image starts %s, which reads %s, and what that does is not known", script, c.Args[len(c.Args)-1].Raw)
	}
}

// called notes a program that a script calls.
func (s *start) called(g *stage, p *Project, args []model.Word, script string) {
	word := args[0]
	s.changes = s.changes || strings.Contains(changing, " "+path.Base(word.Text)+" ")
	if bases.Common(word.Text) || bases.Describe(g.Base).ToolPackage(word.Text) != "" {
		s.tool(g, word.Text, script)
		return
	}
	var argv []string
	for _, a := range args {
		argv = append(argv, a.Text)
	}
	s.program(g, p, argv)
}

// tool notes a program that a script calls: it is in every image with a shell, or installed in the final stage.
func (s *start) tool(g *stage, name, script string) {
	s.tools = append(s.tools, evidence.Evidence{Kind: evidence.Starts, Subject: name, Known: true, Source: evidence.Sources, By: "the start command", File: script})
}

// functionsOf are the names of the functions that a script makes.
func functionsOf(tree *syntax.File) []string {
	var out []string
	if tree == nil {
		return nil
	}
	syntax.Walk(tree, func(n syntax.Node) bool {
		if f, isFunction := n.(*syntax.FuncDecl); isFunction {
			out = append(out, f.Name.Value)
		}
		return true
	})
	return out
}
