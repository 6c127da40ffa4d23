package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/command"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// extent returns the index behind the last line of the instruction that begins at a line, heredocs not included.
func (t *tokenizer) extent(first int) int {
	for n := first; n < len(t.lines); n++ {
		if n > first && (isComment(t.lines[n]) || isBlank(t.lines[n])) {
			continue
		}
		if _, tail := t.cutContinuation(t.lines[n]); tail == "" {
			return n + 1
		}
	}
	return len(t.lines)
}

// join returns the lines of an instruction as BuildKit joins them: without comments, blank lines and continuations.
func (t *tokenizer) join(first, end int) string {
	var b strings.Builder
	for _, line := range t.lines[first:end] {
		if isComment(line) || isBlank(line) {
			continue
		}
		body, _ := t.cutContinuation(line)
		b.WriteString(body)
	}
	return b.String()
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

// heredocs returns the heredocs that an instruction opens. Whether it opens any is BuildKit's word: its parser misses
// their lines in the instruction alone.
func (t *tokenizer) heredocs(logical string) []parser.Heredoc {
	if !strings.Contains(logical, "<<") {
		return nil
	}
	alone := logical + "\n"
	if t.escape == '`' {
		alone = "# escape=`\n" + alone
	}
	if _, err := parser.Parse(strings.NewReader(alone)); err == nil || !strings.Contains(err.Error(), "unterminated heredoc") {
		return nil
	}
	lex := shell.NewLex('\\')
	lex.RawQuotes, lex.RawEscapes, lex.SkipUnsetEnv = true, true, true
	words, err := lex.ProcessWords(logical, Environment{})
	if err != nil {
		return nil
	}
	var docs []parser.Heredoc
	for _, word := range words {
		if d, err := parser.ParseHeredoc(word); err == nil && d != nil {
			docs = append(docs, *d)
		}
	}
	return docs
}

// isHeredoc says whether a word opens the next heredoc of the instruction.
func (t *tokenizer) isHeredoc(word string) bool {
	if len(t.docs) == 0 {
		return false
	}
	switch t.keyword {
	case command.Run, command.Copy, command.Add:
	default:
		return false
	}
	d, err := parser.ParseHeredoc(word)
	if err != nil || d == nil || d.Name != t.docs[0].Name {
		return false
	}
	t.docs = t.docs[1:]
	return true
}

// closes says whether a line is the last one of a heredoc.
func closes(d parser.Heredoc, line string) bool {
	if d.Chomp {
		line = strings.TrimLeft(line, "\t")
	}
	return line == d.Name
}
