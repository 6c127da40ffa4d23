// Package scan reads the sources of a language line by line for clues: calls that say what the program reads, starts and needs
// when it runs.
package scan

import (
	"bytes"
	"context"
	"path"
	"regexp"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
)

const (
	// maxSources is how many source files of one language are read.
	maxSources = 20_000
	// MaxSource is the most bytes of one: what is larger is generated or minified.
	MaxSource = 1 << 20
	// MaxEvidence is how much evidence of one kind is kept, but for files: a person reads no more.
	MaxEvidence = 40
)

// Clue is what a line of source says of what a program needs at run time.
type Clue struct {
	Kind evidence.Kind
	// Word is in every line that Find matches: looking for it first is cheap. It is also what the evidence says it is by.
	Word string
	// Find matches the call; its first group, if it has one, is the argument. Where Called is set it matches up to the opening
	// bracket.
	Find *regexp.Regexp
	// Called says that an argument of a call is evaluated with what names are set to; Argument is its index.
	Called   bool
	Argument int
	// Take makes the evidence's subject from the argument.
	Take Take
	// Words says, of a call that starts a program, how it is given the words of the command.
	Words Words
}

// by is what the clue's evidence is said to be by.
func (c *Clue) by() string { return strings.Trim(c.Word, `(. "`) }

// Take makes a subject from an argument: the subject, whether it is exactly known, and whether there is any evidence at all.
type Take func(argument string) (subject string, known, ok bool)

// Name takes the argument as it is.
func Name(argument string) (subject string, known, ok bool) { return argument, true, true }

// Is takes no argument: the call says it all.
func Is(string) (subject string, known, ok bool) { return "", true, true }

// Unknown is for a call whose argument can't be told.
func Unknown(string) (subject string, known, ok bool) { return "", false, true }

// Constant returns a Take for a call that always means one subject.
func Constant(subject string) Take {
	return func(string) (string, bool, bool) { return subject, true, true }
}

// FirstWord takes the first word of a command line.
func FirstWord(argument string) (subject string, known, ok bool) {
	words := strings.Fields(argument)
	if len(words) == 0 {
		return "", false, false
	}
	return words[0], true, true
}

// Path takes a path of the project: absolute ones and those of the system are no files of it, and addresses are no files.
func Path(argument string) (subject string, known, ok bool) {
	if argument == "" || strings.HasPrefix(argument, "/") || strings.Contains(argument, "://") ||
		strings.HasPrefix(argument, "~") || strings.HasPrefix(argument, "..") {
		return "", false, false
	}
	return argument, true, true
}

// Language is how the sources of one language are found and read.
type Language struct {
	// Suffixes are the ends of their names.
	Suffixes []string
	// Skip says whether a folder, by its name, has no sources of the program: tests, build output.
	Skip func(folder string) bool
	// Test says whether a file, by its name, is a test.
	Test func(file string) bool
	// Comment begins a comment that goes to the end of the line.
	Comment string
	Clues   []Clue
	// Given says that the first argument of a program is what it was given, and not its own file.
	Given bool
}

