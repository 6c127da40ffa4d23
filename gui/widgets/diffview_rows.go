package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"github.com/aymanbagabas/go-udiff"

	"lightship/gui/theme"
)

// DiffKind says on which side a line of a diff is.
type DiffKind int

// The kinds of line.
const (
	SameLine DiffKind = iota
	RemovedLine
	AddedLine
)

// DiffRow is one line of a diff. The number that its side does not have is 0.
type DiffRow struct {
	Kind                 DiffKind
	OldNumber, NewNumber int
	Spans                []CodeSpan
}

// DiffRows compares two texts line by line and returns all lines of both, in order; of a change the removed lines
// first. Colours are those of the text a line is from, for lines in both those of the new one.
func DiffRows(before, after []CodeLine) []DiffRow {
	edits := udiff.Lines(plain(before), plain(after))
	all := len(before) + len(after)
	diff, err := udiff.ToUnifiedDiff("", "", plain(before), edits, all)
	if err != nil || len(diff.Hunks) == 0 {
		return sameRows(after)
	}
	var rows []DiffRow
	i, j := 0, 0
	for _, line := range diff.Hunks[0].Lines {
		switch {
		case line.Kind == udiff.Delete && i < len(before):
			rows = append(rows, DiffRow{Kind: RemovedLine, OldNumber: i + 1, Spans: before[i].Spans})
			i++
		case line.Kind == udiff.Insert && j < len(after):
			rows = append(rows, DiffRow{Kind: AddedLine, NewNumber: j + 1, Spans: after[j].Spans})
			j++
		case line.Kind == udiff.Equal && i < len(before) && j < len(after):
			rows = append(rows, DiffRow{OldNumber: i + 1, NewNumber: j + 1, Spans: after[j].Spans})
			i++
			j++
		}
	}
	return rows
}

// DiffCount counts the added and the removed lines.
func DiffCount(rows []DiffRow) (added, removed int) {
	for _, r := range rows {
		switch r.Kind {
		case AddedLine:
			added++
		case RemovedLine:
			removed++
		}
	}
	return added, removed
}

func sameRows(lines []CodeLine) []DiffRow {
	rows := make([]DiffRow, 0, len(lines))
	for i, l := range lines {
		rows = append(rows, DiffRow{OldNumber: i + 1, NewNumber: i + 1, Spans: l.Spans})
	}
	return rows
}

func plain(lines []CodeLine) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Text())
		b.WriteByte('\n')
	}
	return b.String()
}

// wrapped are the rows that draw the line in columns characters; only the first one has its number and sign.
func (r DiffRow) wrapped(columns int) []codeRow {
	number, sign, ground := r.NewNumber, signSame, fyne.ThemeColorName("")
	switch r.Kind {
	case RemovedLine:
		number, sign, ground = r.OldNumber, signRemoved, theme.BadSoft
	case AddedLine:
		sign, ground = signAdded, theme.GoodSoft
	}
	var rows []codeRow
	for i, spans := range wrapSpans(r.Spans, columns) {
		row := codeRow{spans: spans, sign: signSame, ground: ground}
		if i == 0 {
			row.number, row.sign = number, sign
		}
		rows = append(rows, row)
	}
	return rows
}
