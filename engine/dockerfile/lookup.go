package dockerfile

import (
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// Line returns the 1-based line of the source without its line end, "" when there is no such line.
func (f *File) Line(n int) string { return newSource(f.Source).line(n) }

// Expand returns words with the variables that the instruction sees replaced. A word that BuildKit's lexer can't
// read stays as it is.
func (i Instruction) Expand(words []string) []string {
	escape := i.escape
	if escape == 0 {
		escape = '\\'
	}
	lex := shell.NewLex(escape)
	out := make([]string, len(words))
	for n, word := range words {
		out[n] = word
		if expanded, _, err := lex.ProcessWord(word, environment(i.Env)); err == nil {
			out[n] = expanded
		}
	}
	return out
}
