package model

import (
	"slices"
	"strings"
)

// wrappers are the commands that run another one, by their names: the options that take a word of their own, and how many words stand
// before the other command.
var wrappers = map[string]struct {
	valued   []string
	operands int
}{
	"sudo": {valued: []string{"-u", "-g", "-h", "-p"}}, "nice": {valued: []string{"-n"}}, "ionice": {valued: []string{"-c", "-n"}},
	"timeout": {valued: []string{"-s", "-k", "--signal"}, operands: 1}, "env": {valued: []string{"-u", "-C", "-S"}},
	"xargs":  {valued: []string{"-n", "-I", "-P", "-L", "-d", "-s", "-a"}},
	"stdbuf": {valued: []string{"-i", "-o", "-e"}}, "exec": {valued: []string{"-a"}},
	"gosu": {operands: 1}, "su-exec": {operands: 1}, "setarch": {operands: 1}, "retry": {operands: 1},
	"time": {}, "nohup": {}, "setsid": {}, "command": {}, "builtin": {},
}

// Wrapped is where the command begins that another one runs, as an index of its words: 2 for "timeout 5 curl"; 0 where it is none that
// runs another one, or names none.
func (c Command) Wrapped() int {
	w, ok := wrappers[c.Name()]
	if !ok {
		return 0
	}
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		switch {
		case slices.Contains(w.valued, a.Text):
			i++
		case a.Known && strings.HasPrefix(a.Text, "-"):
		case a.Known && strings.Contains(a.Text, "=") && (c.Name() == "env" || c.Name() == "sudo"):
		case w.operands > 0:
			w.operands--
		default:
			return i
		}
	}
	return 0
}

// WithWrapped is a command with those that it runs: what env and timeout run, and the command line of a shell. It is false where only
// running tells one.
func (c Command) WithWrapped() (out []Command, ok bool) { return c.withWrapped(0) }

func (c Command) withWrapped(depth int) (out []Command, ok bool) {
	out = []Command{c}
	if depth > mostWrapped {
		return out, false
	}
	inside := []Command{}
	switch at := c.Wrapped(); {
	case at > 0:
		inner := c
		inner.Args = c.Args[at:]
		inside = append(inside, inner)
	case isShell(c.Name()) && len(c.Args) == 3 && shellFlag.MatchString(c.Arg(1)):
		var sc Script
		if err := sc.parse(maskComments(c.Arg(2)), 0, c.Env, c.Dir); err != nil || !c.Args[2].Known {
			return out, false
		}
		inside = sc.Commands
	}
	for _, i := range inside {
		if !i.Args[0].Known {
			return out, false
		}
		further, ok := i.withWrapped(depth + 1)
		if out = append(out, further...); !ok {
			return out, false
		}
	}
	return out, true
}

// mostWrapped is how deep commands that run others are followed.
const mostWrapped = 8
