package model

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/commandline"
	"lightship/engine/dockerfile"
)

// Start is how a stage's image starts its program.
type Start struct {
	// Entrypoint and Cmd are the instructions' indexes in the stage, -1 when there is none.
	Entrypoint, Cmd int
	// Argv is the program with its arguments; only its first element is sure when Simple is false.
	Argv []string
	// Shell says that a shell starts it, Simple that the shell does nothing but start it.
	Shell, Simple bool
	// Script is the command line that a shell reads, empty without one. By is the shell, as it is written, where the command names another than sh.
	Script, By string
	// Unclear is why it can't be told what is started; empty when it can.
	Unclear string
}

// Line is the start command on one line.
func (s Start) Line() string {
	if s.Script != "" {
		return s.Script
	}
	return strings.Join(s.Argv, " ")
}

// readStart reads the last ENTRYPOINT and CMD of a stage.
func readStart(stage *dockerfile.Stage) Start {
	s := Start{Entrypoint: -1, Cmd: -1}
	var entry, cmd instructions.ShellDependantCmdLine
	for i, ins := range stage.Instructions {
		switch c := ins.Command.(type) {
		case *instructions.EntrypointCommand:
			s.Entrypoint, entry = i, c.ShellDependantCmdLine
		case *instructions.CmdCommand:
			s.Cmd, cmd = i, c.ShellDependantCmdLine
		case *instructions.ShellCommand:
			s.Unclear = fmt.Sprintf("line %d sets a shell of its own", ins.Lines.First)
		}
	}
	if s.Unclear != "" {
		return s
	}
	switch {
	case s.Entrypoint >= 0 && len(entry.CmdLine) > 0:
		s.read(entry)
		if s.Shell || s.Cmd < 0 || len(cmd.CmdLine) == 0 {
			break
		}
		if cmd.PrependShell {
			s.Unclear = "CMD is in shell form beside an ENTRYPOINT, which then gets the words /bin/sh -c"
		}
		s.Argv = append(s.Argv, cmd.CmdLine...)
	case s.Cmd >= 0 && len(cmd.CmdLine) > 0:
		s.read(cmd)
	default:
		s.Unclear = "the Dockerfile has neither CMD nor ENTRYPOINT, so it is not known which program the image runs"
	}
	return s
}

// Names says whether a start command names one of the programs, in whatever place: behind a shell, an init program or env too.
// What a script of its own calls is not looked at.
func (s Start) Names(programs ...string) bool {
	words := append(slices.Clone(s.Argv), strings.FieldsFunc(s.Script, func(r rune) bool { return strings.ContainsRune(" \t\n;&|()\"'", r) })...)
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(programs, path.Base(w)) })
}

func (s *Start) read(line instructions.ShellDependantCmdLine) {
	argv := line.CmdLine
	switch {
	case line.PrependShell:
		s.readShell(strings.Join(argv, " "))
	case len(argv) == 3 && commandline.IsLineFlag(argv[1]) && commandline.IsShell(argv[0]):
		s.by(argv[0])
		s.readShell(argv[2])
	default:
		s.Argv, s.Simple = append([]string(nil), argv...), true
	}
}

// readShell reads a command line that a shell runs. Variables in it get their values only when the container starts.
func (s *Start) readShell(source string) {
	s.Shell, s.Script = true, source
	var sc Script
	if err := sc.parse(maskComments(source), 0, dockerfile.Environment{}, "/"); err != nil {
		s.Unclear = "the start command can't be read: " + err.Error()
		return
	}
	if len(sc.Commands) != 1 {
		s.Unclear = fmt.Sprintf("the start command %q runs %d commands", source, len(sc.Commands))
		return
	}
	c := sc.Commands[0]
	args := c.Args
	if c.Name() == "exec" && len(args) > 1 {
		args = args[1:]
	}
	if s.readInner(c, args) {
		return
	}
	if !args[0].Known || strings.ContainsAny(args[0].Raw, "$`*?[~") {
		s.Unclear = fmt.Sprintf("the program of the start command %q is only known at run time", source)
		return
	}
	s.Simple = !commandline.IsOnlyBuiltin(args[0].Text) && c.Env.Len() == 0 && !c.Nested && !strings.ContainsAny(source, "<>|&;()")
	for _, a := range args {
		s.Simple = s.Simple && a.Known && !strings.ContainsAny(a.Raw, "$`*?[~{")
		s.Argv = append(s.Argv, a.Text)
	}
}

// readInner reads the command line that a shell hands to another one. It says whether there is one.
func (s *Start) readInner(c Command, args []Word) bool {
	line, ok := inner(args)
	if !ok || c.Env.Len() > 0 || c.Nested {
		return false
	}
	s.by(args[0].Text)
	s.readShell(line)
	return true
}

// inner is the command line that another shell reads: that of bash -c "migrate && serve". It is false where the outer shell does more to it
// than to put variables in.
func inner(args []Word) (line string, ok bool) {
	if len(args) != 3 || !commandline.IsShell(args[0].Text) || !commandline.IsLineFlag(args[1].Text) {
		return "", false
	}
	raw := strings.ReplaceAll(args[2].Raw, "\\\n", "")
	if len(raw) < 2 || raw[0] != raw[len(raw)-1] || raw[0] != '"' && raw[0] != '\'' {
		return "", false
	}
	line = raw[1 : len(raw)-1]
	return line, !strings.ContainsAny(line, "\"'`\\") && !strings.Contains(line, "$(")
}

// by notes the shell that a command names.
func (s *Start) by(shell string) {
	if path.Base(shell) != "sh" {
		s.By = shell
	}
}

// IsNamed says whether a command is the shell that the start names itself.
func (s Start) IsNamed(c Command) bool { return s.By != "" && c.Arg(0) == s.By && len(c.Args) == 1 }

// ExecLine writes an instruction in exec form.
func ExecLine(keyword string, argv []string) string {
	quoted := make([]string, 0, len(argv))
	for _, a := range argv {
		quoted = append(quoted, quote(a))
	}
	return keyword + " [" + strings.Join(quoted, ", ") + "]"
}

// quote writes a JSON string without escaping <, > and &.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
