package effects

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// make follows a run of make where its recipes call the tools of a language that builds by itself, or install what they compile of C, and
// says what they do. Of others the languages know more: a Makefile of C's is read for what it links.
func (w *walk) make(c model.Command) {
	scripts, ok := w.recipes(c)
	if !ok {
		w.unknown(c)
		return
	}
	for _, s := range scripts {
		w.script(s)
	}
}

// makeCall is a run of make: the folder, the file, what is made, and the variables that are given.
type makeCall struct {
	dir, file string
	targets   []string
	given     map[string]string
}

// readMakeCall reads the arguments of make; ok is false when they can't be told.
func readMakeCall(c model.Command) (m makeCall, ok bool) {
	m = makeCall{dir: c.Dir, given: map[string]string{}}
	for i := 1; i < len(c.Args); i++ {
		raw := c.Args[i].Raw
		name, _, sets := strings.Cut(raw, "=")
		switch flag, value, skip := valued(c, i); {
		case flag != "":
			m.take(flag, value)
			i += skip
		case strings.HasPrefix(raw, "-"):
		case sets && !c.Args[i].Known:
			m.given[name] = unknownValue
		case !c.Args[i].Known:
			return m, false
		case sets:
			_, m.given[name], _ = strings.Cut(c.Arg(i), "=")
		default:
			m.targets = append(m.targets, c.Arg(i))
		}
	}
	return m, c.DirKnown
}

// valued is a flag of make's with its value, which may be the next argument, in which case one is skipped; empty for another argument.
func valued(c model.Command, i int) (flag, value string, skip int) {
	a := c.Arg(i)
	for long, short := range map[string]string{"--directory": "-C", "--file": "-f", "--makefile": "-f", "--jobs": "-j"} {
		joined, is := strings.CutPrefix(a, long+"=")
		if !is {
			joined, is = strings.CutPrefix(a, short)
		}
		switch {
		case a == long || a == short && short != "-j":
			return short, c.Arg(i + 1), 1
		case a == short && strings.Trim(c.Arg(i+1), "0123456789") == "" && i+1 < len(c.Args):
			return short, c.Arg(i + 1), 1
		case is:
			return short, joined, 0
		}
	}
	return "", "", 0
}

func (m *makeCall) take(flag, value string) {
	switch flag {
	case "-C":
		m.dir = model.Resolve(m.dir, value)
	case "-f":
		m.file = value
	}
}

// buildsItself finds in a Makefile that its recipes call Go or cargo.
var buildsItself = regexp.MustCompile(`(?m)(?:^|[\s&;@(=])(?:go|cargo|\$[({](?:GO|GOCMD|CARGO)[)}]) +(?:build|install)\b`)

// compilesC finds in a Makefile that it compiles C or C++.
var compilesC = regexp.MustCompile(`\$[({](?:CC|CXX)[)}]|\b(?:gcc|g\+\+|clang)\b|\.(?:o|c|cc|cpp)\b`)

// recipes are the scripts that make runs. It is false when they can't be followed, or the Makefile is one of another language.
func (w *walk) recipes(c model.Command) (scripts []*model.Script, ok bool) {
	call, ok := readMakeCall(c)
	if !ok || w.depth >= maxDepth {
		return nil, false
	}
	text := w.makefileOf(call)
	installs := slices.Contains(call.targets, "install") && compilesC.MatchString(text)
	if !buildsItself.MatchString(text) && !installs {
		return nil, false
	}
	m := readMakefile(text)
	lines, err := m.run(call.targets, call.given, c.Env)
	if err != nil {
		return nil, false
	}
	env := m.inEnvironment(call.given, c.Env)
	for _, line := range lines {
		s, err := model.ParseScript(line.text, env, call.dir)
		if err != nil {
			return nil, false
		}
		for i := range s.Commands {
			s.Commands[i].Conditional = s.Commands[i].Conditional || line.ignored || c.Conditional
			s.Commands[i].Nested = s.Commands[i].Nested || c.Nested
		}
		scripts = append(scripts, s)
	}
	return scripts, true
}

// makefileOf is the text of the Makefile that a call reads, empty when it is not of the build context.
func (w *walk) makefileOf(call makeCall) string {
	names := []string{"GNUmakefile", "makefile", "Makefile"}
	if call.file != "" {
		names = []string{call.file}
	}
	for _, name := range names {
		if text, there := w.stage.Model().ImageFile(w.stage, w.instruction, path.Join(call.dir, name)); there {
			return text
		}
	}
	return ""
}
