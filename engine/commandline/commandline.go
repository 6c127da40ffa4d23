// Package commandline knows the programs whose arguments are a command again, as those of the field know them: shells, wrappers such as
// env and timeout, programs that change the user, init programs. A word that only running tells is the empty one.
package commandline

import (
	_ "embed"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// programsFile says which programs run others, and how, each with its source.
//
//go:embed programs.json
var programsFile []byte

// role is what a program does with the words behind it.
type role string

// The roles, as programsFile has them.
const (
	shell       role = "shell"
	otherShell  role = "other shell"
	builtin     role = "builtin"
	onlyBuiltin role = "only builtin"
	wrapper     role = "wrapper"
	changesUser role = "changes user"
	initProgram role = "init"
)

// program is what is known of one that runs others.
type program struct {
	Is role
	// Valued are the options that take a word of their own, Splits those behind which several words stand in one, Asks those with which
	// it runs nothing.
	Valued, Splits, Asks []string
	// Operands is how many words of its own stand before the other command.
	Operands int
	// Assigns says that it takes variables before the command, Appends that it adds words to it.
	Assigns, Appends bool
}

// programs are all by their names. A wrapper may be a builtin too, so there is a table for each.
var programs = sync.OnceValue(func() map[bool]map[string]program {
	var rows []struct {
		program
		Names []string
	}
	if err := json.Unmarshal(programsFile, &rows); err != nil {
		panic("read programs.json: " + err.Error())
	}
	out := map[bool]map[string]program{false: {}, true: {}}
	for _, r := range rows {
		for _, name := range r.Names {
			out[r.Is == builtin || r.Is == onlyBuiltin][name] = r.program
		}
	}
	return out
})

// is says whether a program, a name or a path, has one of the roles.
func is(name string, roles ...role) bool {
	name = path.Base(name)
	return slices.ContainsFunc(roles, func(r role) bool { return programs()[false][name].Is == r || programs()[true][name].Is == r })
}

// IsShell says whether a program is a shell that reads the language of sh.
func IsShell(program string) bool { return is(program, shell) }

// IsAnyShell says whether a program is a shell, whatever language it reads.
func IsAnyShell(program string) bool { return is(program, shell, otherShell) }

// IsBuiltin says whether a shell does what a command says by itself, so that no program of that name is needed.
func IsBuiltin(name string) bool { return IsOnlyBuiltin(name) || programs()[true][name].Is == builtin }

// IsOnlyBuiltin says whether a command is one that only a shell knows: there is no program of that name.
func IsOnlyBuiltin(name string) bool { return programs()[true][name].Is == onlyBuiltin }

// IsInit says whether a program is one that only starts another, as the first process of a container.
func IsInit(program string) bool { return is(program, initProgram) }

// ChangesUser says whether a program runs another one as a user that it is given.
func ChangesUser(program string) bool { return is(program, changesUser) }

// Wraps says whether a program runs the command behind it.
func Wraps(program string) bool { return is(program, wrapper, changesUser, initProgram) }

// Appends says whether a program adds words to the command that it runs, as xargs does.
func Appends(name string) bool { return programs()[false][path.Base(name)].Appends }

// Wrapped is where the command begins that the first of the words runs, as an index of them: 2 for "timeout 5 curl"; 0 where it is none
// that runs another one, or names none. known is false where it runs one that the words do not tell.
func Wrapped(words []string) (at int, known bool) {
	if len(words) == 0 || !Wraps(words[0]) {
		return 0, true
	}
	p, ended := programs()[false][path.Base(words[0])], false
	operands := p.Operands
	for i := 1; i < len(words); i++ {
		w := words[i]
		switch {
		case !ended && slices.ContainsFunc(p.Splits, func(s string) bool { return strings.HasPrefix(w, s) }):
			return 0, false
		case !ended && slices.Contains(p.Asks, w):
			return 0, true
		case !ended && slices.Contains(p.Valued, w):
			i++
		case !ended && strings.HasPrefix(w, "-"):
			ended = w == "--"
		case p.Assigns && strings.Contains(w, "="):
		case operands > 0:
			operands--
		default:
			return i, true
		}
	}
	return 0, true
}

// Given is what a shell is given to run.
type Given int

// What a shell is given.
const (
	// NoShell is that the command is no shell.
	NoShell Given = iota
	// Line is a command line, File a script with its arguments.
	Line
	File
	// Input is that it reads what comes through its standard input.
	Input
	// Untold is that only running tells.
	Untold
)

// lineFlag finds the option behind which a shell's command line stands, alone or with others: -c, -ec, -lc.
var lineFlag = regexp.MustCompile(`^-[A-Za-z]*c$`)

// IsLineFlag says whether a shell's option is the one behind which a command line stands.
func IsLineFlag(word string) bool { return lineFlag.MatchString(word) }

// ToShell says what a shell is given by its words, the shell's own first, and at which of them that stands.
func ToShell(words []string) (given Given, at int) {
	if len(words) == 0 || !IsShell(words[0]) {
		return NoShell, 0
	}
	for i := 1; i < len(words); i++ {
		switch w := words[i]; {
		case w == "":
			return Untold, i
		case lineFlag.MatchString(w):
			if i+1 == len(words) || words[i+1] == "" {
				return Untold, i + 1
			}
			return Line, i + 1
		case w == "-o" || w == "-O" || w == "+o":
			i++
		case w == "-s" || w == "-":
			return Input, i
		case !strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "+"):
			return File, i
		}
	}
	return Input, len(words)
}
