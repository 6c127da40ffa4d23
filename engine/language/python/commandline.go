package python

import (
	"regexp"
	"slices"
	"strings"

	"lightship/engine/language/scan"
)

// unknownWord stands in a command line for a part that only running tells.
const unknownWord = "$X"

// commandLine is what a program is started with: a text, or words.
type commandLine struct {
	text  string
	words []string
}

const (
	// mostDeep is how many names and expressions in each other are followed.
	mostDeep = 8
	// mostSettings is how many things a name may be set to.
	mostSettings = 20
	// mostLoops is how many loops a name is followed through.
	mostLoops = 4
)

var (
	oneText   = regexp.MustCompile(`^([rRbBuUfF]{0,2})("""|'''|"|')`)
	placed    = regexp.MustCompile(`\{[^{}]*\}|%\([^)]*\)[sdr]|%[sdr]`)
	aName     = regexp.MustCompile(`^(?:self\.|cls\.|settings\.)?([A-Za-z_]\w*)$`)
	anElement = regexp.MustCompile(`^(?:self\.|cls\.)?([A-Za-z_]\w*)(?:\[|\.get\(|\.values\()`)
	anOption  = regexp.MustCompile(`^os\.(?:environ\.get|getenv)\(`)
	finder    = regexp.MustCompile(`^(?:shlex\.split|split|shutil\.which|which|str|os\.fspath|list|tuple)\(`)
)

// commandLines are what an expression may give; known is false when only running tells one of them.
func (s *source) commandLines(x string, depth int) (out []commandLine, known bool) {
	x = strings.TrimSpace(x)
	if depth > mostDeep || x == "" {
		return nil, false
	}
	if either := alternatives(x); len(either) > 1 {
		return s.each(either, depth)
	}
	switch {
	case x[0] == '[' || x[0] == '(':
		return s.list(x, depth)
	case oneText.MatchString(x):
		return fromText(x)
	case x == "sys.executable":
		return []commandLine{{text: "python"}}, true
	}
	if open := finder.FindString(x); open != "" {
		return s.commandLines(first(x[len(open):]), depth+1)
	}
	if open := anOption.FindString(x); open != "" {
		if arguments := scan.Arguments(x[len(open):]); len(arguments) > 1 {
			return s.commandLines(arguments[1], depth+1)
		}
		return nil, false
	}
	return s.named(x, depth)
}

// fromText is the command line of a string, which may be added to, be filled in or be split.
func fromText(x string) (out []commandLine, known bool) {
	text, rest := textOf(x)
	switch rest = strings.TrimSpace(rest); {
	case strings.HasPrefix(rest, "+"):
		return []commandLine{{text: text + unknownWord}}, true
	case rest == ".split()":
		return []commandLine{{words: strings.Fields(text)}}, true
	case rest == "" || strings.HasPrefix(rest, ".format(") || strings.HasPrefix(rest, "%"):
		return []commandLine{{text: text}}, true
	}
	return nil, false
}

// named are the command lines of a name, or of the entries of what a name is set to. A name that is set to more of itself counts
// once.
func (s *source) named(x string, depth int) (out []commandLine, known bool) {
	if left, _, sum := strings.Cut(x, "+"); sum && aName.MatchString(strings.TrimSpace(left)) {
		x = strings.TrimSpace(left)
	}
	name, entries := "", false
	if match := aName.FindStringSubmatch(x); match != nil {
		name = match[1]
	} else if match := anElement.FindStringSubmatch(x); match != nil {
		name, entries = match[1], true
	}
	switch {
	case name == "":
		return nil, false
	case s.following[name]:
		return nil, true
	}
	s.following[name] = true
	defer delete(s.following, name)
	expressions := s.settings(name)
	if entries {
		var all []string
		for _, set := range expressions {
			all = append(all, entriesOf(set)...)
		}
		expressions = all
	}
	if len(expressions) == 0 || len(expressions) > mostSettings {
		return nil, false
	}
	return s.each(expressions, depth)
}

// each are the command lines of several expressions: known when all are.
func (s *source) each(expressions []string, depth int) (out []commandLine, known bool) {
	for _, x := range expressions {
		lines, known := s.commandLines(x, depth+1)
		if !known {
			return nil, false
		}
		out = append(out, lines...)
	}
	return out, true
}

