package widgets

import (
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// logMatch is a place in a log where the text that is looked for stands: a line, and the first character of it and the one behind.
type logMatch struct{ line, from, to int }

// Find marks all places where a text stands, capitals or not, and brings the first one into view that is not above what is seen; it
// returns how many there are. An empty text marks none.
func (v *LogView) Find(text string) int {
	v.sought = text
	v.matches()
	v.current = 0
	if len(v.found) > 0 {
		first, _ := v.list.visible()
		for i, m := range v.found {
			if v.rowOf(m) >= first {
				v.current = i
				break
			}
		}
		v.toCurrent()
	}
	v.list.setCount(len(v.rows))
	return len(v.found)
}

// Found is how many places are marked, and which of them is the current one, from 1; 0, 0 for none.
func (v *LogView) Found() (current, count int) {
	if len(v.found) == 0 {
		return 0, 0
	}
	return v.current + 1, len(v.found)
}

// FindNext goes to the next place by 1, or by -1 to the one before; behind the last comes the first.
func (v *LogView) FindNext(by int) {
	if n := len(v.found); n > 0 {
		v.current = (v.current + by + n) % n
		v.toCurrent()
		v.list.setCount(len(v.rows))
	}
}

// toCurrent shows the current place; the log follows its end no longer.
func (v *LogView) toCurrent() {
	if v.Follow {
		v.Follow = false
		if v.OnFollow != nil {
			v.OnFollow(false)
		}
	}
	v.list.reveal(v.rowOf(v.found[v.current]))
}

// matches looks for the text in all lines.
func (v *LogView) matches() {
	v.found = v.found[:0]
	sought := lower(v.sought)
	if len(sought) == 0 {
		return
	}
	for i, l := range v.lines {
		line := lower(PlainText(l.Text))
		for at := 0; at+len(sought) <= len(line); {
			if slices.Equal(line[at:at+len(sought)], sought) {
				v.found = append(v.found, logMatch{i, at, at + len(sought)})
				at += len(sought)
				continue
			}
			at++
		}
	}
	v.current = min(v.current, max(len(v.found)-1, 0))
}

// lower are the small letters of a text, one for each character.
func lower(s string) []rune {
	runes := []rune(strings.TrimRight(s, "\n"))
	for i, r := range runes {
		runes[i] = unicode.ToLower(r)
	}
	return runes
}

// rowOf is the row that a place begins in.
func (v *LogView) rowOf(m logMatch) int {
	row := slices.IndexFunc(v.rows, func(r logRow) bool { return r.line == m.line })
	return max(row, 0) + m.from/max(v.chars, 1)
}

// marks are the places in a row, by the characters of the row; current is the one that is gone to, -1 for none.
func (v *LogView) marks(row logRow) (spans [][2]int, current int) {
	current = -1
	length := len([]rune(row.text))
	at, _ := slices.BinarySearchFunc(v.found, row.line, func(m logMatch, line int) int { return m.line - line })
	for ; at < len(v.found) && v.found[at].line == row.line; at++ {
		from, to := max(v.found[at].from-row.from, 0), min(v.found[at].to-row.from, length)
		if from < to {
			if at == v.current {
				current = len(spans)
			}
			spans = append(spans, [2]int{from, to})
		}
	}
	return spans, current
}

// layOutMarks draws a ground behind every place in the row; on the current one, which is dark, the text is drawn once more.
func (r *logRowRenderer) layOutMarks(start, char float32) {
	r.objects = r.objects[:0]
	spans, current := r.view.log.marks(r.view.row)
	text := []rune(r.view.row.text)
	var over *canvas.Text
	for i, span := range spans {
		ground := canvas.NewRectangle(theme.Color(theme.WarnSoft))
		ground.CornerRadius = 3
		place(ground, start+float32(span[0])*char, 2, float32(span[1]-span[0])*char, logRowHeight-4)
		if i == current {
			ground.FillColor = theme.Color(theme.Warn)
			over = canvas.NewText(string(text[span[0]:span[1]]), theme.Color(theme.OnPrimary))
			over.TextSize, over.TextStyle = logTextSize, r.text.TextStyle
			placeLine(over, start+float32(span[0])*char, 0, over.MinSize().Width, logRowHeight)
		}
		r.objects = append(r.objects, ground)
	}
	r.objects = append(r.objects, r.time, r.text)
	if over != nil {
		r.objects = append(r.objects, over)
	}
}