// Sources are the paths of the language's files, sorted.
func (l *Language) Sources(ctx context.Context, files *project.Files) ([]string, error) {
	all, err := files.All(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range all {
		if len(out) < maxSources && l.takes(name) {
			out = append(out, name)
		}
	}
	return out, nil
}

func (l *Language) takes(name string) bool {
	ends := false
	for _, suffix := range l.Suffixes {
		ends = ends || strings.HasSuffix(name, suffix)
	}
	if !ends || l.Test(path.Base(name)) {
		return false
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if base := path.Base(dir); strings.HasPrefix(base, ".") || l.Skip(base) {
			return false
		}
	}
	return true
}

// Evidence reads sources and says what the program needs when it runs, in the order of the paths.
func (l *Language) Evidence(ctx context.Context, files *project.Files, paths []string) (evidence.List, error) {
	found := make([]evidence.List, len(paths))
	err := files.Visit(ctx, paths, MaxSource, func(i int, text []byte) { found[i] = l.Read(paths[i], text) })
	if err != nil {
		return nil, err
	}
	return Join(found...), nil
}

// Read says what one file needs.
func (l *Language) Read(name string, text []byte) evidence.List {
	var out evidence.List
	var values Values
	number, offset := 0, 0
	for line := range bytes.Lines(text) {
		number++
		offset += len(line)
		trimmed := bytes.TrimSpace(line)
		if len(trimmed) == 0 || bytes.HasPrefix(trimmed, []byte(l.Comment)) || bytes.HasPrefix(trimmed, []byte("*")) {
			continue
		}
		for i := range l.Clues {
			c := &l.Clues[i]
			if !bytes.Contains(trimmed, []byte(c.Word)) {
				continue
			}
			if c.Called && values == nil {
				values = ValuesOf(string(text))
			}
			for _, e := range c.read(trimmed, text[offset:], values, l.Given) {
				e.File, e.Line = name, number
				out = append(out, e)
			}
		}
	}
	return out
}

// mostBehind is how many bytes of the lines behind a call are looked at for its arguments.
const mostBehind = 400

func (c *Clue) read(line, behind []byte, values Values, given bool) evidence.List {
	var out evidence.List
	for _, match := range c.Find.FindAllSubmatchIndex(line, -1) {
		var subject string
		var known, ok bool
		switch {
		case c.Called:
			text := string(line[match[1]:]) + "\n" + string(behind[:min(len(behind), mostBehind)])
			if c.Words > 0 {
				out = append(out, c.started(text, values, given)...)
				continue
			}
			subject, known, ok = c.evaluate(Arguments(text), values, given)
		case len(match) > 3 && match[2] >= 0:
			subject, known, ok = c.Take(string(line[match[2]:match[3]]))
		default:
			subject, known, ok = c.Take("")
		}
		if ok {
			out = append(out, evidence.Evidence{
				Kind: c.Kind, Subject: subject, Known: known, Source: evidence.Sources, By: c.by(),
			})
		}
	}
	return out
}

// itself is the program's own file, as it was started.
var itself = regexp.MustCompile(`^(?:argv|av|v|args)\[0\]$`)

// evaluate takes the call's argument. A file that a program is given is one that its start command names, which is looked at there.
func (c *Clue) evaluate(arguments []string, values Values, given bool) (subject string, known, ok bool) {
	if c.Argument >= len(arguments) || arguments[c.Argument] == "" {
		return "", false, false
	}
	if itself.MatchString(arguments[c.Argument]) {
		return "", false, given && c.Kind == evidence.Starts
	}
	value, known := values.Evaluate(arguments[c.Argument])
	if !known {
		return value, false, true
	}
	return c.Take(value)
}

// Join joins lists, with at most MaxEvidence of a kind. What is read and listed is all kept: each file counts.
func Join(lists ...evidence.List) evidence.List {
	var out evidence.List
	count := map[evidence.Kind]int{}
	for _, list := range lists {
		for _, e := range list {
			count[e.Kind]++
			if count[e.Kind] <= MaxEvidence || e.Kind == evidence.Reads || e.Kind == evidence.Lists || e.Kind == evidence.Writes {
				out = append(out, e)
			}
		}
	}
	return out
}

// NewClue makes a clue of its parts.
func NewClue(kind evidence.Kind, word string, find *regexp.Regexp, take Take) Clue {
	return Clue{Kind: kind, Word: word, Find: find, Take: take}
}

// NewCall makes a clue of a call whose argument of an index is evaluated: find matches up to the opening bracket.
func NewCall(kind evidence.Kind, word string, find *regexp.Regexp, argument int, take Take) Clue {
	return Clue{Kind: kind, Word: word, Find: find, Called: true, Argument: argument, Take: take}
}

// Start is what stands before a function's own name in a clue's Find: nothing that makes it a part of another.
const Start = `(?:^|[^\w.$])`
