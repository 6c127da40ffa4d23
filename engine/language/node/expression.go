package node

import (
	"regexp"
	"strings"

	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// unknownPart stands for what only running tells in a command line or a path.
const unknownPart = "{}"

// ownInterpreter is the file of node itself, which a program starts further ones with wherever it stands.
const ownInterpreter = "process.execPath"

// source is one file of JavaScript or TypeScript, with what its names are set to, once that is asked.
type source struct {
	name, text string
	lines      project.LineIndex
	values     scan.Values
}

// mostArguments is how many bytes behind a call's bracket its arguments are looked for in.
const mostArguments = 2000

// argumentsAt are the arguments of a call whose bracket ends at a place.
func (s *source) argumentsAt(at int) []string {
	return scan.Arguments(s.text[at:min(len(s.text), at+mostArguments)])
}

// line is the 1-based line of a place.
func (s *source) line(at int) int { return s.lines.Line(at) }

// inComment says whether a place is in a line that is a comment.
func (s *source) inComment(at int) bool {
	line := strings.TrimSpace(s.text[s.lines.Start(at):at])
	return strings.HasPrefix(line, "//") || strings.HasPrefix(line, "*") || strings.HasPrefix(line, "/*")
}

// mostSteps is how many names may stand for each other.
const mostSteps = 4

// evaluate is the string that an expression gives, with unknownPart for what only running tells.
func (s *source) evaluate(expression string) string { return s.step(expression, mostSteps) }

var (
	onWindows   = regexp.MustCompile(`^(?:process\.platform|os\.platform\(\)|platform\(\))\s*(===?|!==?)\s*["']win32["']\s*\?`)
	fromSetting = regexp.MustCompile(`^process\.env(?:\.\w+|\[[^\]]*\])\s*(?:\|\||\?\?)\s*(.+)$`)
	plainName   = regexp.MustCompile(`^[A-Za-z_$][\w$]*$`)
	joinCall    = regexp.MustCompile(`^(?:path\.)?(?:posix\.)?(?:join|resolve)\(`)
)

func (s *source) step(expression string, left int) string {
	e := strings.TrimSuffix(strings.TrimSpace(expression), ";")
	e = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(e), " as const"), " as string")
	if left == 0 || e == "" {
		return unknownPart
	}
	if parts := splitAt(e, '+'); len(parts) > 1 {
		var b strings.Builder
		for _, part := range parts {
			b.WriteString(s.step(part, left-1))
		}
		return b.String()
	}
	quoted := len(e) > 1 && strings.IndexByte(e[1:], e[0]) == len(e)-2
	switch {
	case quoted && e[0] == '`':
		return s.template(e[1:len(e)-1], left)
	case quoted && (e[0] == '"' || e[0] == '\''):
		return e[1 : len(e)-1]
	case plainName.MatchString(e):
		return s.named(e, left)
	}
	return s.called(e, left)
}

// called is the string that a call, a property or a condition gives.
func (s *source) called(e string, left int) string {
	switch {
	case e == "process.execPath" || e == "process.argv[0]" || e == "process.argv0":
		return ownInterpreter
	case strings.Contains(e, "tmpdir()"):
		return "/tmp/" + unknownPart
	}
	if match := onWindows.FindStringSubmatch(e); match != nil {
		return s.elsewhere(match[1], e[len(match[0]):], left)
	}
	if match := fromSetting.FindStringSubmatch(e); match != nil {
		return s.step(match[1], left-1)
	}
	if open := joinCall.FindString(e); open != "" {
		return s.joined(scan.Arguments(e[len(open):]), left)
	}
	return unknownPart
}

// elsewhere is the branch of a condition on Windows that Linux takes.
func (s *source) elsewhere(operator, branches string, left int) string {
	first, second, found := strings.Cut(branches, ":")
	switch {
	case !found:
		return unknownPart
	case strings.HasPrefix(operator, "!"):
		return s.step(first, left-1)
	}
	return s.step(second, left-1)
}

// template is a template string's text.
func (s *source) template(text string, left int) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := closing(rest)
		b.WriteString(s.step(rest[:end], left-1))
		text = rest[min(end+1, len(rest)):]
	}
}

// closing is the place of the bracket that closes what stands before a text.
func closing(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return len(text)
}

// joined joins a path's parts; the folder of the file and the working directory count for nothing at its beginning.
func (s *source) joined(parts []string, left int) string {
	var out []string
	for _, part := range parts {
		switch strings.TrimSpace(part) {
		case "", "__dirname", "process.cwd()", "import.meta.dirname":
			continue
		}
		out = append(out, s.step(part, left-1))
	}
	return strings.Join(out, "/")
}

// named is what a name is set to, when it is set once and is no parameter.
func (s *source) named(name string, left int) string {
	if s.values == nil {
		s.values = scan.ValuesOf(s.text)
	}
	if value, found := s.values[name]; found {
		return value
	}
	set := regexp.MustCompile(`(?m)(?:^|[^\w.$])(?:const|let|var)\s+` + regexp.QuoteMeta(name) + `\s*(?::\s*string\s*)?=\s*`)
	found := set.FindAllStringIndex(s.text, 2)
	again := regexp.MustCompile(`(?m)(?:^|[^\w.$])` + regexp.QuoteMeta(name) + `\s*(?:\+|\?\?|\|\|)?=[^=>]`)
	if len(found) != 1 || len(again.FindAllStringIndex(s.text, 2)) > 1 {
		return unknownPart
	}
	return s.step(statement(s.text[found[0][1]:min(len(s.text), found[0][1]+mostArguments)]), left-1)
}

// statement is the expression that a text begins with, up to the end of its statement.
func statement(text string) string {
	parts := splitAt(text, ';', ',')
	first := parts[0]
	if first != "" && first[0] == '`' {
		return first
	}
	for line := range strings.Lines(first) {
		if trimmed := strings.TrimSpace(line); trimmed != "" && !strings.HasSuffix(trimmed, "(") && !strings.HasSuffix(trimmed, "+") {
			if strings.Count(trimmed, "(") == strings.Count(trimmed, ")") {
				return trimmed
			}
		}
		break
	}
	return first
}

// splitAt splits a text at marks that stand in no brackets and in no string.
func splitAt(text string, marks ...byte) []string {
	var out []string
	depth, begin := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case strings.IndexByte("\"'`", c) >= 0:
			i = behindString(text, i)
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		case depth == 0 && strings.IndexByte(string(marks), c) >= 0:
			out = append(out, strings.TrimSpace(text[begin:i]))
			begin = i + 1
		}
	}
	return append(out, strings.TrimSpace(text[begin:]))
}

// behindString is the place of the quote that ends the string which begins at a place; the text's end when none does.
func behindString(text string, at int) int {
	for i := at + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[at]:
			return i
		}
	}
	return len(text)
}
