package foreign

import (
	"fmt"
	"strings"
)

const (
	// maxDepth is how deeply brackets may nest in data: what people write stays below 20.
	maxDepth = 200
	// maxOpeners is how many constructs that a shell's parser goes into a script may have, nested or not: the parser takes
	// about 2 KB of stack for each, and of a gigabyte there is enough.
	maxOpeners = 20_000
	// maxVariables is how deeply ${A:-${B}} may nest, and maxOnLine how often ${ may stand in one line.
	maxVariables = 20
	maxOnLine    = 2_000
)

// notation is how strings and comments are written in a kind of data.
type notation struct {
	quotes   string
	comments []string
	// triple says that three quotes hold lines, blocks that /* and */ hold a comment; literal are quotes without escapes.
	triple, blocks bool
	literal        string
}

// JSON checks JSON, with comments or without.
func JSON(text []byte) error {
	return notation{quotes: `"`, comments: []string{"//"}, blocks: true}.check(string(text))
}

// TOML checks TOML.
func TOML(text []byte) error {
	return notation{quotes: `"'`, comments: []string{"#"}, triple: true, literal: "'"}.check(string(text))
}

func deep(depth, most int) error {
	return fmt.Errorf("%w: more than %d levels (%d)", ErrDeep, most, depth)
}

// check follows the brackets outside of strings and comments.
func (n notation) check(text string) error {
	depth := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case strings.IndexByte(n.quotes, c) >= 0:
			i = n.endOfString(text, i)
			continue
		case c == '[' || c == '{' || c == '(':
			if depth++; depth > maxDepth {
				return deep(depth, maxDepth)
			}
		case c == ']' || c == '}' || c == ')':
			depth = max(depth-1, 0)
		case n.blocks && strings.HasPrefix(text[i:], "/*"):
			i = after(text, i+2, "*/")
			continue
		default:
			if n.isComment(text[i:]) {
				i = after(text, i, "\n")
				continue
			}
		}
		i++
	}
	return nil
}

func (n notation) isComment(rest string) bool {
	for _, mark := range n.comments {
		if strings.HasPrefix(rest, mark) {
			return true
		}
	}
	return false
}

// endOfString is where the string that begins at i ends.
func (n notation) endOfString(text string, i int) int {
	quote := text[i : i+1]
	if n.triple && strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	escapes := !strings.Contains(n.literal, quote[:1])
	for i += len(quote); i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case strings.HasPrefix(text[i:], quote):
			return i + len(quote)
		case text[i] == '\n' && len(quote) == 1:
			return i // not closed: the parser stops here too
		}
	}
	return len(text)
}

// after is the place behind the next mark, the end of the text when there is none.
func after(text string, from int, mark string) int {
	from = min(from, len(text))
	if i := strings.Index(text[from:], mark); i >= 0 {
		return from + i + len(mark)
	}
	return len(text)
}

// opening are the words of a shell that have others in them up to a word that closes them.
const opening = " if while until for case select function ! time coproc "

// Shell checks a script before a shell's parser sees it. What opens something counts, nested or not: whether a bracket is one
// is what only the parser can say.
func Shell(script string) error {
	if len(script) <= maxOpeners {
		return nil
	}
	count := strings.Count(script, "(") + strings.Count(script, "{") + strings.Count(script, "`") + strings.Count(script, "<<") +
		strings.Count(script, "&&") + strings.Count(script, "|") + strings.Count(script, "?") + strings.Count(script, "!")
	for word := range strings.FieldsFuncSeq(script, func(r rune) bool { return strings.ContainsRune(" \t\n\r;&|(){}", r) }) {
		if strings.Contains(opening, " "+word+" ") {
			count++
		}
	}
	if count > maxOpeners {
		return deep(count, maxOpeners)
	}
	return nil
}

// Variables checks how deeply ${A:-${B:-c}} nests in a text, and how much of it stands in one line: what follows it takes a time
// that grows with the third power.
func Variables(text string) error {
	// A value may go on in the next line, so that the depth does too.
	depth := 0
	for line := range strings.Lines(text) {
		if depth == 0 && !strings.Contains(line, "${") {
			continue
		}
		all := 0
		for i := 0; i < len(line); i++ {
			switch {
			case strings.HasPrefix(line[i:], "${"):
				all++
				if depth++; depth > maxVariables {
					return deep(depth, maxVariables)
				}
			case line[i] == '}':
				depth = max(depth-1, 0)
			}
		}
		if all > maxOnLine {
			return deep(all, maxOnLine)
		}
	}
	return nil
}
