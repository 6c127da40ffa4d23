package python

import (
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// source is one file of Python, as far as its calls are read.
type source struct {
	file, text string
	lines      project.LineIndex
	// values are the strings that names have, aliases what imported names stand for: "sp" is "subprocess".
	values  scan.Values
	aliases map[string]string
	// following are the names whose settings are being looked at.
	following map[string]bool
}

// call is a call in a source.
type call struct {
	// name is what is called, by the name it has where it comes from: "subprocess.run"; one of a value begins with a dot: ".mkdir".
	// on is the text before that dot.
	name, on string
	// args are the arguments by their places, named those that are given by name.
	args  []string
	named map[string]string
	line  int
}

// arg is an argument by its place, or by one of the names it may be given with.
func (c call) arg(i int, names ...string) (text string, given bool) {
	for _, name := range names {
		if text, given = c.named[name]; given {
			return text, true
		}
	}
	if i >= 0 && i < len(c.args) {
		return c.args[i], true
	}
	return "", false
}

var (
	importsModule = regexp.MustCompile(`(?m)^[ \t]*import[ \t]+([\w. ,]+)$`)
	importsNames  = regexp.MustCompile(`(?m)^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#]+))`)
	anyCall       = regexp.MustCompile(`\.?[A-Za-z_][\w.]*\(`)
	keyword       = regexp.MustCompile(`^(\w+)\s*=([^=].*)$`)
	joinedLines   = regexp.MustCompile(`\s*\n\s*`)
)

func newSource(file, text string) *source {
	s := &source{file: file, text: text, lines: project.IndexLines(text), values: scan.ValuesOf(text), aliases: map[string]string{}, following: map[string]bool{}}
	for _, match := range importsModule.FindAllStringSubmatch(text, -1) {
		s.imports("", match[1])
	}
	for _, match := range importsNames.FindAllStringSubmatch(text, -1) {
		s.imports(match[1]+".", match[2]+match[3])
	}
	return s
}

// evidence is what the calls of the file show: programs that are started, what is written, ports. there says
// whether the build context has a file that a string names.
func (s *source) evidence(there func(literal string) bool) evidence.List {
	return slices.Concat(s.programs(), s.written(), scan.RootNeeds(s.text, "#", s.file, there), s.collects(), s.ports(), s.loads())
}

// imports takes in the names of an import: "run, Popen as P".
func (s *source) imports(from, names string) {
	for name := range strings.SplitSeq(names, ",") {
		words := strings.Fields(name)
		switch {
		case len(words) == 3 && words[1] == "as":
			s.aliases[words[2]] = from + words[0]
		case len(words) == 1 && (from != "" || !strings.Contains(words[0], ".")):
			s.aliases[words[0]] = from + words[0]
		}
	}
}

// calls are the calls that a file makes and that wanted takes by their name. Those in comments are none.
func (s *source) calls(wanted func(name string) bool) []call {
	var out []call
	place := cursor{text: s.text, line: 1}
	for _, at := range anyCall.FindAllStringIndex(s.text, -1) {
		name := s.text[at[0] : at[1]-1]
		place.to(at[0])
		before := strings.TrimSpace(s.text[place.begin:at[0]])
		if strings.HasPrefix(before, "#") || strings.HasSuffix(before, "def") || strings.HasSuffix(before, "class") {
			continue
		}
		name, on := s.nameOf(name)
		if last := strings.LastIndexByte(name, '.'); !wanted(name) && last > 0 {
			name, on = name[last:], name[:last] // a method of what is imported
		}
		if !wanted(name) {
			continue
		}
		c := call{name: name, on: on, named: map[string]string{}, line: place.line}
		if strings.HasPrefix(name, ".") && on == "" {
			c.on = before
		}
		for _, argument := range scan.Arguments(s.text[at[1]:]) {
			argument = joinedLines.ReplaceAllString(argument, " ")
			if match := keyword.FindStringSubmatch(argument); match != nil {
				c.named[match[1]] = strings.TrimSpace(match[2])
			} else if argument != "" {
				c.args = append(c.args, argument)
			}
		}
		out = append(out, c)
	}
	return out
}

// cursor goes through a text from its beginning: line counts from 1, and begin is where that line begins.
type cursor struct {
	text            string
	at, line, begin int
}

// to goes on to a place.
func (c *cursor) to(at int) {
	passed := c.text[c.at:at]
	if n := strings.Count(passed, "\n"); n > 0 {
		c.line += n
		c.begin = c.at + strings.LastIndexByte(passed, '\n') + 1
	}
	c.at = at
}

// nameOf is a name by where it comes from; what is called of a value of the file is only known by its last part.
func (s *source) nameOf(written string) (name, on string) {
	first, rest, dotted := strings.Cut(written, ".")
	if from, found := s.aliases[first]; found {
		if !dotted {
			return from, ""
		}
		return from + "." + rest, ""
	}
	if last := strings.LastIndexByte(written, '.'); last > 0 && !strings.Contains(modules, " "+first+" ") {
		return written[last:], written[:last]
	}
	return written, ""
}

// modules are those whose calls are known by the whole name.
const modules = " os subprocess asyncio shutil sqlite3 logging io codecs gzip bz2 lzma zipfile tarfile shelve dbm pexpect pty aiofiles tempfile joblib " +
	"numpy np torch cv2 urllib nltk pathlib aiosqlite duckdb commands uvicorn sys anyio trio delegator invoke "
