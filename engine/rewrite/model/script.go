package model

import (
	"errors"
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/dockerfile"
	"lightship/engine/foreign"
)

// Word is one argument of a command.
type Word struct {
	// Text is the argument with quotes removed and variables replaced; it is meaningless unless Known.
	Text  string
	Known bool
	// Raw is the argument as written.
	Raw string
	// First and Last are the byte range in the instruction's text; both 0 when the text can't be edited.
	First, Last int
}

// Command is a simple command of a shell script.
type Command struct {
	// Args are its words, the name first.
	Args []Word
	// Env are the assignments that hold for it: of the stage, of the script so far, and its own.
	Env dockerfile.Environment
	// Dir is the folder it runs in; DirKnown is false after a cd to where can't be told.
	Dir      string
	DirKnown bool
	// At and End are the byte range in the instruction's text, its own assignments included.
	At, End int
	// Nested says that it stands in a condition, a loop, a function or a pipe; Conditional that it may not run, or may fail, and
	// the RUN goes on.
	Nested, Conditional bool
	// Inner says that another command or a script runs it: At and End are that one's then, and its text can't be edited.
	Inner bool
}

// Redirect is a file that a redirection writes.
type Redirect struct {
	Path Word
	// Append says that it adds to the file.
	Append bool
	// Dir is the folder that the path is seen from; DirKnown is as Command has it.
	Dir      string
	DirKnown bool
	// At is the byte offset in the instruction's text.
	At int
	// Conditional is as Command has it.
	Conditional bool
}

// Name is the command's name without its folder, empty when it can't be told.
func (c Command) Name() string {
	if len(c.Args) == 0 || !c.Args[0].Known {
		return ""
	}
	return path.Base(c.Args[0].Text)
}

// Arg returns an argument's text, empty when there is none or it can't be told.
func (c Command) Arg(i int) string {
	if i >= len(c.Args) || !c.Args[i].Known {
		return ""
	}
	return c.Args[i].Text
}

// Script is what a RUN runs.
type Script struct {
	// Commands are in the order they run.
	Commands []Command
	// Writes are the files that redirections write, in the order they run.
	Writes []Redirect
	// Text is the instruction's source with "\n" line ends.
	Text string
	// Flags is the byte offset where another flag can be put: behind "RUN" and the flags it has.
	Flags int
	// Body is the byte offset where the script starts.
	Body int
	// Editable says that the commands' places in Text are right: shell form, no heredoc, backslash continuations.
	Editable bool
	// Tree is the parsed script, nil in exec form. Its offsets count from Body, or from the start of a heredoc's text.
	Tree *syntax.File
}

// Why a RUN is not read; whoever reports it adds the line.
var (
	errNoRun       = errors.New("it is not a RUN")
	errOtherEscape = errors.New("the file continues lines with another character than the backslash")
)

// readRun parses what a RUN runs. The instruction's environment and dir are what holds when it starts.
func readRun(ins dockerfile.Instruction, escape rune, dir string) (*Script, error) {
	run, ok := ins.Command.(*instructions.RunCommand)
	if !ok {
		return nil, errNoRun
	}
	s := &Script{Text: strings.ReplaceAll(ins.Text, "\r\n", "\n")}
	s.Flags, s.Body = afterFlags(s.Text)
	switch {
	case !run.PrependShell:
		s.Commands = []Command{execCommand(run.CmdLine, ins.Env, dir)}
		return s, nil
	case len(run.Files) == 1 && strings.HasPrefix(strings.TrimSpace(run.CmdLine[0]), "<<"):
		return s, s.parse(run.Files[0].Data, 0, ins.Env, dir)
	case len(run.Files) > 0:
		return s, s.parse(withHeredocs(run), 0, ins.Env, dir)
	case escape != '\\':
		return nil, errOtherEscape
	}
	s.Editable = true
	return s, s.parse(maskComments(s.Text[s.Body:]), s.Body, ins.Env, dir)
}

// withHeredocs is the script of a RUN that gives heredocs to its commands, as BuildKit hands it to the shell.
func withHeredocs(run *instructions.RunCommand) string {
	text := strings.Join(run.CmdLine, " ") + "\n"
	for _, f := range run.Files {
		text += f.Data + f.Name + "\n"
	}
	return text
}

// execCommand is the command of a RUN in exec form.
func execCommand(argv []string, env dockerfile.Environment, dir string) Command {
	c := Command{Env: env, Dir: dir, DirKnown: true}
	for _, a := range argv {
		c.Args = append(c.Args, Word{Text: a, Known: true, Raw: a})
	}
	return c
}

