package python

import (
	"strings"

	"lightship/engine/language/scan"
)

// closing is the place of the bracket that closes the one which a text begins with; the last place when none does.
func closing(x string) int {
	depth := 0
	for i := 0; i < len(x); i++ {
		switch x[i] {
		case '"', '\'':
			i = endOf(x, i)
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(x) - 1
}

// endOf is the place of the last quote of the string that begins at a place; the last place when it is open.
func endOf(x string, at int) int {
	quote := x[at : at+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(x[at:], triple) {
		if end := strings.Index(x[at+3:], triple); end >= 0 {
			return at + 3 + end + 2
		}
		return len(x) - 1
	}
	for i := at + 1; i < len(x); i++ {
		switch x[i] {
		case '\\':
			i++
		case quote[0]:
			return i
		}
	}
	return len(x) - 1
}

// expression is the expression that a text begins with: up to the end of the line outside of brackets, a comma or a closing one.
func expression(text string) string { return upTo(text, "\n#,)]};") }

// loopedOver is the expression that a text begins with behind "for x in": up to the colon or the end of the line outside of brackets,
// or a bracket that closes one around the loop.
func loopedOver(text string) string { return upTo(text, "\n#:)]}") }

// upTo is a text up to the first of some ends that stands outside of strings and brackets.
func upTo(text, ends string) string {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\'':
			i = endOf(text, i)
		case c == '(' || c == '[' || c == '{':
			i += closing(text[i:])
		case c == '\\':
			i++
		case strings.IndexByte(ends, c) >= 0:
			return strings.TrimSpace(text[:i])
		}
	}
	return strings.TrimSpace(text)
}

// textOf is the string that an expression begins with, and those right behind it, with unknownWord for what is put into it; rest is
// the text behind.
func textOf(x string) (text, rest string) {
	for {
		match := oneText.FindStringSubmatch(x)
		if match == nil {
			return text, x
		}
		begin := len(match[1])
		end := min(endOf(x, begin)+1, len(x))
		part := x[len(match[0]):max(len(match[0]), end-len(match[2]))]
		rest = x[end:]
		trimmed := strings.TrimSpace(rest)
		if strings.ContainsAny(match[1], "fF") || strings.HasPrefix(trimmed, "%") || strings.HasPrefix(trimmed, ".format(") {
			part = placed.ReplaceAllLiteralString(part, unknownWord)
		}
		text += part
		x = strings.TrimLeft(rest, " \t\n")
	}
}

// alternatives are the expressions of "a if b else c" and "a or b"; the expression alone for others.
func alternatives(x string) []string {
	var out []string
	begin, skipped := 0, false
	take := func(end int) {
		if !skipped {
			out = append(out, x[begin:end])
		}
	}
	for i := 0; i < len(x); i++ {
		switch x[i] {
		case '"', '\'':
			i = endOf(x, i)
		case '(', '[', '{':
			i += closing(x[i:])
		case ' ':
			rest := x[i:]
			switch {
			case strings.HasPrefix(rest, " if "):
				take(i)
				skipped, begin = true, i
			case strings.HasPrefix(rest, " else "):
				skipped, begin = false, i+len(" else ")
			case strings.HasPrefix(rest, " or ") && !skipped:
				take(i)
				begin = i + len(" or ")
			}
		}
	}
	take(len(x))
	return out
}

// entriesOf are the entries of a list or the values of a table in brackets; nil for other expressions.
func entriesOf(x string) []string {
	x = strings.TrimSpace(x)
	if x == "" || !strings.Contains("[({", x[:1]) {
		return nil
	}
	var out []string
	for _, item := range scan.Arguments(x[1:max(closing(x), 1)]) {
		if x[0] == '{' {
			if key := keyEnd(item); key > 0 {
				item = item[key+1:]
			}
		}
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// keyEnd is the place of the colon behind the key of an entry; 0 without one.
func keyEnd(item string) int {
	for i := 0; i < len(item); i++ {
		switch item[i] {
		case '"', '\'':
			i = endOf(item, i)
		case '(', '[', '{':
			i += closing(item[i:])
		case ':':
			return i
		}
	}
	return 0
}

// first is the first argument of a call, whose text begins behind its opening bracket.
func first(text string) string { return scan.Arguments(text)[0] }
