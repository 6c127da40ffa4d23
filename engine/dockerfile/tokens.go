package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/command"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// TokenKind is what a piece of a Dockerfile is to the eye.
type TokenKind string

// The kinds of token.
const (
	TokenText     TokenKind = "text"
	TokenKeyword  TokenKind = "keyword"
	TokenFlag     TokenKind = "flag"
	TokenString   TokenKind = "string"
	TokenVariable TokenKind = "variable"
	TokenComment  TokenKind = "comment"
	// TokenHeredoc is a heredoc's opening word, its lines and its closing word.
	TokenHeredoc TokenKind = "heredoc"
	// TokenOperator is a line continuation, or what joins commands in a RUN.
	TokenOperator TokenKind = "operator"
)

// Token is a piece of one line.
type Token struct {
	Kind TokenKind
	Text string
}

// Tokens cuts any text into tokens for colouring, one slice per line; the texts of a line join to the line without
// its line end (nor the byte order mark before the first). It never fails: what is no Dockerfile is cut as well as
// can be.
func Tokens(text []byte) [][]Token {
	src := newSource(text)
	t := &tokenizer{escape: escapeOf(src)}
	out := make([][]Token, len(src.lines))
	for i := range src.lines {
		out[i] = t.tokens(src.line(i + 1))
	}
	return out
}

// escapeOf returns the continuation character that the directives at the top of a text set.
func escapeOf(src *source) byte {
	var directives parser.DirectiveParser
	for i := range src.lines {
		d, err := directives.ParseLine([]byte(strings.TrimLeft(src.line(i+1), " \t")))
		if err != nil || d == nil {
			break
		}
		if d.Name == "escape" && d.Value == "`" {
			return '`'
		}
	}
	return parser.DefaultEscapeToken
}

// tokenizer is the state between lines.
type tokenizer struct {
	escape byte
	// inside says that the line continues an instruction, whose keyword is in lower case.
	inside  bool
	keyword string
	// flags says that only flags have followed the keyword.
	flags bool
	// pending are the heredocs that the instruction opened; open are those whose lines come next.
	pending, open []parser.Heredoc

	out []Token
}

// tokens cuts one line.
func (t *tokenizer) tokens(line string) []Token {
	t.out = nil
	if len(t.open) > 0 {
		t.heredocLine(line)
		return t.out
	}
	trimmed := strings.TrimLeft(line, " \t\v\f\r")
	if strings.HasPrefix(trimmed, "#") {
		t.add(TokenText, line[:len(line)-len(trimmed)])
		t.add(TokenComment, trimmed)
		return t.out
	}
	if trimmed == "" {
		t.add(TokenText, line)
		return t.out
	}
	body, tail := t.cutContinuation(line)
	if !t.inside {
		body = t.startInstruction(body)
	}
	t.words(body)
	t.inside = tail != ""
	if t.inside {
		t.add(TokenOperator, tail[:1])
		t.add(TokenText, tail[1:])
	} else {
		t.open, t.pending = t.pending, nil
	}
	return t.out
}

// add appends a token and joins it to the last one of the same kind.
func (t *tokenizer) add(kind TokenKind, text string) {
	if text == "" {
		return
	}
	if n := len(t.out); n > 0 && t.out[n-1].Kind == kind {
		t.out[n-1].Text += text
		return
	}
	t.out = append(t.out, Token{Kind: kind, Text: text})
}

func (t *tokenizer) heredocLine(line string) {
	t.add(TokenHeredoc, line)
	closing := line
	if t.open[0].Chomp {
		closing = strings.TrimLeft(closing, "\t")
	}
	if closing == t.open[0].Name {
		t.open = t.open[1:]
	}
}

// cutContinuation cuts off the character that continues the instruction on the next line and the space behind it. As
// in BuildKit's grammar an escaped one doesn't continue.
func (t *tokenizer) cutContinuation(line string) (body, tail string) {
	end := len(strings.TrimRight(line, " \t"))
	if end == 0 || line[end-1] != t.escape || end > 1 && line[end-2] == t.escape {
		return line, ""
	}
	return line[:end-1], line[end-1:]
}

// startInstruction takes the keyword off a line.
func (t *tokenizer) startInstruction(line string) string {
	rest := strings.TrimLeft(line, " \t\v\f\r")
	t.add(TokenText, line[:len(line)-len(rest)])
	word, _ := cutWord(rest)
	t.keyword, t.flags = strings.ToLower(word), true
	kind := TokenText
	if _, known := command.Commands[t.keyword]; known {
		kind = TokenKeyword
	}
	t.add(kind, word)
	return rest[len(word):]
}

func cutWord(s string) (word, rest string) {
	if i := strings.IndexAny(s, " \t\v\f\r"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// words cuts what follows the keyword.
func (t *tokenizer) words(s string) {
	for s != "" {
		rest := strings.TrimLeft(s, " \t\v\f\r")
		t.add(TokenText, s[:len(s)-len(rest)])
		if rest == "" {
			return
		}
		word, after := cutWord(rest)
		switch {
		case t.flags && strings.HasPrefix(word, "--"):
			t.add(TokenFlag, word)
			s = after
			continue
		case t.keyword == command.Onbuild && t.flags:
			s = t.startInstruction(rest)
			continue
		case t.keyword == command.From && strings.EqualFold(word, "as"):
			t.add(TokenKeyword, word)
			s = after
			continue
		}
		t.flags = false
		s = rest[t.piece(rest):]
	}
}

// piece cuts the next piece of a word and returns its length.
func (t *tokenizer) piece(s string) int {
	if n := t.heredocStart(s); n > 0 {
		t.add(TokenHeredoc, s[:n])
		return n
	}
	kind, n := TokenText, 1
	switch c := s[0]; {
	case c == t.escape && len(s) > 1:
		n = 2
	case c == '"' || c == '\'':
		kind, n = TokenString, t.stringLength(s)
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

// heredocStart returns the length of the heredoc's opening word that s starts with, 0 when it starts with none.
func (t *tokenizer) heredocStart(s string) int {
	switch t.keyword {
	case command.Run, command.Copy, command.Add:
	default:
		return 0
	}
	if !strings.HasPrefix(strings.TrimLeft(s, "0123456789"), "<<") {
		return 0
	}
	word, _ := cutWord(s)
	doc, err := parser.ParseHeredoc(word)
	if err != nil || doc == nil {
		return 0
	}
	t.pending = append(t.pending, *doc)
	return len(word)
}

// stringLength returns the length of the quoted string that s starts with, to the end of the line when it isn't
// closed there.
func (t *tokenizer) stringLength(s string) int {
	quote := s[0]
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == t.escape && quote == '"':
			i++
		case s[i] == quote:
			return i + 1
		}
	}
	return len(s)
}

// variableLength returns the length of the variable that s starts with, 1 when the dollar sign stands alone.
func variableLength(s string) int {
	if strings.HasPrefix(s, "${") {
		if end := strings.IndexByte(s, '}'); end > 0 {
			return end + 1
		}
		return len(s)
	}
	n := 1
	for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z') {
		n++
	}
	return n
}
