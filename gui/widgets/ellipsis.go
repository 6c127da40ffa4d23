package widgets

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
)

const ellipsis = "…"

// textWidth returns the width of a line of text.
func textWidth(s string, size float32, style fyne.TextStyle) float32 {
	return fyne.MeasureText(s, size, style).Width
}

// fit returns s when it is no wider than width, and otherwise its longest beginning that is, with an ellipsis; cut
// says whether something was left off.
func fit(s string, width, size float32, style fyne.TextStyle) (shown string, cut bool) {
	// Half a pixel for sizes that were rounded on the way.
	width += 0.5
	if s == "" || textWidth(s, size, style) <= width {
		return s, false
	}
	runes := []rune(s)
	n := sort.Search(len(runes), func(n int) bool {
		return textWidth(string(runes[:n+1])+ellipsis, size, style) > width
	})
	return strings.TrimRight(string(runes[:n]), " ") + ellipsis, true
}

// wrap breaks s into lines no wider than width, at spaces where it can. Line breaks in s are kept.
func wrap(s string, width, size float32, style fyne.TextStyle) []string {
	var lines []string
	for _, paragraph := range strings.Split(s, "\n") {
		lines = append(lines, wrapLine(paragraph, width, size, style)...)
	}
	return lines
}

func wrapLine(s string, width, size float32, style fyne.TextStyle) []string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return []string{""}
	}
	var lines []string
	line := ""
	for _, word := range words {
		joined := word
		if line != "" {
			joined = line + " " + word
		}
		if textWidth(joined, size, style) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		broken := breakWord(word, width, size, style)
		lines = append(lines, broken[:len(broken)-1]...)
		line = broken[len(broken)-1]
	}
	return append(lines, line)
}

// breakWord cuts a word that is wider than a line into pieces that are not, behind a sign such as / where there is one in the
// second half of the line.
func breakWord(word string, width, size float32, style fyne.TextStyle) []string {
	var pieces []string
	runes := []rune(word)
	for len(runes) > 1 && textWidth(string(runes), size, style) > width {
		n := sort.Search(len(runes)-1, func(n int) bool {
			return textWidth(string(runes[:n+1]), size, style) > width
		})
		n = max(n, 1)
		if at := lastSign(runes[:n]); at > n/2 {
			n = at
		}
		pieces = append(pieces, string(runes[:n]))
		runes = runes[n:]
	}
	return append(pieces, string(runes))
}

// lastSign is how many runes go up to the last sign that parts a path or an image reference, that sign among them.
func lastSign(runes []rune) int {
	for n := len(runes); n > 0; n-- {
		if strings.ContainsRune("/:@", runes[n-1]) {
			return n
		}
	}
	return 0
}
