package rewrite

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// walker collects the commands of a script in the order they run.
type walker struct {
	script   *script
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
	cmd := command{env: w.env, dir: w.dir, dirKnown: w.dirKnown, at: w.place(c.Pos()), nested: nested}
	w.env = outer
	for _, a := range c.Args {
		text, known := w.literal(a)
		cmd.args = append(cmd.args, word{
			text: text, known: known, raw: w.source[a.Pos().Offset():a.End().Offset()],
			first: w.place(a.Pos()), last: w.place(a.End()),
		})
	}
	if cmd.arg(0) == "env" {
		cmd = throughEnv(cmd)
	}
	w.script.commands = append(w.script.commands, cmd)
	if cmd.name() == "cd" {
		w.cd(cmd, nested)
	}
}

func (w *walker) cd(cmd command, nested bool) {
	to := cmd.arg(1)
	if to == "" || nested || to == "-" {
		w.dirKnown = false
		return
	}
	w.dir = resolve(w.dir, to)
}

// throughEnv takes the command out of "env A=b command".
func throughEnv(c command) command {
	for len(c.args) > 1 {
		name, value, ok := strings.Cut(c.arg(1), "=")
		if !ok {
			break
		}
		c.env = with(c.env, name, value)
		c.args = c.args[1:]
	}
	if len(c.args) > 1 {
		c.args = c.args[1:]
		c.at = c.args[0].first
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

// with returns a copy of an environment that has the variable too.
func with(env map[string]string, name, value string) map[string]string {
	out := make(map[string]string, len(env)+1)
	for k, v := range env {
		out[k] = v
	}
	out[name] = value
	return out
}

// resolve returns a path seen from a folder of the image.
func resolve(dir, p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	return path.Join("/", dir, p)
}
