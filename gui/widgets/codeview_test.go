package widgets

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"lightship/gui/theme"
)

// longCode is a view of many lines, the third of which needs two rows.
func longCode(t testing.TB, lines int) *CodeView {
	t.Helper()
	v := NewCodeView(0)
	code := make([]CodeLine, lines)
	for i := range code {
		code[i] = CodeLine{Number: i + 1, Spans: []CodeSpan{
			{Text: "RUN", Color: theme.Primary, Bold: true}, {Text: fmt.Sprintf(" echo %d", i+1), Color: theme.Text},
		}}
	}
	if lines > 2 {
		code[2].Spans = append(code[2].Spans, CodeSpan{Text: " && echo something that does not fit in one row", Color: theme.Text})
	}
	v.SetLines(code)
	w := test.NewTempWindow(t, v)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(300, 210))
	return v
}

func TestAClickSaysTheLineUnderIt(t *testing.T) {
	newApp(t)
	v := longCode(t, 100)
	var got []int
	v.OnTapped = func(n int) { got = append(got, n) }
	for _, row := range []float32{0, 2, 3, 4} {
		v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, row*codeRowHeight+5)})
	}
	v.Highlight(60, 62)
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 9*codeRowHeight+5)})
	if fmt.Sprint(got) != "[1 3 3 4 62]" {
		t.Errorf("clicked %v", got)
	}
}

func TestHighlightedLinesStandOutAndAreInView(t *testing.T) {
	newApp(t)
	v := longCode(t, 100)
	v.Highlight(50, 52)
	marked := 0
	for _, o := range test.TempWidgetRenderer(t, v.list.body).Objects() {
		if row := o.(*codeRowView); row.row.ground == theme.PrimarySoft {
			marked++
		}
	}
	if marked != 3 {
		t.Errorf("%d rows in view stand out, want 3", marked)
	}
}

func TestOnlyACodeViewToClickOnMarksTheLineUnderThePointer(t *testing.T) {
	newApp(t)
	v := longCode(t, 10)
	at := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(50, 5)}}
	v.MouseMoved(at)
	if v.hovered != 0 || v.Cursor() != desktop.DefaultCursor {
		t.Error("it marks lines that can't be clicked")
	}
	v.OnTapped = func(int) {}
	v.MouseMoved(at)
	if v.hovered != 1 || v.Cursor() != desktop.PointerCursor {
		t.Errorf("line %d is marked", v.hovered)
	}
}

func TestALineIsBrokenBehindASpaceNearItsEnd(t *testing.T) {
	rows := wrapSpans([]CodeSpan{{Text: "COPY ", Bold: true}, {Text: "first second thirdandfourthword"}}, 16)
	var got []string
	for _, r := range rows {
		got = append(got, CodeLine{Spans: r}.Text())
	}
	want := []string{"COPY first ", "second thirdandf", "ourthword"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// BenchmarkCodeViewScrolls is a step of the wheel in 5,000 lines; a frame has 16 ms, of which the window may take 5.
func BenchmarkCodeViewScrolls(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(theme.New())
	v := longCode(b, 5000)
	down := true
	for b.Loop() {
		step := float32(-63)
		if v.list.scroll.Offset.Y <= 0 {
			down = true
		} else if v.list.scroll.Offset.Y > 5000*codeRowHeight-400 {
			down = false
		}
		if !down {
			step = 63
		}
		v.list.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, step)})
	}
}

// BenchmarkCodeViewHighlights is what choosing a stage costs beside 5,000 lines.
func BenchmarkCodeViewHighlights(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(theme.New())
	v := longCode(b, 5000)
	at := 1
	for b.Loop() {
		at = at%4900 + 97
		v.Highlight(at, at+20)
	}
}
