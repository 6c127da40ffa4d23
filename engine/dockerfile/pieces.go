package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/command"
)

// pieces cuts a word that may hold strings and variables, to the space behind it.
func (t *tokenizer) pieces(s string) int {
	at := 0
	for at < len(s) && !isSpace(s[at]) {
		at += t.piece(s[at:])
	}
	return at
}

func (t *tokenizer) piece(s string) int {
	kind, n := TokenText, 1
	switch c := s[0]; {
	case c == t.escape && len(s) > 1:
		n = 2
	case c == '"' || c == '\'':
		inside, closed := t.stringLength(s[1:], c)
		if kind, n = TokenString, 1+inside; !closed {
			t.quote = c
		}
	case c == '$':
		if n = variableLength(s); n > 1 {
			kind = TokenVariable
		}
	case t.keyword == command.Run && strings.IndexByte("&|;<>", c) >= 0:
		kind = TokenOperator
	}
	t.add(kind, s[:n])
	return n
}

// stringLength returns the length of the string that s goes on with, its closing quote included, and whether it is
// closed on this line.
func (t *tokenizer) stringLength(s string, quote byte) (n int, closed bool) {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == t.escape && quote == '"':
			i++
		case s[i] == quote:
			return i + 1, true
		}
	}
	return len(s), false
}

// flagLength returns the length of the flag that s starts with: to the first space that isn't quoted.
func (t *tokenizer) flagLength(s string) int {
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == t.escape:
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case isSpace(c):
			return i
		}
	}
	return len(s)
}

// variableLength returns the length of the variable that s starts with, 1 when the dollar sign stands alone.
func variableLength(s string) int {
	if strings.HasPrefix(s, "${") {
		depth := 0
		for i := range len(s) {
			switch s[i] {
			case '{':
				depth++
			case '}':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
		return len(s)
	}
	n := 1
	for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z') {
		n++
	}
	return n
}

// spaces are what BuildKit's parser splits words at.
const spaces = " \t\v\f\r"

func isSpace(c byte) bool { return strings.IndexByte(spaces, c) >= 0 }

func cutWord(s string) (word, rest string) {
	if i := strings.IndexAny(s, spaces); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
