package python

import (
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
)

// starter says how a call starts a program.
type starter struct {
	// argument is the place of the one that says which.
	argument int
	// shell says that it is a line for a shell, flat that the words are arguments of their own.
	shell, flat bool
}

// starterOf is how a call starts a program, by the call's name.
func starterOf(name string) (how starter, found bool) {
	name = strings.Replace(name, "asyncio.subprocess.", "asyncio.", 1)
	switch name {
	case "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen",
		"os.execv", "os.execve", "os.execvp", "os.execvpe", "os.posix_spawn", "os.posix_spawnp",
		"anyio.run_process", "anyio.open_process", "trio.run_process", "pexpect.spawn", "pexpect.run", "pty.spawn", "delegator.run":
		return starter{}, true
	case "subprocess.getoutput", "subprocess.getstatusoutput", "os.system", "os.popen", "asyncio.create_subprocess_shell", "invoke.run":
		return starter{shell: true}, true
	case "asyncio.create_subprocess_exec", "os.execl", "os.execlp", "os.execle":
		return starter{flat: true}, true
	case "os.spawnl", "os.spawnlp", "os.spawnle":
		return starter{argument: 1, flat: true}, true
	case "os.spawnv", "os.spawnvp", "os.spawnve":
		return starter{argument: 1}, true
	case ".subprocess_exec":
		return starter{argument: 1, flat: true}, true
	case ".subprocess_shell":
		return starter{argument: 1, shell: true}, true
	}
	return starter{}, false
}

// byName finds a library by which each name is a program: import sh, from sh import git, local["git"].
var byName = regexp.MustCompile(`(?m)^[ \t]*import[ \t]+sh[ \t]*$|^[ \t]*from[ \t]+(?:sh|plumbum\.cmd)[ \t]+import[ \t]+([\w, ]+)|\blocal\[\s*["']([\w.-]+)["']\s*\]`)

// programs is the evidence of what a source starts.
func (s *source) programs() evidence.List {
	var out evidence.List
	for _, c := range s.calls(func(name string) bool { _, found := starterOf(name); return found }) {
		how, _ := starterOf(c.name)
		argument, given := c.arg(how.argument, "args", "cmd", "command", "program")
		if !given {
			continue
		}
		if how.flat && how.argument < len(c.args) {
			argument = "[" + strings.Join(c.args[how.argument:], ", ") + "]"
		}
		shell := how.shell || c.named["shell"] != "" && c.named["shell"] != "False"
		lines, known := s.commandLines(argument, 0)
		if !known || len(lines) == 0 {
			out = append(out, s.found(c.line, c.name, evidence.Starts, "", false))
		}
		for _, line := range lines {
			if known {
				out = append(out, s.started(c, line, shell)...)
			}
		}
	}
	return append(out, s.programsByName()...)
}

// programsByName is the evidence of programs that libraries start by names of the language's own.
func (s *source) programsByName() evidence.List {
	var out evidence.List
	for _, match := range byName.FindAllStringSubmatchIndex(s.text, -1) {
		line := s.lines.Line(match[0])
		switch {
		case match[2] >= 0:
			for name := range strings.SplitSeq(s.text[match[2]:match[3]], ",") {
				if words := strings.Fields(name); len(words) > 0 {
					out = append(out, s.found(line, "sh", evidence.Starts, words[0], true))
				}
			}
		case match[4] >= 0:
			out = append(out, s.found(line, "plumbum", evidence.Starts, s.text[match[4]:match[5]], true))
		default:
			out = append(out, s.found(line, "sh", evidence.Starts, "", false))
		}
	}
	return out
}

// found is evidence of the source.
func (s *source) found(line int, by string, kind evidence.Kind, subject string, known bool) evidence.Evidence {
	return evidence.Evidence{
		Kind: kind, Subject: subject, Known: known, Source: evidence.Sources, By: strings.TrimPrefix(by, "."), File: s.file, Line: line,
	}
}

// started is the evidence of one command line that a call starts.
func (s *source) started(c call, line commandLine, shell bool) evidence.List {
	if len(line.words) == 0 && shell {
		return evidence.List{s.found(c.line, c.name, evidence.Shell, line.text, strings.TrimSpace(line.text) != "")}
	}
	words := slices.Clone(line.words)
	if len(words) == 0 {
		words = strings.Fields(line.text)
	}
	for i, w := range words {
		if strings.HasPrefix(w, unknownWord) || strings.Contains(w, unknownWord) && !strings.Contains(w, " ") {
			words[i] = ""
		}
	}
	return scan.Started(words, s.found(c.line, c.name, evidence.Starts, "", false))
}
