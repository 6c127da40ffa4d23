package widgets

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

const (
	logRowHeight float32 = 21
	logEdge      float32 = 14
	logTextSize  float32 = 12
	logTimeChars         = 9
	logTab               = "    "
)

// LogLine is one line of a log; Time is written before it in muted text.
type LogLine struct {
	Time string
	Text string
	Tone Tone
}

// LogView shows the lines of a log. Lines too long for its width go on in the next row. It follows the end until the
// user scrolls up, and again when they scroll back to the end.
type LogView struct {
	widget.BaseWidget

	// Follow keeps the last line in view.
	Follow bool
	// OnFollow is called when the user's scrolling changed Follow.
	OnFollow func(follow bool)

	lines []LogLine
	rows  []logRow
	chars int
	list  *rowList
	// sought is what is looked for, found where it stands, and current the place that is gone to.
	sought  string
	found   []logMatch
	current int
}

// logRow is a piece of a line that fits the width; time is empty in all but the first.
type logRow struct {
	time, text string
	tone       Tone
	// line is the index of its line, and from that of its first character in the line.
	line, from int
}

// NewLogView returns a log without lines that follows its end.
func NewLogView() *LogView {
	v := &LogView{Follow: true}
	v.ExtendBaseWidget(v)
	v.list = newRowList(logRowHeight, func() fyne.CanvasObject { return newLogRowView(v) }, func(o fyne.CanvasObject, i int) {
		o.(*logRowView).show(v.rows[i])
	})
	scrolled := v.list.scroll.OnScrolled
	v.list.scroll.OnScrolled = func(at fyne.Position) {
		scrolled(at)
		v.scrolled(at)
	}
	return v
}

// SetLines shows other lines; it does nothing when count, first and last are the same.
func (v *LogView) SetLines(lines []LogLine) {
	if n := len(lines); n == len(v.lines) && (n == 0 || lines[0] == v.lines[0] && lines[n-1] == v.lines[n-1]) {
		return
	}
	v.lines = lines
	v.reflow()
}

// SetFollow turns following on or off without calling OnFollow.
func (v *LogView) SetFollow(follow bool) {
	v.Follow = follow
	v.toEnd()
}

// Text returns all lines without their times, for the clipboard.
func (v *LogView) Text() string {
	var b strings.Builder
	for _, l := range v.lines {
		b.WriteString(PlainText(l.Text))
		b.WriteByte('\n')
	}
	return b.String()
}

func (v *LogView) scrolled(at fyne.Position) {
	end := float32(len(v.rows))*logRowHeight - v.list.Size().Height
	follow := at.Y >= end-logRowHeight/2
	if follow == v.Follow {
		return
	}
	v.Follow = follow
	if v.OnFollow != nil {
		v.OnFollow(follow)
	}
}

func (v *LogView) toEnd() {
	if v.Follow && len(v.rows) > 0 {
		v.list.reveal(len(v.rows) - 1)
	}
}

func (v *LogView) reflow() {
	v.rows = v.rows[:0]
	width := textWidth("0", logTextSize, fyne.TextStyle{Monospace: true})
	v.chars = max(int((v.Size().Width-2*logEdge)/width)-logTimeChars, 20)
	for i, l := range v.lines {
		time := l.Time
		for j, piece := range pieces(PlainText(l.Text), v.chars) {
			v.rows = append(v.rows, logRow{time, piece, l.Tone, i, j * v.chars})
			time = ""
		}
	}
	v.matches()
	v.list.setCount(len(v.rows))
	v.toEnd()
}

// pieces cuts a line every n characters.
func pieces(s string, n int) []string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return []string{s}
	}
	var cut []string
	runes := []rune(s)
	for len(runes) > n {
		cut = append(cut, string(runes[:n]))
		runes = runes[n:]
	}
	return append(cut, string(runes))
}

// PlainText removes what only a terminal understands: colour codes, carriage returns; tabs become spaces.
func PlainText(s string) string {
	if !strings.ContainsAny(s, "\x1b\r\t") {
		return s
	}
	s = strings.TrimRight(s, "\r")
	if i := strings.LastIndexByte(s, '\r'); i >= 0 {
		s = s[i+1:]
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\t':
			b.WriteString(logTab)
		case s[i] == 0x1b:
			i = afterEscape(s, i)
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// afterEscape returns the index of the last byte of the escape sequence that begins at i.
func afterEscape(s string, i int) int {
	if i+1 >= len(s) || s[i+1] != '[' {
		return min(i+1, len(s)-1)
	}
	for i += 2; i < len(s); i++ {
		if s[i] >= 0x40 && s[i] <= 0x7e {
			return i
		}
	}
	return len(s) - 1
}

// CreateRenderer draws the lines.
func (v *LogView) CreateRenderer() fyne.WidgetRenderer {
	return &logRenderer{parts: parts{[]fyne.CanvasObject{v.list}}, view: v}
}

type logRenderer struct {
	parts
	view *LogView
}

func (r *logRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 3*logRowHeight) }

func (r *logRenderer) Layout(size fyne.Size) {
	place(r.view.list, 0, 6, size.Width, size.Height-12)
	r.view.reflow()
}

func (r *logRenderer) Refresh() { r.view.list.setCount(len(r.view.rows)) }

// logRowView draws one row of a log.
type logRowView struct {
	widget.BaseWidget
	log *LogView
	row logRow
}

func newLogRowView(log *LogView) *logRowView {
	v := &logRowView{log: log}
	v.ExtendBaseWidget(v)
	return v
}

func (v *logRowView) show(row logRow) {
	v.row = row
	v.Refresh()
}

// CreateRenderer draws the row.
func (v *logRowView) CreateRenderer() fyne.WidgetRenderer {
	r := &logRowRenderer{view: v, time: canvas.NewText("", nil), text: canvas.NewText("", nil)}
	for _, t := range []*canvas.Text{r.time, r.text} {
		t.TextSize, t.TextStyle.Monospace = logTextSize, true
		t.Color = theme.Color(theme.Muted)
	}
	r.objects = []fyne.CanvasObject{r.time, r.text}
	return r
}

type logRowRenderer struct {
	parts
	view       *logRowView
	time, text *canvas.Text
}

func (r *logRowRenderer) MinSize() fyne.Size { return fyne.NewSize(100, logRowHeight) }

func (r *logRowRenderer) Layout(size fyne.Size) {
	char := textWidth("0", logTextSize, r.text.TextStyle)
	start := logEdge + char*logTimeChars
	r.layOutMarks(start, char)
	placeLine(r.time, logEdge, 0, start-logEdge, logRowHeight)
	placeLine(r.text, start, 0, size.Width-start, logRowHeight)
}

func (r *logRowRenderer) Refresh() {
	row := r.view.row
	r.time.Text, r.text.Text = row.time, row.text
	r.time.Color, r.text.Color = theme.Color(theme.Muted), theme.Color(theme.Text)
	if row.tone != Neutral {
		r.text.Color = theme.Color(row.tone.ink())
	}
	r.Layout(r.view.Size())
	canvas.Refresh(r.view)
}
