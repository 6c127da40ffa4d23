package effects

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
)

// makefile is a Makefile, as far as its rules can be followed without running it.
// Source: gnu.org/software/make/manual
type makefile struct {
	// rules are the rules by their targets; first is the first target, which make without arguments makes.
	rules map[string]*makeRule
	first string
	// vars are the variables as they are written. Those that can't be told have the value unknownValue.
	vars map[string]string
	// exported are the variables that recipes get in their environment; all says that it is every one.
	exported map[string]bool
	all      bool
	// includes says that another file is read in, which may set anything.
	includes bool
	// depth is how deep in conditions the line stands that is read.
	depth int
}

// makeRule is what one target needs and runs.
type makeRule struct {
	needs, recipe []string
	// conditional says that part of it stands in a condition.
	conditional bool
}

// unknownValue is what only running tells: to the shell's reader, a word with it can't be told.
const unknownValue = "$(make)"

var (
	makeAssign = regexp.MustCompile(`^(?:override\s+)?(export\s+)?(?:override\s+)?([\w.-]+)\s*(::?=|\?=|\+=|!=|=)\s*(.*)$`)
	makeExport = regexp.MustCompile(`^export(?:\s+([\w\s]+))?$`)
	makeTarget = regexp.MustCompile(`^([^\t#:=][^:=]*?)\s*::?(?:[^=]|$)(.*)$`)

	errMakeUnclear = errors.New("the Makefile can't be followed without running it")
)

// readMakefile reads the text of a Makefile.
func readMakefile(text string) *makefile {
	m := &makefile{rules: map[string]*makeRule{}, vars: map[string]string{}, exported: map[string]bool{}}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var targets []*makeRule
	for line := range strings.SplitSeq(joinContinued(text), "\n") {
		if recipe, is := strings.CutPrefix(line, "\t"); is && targets != nil {
			for _, r := range targets {
				r.recipe = append(r.recipe, recipe)
				r.conditional = r.conditional || m.depth > 0
			}
			continue
		}
		if i := strings.Index(line, "#"); i >= 0 {
			line = line[:i]
		}
		if line = strings.TrimSpace(line); line == "" || m.directive(line) || m.assign(line) {
			continue
		}
		targets = m.target(line)
	}
	return m
}

// joinContinued puts lines together that a backslash continues. In a recipe the shell would do so.
func joinContinued(text string) string { return strings.ReplaceAll(text, "\\\n", " ") }

// directive reads conditions, includes and exports.
func (m *makefile) directive(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	switch word {
	case "ifeq", "ifneq", "ifdef", "ifndef", "define":
		m.depth++
	case "endif", "endef":
		m.depth--
	case "else", "unexport", "vpath", ".PHONY:", ".DEFAULT_GOAL", ".SILENT:", ".SUFFIXES:":
		return !strings.Contains(line, "=")
	case "include", "-include", "sinclude":
		m.includes = true
	default:
		match := makeExport.FindStringSubmatch(line)
		if match == nil {
			return false
		}
		m.all = m.all || match[1] == ""
		for _, name := range strings.Fields(match[1]) {
			m.exported[name] = true
		}
	}
	return true
}

func (m *makefile) assign(line string) bool {
	match := makeAssign.FindStringSubmatch(line)
	if match == nil {
		return false
	}
	name, value := match[2], match[4]
	if match[1] != "" {
		m.exported[name] = true
	}
	old, set := m.vars[name]
	switch {
	case m.depth > 0 || match[3] == "!=":
		value = unknownValue
	case match[3] == "+=" && set:
		value = old + " " + value
	case match[3] == "?=" && set:
		value = old
	case match[3] == "?=":
		value = "?" + value
	}
	if name == ".DEFAULT_GOAL" {
		m.first = value
	}
	m.vars[name] = value
	return true
}

func (m *makefile) target(line string) []*makeRule {
	match := makeTarget.FindStringSubmatch(line)
	if match == nil {
		return []*makeRule{{}}
	}
	_, rest, _ := strings.Cut(line, ":")
	rest, inline, hasInline := strings.Cut(strings.TrimPrefix(rest, ":"), ";")
	var out []*makeRule
	for _, name := range strings.Fields(match[1]) {
		r := m.rules[name]
		if r == nil {
			r = &makeRule{}
			m.rules[name] = r
		}
		if m.first == "" && !strings.HasPrefix(name, ".") && !strings.Contains(name, "%") {
			m.first = name
		}
		// A variable of the target alone, or a list of targets with a pattern, is not followed.
		r.conditional = r.conditional || m.depth > 0 || strings.Contains(rest, "=") || strings.Contains(rest, ":")
		before, _, _ := strings.Cut(rest, "|")
		r.needs = append(r.needs, strings.Fields(before)...)
		if hasInline {
			r.recipe = append(r.recipe, strings.TrimSpace(inline))
		}
		out = append(out, r)
	}
	return out
}

// recipeLine is a line that make runs in a shell of its own.
type recipeLine struct {
	text string
	// ignored says that make goes on when it fails.
	ignored bool
}

// run are the lines that make runs for targets, in order; given are variables of its command line. It fails when that can't be told.
func (m *makefile) run(targets []string, given map[string]string, env dockerfile.Environment) ([]recipeLine, error) {
	e := &expander{makefile: m, given: given, env: env}
	if len(targets) == 0 {
		targets = []string{e.expand(m.first, "", nil)}
	}
	var out []recipeLine
	made := map[string]bool{}
	for _, t := range targets {
		lines, err := e.make(t, made, 0)
		if err != nil || m.rules[t] == nil {
			return nil, errMakeUnclear
		}
		out = append(out, lines...)
	}
	return out, nil
}

