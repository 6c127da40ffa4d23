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
	"timeout": {valued: []string{"-s", "-k", "--signal"}, operands: 1}, "env": {valued: []string{"-u", "-C"}},
	"xargs":  {valued: []string{"-n", "-I", "-P", "-L", "-d", "-s", "-a"}},
	"stdbuf": {valued: []string{"-i", "-o", "-e"}}, "exec": {valued: []string{"-a"}},
	"gosu": {operands: 1}, "su-exec": {operands: 1}, "setarch": {operands: 1}, "retry": {operands: 1},
	"time": {}, "nohup": {}, "setsid": {}, "command": {}, "builtin": {},
}

// Wrapped is where the command begins that another one runs, as an index of its words: 2 for "timeout 5 curl"; 0 where it is none that
// runs another one, or names none.
func (c Command) Wrapped() int {
	w, ok := wrappers[c.Name()]
	if !ok || c.Name() == "env" && slices.ContainsFunc(c.Args, splits) {
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
	inside, known := []Command{}, true
	switch at := c.Wrapped(); {
	case at > 0:
		inner := c
		inner.Args = c.Args[at:]
		inside = append(inside, inner)
	case c.Name() == "env" && slices.ContainsFunc(c.Args, splits):
		known = false
	case isShell(c.Name()):
		inside, known = c.givenToShell()
	}
	if !known {
		return out, false
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

// splits says whether a word has env make several words of one.
func splits(w Word) bool {
	return strings.HasPrefix(w.Text, "-S") || strings.HasPrefix(w.Text, "--split-string")
}

// givenToShell are the commands that a shell is given: those of its command line, or the script that it reads with its arguments. It is
// false where that can't be told.
func (c Command) givenToShell() ([]Command, bool) {
	for i := 1; i < len(c.Args); i++ {
		switch a := c.Args[i]; {
		case !a.Known:
			return nil, false
		case shellFlag.MatchString(a.Text):
			var sc Script
			if i+1 == len(c.Args) || !c.Args[i+1].Known || sc.parse(maskComments(c.Arg(i+1)), 0, c.Env, c.Dir) != nil {
				return nil, false
			}
			return sc.Commands, true
		case a.Text == "-o" || a.Text == "-O" || a.Text == "+o":
			i++
		case !strings.HasPrefix(a.Text, "-") && !strings.HasPrefix(a.Text, "+"):
			script := c
			script.Args = c.Args[i:]
			return []Command{script}, true
		}
	}
	return nil, true
}

// mostWrapped is how deep commands that run others are followed.
const mostWrapped = 8
