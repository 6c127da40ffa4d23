package c

import "strings"

// cmakeCommand is one command of a CMakeLists.txt: its name in lower case and its arguments as written, quotes removed.
type cmakeCommand struct {
	name string
	args []string
	line int
}

// cmakeCommands reads the commands of a text by CMake's own grammar: comments, bracket comments, quoted and bracket
// arguments. Variables are not expanded.
func cmakeCommands(text []byte) []cmakeCommand {
	s := cmakeScanner{text: string(text), line: 1}
	var out []cmakeCommand
	for {
		c, ok := s.command()
		if !ok {
			return out
		}
		out = append(out, c)
	}
}

type cmakeScanner struct {
	text string
	line int
}

// command reads up to the end of the next command.
func (s *cmakeScanner) command() (cmakeCommand, bool) {
	for {
		s.space()
		if s.text == "" {
			return cmakeCommand{}, false
		}
		end := strings.IndexFunc(s.text, func(r rune) bool {
			return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
		})
		if end <= 0 {
			s.take(1)
			continue
		}
		c := cmakeCommand{name: strings.ToLower(s.text[:end]), line: s.line}
		s.take(end)
		s.space()
		if !strings.HasPrefix(s.text, "(") {
			continue
		}
		s.take(1)
		c.args = s.arguments()
		return c, true
	}
}

// take consumes n bytes and counts their lines.
func (s *cmakeScanner) take(n int) string {
	taken := s.text[:n]
	s.line += strings.Count(taken, "\n")
	s.text = s.text[n:]
	return taken
}

// space skips white space and comments.
func (s *cmakeScanner) space() {
	for {
		trimmed := strings.TrimLeft(s.text, " \t\r\n")
		s.take(len(s.text) - len(trimmed))
		if !strings.HasPrefix(s.text, "#") {
			return
		}
		if _, length := bracket(s.text[1:]); length > 0 {
			s.take(1 + length)
			continue
		}
		end := strings.IndexByte(s.text, '\n')
		if end < 0 {
			end = len(s.text)
		}
		s.take(end)
	}
}

// bracket reads a bracket argument such as [==[ ... ]==] and returns its content and whole length, 0 for none.
func bracket(text string) (content string, length int) {
	if !strings.HasPrefix(text, "[") {
		return "", 0
	}
	marks := len(text[1:]) - len(strings.TrimLeft(text[1:], "="))
	if len(text) < marks+2 || text[marks+1] != '[' {
		return "", 0
	}
	closing := "]" + strings.Repeat("=", marks) + "]"
	end := strings.Index(text[marks+2:], closing)
	if end < 0 {
		return text[marks+2:], len(text)
	}
	return text[marks+2 : marks+2+end], marks + 2 + end + len(closing)
}

// arguments reads to the closing parenthesis; those of inner parentheses count too.
func (s *cmakeScanner) arguments() []string {
	var out []string
	depth := 1
	for {
		s.space()
		if s.text == "" {
			return out
		}
		content, length := bracket(s.text)
		switch {
		case length > 0:
			s.take(length)
			out = append(out, content)
		case s.text[0] == '(':
			s.take(1)
			depth++
		case s.text[0] == ')':
			s.take(1)
			if depth--; depth == 0 {
				return out
			}
		case s.text[0] == '"':
			out = append(out, s.quoted())
		default:
			end := strings.IndexAny(s.text, " \t\r\n()\"#")
			if end <= 0 {
				end = 1
				if !strings.ContainsAny(s.text, " \t\r\n()\"#") {
					end = len(s.text)
				}
			}
			out = append(out, s.take(end))
		}
	}
}

func (s *cmakeScanner) quoted() string {
	for i := 1; i < len(s.text); i++ {
		switch s.text[i] {
		case '\\':
			i++
		case '"':
			taken := s.take(i + 1)
			return taken[1 : len(taken)-1]
		}
	}
	return s.take(len(s.text))
}