// afterFlags returns the end of the last flag of an instruction (of its keyword when it has none) and the start of
// what follows.
func afterFlags(text string) (flags, body int) {
	flags = KeywordEnd(text, "RUN")
	at := skipBlank(text, flags)
	for strings.HasPrefix(text[at:], "--") {
		end := strings.IndexAny(text[at:], " \t\n\v\f\r")
		if end < 0 {
			return len(text), len(text)
		}
		flags = at + end
		at = skipBlank(text, flags)
	}
	return flags, at
}

// FlagText are the flags of the RUN as they are written, with the blank before the first; empty for none.
func (s *Script) FlagText() string { return s.Text[KeywordEnd(s.Text, "RUN"):s.Flags] }

// KeywordEnd is the byte offset behind an instruction's keyword, which blanks may stand before.
func KeywordEnd(text, keyword string) int {
	at := strings.IndexFunc(text, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
	return max(at, 0) + len(keyword)
}

// skipBlank skips spaces, line continuations, and the comment lines that may follow one.
func skipBlank(text string, at int) int {
	for at < len(text) {
		switch c := text[at]; {
		case strings.IndexByte(" \t\n\v\f\r", c) >= 0:
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
// does not, and moves a backslash behind the blanks that a Dockerfile allows after it, keeping every other byte where it is.
func maskComments(body string) string {
	lines := strings.SplitAfter(body, "\n")
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		switch {
		case i > 0 && (trimmed == "" || trimmed[0] == '#'):
			lines[i] = strings.Repeat(" ", len(line))
		case strings.HasSuffix(line, "\n"):
			lines[i] = continuedLast(line[:len(line)-1]) + "\n"
		}
	}
	return strings.Join(lines, "")
}

// continuedLast is a line whose backslash, if one continues it, stands behind the blanks that follow it.
func continuedLast(line string) string {
	bare := strings.TrimRight(line, " \t")
	text, continued := strings.CutSuffix(bare, `\`)
	if !continued || bare == line || strings.HasSuffix(text, `\`) {
		return line
	}
	return text + line[len(bare):] + `\`
}

// parse reads a script and collects its commands; offset is where it starts in the instruction's text.
func (s *Script) parse(source string, offset int, env dockerfile.Environment, dir string) error {
	if err := foreign.Shell(source); err != nil {
		return fmt.Errorf("read the shell script: %w", err)
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(source), "")
	if err != nil {
		return fmt.Errorf("read the shell script: %w", err)
	}
	s.Tree = file
	w := &walker{script: s, source: source, offset: offset, env: env, dir: dir, dirKnown: true}
	for _, stmt := range file.Stmts {
		w.stmt(stmt, under{})
	}
	if n := s.words(); len(s.Commands) > maxCommands || n > maxWords {
		return fmt.Errorf("read the shell script: %w: it has %d commands and a command of up to %d words; the most are %d and %d",
			foreign.ErrLarge, len(s.Commands), n, maxCommands, maxWords)
	}
	return nil
}

// maxCommands is how many commands a script may have, maxAllCommands those of all RUNs of a Dockerfile: each may take away or change
// what any before it made. maxWords is how many words a command may have. People write a few dozen.
const (
	maxCommands    = 10_000
	maxAllCommands = 20_000
	maxWords       = 2_000
)

// words is how many words the longest command has.
func (s *Script) words() int {
	most := 0
	for _, c := range s.Commands {
		most = max(most, len(c.Args))
	}
	return most
}

// ParseScript reads the text of a shell script that a command runs; the places of its commands are those in the text.
func ParseScript(text string, env dockerfile.Environment, dir string) (*Script, error) {
	s := &Script{Text: text}
	return s, s.parse(text, 0, env, dir)
}

// Insertion is text put into a RUN's source at a byte offset.
type Insertion struct {
	At   int
	Text string
}

// Insert puts the insertions into a text; those at the same place keep their order.
func Insert(text string, ins []Insertion) string {
	sort.SliceStable(ins, func(i, j int) bool { return ins[i].At < ins[j].At })
	var b strings.Builder
	last := 0
	for _, i := range ins {
		b.WriteString(text[last:i.At])
		b.WriteString(i.Text)
		last = i.At
	}
	b.WriteString(text[last:])
	return b.String()
}

// WithFlags returns the insertions that give the RUN more flags, each on a line of its own where the script can be laid out
// anew.
func (s *Script) WithFlags(flags []string) []Insertion {
	if len(flags) == 0 {
		return nil
	}
	if !s.Editable {
		return []Insertion{{s.Flags, " " + strings.Join(flags, " ")}}
	}
	text := " " + strings.Join(flags, " \\\n    ")
	switch {
	case !strings.Contains(s.Text[s.Flags:s.Body], "\n"):
		text += " \\\n   "
	case s.Flags > len("RUN"):
		// Flags and script are on lines of their own already.
		text = " \\\n   " + text
	}
	return []Insertion{{s.Flags, text}}
}
