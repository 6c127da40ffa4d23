package model

import "lightship/engine/commandline"

// Words are the texts of a command's words; one that only running tells is empty.
func (c Command) Words() []string {
	out := make([]string, len(c.Args))
	for i := range c.Args {
		out[i] = c.Arg(i)
	}
	return out
}

// Wrapped is where the command begins that another one runs, as an index of its words: 2 for "timeout 5 curl"; 0 where it is none that
// runs another one, or names none. known is false where it runs one that can't be told.
func (c Command) Wrapped() (at int, known bool) { return commandline.Wrapped(c.Words()) }

// ToShell says what a command gives to a shell, and at which of its words that stands.
func (c Command) ToShell() (given commandline.Given, at int) { return commandline.ToShell(c.Words()) }

// WithWrapped is a command with those that it runs: what env and timeout run, and the command line of a shell. It is false where only
// running tells one.
func (c Command) WithWrapped() (out []Command, ok bool) { return c.withWrapped(0) }

func (c Command) withWrapped(depth int) (out []Command, ok bool) {
	out = []Command{c}
	if depth > mostWrapped {
		return out, false
	}
	at, known := c.Wrapped()
	if !known {
		return out, false
	}
	inside := c.from(at)
	if at == 0 {
		if inside, known = c.givenToShell(); !known {
			return out, false
		}
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

// from is the command that begins at one of the words.
func (c Command) from(at int) []Command {
	c.Args = c.Args[at:]
	return []Command{c}
}

// givenToShell are the commands that a shell is given: those of its command line, or the script that it reads with its arguments. It is
// false where that can't be told.
func (c Command) givenToShell() ([]Command, bool) {
	switch given, at := c.ToShell(); given {
	case commandline.Untold:
		return nil, false
	case commandline.Line:
		var sc Script
		if sc.parse(maskComments(c.Arg(at)), 0, c.Env, c.Dir) != nil {
			return nil, false
		}
		return sc.Commands, true
	case commandline.File:
		return c.from(at), true
	}
	return nil, true
}

// mostWrapped is how deep commands that run others are followed.
const mostWrapped = 8
