package scan

import (
	"slices"
	"strings"

	"lightship/engine/project"
)

// Word is the first word of a text, empty when it has none.
func Word(text string) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// ToolVersion is what .tool-versions, the file of asdf and mise, pins for a tool by one of its names; empty when it does not.
func ToolVersion(files *project.Files, names ...string) string {
	text, ok := files.Read(".tool-versions")
	if !ok {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && slices.Contains(names, words[0]) {
			return words[1]
		}
	}
	return ""
}
