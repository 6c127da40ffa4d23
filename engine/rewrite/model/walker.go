package model

import (
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// walker collects the commands of a script in the order they run.
type walker struct {
	script   *Script
	source   string
	offset   int
	env      map[string]string
	dir      string
	dirKnown bool
}

func (w *walker) stmt(stmt *syntax.Stmt, nested bool) {
	nested = nested || stmt.Background || stmt.Negated
	switch c := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		w.call(c, nested)
	case *syntax.BinaryCmd:
		w.stmt(c.X, nested || isPipe(c.Op))
		w.stmt(c.Y, nested || c.Op != syntax.AndStmt)
	case *syntax.DeclClause:
		for _, a := range c.Args {
			w.assign(a)
		}
	case *syntax.Subshell:
		outside := *w
		w.list(c.Stmts, nested)
		w.dir, w.env, w.dirKnown = outside.dir, outside.env, outside.dirKnown
	case *syntax.Block:
		w.list(c.Stmts, nested)
	case nil:
	default:
		w.inner(c)
	}
}

func (w *walker) list(stmts []*syntax.Stmt, nested bool) {
	for _, s := range stmts {
		w.stmt(s, nested)
	}
}

// inner collects the commands of a condition, a loop or a function, all of them nested.
func (w *walker) inner(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok {
			w.call(call, true)
			return false
		}
		return true
	})
}

func isPipe(op syntax.BinCmdOperator) bool { return op == syntax.Pipe || op == syntax.PipeAll }

func (w *walker) call(c *syntax.CallExpr, nested bool) {
	if len(c.Args) == 0 {
		for _, a := range c.Assigns {
			w.assign(a)
		}
		return
	}
	outer := w.env
	for _, a := range c.Assigns {
		w.assign(a)
	}
	cmd := Command{
		Env: w.env, Dir: w.dir, DirKnown: w.dirKnown, At: w.place(c.Pos()), End: w.place(c.End()), Nested: nested,
	}
	w.env = outer
	for _, a := range c.Args {
		text, known := w.literal(a)
		cmd.Args = append(cmd.Args, Word{
			Text: text, Known: known, Raw: w.source[a.Pos().Offset():a.End().Offset()],
			First: w.place(a.Pos()), Last: w.place(a.End()),
		})
	}
	if cmd.Arg(0) == "env" {
		cmd = throughEnv(cmd)
	}
	w.script.Commands = append(w.script.Commands, cmd)
	if cmd.Name() == "cd" {
		w.cd(cmd, nested)
	}
}

func (w *walker) cd(cmd Command, nested bool) {
	to := cmd.Arg(1)
	if to == "" || nested || to == "-" {
		w.dirKnown = false
		return
	}
	w.dir = Resolve(w.dir, to)
}

// throughEnv takes the command out of "env A=b command".
func throughEnv(c Command) Command {
	for len(c.Args) > 1 {
		name, value, ok := strings.Cut(c.Arg(1), "=")
		if !ok {
			break
		}
		c.Env = with(c.Env, name, value)
		c.Args = c.Args[1:]
	}
	if len(c.Args) > 1 {
		c.Args = c.Args[1:]
		c.At = c.Args[0].First
	}
	return c
}

func (w *walker) assign(a *syntax.Assign) {
	if a.Name == nil || a.Naked {
		return
	}
	value := ""
	if a.Value != nil {
		text, known := w.literal(a.Value)
		if !known {
			text = unknownValue
		}
		value = text
	}
	w.env = with(w.env, a.Name.Value, value)
}

// unknownValue stands for a variable's value that only running the script tells.
const unknownValue = "\x00"

func (w *walker) literal(x *syntax.Word) (string, bool) {
	pairs := make([]string, 0, len(w.env))
	for k, v := range w.env {
		pairs = append(pairs, k+"="+v)
	}
	text, err := expand.Literal(&expand.Config{Env: expand.ListEnviron(pairs...), NoUnset: true}, x)
	return text, err == nil && !strings.Contains(text, unknownValue)
}

func (w *walker) place(p syntax.Pos) int { return w.offset + int(p.Offset()) }
