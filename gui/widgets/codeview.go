package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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
	// Fyne's fixed-width font has no bold: keywords are in its proportional one, a little smaller to be as wide.
	boldLess float32 = 0.5
)

// CodeView shows coloured lines of code with their numbers. Lines too long for its width go on in the next row.
type CodeView struct {
	widget.BaseWidget

	lines []CodeLine
	rows  []codeRow
	width float32
	list  *rowList
}

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

// Reveal scrolls to the line with the number.
func (v *CodeView) Reveal(number int) {
	for i, r := range v.rows {
		if r.number == number {
			v.list.reveal(i)
			return
		}
	}
}

// Resize breaks the lines anew when the width changed.
func (v *CodeView) Resize(size fyne.Size) {
	v.BaseWidget.Resize(size)
	if size.Width != v.width {
		v.width = size.Width
		v.reflow()
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
			row := codeRow{spans: spans, ground: l.Mark}
			if i == 0 {
				row.number = l.Number
			}
			v.rows = append(v.rows, row)
		}
	}
	v.list.setCount(len(v.rows))
}

func (v *CodeView) bind(o fyne.CanvasObject, i int) {
	if row, ok := o.(*codeRowView); ok && i < len(v.rows) {
		row.show(v.rows[i])
	}
}

// codeColumns is how many characters fit in a width.
func codeColumns(width float32) int {
	one := textWidth("0", codeSize, fyne.TextStyle{Monospace: true})
	return max(8, int((width-14)/one))
}

// wrapSpans breaks a line into rows of at most columns characters.
func wrapSpans(spans []CodeSpan, columns int) [][]CodeSpan {
	rows := [][]CodeSpan{nil}
	room := columns
	for _, s := range spans {
		rest := []rune(strings.ReplaceAll(s.Text, "\t", "    "))
		for len(rest) > 0 {
			if room == 0 {
				rows, room = append(rows, nil), columns
			}
			n := min(room, len(rest))
			last := len(rows) - 1
			rows[last] = append(rows[last], CodeSpan{Text: string(rest[:n]), Color: s.Color, Bold: s.Bold})
			rest, room = rest[n:], room-n
		}
	}
	return rows
}

// codeRow is one row as it is drawn.
type codeRow struct {
	number int
	sign   string
	spans  []CodeSpan
	ground fyne.ThemeColorName
}

// codeRowView draws one row: number, sign, coloured text.
type codeRowView struct {
	widget.BaseWidget
	row    codeRow
	ground *canvas.Rectangle
	number *canvas.Text
	sign   *canvas.Text
	texts  []*canvas.Text
}

func newCodeRowView() *codeRowView {
	r := &codeRowView{ground: canvas.NewRectangle(theme.Color(theme.Panel)), number: codeText(codeSize - 1), sign: codeText(codeSize)}
	r.number.Alignment = fyne.TextAlignTrailing
	r.number.TextStyle.Monospace, r.sign.TextStyle.Monospace = true, true
	r.ExtendBaseWidget(r)
	return r
}

func (r *codeRowView) show(row codeRow) {
	r.row = row
	r.Refresh()
}

// CreateRenderer draws the row.
func (r *codeRowView) CreateRenderer() fyne.WidgetRenderer { return &codeRowRenderer{view: r} }

type codeRowRenderer struct {
	parts
	view *codeRowView
}

func (r *codeRowRenderer) MinSize() fyne.Size { return fyne.NewSize(80, codeRowHeight) }

func (r *codeRowRenderer) Layout(size fyne.Size) {
	v := r.view
	place(v.ground, 0, 0, size.Width, size.Height)
	placeLine(v.number, 0, 0, codeGutter-10, size.Height)
	x := codeGutter
	if v.row.sign != "" {
		placeLine(v.sign, x, 0, 12, size.Height)
		x += signWidth
	}
	for _, t := range v.texts {
		width := textWidth(t.Text, t.TextSize, t.TextStyle)
		placeLine(t, x, 0, width, size.Height)
		x += width
	}
}

func (r *codeRowRenderer) Refresh() {
	v := r.view
	v.ground.Hidden = v.row.ground == ""
	if !v.ground.Hidden {
		v.ground.FillColor = theme.Color(v.row.ground)
	}
	v.number.Text, v.number.Color = "", theme.Color(theme.Muted)
	if v.row.number > 0 {
		v.number.Text = itoa(v.row.number)
	}
	v.sign.Text, v.sign.Color = v.row.sign, theme.Color(signColor(v.row.sign))
	for len(v.texts) < len(v.row.spans) {
		v.texts = append(v.texts, codeText(codeSize))
	}
	v.texts = v.texts[:len(v.row.spans)]
	r.objects = append(r.objects[:0], v.ground, v.number, v.sign)
	for i, t := range v.texts {
		s := v.row.spans[i]
		t.Text, t.Color, t.TextSize = s.Text, theme.Color(s.Color), codeSize
		t.TextStyle = fyne.TextStyle{Monospace: !s.Bold, Bold: s.Bold}
		if s.Bold {
			t.TextSize -= boldLess
		}
		r.objects = append(r.objects, t)
	}
	r.Layout(v.Size())
	canvas.Refresh(v)
}

// codeText is a text primitive in the fixed-width font.
func codeText(size float32) *canvas.Text {
	t := canvas.NewText("", theme.Color(theme.Text))
	t.TextSize, t.TextStyle.Monospace = size, true
	return t
}
