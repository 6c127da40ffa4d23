package model

import (
	"errors"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/dockerfile"
)

// walker collects the commands of a script in the order they run.
type walker struct {
	script   *Script
	source   string
	offset   int
	env      dockerfile.Environment
	dir      string
	dirKnown bool
	// branches counts the conditions, loops and functions around what is read.
	branches int
}

// under says what a command stands in: nested is any pipe, condition, loop or function; conditional says that it may not run
// and the RUN goes on, or that it may fail.
type under struct{ nested, conditional bool }

// condition is what stands in a condition, a loop or a function.
func condition() under { return under{nested: true, conditional: true} }

func (w *walker) stmt(stmt *syntax.Stmt, in under) {
	in.nested = in.nested || stmt.Background || stmt.Negated
	for _, r := range stmt.Redirs {
		w.redirect(r, in)
	}
	switch c := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		w.call(c, in)
	case *syntax.BinaryCmd:
		w.binary(c, in)
	case *syntax.DeclClause:
		for _, a := range c.Args {
			w.assign(a)
		}
	case *syntax.Subshell:
		outside := *w
		w.list(c.Stmts, in)
		w.dir, w.env, w.dirKnown = outside.dir, outside.env, outside.dirKnown
	case *syntax.Block:
		w.list(c.Stmts, in)
	default:
		w.compound(c)
	}
}

// binary collects the commands of a pipe, and of && and ||.
func (w *walker) binary(c *syntax.BinaryCmd, in under) {
	x, y := in, in
	x.nested = x.nested || isPipe(c.Op)
	x.conditional = x.conditional || c.Op == syntax.OrStmt
	y.nested = y.nested || c.Op != syntax.AndStmt
	y.conditional = y.conditional || c.Op == syntax.OrStmt
	w.stmt(c.X, x)
	w.stmt(c.Y, y)
}

func (w *walker) list(stmts []*syntax.Stmt, in under) {
	for _, s := range stmts {
		w.stmt(s, in)
	}
}

// compound collects the commands of a condition, a loop or a function, all of them nested. A variable that is set there has no
// value that could be told.
func (w *walker) compound(n syntax.Command) {
	in := condition()
	w.branches++
	defer func() { w.branches-- }()
	switch c := n.(type) {
	case *syntax.IfClause:
		for ; c != nil; c = c.Else {
			w.list(c.Cond, in)
			w.list(c.Then, in)
		}
	case *syntax.WhileClause:
		w.list(c.Cond, in)
		w.list(c.Do, in)
	case *syntax.ForClause:
		if loop, ok := c.Loop.(*syntax.WordIter); ok {
			w.env = w.env.With(loop.Name.Value, unknownValue)
		}
		w.list(c.Do, in)
	case *syntax.CaseClause:
		for _, item := range c.Items {
			w.list(item.Stmts, in)
		}
	case *syntax.FuncDecl:
		w.stmt(c.Body, in)
	case *syntax.TimeClause:
		if c.Stmt != nil {
			w.stmt(c.Stmt, in)
		}
	}
}

func isPipe(op syntax.BinCmdOperator) bool { return op == syntax.Pipe || op == syntax.PipeAll }

// redirect notes a file that a redirection writes.
func (w *walker) redirect(r *syntax.Redirect, in under) {
	op := r.Op.String()
	if r.Word == nil || !strings.Contains(op, ">") {
		return
	}
	text, known := w.literal(r.Word)
	if r.Op == syntax.DplOut && (text == "-" || strings.Trim(text, "0123456789") == "") {
		return
	}
	w.script.Writes = append(w.script.Writes, Redirect{
		Path:   Word{Text: text, Known: known, Raw: w.source[r.Word.Pos().Offset():r.Word.End().Offset()]},
		Append: strings.Contains(op, ">>"), Dir: w.dir, DirKnown: w.dirKnown, At: w.place(r.Pos()), Conditional: in.conditional,
	})
}

func (w *walker) call(c *syntax.CallExpr, in under) {
	if len(c.Args) == 0 {
		for _, a := range c.Assigns {
			w.assign(a)
		}
		return
	}
	outer, branches := w.env, w.branches
	w.branches = 0
	for _, a := range c.Assigns {
		w.assign(a)
	}
	w.branches = branches
	cmd := Command{
		Env: w.env, Dir: w.dir, DirKnown: w.dirKnown, At: w.place(c.Pos()), End: w.place(c.End()),
		Nested: in.nested, Conditional: in.conditional,
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
		w.cd(cmd, in.nested)
	}
}

func (w *walker) cd(cmd Command, nested bool) {
	to := cmd.Arg(1)
	if to == "" || nested || to == "-" {
		w.dirKnown = false
		return
	}
	dir := Resolve(w.dir, to)
	if len(dir) > maxPath {
		w.dirKnown = false
		return
	}
	w.dir = dir
}

// throughEnv takes the command out of "env A=b command".
func throughEnv(c Command) Command {
	for len(c.Args) > 1 {
		name, value, ok := strings.Cut(c.Arg(1), "=")
		if !ok {
			break
		}
		c.Env = c.Env.With(name, value)
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
	switch {
	case w.branches > 0 || a.Append:
		value = unknownValue
	case a.Value != nil:
		text, known := w.literal(a.Value)
		if !known {
			text = unknownValue
		}
		value = text
	}
	w.env = w.env.With(a.Name.Value, value)
}

// unknownValue stands for a variable's value that only running the script tells.
const unknownValue = "\x00"

// mostValues is how many bytes of values the variables of a word may bring: A=$A$A doubles with each line, and nobody writes more.
const mostValues = 16 << 10

// maxPath is the longest path that Linux takes, in bytes.
const maxPath = 4096

func (w *walker) literal(x *syntax.Word) (string, bool) {
	if w.values(x) > mostValues {
		return unknownValue, false
	}
	settings := &expand.Config{Env: w.env.Shell(), NoUnset: true, ProcSubst: ofRunning}
	text, err := expand.Literal(settings, x)
	return text, err == nil && !strings.Contains(text, unknownValue)
}

// values is how many bytes the variables of a word bring at most, counted up to a little more than mostValues.
func (w *walker) values(x *syntax.Word) int {
	n := 0
	syntax.Walk(x, func(node syntax.Node) bool {
		p, ok := node.(*syntax.ParamExp)
		if !ok || p.Param == nil || n > mostValues {
			return n <= mostValues
		}
		value := len(w.env.Value(p.Param.Value))
		if p.Repl != nil && p.Repl.With != nil {
			value *= 1 + int(p.Repl.With.End().Offset()-p.Repl.With.Pos().Offset()) + w.values(p.Repl.With)
		}
		n += min(value, mostValues+1)
		return true
	})
	return n
}

// ofRunning says that what <(command) becomes is told by running it alone.
func ofRunning(*syntax.ProcSubst) (string, error) {
	return "", errors.New("a process substitution is known only when it runs")
}

func (w *walker) place(p syntax.Pos) int { return w.offset + int(p.Offset()) }
