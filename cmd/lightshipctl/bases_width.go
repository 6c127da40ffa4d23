package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// terminalWidth is how many columns a terminal has, 0 for what is no terminal.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}

const (
	// gap is the space between two columns.
	gap = 2
	// leastWhy is the least of a reason that is worth reading.
	leastWhy = 30
)

// spare are the columns to leave out of a narrow table, the most dispensable first.
func spare() []string {
	return []string{"PACKAGES", "USER", "SHELL", "DOWNLOAD", "LIBC", "SUPPORT UNTIL", "YOUR IMAGE", "PULL"}
}

// narrow makes a table fit a width: columns without a value go, then those that say least, and the last one, the reason, is
// cut to what is left. The first row is the heads.
func narrow(table [][]string, width int) [][]string {
	for i := len(table[0]) - 1; i >= 0; i-- {
		if len(table) > 1 && !slices.ContainsFunc(table[1:], func(cells []string) bool { return cells[i] != none }) {
			table = without(table, i)
		}
	}
	for _, name := range spare() {
		if room(table, width) >= leastWhy {
			break
		}
		if i := slices.Index(table[0], name); i >= 0 {
			table = without(table, i)
		}
	}
	left := max(room(table, width), leastWhy)
	for _, cells := range table {
		last := len(cells) - 1
		cells[last] = cut(cells[last], left)
	}
	return table
}

// room is how many columns of the terminal are left for the last column of a table.
func room(table [][]string, width int) int {
	for i := range len(table[0]) - 1 {
		widest := 0
		for _, cells := range table {
			widest = max(widest, utf8.RuneCountInString(cells[i]))
		}
		width -= widest + gap
	}
	return width
}

func without(table [][]string, column int) [][]string {
	out := make([][]string, len(table))
	for i, cells := range table {
		out[i] = slices.Delete(slices.Clone(cells), column, column+1)
	}
	return out
}

// cut shortens a text to a number of signs, and shows that it did.
func cut(text string, signs int) string {
	if utf8.RuneCountInString(text) <= signs {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:signs-1]), " ") + "…"
}