// list is a list in brackets, or an expression in them.
func (s *source) list(x string, depth int) (out []commandLine, known bool) {
	end := closing(x)
	if end == 0 {
		return nil, false
	}
	items := scan.Arguments(x[1:end])
	more := strings.TrimSpace(x[end+1:])
	if more != "" && more[0] != '+' {
		return nil, false
	}
	items = slices.DeleteFunc(items, func(item string) bool { return item == "" })
	if x[0] == '(' && len(items) == 1 && !strings.HasSuffix(strings.TrimSpace(x[1:end]), ",") {
		return s.commandLines(items[0], depth+1)
	}
	if len(items) == 0 || strings.HasPrefix(items[0], "*") {
		return nil, false
	}
	programs, known := s.commandLines(items[0], depth+1)
	if !known {
		return nil, false
	}
	var rest []string
	for _, item := range items[1:] {
		rest = append(rest, s.word(item))
	}
	if more != "" {
		rest = append(rest, unknownWord)
	}
	for _, p := range programs {
		if len(p.words) > 0 {
			out = append(out, p) // a list of lists
			continue
		}
		out = append(out, commandLine{words: append([]string{p.text}, rest...)})
	}
	return out, true
}

// word is an item of a list as a word.
func (s *source) word(item string) string {
	if value, known := s.values.Evaluate(item); known {
		return value
	}
	if oneText.MatchString(item) {
		text, _ := textOf(item)
		return text
	}
	return unknownWord
}

// settings are the expressions that a name is set to, or goes through, in the file.
func (s *source) settings(name string) []string { return s.settingsWithin(name, nil) }

// settingsWithin are those of a name while others are looked up: one that goes through itself, or through very many, is unknown.
func (s *source) settingsWithin(name string, others []string) []string {
	if slices.Contains(others, name) || len(others) == mostLoops {
		return []string{"[?]"}
	}
	var out []string
	set := regexp.MustCompile(`(?m)(?:^|[\s(,;.])` + regexp.QuoteMeta(name) + `[ \t]*(?::[ \t]*[\w\[\], .|]+)?[ \t]*=[ \t]*([^=])`)
	for _, at := range set.FindAllStringSubmatchIndex(s.text, -1) {
		out = append(out, expression(s.text[at[2]:]))
	}
	for _, list := range s.loops(name) {
		if aName.MatchString(list) {
			for _, to := range s.settingsWithin(aName.FindStringSubmatch(list)[1], append(slices.Clone(others), name)) {
				out = append(out, entriesOf(to)...)
			}
			continue
		}
		entries := entriesOf(list)
		if len(entries) == 0 || list[0] == '{' || closing(list) < len(list)-1 {
			entries = append(entries, "?")
		}
		out = append(out, entries...)
	}
	return append(out, s.given(name)...)
}

// loops are the expressions that loops over a name go through, each once.
func (s *source) loops(name string) []string {
	var out []string
	loop := regexp.MustCompile(`\bfor[ \t]+` + regexp.QuoteMeta(name) + `[ \t]+in[ \t]+`)
	for _, at := range loop.FindAllStringIndex(s.text, -1) {
		if list := loopedOver(s.text[at[1]:]); !slices.Contains(out, list) {
			out = append(out, list)
		}
	}
	return out
}

// aFunction finds a function and its parameters.
var aFunction = regexp.MustCompile(`\bdef[ \t]+(\w+)\(([^)]*)\)`)

// given are the expressions that functions of the file are called with for a parameter of a name; "?" where no call is seen.
func (s *source) given(name string) []string {
	var out []string
	for _, function := range aFunction.FindAllStringSubmatch(s.text, -1) {
		place := -1
		for _, parameter := range strings.Split(function[2], ",") {
			parameter, _, _ = strings.Cut(parameter, ":")
			parameter, _, _ = strings.Cut(parameter, "=")
			if parameter = strings.TrimSpace(parameter); parameter == "self" || parameter == "cls" {
				continue
			}
			place++
			if strings.TrimLeft(parameter, "*") == name {
				out = append(out, s.callsOf(function[1], name, place)...)
			}
		}
	}
	return out
}

// callsOf are the arguments at a place, or by a name, that a function of the file is called with.
func (s *source) callsOf(function, name string, place int) []string {
	var out []string
	for _, c := range s.calls(func(called string) bool { return called == function || called == "."+function }) {
		if argument, given := c.arg(place, name); given && argument != name {
			out = append(out, argument)
		}
	}
	if len(out) == 0 {
		return []string{"?"}
	}
	return out
}
