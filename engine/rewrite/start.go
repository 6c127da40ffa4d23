package rewrite

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// start is how a stage's image starts its program.
type start struct {
	// entrypoint and cmd are the instructions' indexes in the stage, -1 when there is none.
	entrypoint, cmd int
	// argv is the program with its arguments; only its first element is sure when simple is false.
	argv []string
	// shell says that a shell starts it, simple that the shell does nothing but start it.
	shell, simple bool
	// unclear is why it can't be told what is started; empty when it can.
	unclear string
}

// readStart reads the last ENTRYPOINT and CMD of a stage.
func readStart(stage *dockerfile.Stage) start {
	s := start{entrypoint: -1, cmd: -1}
	var entry, cmd instructions.ShellDependantCmdLine
	for i, ins := range stage.Instructions {
		switch c := ins.Command.(type) {
		case *instructions.EntrypointCommand:
			s.entrypoint, entry = i, c.ShellDependantCmdLine
		case *instructions.CmdCommand:
			s.cmd, cmd = i, c.ShellDependantCmdLine
		case *instructions.ShellCommand:
			s.unclear = fmt.Sprintf("line %d sets a shell of its own", ins.Lines.First)
		}
	}
	if s.unclear != "" {
		return s
	}
	switch {
	case s.entrypoint >= 0 && len(entry.CmdLine) > 0:
		s.read(entry)
		if s.shell || s.cmd < 0 || len(cmd.CmdLine) == 0 {
			break
		}
		if cmd.PrependShell {
			s.unclear = "CMD is in shell form beside an ENTRYPOINT, which then gets the words /bin/sh -c"
		}
		s.argv = append(s.argv, cmd.CmdLine...)
	case s.cmd >= 0 && len(cmd.CmdLine) > 0:
		s.read(cmd)
	default:
		s.unclear = "the Dockerfile has neither CMD nor ENTRYPOINT, so it is not known which program the image runs"
	}
	return s
}

func (s *start) read(line instructions.ShellDependantCmdLine) {
	argv := line.CmdLine
	switch {
	case line.PrependShell:
		s.readShell(strings.Join(argv, " "))
	case len(argv) == 3 && argv[1] == "-c" && isShell(argv[0]):
		s.readShell(argv[2])
	default:
		s.argv, s.simple = append([]string(nil), argv...), true
	}
}

// readShell reads a command line that a shell runs. Variables in it get their values only when the container starts.
func (s *start) readShell(source string) {
	s.shell = true
	var sc script
	if err := sc.parse(maskComments(source), 0, nil, "/"); err != nil {
		s.unclear = "the start command can't be read: " + err.Error()
		return
	}
	if len(sc.commands) != 1 {
		s.unclear = fmt.Sprintf("the start command %q runs %d commands", source, len(sc.commands))
		return
	}
	c := sc.commands[0]
	args := c.args
	if c.name() == "exec" && len(args) > 1 {
		args = args[1:]
	}
	if !args[0].known || strings.ContainsAny(args[0].raw, "$`*?[~") {
		s.unclear = fmt.Sprintf("the program of the start command %q is only known at run time", source)
		return
	}
	s.simple = len(c.env) == 0 && !c.nested && !strings.ContainsAny(source, "<>|&;()")
	for _, a := range args {
		s.simple = s.simple && a.known && !strings.ContainsAny(a.raw, "$`*?[~{")
		s.argv = append(s.argv, a.text)
	}
}

func isShell(program string) bool {
	switch path.Base(program) {
	case "sh", "bash", "ash", "dash":
		return true
	}
	return false
}

// execLine writes an instruction in exec form.
func execLine(keyword string, argv []string) string {
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
