package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// CodeSpan is a piece of a line of code in one colour.
type CodeSpan struct {
	Text  string
	Color fyne.ThemeColorName
	Bold  bool
}

// CodeLine is a line of code. Number is shown before it, 0 for none; Mark is a colour behind it, empty for none.
type CodeLine struct {
	Number int
	Spans  []CodeSpan
	Mark   fyne.ThemeColorName
}

// Text is the line without its colours.
func (l CodeLine) Text() string {
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// The look of code.
const (
	codeSize      float32 = 12
	codeRowHeight float32 = 21
	codeGutter    float32 = 34
	// Fyne's fixed-width font has no bold: keywords are written twice, the second time a pixel further.
	boldBy float32 = 1
)

// CodeView shows coloured lines of code with their numbers. Lines too long for its width go on in the next row.
type CodeView struct {
	widget.BaseWidget

	// OnTapped is called with the number of the line that was clicked; nil makes lines nothing to click on.
	OnTapped func(number int)

	lines []CodeLine
	rows  []codeRow
	width float32
	list  *rowList
	// first to last are the numbers of the lines that stand out, hovered is the one under the pointer.
	first, last, hovered int
}

var (
	_ fyne.Tappable      = (*CodeView)(nil)
	_ desktop.Hoverable  = (*CodeView)(nil)
	_ desktop.Cursorable = (*CodeView)(nil)
)

// NewCodeView makes a view whose least height shows up to most rows; 0 leaves the height to its layout.
func NewCodeView(most int) *CodeView {
	v := &CodeView{}
	v.list = newRowList(codeRowHeight, func() fyne.CanvasObject { return newCodeRowView() }, v.bind)
	v.list.most = most
	v.ExtendBaseWidget(v)
	return v
}

// SetLines shows other lines.
func (v *CodeView) SetLines(lines []CodeLine) {
	v.lines = lines
	v.reflow()
}

// Highlight makes the lines with the numbers first to last stand out, and scrolls so that as many of them as can be are
// in view. 0, 0 makes none stand out.
func (v *CodeView) Highlight(first, last int) {
	v.first, v.last = first, last
	v.list.setCount(len(v.rows))
	v.reveal()
}

// Reveal scrolls to the line with the number.
func (v *CodeView) Reveal(number int) {
	for i, r := range v.rows {
		if r.number == number {
			v.list.reveal(i)
			return
		}
	}
}

// reveal scrolls to the lines that stand out: to their end, and then to their beginning, which counts more.
func (v *CodeView) reveal() {
	if v.first > 0 {
		v.Reveal(v.last)
		v.Reveal(v.first)
	}
}

// Tapped calls OnTapped with the line under the pointer.
func (v *CodeView) Tapped(e *fyne.PointEvent) {
	if n := v.lineAt(e.Position); n > 0 && v.OnTapped != nil {
		v.OnTapped(n)
	}
}

// MouseIn marks the line under the pointer.
func (v *CodeView) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved marks the line under the pointer.
func (v *CodeView) MouseMoved(e *desktop.MouseEvent) { v.hover(v.lineAt(e.Position)) }

// MouseOut unmarks it.
func (v *CodeView) MouseOut() { v.hover(0) }

// Cursor is a hand over a line that can be clicked.
func (v *CodeView) Cursor() desktop.Cursor {
	if v.OnTapped != nil && v.hovered > 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

func (v *CodeView) hover(number int) {
	if v.OnTapped == nil || number == v.hovered {
		return
	}
	v.hovered = number
	v.list.body.Refresh()
}

// lineAt is the number of the line at a place in the view, 0 for none.
func (v *CodeView) lineAt(at fyne.Position) int {
	row := int((at.Y + v.list.scroll.Offset.Y) / codeRowHeight)
	if at.Y < 0 || row < 0 || row >= len(v.rows) {
		return 0
	}
	return v.rows[row].line
}

// Resize breaks the lines anew when the width changed.
func (v *CodeView) Resize(size fyne.Size) {
	changed := size != v.Size()
	v.BaseWidget.Resize(size)
	if size.Width != v.width {
		v.width = size.Width
		v.reflow()
	}
	if changed {
		v.reveal()
	}
}

// Refresh draws the rows in the theme's present colours.
func (v *CodeView) Refresh() {
	v.list.setCount(len(v.rows))
	v.BaseWidget.Refresh()
}

// CreateRenderer draws the rows.
func (v *CodeView) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(v.list) }

func (v *CodeView) reflow() {
	v.rows = v.rows[:0]
	columns := codeColumns(v.width - codeGutter)
	for _, l := range v.lines {
		for i, spans := range wrapSpans(l.Spans, columns) {
			row := codeRow{spans: spans, ground: l.Mark, line: l.Number}
			if i == 0 {
				row.number = l.Number
			}
			v.rows = append(v.rows, row)
		}
	}
	v.list.setCount(len(v.rows))
}

func (v *CodeView) bind(o fyne.CanvasObject, i int) {
	view, ok := o.(*codeRowView)
	if !ok || i >= len(v.rows) {
		return
	}
	row := v.rows[i]
	if row.ground == "" && row.line > 0 {
		switch {
		case row.line >= v.first && row.line <= v.last:
			row.ground = theme.PrimarySoft
		case row.line == v.hovered:
			row.ground = theme.Hover
		}
	}
	view.show(row)
}

// codeColumns is how many characters fit in a width.
func codeColumns(width float32) int {
	one := textWidth("0", codeSize, fyne.TextStyle{Monospace: true})
	return max(8, int((width-14)/one))
}

// wrapSpans breaks a line into rows of at most columns characters: behind a space where one is near the row's end.
func wrapSpans(spans []CodeSpan, columns int) [][]CodeSpan {
	var text []rune
	var of []int
	for i, s := range spans {
		for _, r := range strings.ReplaceAll(s.Text, "\t", "    ") {
			text, of = append(text, r), append(of, i)
		}
	}
	rows := [][]CodeSpan{nil}
	for from := 0; from < len(text); {
		to := from + rowLength(text[from:], columns)
		last := len(rows) - 1
		for at := from; at < to; {
			end := at
			for end < to && of[end] == of[at] {
				end++
			}
			s := spans[of[at]]
			rows[last] = append(rows[last], CodeSpan{Text: string(text[at:end]), Color: s.Color, Bold: s.Bold})
			at = end
		}
		if from = to; from < len(text) {
			rows = append(rows, nil)
		}
	}
	return rows
}

// rowLength is how many characters of a text go into a row.
func rowLength(text []rune, columns int) int {
	if len(text) <= columns {
		return len(text)
	}
	for n := columns; n > columns/2; n-- {
		if text[n-1] == ' ' {
			return n
		}
	}
	return columns
}
