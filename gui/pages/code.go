package pages

import (
	"strings"

	"fyne.io/fyne/v2"

	"lightship/engine/dockerfile"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// codeLines colours a Dockerfile.
func codeLines(text []byte) []widgets.CodeLine {
	tokens := dockerfile.Tokens(text)
	// A final line end makes no line of its own.
	if n := len(tokens); n > 0 && len(tokens[n-1]) == 0 {
		tokens = tokens[:n-1]
	}
	lines := make([]widgets.CodeLine, len(tokens))
	for i, line := range tokens {
		spans := make([]widgets.CodeSpan, len(line))
		for j, t := range line {
			spans[j] = widgets.CodeSpan{Text: t.Text, Color: tokenColor(t.Kind), Bold: t.Kind == dockerfile.TokenKeyword}
		}
		lines[i] = widgets.CodeLine{Number: i + 1, Spans: spans}
	}
	return lines
}

// ignoreLines colours an ignore file: comments are muted, exceptions stand out.
func ignoreLines(text []byte) []widgets.CodeLine {
	var lines []widgets.CodeLine
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		color := theme.Text
		switch {
		case strings.HasPrefix(line, "#"):
			color = theme.Muted
		case strings.HasPrefix(line, "!"):
			color = theme.Good
		}
		lines = append(lines, widgets.CodeLine{Number: len(lines) + 1, Spans: []widgets.CodeSpan{{Text: line, Color: color}}})
	}
	return lines
}

func tokenColor(k dockerfile.TokenKind) fyne.ThemeColorName {
	switch k {
	case dockerfile.TokenKeyword:
		return theme.Primary
	case dockerfile.TokenFlag:
		return theme.Good
	case dockerfile.TokenVariable:
		return theme.Warn
	case dockerfile.TokenComment, dockerfile.TokenOperator:
		return theme.Muted
	}
	return theme.Text
}
