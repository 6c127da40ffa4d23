package scan

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/commandline"
	"lightship/engine/evidence"
)

// Started is the evidence of a command that sources start, by its words, one that only running tells being empty: the program, those that
// it runs in turn, and what a shell is given. found says what starts it, and where.
func Started(words []string, found evidence.Evidence) evidence.List {
	var out evidence.List
	add := func(kind evidence.Kind, subject string) {
		found.Kind, found.Subject, found.Known, found.Source = kind, subject, subject != "", evidence.Sources
		out = append(out, found)
	}
	for {
		if len(words) == 0 || words[0] == "" {
			add(evidence.Starts, "")
			return out
		}
		if given, at := commandline.ToShell(words); given != commandline.NoShell {
			if path.Base(words[0]) != "sh" {
				add(evidence.Starts, words[0])
			}
			line := ""
			if given == commandline.Line {
				line = words[at]
			}
			add(evidence.Shell, line) // What a script calls is not read.
			return out
		}
		at, known := commandline.Wrapped(words)
		if !commandline.IsOnlyBuiltin(words[0]) {
			add(evidence.Starts, words[0])
		}
		switch {
		case at > 0:
			words = words[at:]
		case !known || commandline.Wraps(words[0]) && slices.Contains(words, ""):
			words = nil
		default:
			return out
		}
	}
}

// Words says how a call is given the words of a command.
type Words int

// How a call is given them.
const (
	// OneByOne is that each argument is a word, Split that the first has all.
	OneByOne Words = iota + 1
	Split
	// NamedAgain is that the second argument is the program's name once more, as with execl.
	NamedAgain
	// Chained is that the words behind the program are arguments of calls that follow, as Rust's Command has them.
	Chained
)

// NewStart makes a clue of a call that starts a program: find matches up to the opening bracket, and the program is the argument of an
// index.
func NewStart(word string, find *regexp.Regexp, argument int, words Words) Clue {
	return Clue{Kind: evidence.Starts, Word: word, Find: find, Called: true, Argument: argument, Words: words}
}

// started is the evidence of a call that starts a program, whose text begins behind its opening bracket.
func (c *Clue) started(text string, values Values, given bool) evidence.List {
	arguments := Arguments(text)
	found := evidence.Evidence{Source: evidence.Sources, By: c.by()}
	if c.Argument >= len(arguments) || arguments[c.Argument] == "" {
		return nil
	}
	arguments = arguments[c.Argument:]
	if itself.MatchString(arguments[0]) {
		if given {
			return Started(nil, found)
		}
		return nil
	}
	value, known := values.Evaluate(arguments[0])
	if !known {
		found.Kind, found.Subject = evidence.Starts, value
		return evidence.List{found}
	}
	words := []string{value}
	switch c.Words {
	case Split:
		words = strings.Fields(value)
	case Chained:
		words = append(words, values.chained(text)...)
	case NamedAgain:
		words = append(words, values.each(arguments[1:])...)
		if len(words) > 2 {
			words = append(words[:1], words[2:]...)
		}
	default:
		words = append(words, values.each(arguments[1:])...)
	}
	return Started(words, found)
}

// each are the values of expressions, empty for one that can't be told.
func (v Values) each(expressions []string) []string {
	var out []string
	for _, x := range expressions {
		value, known := v.Evaluate(x)
		if !known {
			value = ""
		}
		out = append(out, value)
	}
	return out
}

var (
	argumentCall = regexp.MustCompile(`^\)?[\s?]*\.(args?|env|envs|current_dir|stdin|stdout|stderr|env_clear|env_remove|kill_on_drop)\(`)
	endOfChain   = regexp.MustCompile(`^\)?[\s?]*\.(?:spawn|output|status|exec|run|join|read|capture|popen)\(`)
	listOfWords  = regexp.MustCompile(`^&?(?:vec!)?\[(.*)\]$`)
)

// chained are the words of the calls that follow on one whose text begins behind its opening bracket; the last is empty where the chain
// goes on elsewhere.
func (v Values) chained(text string) []string {
	var out []string
	for {
		if text = behindArguments(text); endOfChain.MatchString(text) {
			return out
		}
		match := argumentCall.FindStringSubmatchIndex(text)
		if match == nil {
			return append(out, "")
		}
		name := text[match[2]:match[3]]
		text = text[match[1]:]
		arguments := Arguments(text)
		if name == "args" && len(arguments) > 0 {
			list := listOfWords.FindStringSubmatch(strings.ReplaceAll(arguments[0], "\n", " "))
			if list == nil {
				return append(out, "")
			}
			arguments = Arguments(list[1])
		}
		if strings.HasPrefix(name, "arg") {
			out = append(out, v.each(arguments)...)
		}
	}
}

// behindArguments is what stands behind the closing bracket of a call whose text begins behind its opening one.
func behindArguments(text string) string {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'':
			i = endOfString(text, i)
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return text[i+1:]
			}
		}
	}
	return ""
}
