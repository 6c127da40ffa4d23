package interpreted

import (
	"mvdan.cc/sh/v3/syntax"
)

// Sequence reads the command line of a shell that runs commands one after the other, such as a migration and then the server: the
// words of each, where "" stands for a word that only running tells. It is nil when the start command is anything else.
func Sequence(script string) [][]string {
	file, err := parseShell(script)
	if err != nil {
		return nil
	}
	var out [][]string
	for _, stmt := range file.Stmts {
		words := sequence(stmt)
		if words == nil {
			return nil
		}
		out = append(out, words...)
	}
	return out
}

// sequence are the commands of a statement; nil for anything but simple commands joined by &&.
func sequence(stmt *syntax.Stmt) [][]string {
	if stmt.Background || stmt.Negated || len(stmt.Redirs) > 0 {
		return nil
	}
	switch c := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		if words := callWords(c); words != nil {
			return [][]string{words}
		}
	case *syntax.BinaryCmd:
		if c.Op != syntax.AndStmt {
			return nil
		}
		x, y := sequence(c.X), sequence(c.Y)
		if x == nil || y == nil {
			return nil
		}
		return append(x, y...)
	}
	return nil
}

// callWords are the words of a simple command, without an exec before it; nil when its program can't be told, or variables are set
// for it.
func callWords(c *syntax.CallExpr) []string {
	var words []string
	for _, w := range c.Args {
		text, plain := plainWord(w)
		if !plain {
			text = ""
		}
		words = append(words, text)
	}
	if len(words) > 1 && words[0] == "exec" {
		words = words[1:]
	}
	if len(words) == 0 || words[0] == "" || len(c.Assigns) > 0 {
		return nil
	}
	return words
}
