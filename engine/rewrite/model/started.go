package model

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/commandline"
	"lightship/engine/dockerfile"
	"lightship/engine/project"
)

// Started is one more way that a stage's image is started: by a compose service, or by a container of a manifest.
type Started struct {
	// Start is what is run then: the stage's own, or other words in its place. Entrypoint and Cmd are the stage's.
	Start
	// Replaced says that other words than the image's own are run.
	Replaced bool
	// Dir is the working directory that it is run in.
	Dir string
	// From is what says so.
	From project.Start
}

// Who names what starts the image, with its place: "the service worker (compose.yaml:7)".
func (s Started) Who() string {
	file, line := s.From.At.File, s.From.At.Line
	for _, w := range []*project.Words{s.From.Entrypoint, s.From.Command} {
		if w != nil && w.Line > 0 {
			file, line = w.File, w.Line
		}
	}
	return s.named(file, line)
}

// WhoChecks names what runs a check, with its place: "the health check of the service worker (compose.yaml:9)".
func (s Started) WhoChecks(c project.Check) string {
	return "the " + c.Kind + " of " + s.named(c.File, c.Line)
}

func (s Started) named(file string, line int) string {
	kind := map[project.StartedBy]string{project.StartedByCompose: "service", project.StartedByKubernetes: "container"}[s.From.By]
	if line > 0 {
		file = fmt.Sprintf("%s:%d", file, line)
	}
	return fmt.Sprintf("the %s %s (%s)", kind, s.From.Name, file)
}

// OnlyStartedOutside says that a stage names no program of its own to start, and that each service or container which starts its image
// does: with no other words, the image starts what its base does.
func (s *Stage) OnlyStartedOutside() bool {
	return s.Start.Entrypoint < 0 && s.Start.Cmd < 0 && len(s.Starts) > 0 &&
		!slices.ContainsFunc(s.Starts, func(st Started) bool { return !st.Replaced })
}

// Calls are the commands that are run, as Start.Calls has them; a reason begins with who runs them.
func (s Started) Calls() (calls []Command, shell bool, why string) {
	if calls, shell, why = s.Start.Calls(s.Dir); why != "" {
		why = s.Who() + ": " + why
	}
	return calls, shell, why
}

// Mounts returns what is mounted over a path of the image or a folder above it; ok is false when nothing is.
func (s Started) Mounts(at string) (v project.Volume, ok bool) {
	for _, v := range s.From.Volumes {
		if target := Resolve("/", v.Target); target == at || at != "/" && Below(at, target) {
			return v, true
		}
	}
	return project.Volume{}, false
}