// inEnvironment is the environment of the recipes: that of make with the variables that are exported to them.
func (m *makefile) inEnvironment(given map[string]string, env dockerfile.Environment) dockerfile.Environment {
	e := &expander{makefile: m, given: given, env: env}
	exported := maps.Clone(given)
	for name := range m.vars {
		if _, there := env.Get(name); m.all || m.exported[name] || there {
			exported[name] = e.variable(name)
		}
	}
	out := env
	for name, value := range exported {
		if strings.Contains(value, "$(") {
			value = "\x00" // It can't be told.
		}
		out = out.With(name, value)
	}
	return out
}

// expander replaces variables.
type expander struct {
	*makefile
	given map[string]string
	env   dockerfile.Environment
	// within are the variables and brackets around what is expanded; work, in bytes, bounds what variables that name each other make.
	within []string
	work   int
}

// mostWork and deepest bound what is expanded, and how deep variables, brackets and targets need each other.
const (
	mostWork = 1 << 20
	deepest  = 30
)

func (e *expander) make(target string, made map[string]bool, depth int) ([]recipeLine, error) {
	r := e.rules[target]
	if r == nil || made[target] {
		return nil, nil // A file, or one that was made already.
	}
	if depth > deepest || r.conditional {
		return nil, errMakeUnclear
	}
	made[target] = true
	var out []recipeLine
	var needs []string
	for _, n := range r.needs {
		needs = append(needs, strings.Fields(e.expand(n, target, nil))...)
	}
	for _, n := range needs {
		if strings.Contains(n, unknownValue) {
			continue
		}
		lines, err := e.make(n, made, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	for _, line := range r.recipe {
		if l := e.line(line, target, needs); l.text != "" && !strings.HasPrefix(l.text, "#") {
			out = append(out, l)
		}
	}
	if e.work > mostWork {
		return nil, errMakeUnclear
	}
	return out, nil
}

// line is a line of a recipe as the shell gets it.
func (e *expander) line(written, target string, needs []string) recipeLine {
	l := recipeLine{text: strings.TrimSpace(written)}
	for l.text != "" && strings.ContainsAny(l.text[:1], "@-+ ") {
		l.ignored = l.ignored || l.text[0] == '-'
		l.text = l.text[1:]
	}
	e.work += len(written)
	l.text = e.expand(l.text, target, needs)
	return l
}

// expand replaces the variables of a text; target and needs are those of the rule it stands in.
func (e *expander) expand(text, target string, needs []string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '$' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch c := text[i]; c {
		case '$':
			b.WriteByte('$')
		case '(', '{':
			end := closing(text, i)
			if end < 0 {
				return unknownValue
			}
			b.WriteString(e.reference(text[i+1:end], target, needs))
			i = end
		default:
			b.WriteString(e.automatic(string(c), target, needs))
		}
	}
	return b.String()
}

// closing is where the bracket at an index is closed, -1 when it is not.
func closing(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '(', '{':
			depth++
		case ')', '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func (e *expander) automatic(name, target string, needs []string) string {
	switch name {
	case "@":
		return target
	case "<":
		if len(needs) > 0 {
			return needs[0]
		}
		return ""
	case "^":
		return strings.Join(needs, " ")
	}
	return e.variable(name)
}

// reference is the value of what stands in $( ): a variable, or what a shell prints, which stays for the shell to say.
func (e *expander) reference(name, target string, needs []string) string {
	if command, isShell := strings.CutPrefix(name, "shell "); isShell && len(e.within) < deepest {
		e.within = append(e.within, "")
		defer func() { e.within = e.within[:len(e.within)-1] }()
		return "$(" + e.expand(command, target, needs) + ")"
	}
	switch name {
	case "@", "<", "^":
		return e.automatic(name, target, needs)
	case "MAKE":
		return "make"
	case "CURDIR", "PWD":
		return "."
	}
	if strings.ContainsAny(name, " ,:$") {
		return unknownValue
	}
	return e.variable(name)
}

// ownOfMake are the variables that make has by itself.
// Source: gnu.org/software/make/manual/html_node/Implicit-Variables.html
var ownOfMake = map[string]string{"CC": "cc", "CXX": "g++", "CPP": "cc -E", "AR": "ar", "RM": "rm -f"}

// variable is the value of a variable: make's command line decides, then the Makefile, then the environment.
func (e *expander) variable(name string) string {
	if value, told := e.given[name]; told {
		return value
	}
	written, set := e.vars[name]
	value, inEnv := e.env.Get(name)
	weak, isWeak := strings.CutPrefix(written, "?")
	e.work += 1 + len(written)
	switch {
	case e.work > mostWork || len(e.within) > deepest || slices.Contains(e.within, name):
		return unknownValue
	case inEnv && (!set || isWeak):
		return value
	case !set && e.includes:
		return unknownValue
	case !set && ownOfMake[name] != "":
		return ownOfMake[name]
	case isWeak:
		written = weak
	}
	e.within = append(e.within, name)
	defer func() { e.within = e.within[:len(e.within)-1] }()
	return e.expand(written, "", nil)
}
