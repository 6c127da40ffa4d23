package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// WritePatch writes the change from before to after as a unified diff that `git apply` and `patch -p1` take. The name is
// the file's, relative to the project, with slashes. Equal texts write nothing. A before that
// is nil is a file that is not there yet.
func WritePatch(w io.Writer, name string, before, after []byte) error {
	from := patchName("a/" + name)
	if before == nil {
		from = "/dev/null"
	}
	diff := udiff.Unified(from, patchName("b/"+name), string(before), string(after))
	if _, err := io.WriteString(w, diff); err != nil {
		return fmt.Errorf("write the patch: %w", err)
	}
	return nil
}

// patchName writes a file's name as git does: quoted when it holds what would end the line, with a tab behind it
// when it holds a space.
func patchName(name string) string {
	if quoted := strconv.Quote(name); strings.ContainsAny(name, "\"\\") || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return quoted
	}
	if strings.Contains(name, " ") {
		return name + "\t"
	}
	return name
}

// diffLine is one line of a unified diff, ready to be shown.
type diffLine struct {
	// Class is "add", "del", "hunk" or "same".
	Class string
	// Mark is the sign before the line.
	Mark string
	Text string
}

// diffLines is the diff of two texts with all that surrounds the changes.
func diffLines(before, after string) []diffLine {
	const wholeFile = 1 << 20
	diff, err := udiff.ToUnified("before", "after", before, udiff.Strings(before, after), wholeFile)
	if err != nil || diff == "" {
		return plainLines(before)
	}
	var lines []diffLine
	for _, text := range strings.Split(strings.TrimSuffix(diff, "\n"), "\n")[2:] {
		switch {
		case strings.HasPrefix(text, "@@"), strings.HasPrefix(text, `\`):
		case strings.HasPrefix(text, "+"):
			lines = append(lines, diffLine{Class: "add", Mark: "+", Text: text[1:]})
		case strings.HasPrefix(text, "-"):
			lines = append(lines, diffLine{Class: "del", Mark: "−", Text: text[1:]})
		default:
			lines = append(lines, diffLine{Class: "same", Text: strings.TrimPrefix(text, " ")})
		}
	}
	return lines
}

func plainLines(text string) []diffLine {
	var lines []diffLine
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		lines = append(lines, diffLine{Class: "same", Text: line})
	}
	return lines
}
