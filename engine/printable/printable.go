// Package printable makes texts that others wrote safe to show: names in images, labels, messages of registries and logs can
// hold characters that move a terminal's cursor, change its title, or turn the direction of what follows.
package printable

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns a text in which every character that does more than be seen is written as its escape, such as \u001b; line
// ends and tabs stay. In JSON the escapes mean the same characters.
func Text(text string) string {
	if isPlain(text) {
		return text
	}
	return escape(strings.ReplaceAll(text, "\r\n", "\n"), "\n\t")
}

// Line is Text for what has to stay in one line: line ends and tabs are escaped too.
func Line(text string) string {
	if isPlain(text) && !strings.ContainsAny(text, "\n\t") {
		return text
	}
	return escape(text, "")
}

// colour is a sequence that sets colours and weights alone.
var colour = regexp.MustCompile(`\x1b\[[0-9;:]{0,40}m`)

// Log is Text for the output of a program: sequences that set colours stay, a bare carriage return becomes a line end.
func Log(text string) string {
	if isPlain(text) {
		return text
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var b strings.Builder
	for {
		at := colour.FindStringIndex(text)
		if at == nil {
			b.WriteString(escape(text, "\n\t"))
			return b.String()
		}
		b.WriteString(escape(text[:at[0]], "\n\t"))
		b.WriteString(text[at[0]:at[1]])
		text = text[at[1]:]
	}
}

// isPlain says whether a text holds nothing but seen ASCII, line ends and tabs.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf-1 || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

func escape(text, keep string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case strings.ContainsRune(keep, r) || isSeen(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r > 0xffff:
			b.WriteString(pair(r))
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}

// pair is the escape of a character beyond the first 65,536, as JSON writes it.
func pair(r rune) string {
	r -= 0x10000
	return fmt.Sprintf(`\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
}

// joiners are what letters of some scripts and emoji are joined with; they are seen in what they join.
const joiners = "\u200c\u200d"

// isSeen says whether a character is one that is seen, or a space. Format characters, such as marks of direction, are none.
func isSeen(r rune) bool {
	return r == ' ' || unicode.IsGraphic(r) && r != '\u2028' && r != '\u2029' || strings.ContainsRune(joiners, r)
}
