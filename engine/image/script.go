package image

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/commandline"
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
	if path.Base(words[0]) == "env" {
		argv = slices.DeleteFunc(argv, func(w string) bool { return w == "-S" }) // The words behind it are split already.
		if at, _ := commandline.Wrapped(argv); at > 0 && t.lookUp(argv[at]) == nil {
			t.stop(NoInterpreter, n.path(), argv[at], "")
			return
		}
	}
	t.run(append(argv, args[1:]...), depth+1)
}

// followArguments follows what an interpreter was told to run: a shell's script or command.
func (t *tracer) followArguments(n *node, args []string, depth int) {
	// A shell is one by the name it is called by or, for links to it, by the name it has.
	given, at := commandline.ToShell(args)
	if given == commandline.NoShell {
		given, at = commandline.ToShell(slices.Concat([]string{n.name}, args[1:]))
	}
	switch given {
	case commandline.Line:
		t.follow(n.path(), []byte(args[at]), args[min(at+2, len(args)):], depth)
	case commandline.File:
		script := t.files.file(in(t.start.WorkDir, args[at]))
		if script != nil && script.content.text != nil {
			t.follow(script.path(), script.content.text, args[at+1:], depth)
		}
	}
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
		if word == "" || commandline.IsBuiltin(word) || functions[word] {
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
