package dockerfile

import (
	"strings"
	"unicode"

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
// can be, and what another frontend reads isn't cut at all.
func Tokens(text []byte) [][]Token {
	src := newSource(text)
	t := &tokenizer{escape: escapeOf(src), lines: make([]string, len(src.lines))}
	for i := range src.lines {
		t.lines[i] = src.line(i + 1)
	}
	out := make([][]Token, 0, len(t.lines))
	if frontend, _, _, found := parser.DetectSyntax(text); found && !isDockerfileFrontend(frontend) {
		for _, line := range t.lines {
			out = append(out, whole(TokenText, line))
		}
		return out
	}
	for len(out) < len(t.lines) {
		next := len(out)
		if isComment(t.lines[next]) || isBlank(t.lines[next]) {
			out = append(out, t.aside(t.lines[next]))
			continue
		}
		end := t.extent(next)
		t.begin(t.join(next, end))
		docs := t.docs
		for _, line := range t.lines[next:end] {
			out = append(out, t.line(line))
		}
		for _, d := range docs {
			for len(out) < len(t.lines) {
				line := t.lines[len(out)]
				out = append(out, whole(TokenHeredoc, line))
				if closes(d, line) {
					break
				}
			}
		}
	}
	return out
}

// whole returns a line that is one token, none when it is empty.
func whole(kind TokenKind, line string) []Token {
	if line == "" {
		return nil
	}
	return []Token{{Kind: kind, Text: line}}
}

// escapeOf returns the continuation character that the directives at the top of a text set.
func escapeOf(src *source) byte {
	var directives parser.DirectiveParser
	for i := range src.lines {
		d, err := directives.ParseLine([]byte(strings.TrimLeftFunc(src.line(i+1), unicode.IsSpace)))
		if err != nil || d == nil {
			break
		}
		if d.Name == "escape" && d.Value == "`" {
			return '`'
		}
	}
	return parser.DefaultEscapeToken
}

func isComment(line string) bool {
	return strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "#")
}

func isBlank(line string) bool { return strings.TrimLeftFunc(line, unicode.IsSpace) == "" }

// tokenizer cuts one instruction after the other.
type tokenizer struct {
	escape byte
	lines  []string

	// What follows is of the instruction that is being cut: its keyword in lower case, and how much of it is still to
	// come, which is nothing unless it is broken over lines.
	keyword string
	left    int
	// flags says that only flags have followed the keyword, words how many other words have.
	flags bool
	words int
	// docs are the heredocs whose opening words are still to come.
	docs []parser.Heredoc
	// inFlag and quote say that the line before ended in a flag or in a string with this quote.
	inFlag bool
	quote  byte
	// whole is the line that is being cut, done how much of it is, and from where the last token begins.
	whole      string
	done, from int

	out []Token
}

// begin makes ready for an instruction, given without its line ends and continuations.
func (t *tokenizer) begin(logical string) {
	word, _ := cutWord(strings.TrimLeftFunc(logical, unicode.IsSpace))
	t.start(word)
	t.docs = t.heredocs(logical)
	t.inFlag, t.quote = false, 0
}

func (t *tokenizer) start(keyword string) {
	t.keyword, t.left, t.flags, t.words = strings.ToLower(keyword), len(keyword), true, 0
}

// line cuts one line of an instruction.
func (t *tokenizer) line(line string) []Token {
	if isComment(line) || isBlank(line) {
		return t.aside(line)
	}
	t.startLine(line)
	body, tail := t.cutContinuation(line)
	body = t.goOn(body)
	t.cut(body)
	if tail != "" {
		t.add(TokenOperator, tail[:1])
		t.add(TokenText, tail[1:])
	}
	return t.out
}

// aside cuts a line that belongs to no instruction, or stands between the lines of one.
func (t *tokenizer) aside(line string) []Token {
	t.startLine(line)
	trimmed := strings.TrimLeftFunc(line, unicode.IsSpace)
	t.add(TokenText, line[:len(line)-len(trimmed)])
	t.add(TokenComment, trimmed)
	return t.out
}

func (t *tokenizer) startLine(line string) { t.out, t.whole, t.done, t.from = nil, line, 0, 0 }

// add appends a token, which is what the line goes on with, and joins it to the last one of the same kind.
func (t *tokenizer) add(kind TokenKind, text string) {
	if text == "" {
		return
	}
	t.done += len(text)
	if n := len(t.out); n > 0 && t.out[n-1].Kind == kind {
		t.out[n-1].Text = t.whole[t.from:t.done]
		return
	}
	t.from = t.done - len(text)
	t.out = append(t.out, Token{Kind: kind, Text: text})
}

// goOn takes from a line what the line before it left open.
func (t *tokenizer) goOn(s string) string {
	switch {
	case t.quote != 0:
		n, closed := t.stringLength(s, t.quote)
		t.add(TokenString, s[:n])
		if closed {
			t.quote = 0
		}
		return s[n:]
	case t.inFlag:
		n := t.flagLength(s)
		t.add(TokenFlag, s[:n])
		t.inFlag = n == len(s)
		return s[n:]
	}
	return s
}

// cut cuts the words of a line.
func (t *tokenizer) cut(s string) {
	for s != "" {
		rest := strings.TrimLeftFunc(s, unicode.IsSpace)
		t.add(TokenText, s[:len(s)-len(rest)])
		if rest == "" {
			return
		}
		s = rest[t.word(rest):]
	}
}

// word cuts the word that s starts with and returns its length.
func (t *tokenizer) word(s string) int {
	word, _ := cutWord(s)
	switch {
	case t.left > 0:
		n := min(t.left, len(word))
		kind := TokenText
		if _, known := command.Commands[t.keyword]; known {
			kind = TokenKeyword
		}
		t.add(kind, word[:n])
		t.left -= n
		return n
	case t.flags && strings.HasPrefix(word, "--") && word != "--":
		n := t.flagLength(s)
		t.add(TokenFlag, s[:n])
		t.inFlag = n == len(s)
		return n
	case t.flags && t.keyword == command.Onbuild:
		t.start(word)
		return 0
	}
	t.flags = false
	t.words++
	if t.isSecondKeyword(word) {
		t.add(TokenKeyword, word)
		return len(word)
	}
	if t.isHeredoc(word) {
		t.add(TokenHeredoc, word)
		return len(word)
	}
	return t.pieces(s)
}

// isSecondKeyword says whether a word is the AS of FROM, or the CMD or NONE of HEALTHCHECK.
func (t *tokenizer) isSecondKeyword(word string) bool {
	switch t.keyword {
	case command.From:
		return t.words == 2 && strings.EqualFold(word, "as")
	case command.Healthcheck:
		return t.words == 1 && (strings.EqualFold(word, "cmd") || strings.EqualFold(word, "none"))
	}
	return false
}
