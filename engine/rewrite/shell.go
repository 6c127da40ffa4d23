package rewrite

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/dockerfile"
)

// word is one argument of a command.
type word struct {
	// text is the argument with quotes removed and variables replaced; it is meaningless unless known.
	text  string
	known bool
	// raw is the argument as written.
	raw string
	// first and last are the byte range in the instruction's text; both 0 when the text can't be edited.
	first, last int
}

// command is a simple command of a shell script.
type command struct {
	args []word
	// env are the assignments that hold for it: of the script so far, and its own.
	env map[string]string
	// dir is the folder it runs in; dirKnown is false after a cd to where can't be told.
	dir      string
	dirKnown bool
	// at is where the command starts in the instruction's text, its own assignments included.
	at int
	// nested says that it stands in a condition, a loop, a function or a pipe.
	nested bool
}

// name is the command's name without its folder, empty when it can't be told.
func (c command) name() string {
	if len(c.args) == 0 || !c.args[0].known {
		return ""
	}
	return path.Base(c.args[0].text)
}

// arg returns an argument's text, empty when there is none or it can't be told.
func (c command) arg(i int) string {
	if i >= len(c.args) || !c.args[i].known {
		return ""
	}
	return c.args[i].text
}

// script is what a RUN runs.
type script struct {
	commands []command
	// text is the instruction's source with "\n" line ends.
	text string
	// flags is where the text after "RUN" and its flags starts being free for another flag.
	flags int
	// body is where the script starts in text.
	body int
	// editable says that the commands' places in text are right: shell form, no heredoc, backslash continuations.
	editable bool
}

// Why a RUN is not read; whoever reports it adds the line.
var (
	errNoRun        = errors.New("it is not a RUN")
	errHeredocInput = errors.New("it gives a heredoc to a command")
	errOtherEscape  = errors.New("the file continues lines with another character than the backslash")
)

// readRun parses what a RUN runs. env and dir are what holds when it starts.
func readRun(ins dockerfile.Instruction, escape rune, dir string) (*script, error) {
	run, ok := ins.Command.(*instructions.RunCommand)
	if !ok {
		return nil, errNoRun
	}
	s := &script{text: strings.ReplaceAll(ins.Text, "\r\n", "\n")}
	s.flags, s.body = afterFlags(s.text)
	switch {
	case !run.PrependShell:
		s.commands = []command{execCommand(run.CmdLine, ins.Env, dir)}
		return s, nil
	case len(run.Files) > 0:
		if len(run.Files) > 1 || !strings.HasPrefix(strings.TrimSpace(run.CmdLine[0]), "<<") {
			return nil, errHeredocInput
		}
		return s, s.parse(run.Files[0].Data, 0, ins.Env, dir)
	case escape != '\\':
		return nil, errOtherEscape
	}
	s.editable = true
	return s, s.parse(maskComments(s.text[s.body:]), s.body, ins.Env, dir)
}

// execCommand is the command of a RUN in exec form.
func execCommand(argv []string, env map[string]string, dir string) command {
	c := command{env: env, dir: dir, dirKnown: true}
	for _, a := range argv {
		c.args = append(c.args, word{text: a, known: true, raw: a})
	}
	return c
}

// afterFlags returns the end of the last flag of an instruction (of its keyword when it has none) and the start of
// what follows.
func afterFlags(text string) (flags, body int) {
	flags = len("RUN")
	at := skipBlank(text, flags)
	for strings.HasPrefix(text[at:], "--") {
		end := strings.IndexAny(text[at:], " \t\n")
		if end < 0 {
			return len(text), len(text)
		}
		flags = at + end
		at = skipBlank(text, flags)
	}
	return flags, at
}

// skipBlank skips spaces, line continuations, and the comment lines that may follow one.
func skipBlank(text string, at int) int {
	for at < len(text) {
		switch c := text[at]; {
		case c == ' ' || c == '\t' || c == '\n':
			at++
		case c == '\\' && strings.TrimLeft(firstLine(text[at+1:]), " \t") == "":
			at++
		case c == '#' && strings.TrimSpace(text[strings.LastIndexByte(text[:at], '\n')+1:at]) == "" && strings.Contains(text[:at], "\n"):
			at += len(firstLine(text[at:]))
		default:
			return at
		}
	}
	return at
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// maskComments blanks the comment lines and empty lines that a Dockerfile allows between continued lines and a shell
// does not, keeping every other byte where it is.
func maskComments(body string) string {
	lines := strings.SplitAfter(body, "\n")
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if i > 0 && (trimmed == "" || trimmed[0] == '#') {
			lines[i] = strings.Repeat(" ", len(line))
		}
	}
	return strings.Join(lines, "")
}

// parse reads a script and collects its commands; offset is where it starts in the instruction's text.
func (s *script) parse(source string, offset int, env map[string]string, dir string) error {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(source), "")
	if err != nil {
		return fmt.Errorf("read the shell script: %w", err)
	}
	w := &walker{script: s, source: source, offset: offset, env: env, dir: dir, dirKnown: true}
	for _, stmt := range file.Stmts {
		w.stmt(stmt, false)
	}
	return nil
}
