package pages

import (
	"strings"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// firstLine leaves off what a message says below its first line, and the place that it begins with.
func firstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	if _, says, ok := strings.Cut(line, ": "); ok && strings.Count(line[:len(line)-len(says)], ":") == 2 {
		return says
	}
	return line
}

// markedSource is the source with the problem's line marked and what is wrong with it below.
func markedSource(n *session.Snapshot) []widgets.CodeLine {
	if n.Before == nil {
		return nil
	}
	lines := codeLines(n.Before.Text)
	p := n.Problem
	if p == nil || p.Line < 1 || p.Line > len(lines) {
		return lines
	}
	lines[p.Line-1].Mark = theme.BadSoft
	says := widgets.CodeLine{Mark: theme.BadSoft, Spans: []widgets.CodeSpan{{Text: "↑ ", Color: theme.Bad}, {Text: firstLine(p.Detail), Color: theme.Bad, Bold: true}}}
	marked := append([]widgets.CodeLine{}, lines[:p.Line]...)
	return append(append(marked, says), lines[p.Line:]...)
}
