package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/gui/theme"
)

// codeOf makes lines with the first word as a keyword.
func codeOf(text string) []CodeLine {
	var lines []CodeLine
	for i, l := range strings.Split(text, "\n") {
		keyword, rest, _ := strings.Cut(l, " ")
		lines = append(lines, CodeLine{Number: i + 1, Spans: []CodeSpan{
			{Text: keyword, Color: theme.Primary, Bold: true}, {Text: " " + rest, Color: theme.Text},
		}})
	}
	return lines
}

const (
	oldCode = "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\nCMD [\"./app\"]"
	newCode = "FROM golang:1.22 AS builder\nWORKDIR /src\nCOPY go.mod go.sum ./\nCOPY . .\nRUN go build -o app .\nFROM scratch"
)

func TestDiffRowsHoldEveryLineOfBothTextsInOrder(t *testing.T) {
	before, after := codeOf(oldCode), codeOf(newCode)
	rows := DiffRows(before, after)
	var left, right []string
	for _, r := range rows {
		text := CodeLine{Spans: r.Spans}.Text()
		if r.Kind != AddedLine {
			left = append(left, text)
			if r.OldNumber != len(left) {
				t.Errorf("old line %d has number %d", len(left), r.OldNumber)
			}
		}
		if r.Kind != RemovedLine {
			right = append(right, text)
			if r.NewNumber != len(right) {
				t.Errorf("new line %d has number %d", len(right), r.NewNumber)
			}
		}
	}
	if got, want := strings.Join(left, "\n")+"\n", plain(before); got != want {
		t.Errorf("old side:\n%s\nwant\n%s", got, want)
	}
	if got, want := strings.Join(right, "\n")+"\n", plain(after); got != want {
		t.Errorf("new side:\n%s\nwant\n%s", got, want)
	}
	if added, removed := DiffCount(rows); added != 3 || removed != 2 {
		t.Errorf("+%d -%d, want +3 -2", added, removed)
	}
}

func TestEqualTextsHaveOnlySameLines(t *testing.T) {
	rows := DiffRows(codeOf(oldCode), codeOf(oldCode))
	if added, removed := DiffCount(rows); added+removed != 0 || len(rows) != 5 {
		t.Errorf("+%d -%d in %d rows", added, removed, len(rows))
	}
}

func TestSideBySideKeepsBothSidesEquallyLong(t *testing.T) {
	newApp(t)
	v := NewDiffView()
	v.Resize(fyne.NewSize(500, 300))
	v.SetRows(DiffRows(codeOf(oldCode), codeOf(newCode)))
	v.SetSideBySide(true)
	if len(v.left) != len(v.right) || len(v.left) == 0 {
		t.Errorf("%d rows left, %d right", len(v.left), len(v.right))
	}
}

func TestLongLinesGoOnInTheNextRowAndLoseNothing(t *testing.T) {
	long := CodeSpan{Text: strings.Repeat("0123456789", 7)}
	rows := wrapSpans([]CodeSpan{{Text: "RUN "}, long}, 20)
	var all strings.Builder
	for _, r := range rows {
		width := 0
		for _, s := range r {
			width += len(s.Text)
			all.WriteString(s.Text)
		}
		if width > 20 {
			t.Errorf("a row of %d characters", width)
		}
	}
	if all.String() != "RUN "+long.Text {
		t.Errorf("the rows say %q", all.String())
	}
}

func TestOnlyRowsInViewHaveObjects(t *testing.T) {
	newApp(t)
	v := NewCodeView(0)
	w := test.NewTempWindow(t, v)
	w.Resize(fyne.NewSize(400, 300))
	v.SetLines(codeOf(strings.Repeat("RUN true\n", 5000)))
	made := len(test.WidgetRenderer(v.list.body).Objects())
	if most := 300/int(codeRowHeight) + 2; made > most {
		t.Errorf("%d rows were made, want at most %d", made, most)
	}
	v.Reveal(4321)
	from, to := v.list.visible()
	if from > 4320 || to <= 4320 {
		t.Errorf("rows %d to %d are in view, want 4320 among them", from, to)
	}
}