// Below says whether a path is below a folder.
func Below(p, dir string) bool {
	rel, err := filepath.Rel(dir, p)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// readStarts notes the ways that a file of the project starts the target stage.
func (m *Model) readStarts() {
	final := m.Final()
	for _, from := range m.Project.Starts {
		if m.isOf(from) {
			final.Starts = append(final.Starts, final.started(from))
		}
	}
}

// isOf says whether a start may be one of the target stage. One whose Dockerfile can't be told may be one of any.
func (m *Model) isOf(s project.Start) bool {
	switch {
	case s.Inline != "":
		return s.Build == m.File.Name
	case s.Dockerfile == "":
		return true
	case s.Dockerfile != filepath.ToSlash(m.File.Name):
		return false
	}
	index, err := m.File.Target(s.Target)
	return err == nil && index == m.target
}

// started is what a start runs of a stage.
func (s *Stage) started(from project.Start) Started {
	out := Started{Start: s.Start, From: from, Dir: s.Dir}
	if from.WorkingDir != "" {
		out.Dir = Resolve(s.Dir, from.WorkingDir)
	}
	entry := s.words(s.Start.Entrypoint)
	switch {
	case !from.Replaces(), from.Entrypoint == nil && entry.PrependShell:
		return out // A shell's ENTRYPOINT takes no words.
	case from.Entrypoint == nil && from.Command != nil && from.Command.Unclear == "" && sameWords(s.words(s.Start.Cmd), from.Command.Argv):
		return out
	}
	out.Replaced = true
	out.Start = Start{Entrypoint: s.Start.Entrypoint, Cmd: s.Start.Cmd}
	argv := entry.CmdLine
	if from.Entrypoint != nil {
		argv = nil
	}
	for _, w := range []*project.Words{from.Entrypoint, from.Command} {
		switch {
		case w == nil:
		case w.Unclear != "":
			out.Unclear = "what it starts can't be told: " + w.Unclear
		default:
			argv = append(argv[:len(argv):len(argv)], w.Argv...)
		}
	}
	switch {
	case out.Unclear != "":
	case len(argv) == 0:
		out.Unclear = "it takes the image's own program away and names no other"
	default:
		out.read(instructions.ShellDependantCmdLine{CmdLine: argv})
	}
	return out
}

// words are those of a CMD or an ENTRYPOINT by its index; none for -1.
func (s *Stage) words(i int) instructions.ShellDependantCmdLine {
	if i >= 0 {
		switch c := s.Instructions[i].Command.(type) {
		case *instructions.EntrypointCommand:
			return c.ShellDependantCmdLine
		case *instructions.CmdCommand:
			return c.ShellDependantCmdLine
		}
	}
	return instructions.ShellDependantCmdLine{}
}

// sameWords says whether a command of a file gives the very words of the image's own.
func sameWords(own instructions.ShellDependantCmdLine, argv []string) bool {
	if own.PrependShell || len(own.CmdLine) != len(argv) {
		return false
	}
	for i := range argv {
		if own.CmdLine[i] != argv[i] {
			return false
		}
	}
	return true
}

// Replaced are the ways that other words than the stage's own are run in its image.
func (s *Stage) Replaced() []Started {
	var out []Started
	for _, st := range s.Starts {
		if st.Replaced {
			out = append(out, st)
		}
	}
	return out
}

// Check is a command that is run in the image from outside, and who runs it.
type Check struct {
	project.Check
	// Who names it with its place.
	Who string
	// Dir is the working directory that it is run in.
	Dir string
}

// Checks are the checks of all that starts the image, without the stage's own HEALTHCHECK.
func (s *Stage) Checks() []Check {
	var out []Check
	for _, st := range s.Starts {
		for _, c := range st.From.Checks {
			out = append(out, Check{Check: c, Who: st.WhoChecks(c), Dir: st.Dir})
		}
	}
	return out
}

// OwnChecks is the health check of the stage's own; empty where there is none, or it is turned off.
func (s *Stage) OwnChecks() []Check {
	var out []Check
	for i, ins := range s.Instructions {
		c, ok := ins.Command.(*instructions.HealthCheckCommand)
		if !ok || c.Health == nil || len(c.Health.Test) == 0 {
			continue
		}
		out = nil // The last one counts.
		if kind := c.Health.Test[0]; kind != "NONE" && len(c.Health.Test) > 1 {
			check := project.Check{Kind: "health check", Shell: kind == "CMD-SHELL", Argv: c.Health.Test[1:], Line: ins.Lines.First}
			out = []Check{{Check: check, Who: fmt.Sprintf("line %d: the health check", ins.Lines.First), Dir: s.Dirs[i]}}
		}
	}
	return out
}

// Calls are the commands that the check runs; shell says that a shell runs them. Why is why they can't be told; empty when they
// can.
func (c Check) Calls() (calls []Command, shell bool, why string) {
	if c.Unclear != "" {
		return nil, false, c.Who + ": what it runs can't be told: " + c.Unclear
	}
	var s Start
	if c.Shell {
		s.readShell(c.Argv[0])
	} else {
		s.read(instructions.ShellDependantCmdLine{CmdLine: c.Argv})
	}
	if calls, shell, why = s.Calls(c.Dir); why != "" {
		why = c.Who + ": " + why
	}
	return calls, shell, why
}

// Calls are the commands that a start runs from a working directory, with those that they run in turn (env, timeout, sh -c), and a
// shell that it names itself, other than sh; those that a shell has in itself are left out. shell says that a shell runs them. Why is
// why they can't be told; empty when they can.
func (s Start) Calls(dir string) (calls []Command, shell bool, why string) {
	if !s.Shell && (s.Unclear != "" || len(s.Argv) == 0) {
		return nil, false, s.Unclear
	}
	direct := []Command{}
	if s.Shell {
		var sc Script
		if err := sc.parse(maskComments(s.Script), 0, dockerfile.Environment{}, dir); err != nil {
			return nil, true, "the command line " + s.Script + " can't be read: " + err.Error()
		}
		direct = sc.Commands
	} else {
		direct = append(direct, execCommand(s.Argv, dockerfile.Environment{}, dir))
	}
	if s.By != "" {
		calls = append(calls, execCommand([]string{s.By}, dockerfile.Environment{}, dir))
	}
	for _, c := range direct {
		all, known := c.WithWrapped()
		for _, c := range all {
			if known = known && c.Name() != ""; known && !commandline.IsBuiltin(c.Name()) {
				calls = append(calls, c)
			}
		}
		if !known {
			return nil, s.Shell, fmt.Sprintf("the command line %q calls a program that only running tells", cmp.Or(s.Script, strings.Join(s.Argv, " ")))
		}
	}
	return calls, s.Shell, ""
}
