package project_test

import (
	"testing"

	"lightship/engine/project"
)

func TestAnIndexOfLinesSaysWhatCountingSays(t *testing.T) {
	text := "one\n\nthree\nfour"
	index, start := project.IndexLines(text), 0
	for at := 0; at <= len(text); at++ {
		if got, want := index.Line(at), project.LineAt([]byte(text), at); got != want {
			t.Errorf("byte %d is in line %d, not %d", at, want, got)
		}
		if at > 0 && text[at-1] == '\n' {
			start = at
		}
		if got := index.Start(at); got != start {
			t.Errorf("the line of byte %d begins at %d, not %d", at, start, got)
		}
	}
}