func TestDiffViewLooksAsBefore(t *testing.T) {
	newApp(t)
	for _, c := range []struct {
		name string
		side bool
	}{{"diffview", false}, {"diffview-sides", true}} {
		v := NewDiffView()
		w := test.NewTempWindow(t, v)
		w.SetPadded(false)
		w.Resize(fyne.NewSize(560, 220))
		v.SetRows(DiffRows(codeOf(oldCode), codeOf(newCode)))
		v.SetSideBySide(c.side)
		picture(t, w, c.name)
		test.AssertRendersToMarkup(t, c.name+".xml", w.Canvas())
	}
}

// longDiff has one change in the middle of many lines.
func longDiff() []DiffRow {
	old := strings.Repeat("RUN true\n", 20) + "CMD old\n" + strings.Repeat("RUN false\n", 20)
	return DiffRows(codeOf(old), codeOf(strings.Replace(old, "CMD old", "CMD new", 1)))
}

func diffOf(rows []DiffRow) *DiffView {
	v := NewDiffView()
	v.Resize(fyne.NewSize(600, 400))
	v.SetRows(rows)
	return v
}

func TestFoldingHidesWhatIsTheSameButForAFewLines(t *testing.T) {
	v := diffOf(longDiff())
	all := len(v.left)
	v.SetFolding(true)
	// 3 + 3 lines around the 2 that changed, and two folds.
	if len(v.left) != 2*foldContext+2+2 {
		t.Fatalf("%d rows of %d are shown", len(v.left), all)
	}
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(100, codeRowHeight/2)})
	if want := 2*foldContext + 2 + 1 + 17; len(v.left) != want {
		t.Errorf("%d rows with the first fold open, want %d", len(v.left), want)
	}
	v.SetFolding(false)
	if len(v.left) != all {
		t.Errorf("%d rows, want all %d", len(v.left), all)
	}
}

func TestRevealOpensTheFoldThatALineIsIn(t *testing.T) {
	v := diffOf(longDiff())
	v.SetFolding(true)
	v.Reveal(5)
	for at, s := range v.shown {
		if !s.fold && v.rows[s.first].OldNumber == 5 {
			if from, to := v.list.visible(); at < from || at >= to {
				t.Errorf("row %d is not in view, %d to %d are", at, from, to)
			}
			return
		}
	}
	t.Error("line 5 is still folded away")
}

func TestNextBlockGoesThroughTheChangesAndStopsAtTheEnds(t *testing.T) {
	for _, sides := range []bool{false, true} {
		v := diffOf(DiffRows(codeOf(oldCode), codeOf(newCode)))
		v.SetSideBySide(sides)
		var lines []int
		for row, ok := v.NextBlock(1); ok; row, ok = v.NextBlock(1) {
			lines = append(lines, max(row.OldNumber, row.NewNumber))
		}
		if len(lines) != len(v.blocks()) || len(lines) < 3 {
			t.Errorf("went to %v, of %d blocks", lines, len(v.blocks()))
		}
		if _, ok := v.NextBlock(-1); !ok {
			t.Error("there is no way back")
		}
	}
}

func TestAClickGivesTheLineOfItsSide(t *testing.T) {
	v := diffOf(DiffRows(codeOf(oldCode), codeOf(newCode)))
	var got DiffRow
	v.OnTapped = func(r DiffRow) { got = r }
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(400, codeRowHeight/2)})
	if got.Kind != RemovedLine || got.OldNumber != 1 {
		t.Errorf("one column: %+v", got)
	}
	v.SetSideBySide(true)
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(400, codeRowHeight/2)})
	if got.Kind != AddedLine || got.NewNumber != 1 {
		t.Errorf("the right of two columns: %+v", got)
	}
	v.Tapped(&fyne.PointEvent{Position: fyne.NewPos(100, codeRowHeight/2)})
	if got.Kind != RemovedLine || got.OldNumber != 1 {
		t.Errorf("the left of two columns: %+v", got)
	}
}
