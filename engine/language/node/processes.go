package node

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/commandline"
	"lightship/engine/evidence"
	"lightship/engine/language/scan"
)

// starter is how a function is told what to start.
type starter int

const (
	// byProgram takes a program and its arguments, byCommandLine a shell's command line; ownProgram starts node itself.
	byProgram starter = iota
	byCommandLine
	ownProgram
)

// starters are the modules whose functions start programs, with their functions; "default" is the module itself when it is called.
// Sources: the modules' own documentation.
func starters() map[string]map[string]starter {
	return map[string]map[string]starter{
		"child_process": {
			"exec": byCommandLine, "execSync": byCommandLine, "spawn": byProgram, "spawnSync": byProgram, "execFile": byProgram,
			"execFileSync": byProgram, "fork": ownProgram,
		},
		"cross-spawn": {"default": byProgram, "sync": byProgram, "spawn": byProgram},
		"execa": {
			"default": byProgram, "execa": byProgram, "execaSync": byProgram, "sync": byProgram, "execaNode": ownProgram, "node": ownProgram,
			"command": byCommandLine, "commandSync": byCommandLine, "execaCommand": byCommandLine, "execaCommandSync": byCommandLine,
			"$": byCommandLine, "$$": byCommandLine,
		},
		"zx":           {"$": byCommandLine, "within": ownProgram},
		"zx/core":      {"$": byCommandLine},
		"shelljs":      {"exec": byCommandLine, "cmd": byProgram},
		"tinyexec":     {"x": byProgram, "exec": byProgram},
		"nano-spawn":   {"default": byProgram},
		"node-pty":     {"spawn": byProgram},
		"node-cmd":     {"run": byCommandLine, "runSync": byCommandLine, "get": byCommandLine},
		"teen_process": {"exec": byProgram, "spawn": byProgram},
		"child-process-promise": {
			"exec": byCommandLine, "spawn": byProgram, "execFile": byProgram, "fork": ownProgram,
		},
		"promisify-child-process": {"exec": byCommandLine, "spawn": byProgram, "execFile": byProgram, "fork": ownProgram},
		"await-exec":              {"default": byCommandLine},
		"exec-sh":                 {"default": byCommandLine, "promise": byCommandLine},
		"shell-exec":              {"default": byCommandLine},
		"command-exists":          {},
	}
}

// partsOfStarters are words of which the name of each of these modules has one: few files have any, which is told first.
var partsOfStarters = []string{"exec", "process", "spawn", "zx", "shelljs", "node-pty", "node-cmd"}

// callable is a function of a module of starters, by the name that a file gives it; function is "*" for the module itself.
type callable struct{ module, function string }

const (
	moduleInQuotes = `["'](?:node:)?([\w@/.-]+)["']`
	loaded         = `(?:require|import)\(\s*` + moduleInQuotes + `\s*\)\)?`
)

var (
	imported    = regexp.MustCompile(`(?m)\bimport\s+(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}|\*\s+as\s+([\w$]+))?\s*from\s*` + moduleInQuotes)
	required    = regexp.MustCompile(`(?m)\b(?:const|let|var)\s+(?:([\w$]+)|\{([^}]*)\})\s*=\s*\(?(?:await\s+)?` + loaded + `((?:\.[\w$]+)*)`)
	equals      = regexp.MustCompile(`(?m)\bimport\s+([\w$]+)\s*=\s*require\(\s*` + moduleInQuotes + `\s*\)`)
	promisified = regexp.MustCompile(`(?m)\b(?:const|let|var)\s+([\w$]+)\s*=\s*(?:[\w$]+\.)?(?:promisify|promisifyAll)\(\s*(?:` + loaded + `\.)?([\w$.]+)`)
	renamed     = regexp.MustCompile(`(?m)\b(?:const|let|var)\s+(?:([\w$]+)|\{([^}]*)\})\s*=\s*([\w$]+(?:\.[\w$]+)?)\s*(?:;|$)`)
	atOnce      = regexp.MustCompile(loaded + `\.([\w$]+)\s*\(`)
	anyModule   = regexp.MustCompile(moduleInQuotes)
	ofShell     = regexp.MustCompile(`\bshell:\s*(?:true|["'])`)
	globalZX    = regexp.MustCompile(`(?m)^#!.*\bzx\b|import\s+["']zx/globals["']|require\(["']zx/globals["']\)`)
)

// started is the evidence of the programs that a file starts.
func (s *source) started() evidence.List {
	if !s.names(partsOfStarters...) || !s.names(slices.Collect(maps.Keys(starters()))...) {
		return nil
	}
	modules := s.modules()
	if len(modules) == 0 && !globalZX.MatchString(s.text) {
		return nil
	}
	var out evidence.List
	names, types := s.callables()
	if globalZX.MatchString(s.text) {
		names["$"] = callable{"zx", "$"}
	}
	for _, match := range atOnce.FindAllStringSubmatchIndex(s.text, -1) {
		c := callable{s.text[match[2]:match[3]], s.text[match[4]:match[5]]}
		out = append(out, s.startedAt(c, match[1])...)
	}
	for name, c := range names {
		find := regexp.MustCompile(`(?:^|[^\w.$])` + regexp.QuoteMeta(name) + "((?:\\.[\\w$]+)?)(?:<[\\w<>, ]*>)?(?:\\(\\{[^()]*\\}\\))?\\s*[(`]")
		for _, match := range find.FindAllStringSubmatchIndex(s.text, -1) {
			called := c
			if property := strings.TrimPrefix(s.text[match[2]:match[3]], "."); property != "" {
				called.function = property
			}
			out = append(out, s.startedAt(called, match[1])...)
		}
	}
	if len(out) == 0 && !types {
		out = append(out, evidence.Evidence{Kind: evidence.Starts, Source: evidence.Sources, By: modules[0], File: s.name, Line: 1})
	}
	return out.Sorted()
}

