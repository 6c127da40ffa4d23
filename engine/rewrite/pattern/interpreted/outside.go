package interpreted

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/commandline"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// IsIdle says whether a start from outside only keeps the container up, for somebody to work in.
func IsIdle(st model.Started) bool {
	calls, _, why := st.Calls()
	return why == "" && !slices.ContainsFunc(calls, func(c model.Command) bool {
		name := c.Name()
		return !st.IsNamed(c) && name != "sleep" && (name != "tail" || c.Arg(len(c.Args)-1) != "/dev/null")
	})
}

// MountsAny says whether anything of this computer is mounted in the image.
func MountsAny(s *model.Stage) bool {
	return slices.ContainsFunc(s.Starts, func(st model.Started) bool { return len(st.From.Volumes) > 0 })
}

// outside looks at the health checks, probes and hooks that are run in the image from outside, as Health does at its own.
func (l *Leaves) outside(s *model.Stage, out *Health, runtimes []string) {
	for _, check := range s.Checks() {
		calls, shell, why := check.Calls()
		out.Shell = out.Shell || shell
		for _, c := range calls {
			if missing := l.calls(s, c.Arg(0), out, runtimes); missing != "" {
				why = check.Who + " needs " + missing + " in the final image"
			}
		}
		if why != "" {
			l.Problems = append(l.Problems, pattern.Problem{Lines: s.StartLines(), Reason: why})
		}
	}
}

// calls notes a program that a check calls: what brings it is installed in the final stage. It returns the program where that is not
// known, empty where it is.
func (l *Leaves) calls(s *model.Stage, word string, out *Health, runtimes []string) string {
	builder := bases.Describe(s.Base)
	if builder.PackageManager == "" {
		builder.PackageManager = "apt"
		if builder.Libc == "musl" {
			builder.PackageManager = "apk"
		}
	}
	switch name := path.Base(word); {
	case slices.Contains(runtimes, name):
		out.Runtime = true
	case strings.Contains(word, "/") && l.Inside(model.Resolve(s.Dir, word)):
		return l.callsOf(s, word, out, runtimes)
	case bases.Common(word), word == ":", word == "exit":
		out.Shell = true // The bases that have it are those with a shell.
	case builder.InSmallest(word), builder.Carries(word) && builder.PackageManager == "apk":
		out.Shell = true // The final stage stands on the same distribution.
	case builder.ToolPackage(word) != "":
		l.Add(builder.ToolPackage(word))
	default:
		return word
	}
	return ""
}

// mostChecks is how many scripts that call each other are followed.
const mostChecks = 3

// callsOf notes what a file calls that a check calls: the programs of a script for a shell, and the interpreter that its first line
// names. It returns what of it the final image may lack. A program that is built is taken to need nothing.
func (l *Leaves) callsOf(s *model.Stage, word string, out *Health, runtimes []string) string {
	text, known := s.Model().ImageFile(s, len(s.Instructions), model.Resolve(s.Dir, word))
	switch {
	case !known && path.IsAbs(word):
		return ""
	case !known, l.scripts >= mostChecks:
		return word
	case !model.IsShellScript(text):
		if words := strings.Fields(firstLine(text)); len(words) > 0 && strings.HasPrefix(words[0], "#!") && slices.Contains(runtimes, path.Base(words[len(words)-1])) {
			out.Runtime = true
			return ""
		}
		return word
	}
	names, ok := scriptCalls(s, text)
	if !ok {
		return word
	}
	l.scripts++
	defer func() { l.scripts-- }()
	out.Shell = true
	for _, name := range names {
		if missing := l.calls(s, name, out, runtimes); missing != "" {
			return missing
		}
	}
	return ""
}

// scriptCalls are the programs that a script for a shell calls, bash among them where it is one for that. It is false where only running
// tells one.
func scriptCalls(s *model.Stage, text string) (names []string, ok bool) {
	script, err := model.ReadShell(text, s.Env, s.Dir)
	if err != nil {
		return nil, false
	}
	if strings.Contains(firstLine(text), "bash") {
		names = append(names, "bash")
	}
	own := functionsOf(script.Tree)
	for _, c := range script.Commands {
		all, known := c.WithWrapped()
		for _, c := range all {
			switch name := c.Args[0]; {
			case !known || !name.Known || strings.ContainsAny(name.Raw, "$`") || name.Text == "." || name.Text == "source":
				return nil, false
			case !commandline.IsBuiltin(name.Text) && !slices.Contains(own, name.Text):
				names = append(names, name.Text)
			}
		}
	}
	return names, true
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
