package image

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/foreign"
)

// script follows a script: its interpreter has to be there and to start, and what a shell script starts is followed.
func (t *tracer) script(n *node, line string, args []string, depth int) {
	words := strings.Fields(line)
	if len(words) == 0 {
		t.stop(NoInterpreter, n.path(), "an interpreter", "")
		return
	}
	if t.files.file(in("/", words[0])) == nil {
		t.stop(NoInterpreter, n.path(), words[0], "")
		return
	}
	argv := append(slices.Clone(words), n.path())
	if len(words) > 2 && path.Base(words[0]) != "env" {
		// The kernel hands all that follows the interpreter over as one word.
		argv = []string{words[0], strings.Join(words[1:], " "), n.path()}
	}
	if path.Base(words[0]) == "env" && len(words) > 1 {
		if name := wrapped("env", words[1:]); len(name) > 0 && t.lookUp(name[0]) == nil {
			t.stop(NoInterpreter, n.path(), name[0], "")
			return
		}
	}
	t.run(append(argv, args[1:]...), depth+1)
}

// followArguments follows what an interpreter was told to run: a shell's script or command.
func (t *tracer) followArguments(n *node, args []string, depth int) {
	if !isShell(args[0], n) || len(args) < 2 {
		return
	}
	if strings.HasPrefix(args[1], "-") && strings.HasSuffix(args[1], "c") && len(args) > 2 {
		t.follow(n.path(), []byte(args[2]), args[min(4, len(args)):], depth)
		return
	}
	rest := args[1:]
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return
	}
	script := t.files.file(in(t.start.WorkDir, rest[0]))
	if script != nil && script.content.text != nil {
		t.follow(script.path(), script.content.text, rest[1:], depth)
	}
}

// isShell says whether a program is a shell by the name it is called by or, for busybox's links, the name it has.
func isShell(called string, n *node) bool {
	return shellName.MatchString(path.Base(called)) || shellName.MatchString(n.name)
}

// parseShell reads a script.
func parseShell(text, name string) (*syntax.File, error) {
	if err := foreign.Shell(text); err != nil {
		return nil, err
	}
	return syntax.NewParser().Parse(strings.NewReader(text), name)
}

// follow looks at the commands that a shell script runs in any case: those at its top level. What it ends in is followed
// as a start of its own; of the others it is said when they are not there.
func (t *tracer) follow(name string, text []byte, args []string, depth int) {
	file, err := parseShell(string(text), name)
	if err != nil {
		t.stop(NotFollowed, name, "a script that can be read", "")
		return
	}
	commands := topCommands(file, args)
	functions := declared(file)
	for i, command := range commands {
		word, exec := command[0], command[0] == "exec"
		if exec && len(command) > 1 {
			command = command[1:]
			word = command[0]
		}
		if word == "" || builtins[word] || functions[word] {
			continue
		}
		if exec || i == len(commands)-1 {
			t.run(command, depth+1)
			continue
		}
		if t.lookUp(word) == nil {
			t.stop(NoCommand, name, word, "")
		}
	}
}

// topCommands are the command lines at the top level of a script, in order; a word that is not written out is "".
func topCommands(file *syntax.File, args []string) [][]string {
	var list [][]string
	var visit func(cmd syntax.Command)
	visit = func(cmd syntax.Command) {
		switch c := cmd.(type) {
		case *syntax.BinaryCmd:
			visit(c.X.Cmd)
			if c.Op == syntax.AndStmt || c.Op == syntax.Pipe {
				visit(c.Y.Cmd)
			}
		case *syntax.CallExpr:
			if words := expand(c.Args, args); len(words) > 0 {
				list = append(list, words)
			}
		}
	}
	for _, s := range file.Stmts {
		visit(s.Cmd)
	}
	return list
}

// expand writes words out: "$@" stands for the script's own arguments.
func expand(words []*syntax.Word, args []string) []string {
	var out []string
	for _, w := range words {
		if isAllArguments(w) {
			out = append(out, args...)
			continue
		}
		out = append(out, literal(w))
	}
	return out
}

// isAllArguments says whether a word is "$@" or $*, quoted or not.
func isAllArguments(w *syntax.Word) bool {
	if len(w.Parts) != 1 {
		return false
	}
	part := w.Parts[0]
	if quoted, ok := part.(*syntax.DblQuoted); ok && len(quoted.Parts) == 1 {
		part = quoted.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	return ok && p.Param != nil && (p.Param.Value == "@" || p.Param.Value == "*")
}

// declared are the functions of a script.
func declared(file *syntax.File) map[string]bool {
	names := map[string]bool{}
	syntax.Walk(file, func(n syntax.Node) bool {
		if f, ok := n.(*syntax.FuncDecl); ok {
			names[f.Name.Value] = true
		}
		return true
	})
	return names
}

// builtins are the commands that a POSIX shell carries itself, with those that all shells in use carry too.
var builtins = map[string]bool{
	".": true, ":": true, "[": true, "alias": true, "bg": true, "break": true, "cd": true, "command": true, "continue": true,
	"declare": true, "echo": true, "eval": true, "exec": true, "exit": true, "export": true, "false": true, "fg": true,
	"getopts": true, "hash": true, "jobs": true, "kill": true, "let": true, "local": true, "printf": true, "pwd": true,
	"read": true, "readonly": true, "return": true, "set": true, "shift": true, "shopt": true, "source": true, "test": true,
	"times": true, "trap": true, "true": true, "type": true, "typeset": true, "ulimit": true, "umask": true, "unalias": true,
	"unset": true, "wait": true,
}