// names says whether one of the words stands anywhere in the file: what is true of few, and told fast.
func (s *source) names(words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(s.text, word) })
}

// modules are those of starters that the file names.
func (s *source) modules() []string {
	var out []string
	known := starters()
	for _, match := range anyModule.FindAllStringSubmatchIndex(s.text, -1) {
		if name := s.text[match[2]:match[3]]; len(known[name]) > 0 && !slices.Contains(out, name) && !s.inComment(match[0]) {
			out = append(out, name)
		}
	}
	return out
}

// callables are the functions of starters by the names that the file gives them. types says that it takes types alone.
func (s *source) callables() (names map[string]callable, types bool) {
	names, types = map[string]callable{}, true
	add := func(name, list, module, property string) {
		if len(starters()[module]) == 0 {
			return
		}
		if name != "" && name != "type" {
			function := "*"
			if property != "" {
				function = property[strings.LastIndexByte(property, '.')+1:]
			}
			names[name], types = callable{module, function}, false
		}
		for local, function := range namesIn(list) {
			if function[0] < 'A' || function[0] > 'Z' {
				names[local], types = callable{module, function}, false
			}
		}
	}
	for _, m := range imported.FindAllStringSubmatch(s.text, -1) {
		if m[1] != "type" {
			add(m[1], m[2], m[4], "")
			add(m[3], "", m[4], "")
		}
	}
	for _, m := range required.FindAllStringSubmatch(s.text, -1) {
		add(m[1], m[2], m[3], m[4])
	}
	for _, m := range equals.FindAllStringSubmatch(s.text, -1) {
		add(m[1], "", m[2], "")
	}
	types = types && !strings.Contains(s.text, "require(")
	for range mostSteps {
		s.passedOn(names)
	}
	return names, types
}

// passedOn adds the names that functions are given further: promisified, or taken out of their module.
func (s *source) passedOn(names map[string]callable) {
	for _, m := range promisified.FindAllStringSubmatch(s.text, -1) {
		if len(starters()[m[2]]) > 0 {
			names[m[1]] = callable{m[2], m[3]}
		} else if c, found := member(names, m[3]); found {
			names[m[1]] = c
		}
	}
	for _, m := range renamed.FindAllStringSubmatch(s.text, -1) {
		c, found := member(names, m[3])
		if !found {
			continue
		}
		if m[1] != "" {
			names[m[1]] = c
		}
		for local, function := range namesIn(m[2]) {
			names[local] = callable{c.module, function}
		}
	}
}

// member is what "name" or "name.function" stands for.
func member(names map[string]callable, expression string) (callable, bool) {
	name, function, of := strings.Cut(expression, ".")
	c, found := names[name]
	if found && of {
		c.function = function
	}
	return c, found
}

// namesIn are the names in "{ a, b as c, d: e }" by what they are called in the file.
func namesIn(list string) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(list, ",") {
		words := strings.Fields(strings.NewReplacer(":", " ", " as ", " ").Replace(part))
		if len(words) > 0 && words[0] != "type" {
			out[words[len(words)-1]] = words[0]
		}
	}
	return out
}

// startedAt is the evidence of one call, whose bracket or quote ends at a place.
func (s *source) startedAt(c callable, end int) evidence.List {
	functions := starters()[c.module]
	if s.inComment(end) || len(functions) == 0 {
		return nil
	}
	function := strings.ReplaceAll(c.function, "*", "default")
	how, known := functions[function]
	if !known {
		return nil
	}
	e := evidence.Evidence{Kind: evidence.Starts, Known: true, Source: evidence.Sources, By: function, File: s.name, Line: s.line(end - 1)}
	if function == "default" {
		e.By = c.module
	}
	subject, arguments, behind := "", "", ""
	if s.text[end-1] == '`' {
		text := s.text[end:]
		subject = s.template(text[:max(strings.IndexByte(text, '`'), 0)], mostSteps)
	} else {
		list := s.argumentsAt(end)
		subject, arguments = s.evaluate(list[0]), strings.Join(list[1:], ",")
		behind = strings.Join(list[1:min(2, len(list))], "")
	}
	subject = strings.Join(strings.Fields(subject), " ")
	switch {
	case how == ownProgram:
		e.Subject = ownInterpreter
	case how == byCommandLine || ofShell.MatchString(arguments):
		e.Kind, e.Subject = evidence.Shell, subject
	case commandline.IsShell(subject) || commandline.Wraps(subject):
		return scan.Started(append([]string{subject}, s.words(behind)...), e)
	default:
		e.Subject = subject
	}
	if strings.HasPrefix(e.Subject, unknownPart) || e.Subject == "" || how == byProgram && strings.Contains(e.Subject, unknownPart) {
		e.Subject, e.Known = "", false
	}
	return evidence.List{e}
}

// words are those of a list that a function is given beside a program: what only running tells is empty, such as a list by its name. A
// call without a list has none.
func (s *source) words(list string) []string {
	list = strings.TrimSpace(list)
	if list == "" || list[0] == '{' {
		return nil
	}
	if list[0] != '[' {
		return []string{"", ""}
	}
	var out []string
	for _, item := range scan.Arguments(list[1:]) {
		word := s.evaluate(item)
		if strings.HasPrefix(word, unknownPart) || strings.Contains(word, unknownPart) && !strings.Contains(word, " ") {
			word = ""
		}
		out = append(out, word)
	}
	return out
}
