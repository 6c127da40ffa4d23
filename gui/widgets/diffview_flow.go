package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
)

// foldContext is how many lines that are the same stay in view on each side of a change; foldLeast is how many a fold
// hides at least.
const (
	foldContext = 3
	foldLeast   = 4
)

// shownRow is what a drawn row stands for: a line by its index, on the right of two columns second's; or a fold of the
// lines first to last. An index of -1 is nothing.
type shownRow struct {
	first, last int
	second      int
	fold        bool
}

// reflow lays the lines out in rows of the view's width.
func (v *DiffView) reflow() {
	v.left, v.right, v.shown = v.left[:0], v.right[:0], v.shown[:0]
	for i := 0; i < len(v.rows); {
		if last := v.foldEnd(i); last > i {
			v.fold(i, last)
			i = last + 1
			continue
		}
		if v.sideBySide {
			i = v.pair(i)
			continue
		}
		for _, row := range v.rows[i].wrapped(codeColumns(v.width - codeGutter - signWidth)) {
			v.left = append(v.left, row)
			v.shown = append(v.shown, shownRow{first: i, last: i, second: -1})
		}
		i++
	}
	v.list.setCount(len(v.left))
}

// foldEnd is the last line of the fold that begins with a line, the line itself when none does.
func (v *DiffView) foldEnd(at int) int {
	if !v.folding || v.rows[at].Kind != SameLine {
		return at
	}
	first, last := v.foldAround(at)
	if at != first || v.opened[first] {
		return at
	}
	return last
}

// foldAround are the first and the last line of the fold that a line is in; first is after last when it is in none.
func (v *DiffView) foldAround(at int) (first, last int) {
	first, last = at, at
	for first > 0 && v.rows[first-1].Kind == SameLine {
		first--
	}
	for last+1 < len(v.rows) && v.rows[last+1].Kind == SameLine {
		last++
	}
	if first > 0 {
		first += foldContext
	}
	if last < len(v.rows)-1 {
		last -= foldContext
	}
	if last-first+1 < foldLeast || at < first || at > last {
		return 1, 0
	}
	return first, last
}

// fold adds the row that stands for the lines first to last.
func (v *DiffView) fold(first, last int) {
	says := itoa(last - first + 1)
	if v.FoldText != nil {
		says = v.FoldText(last - first + 1)
	}
	v.left = append(v.left, codeRow{
		sign: signSame, ground: theme.Ground, muted: true, spans: []CodeSpan{{Text: "… " + says, Color: theme.Muted}},
	})
	v.right = append(v.right, codeRow{sign: signSame, ground: theme.Ground})
	v.shown = append(v.shown, shownRow{first: first, last: last, second: -1, fold: true})
}

// unfold opens the fold that a line is in, if there is one.
func (v *DiffView) unfold(index int) {
	if !v.folding || v.rows[index].Kind != SameLine {
		return
	}
	first, last := v.foldAround(index)
	if first > last || v.opened[first] {
		return
	}
	if v.opened == nil {
		v.opened = map[int]bool{}
	}
	v.opened[first] = true
	v.reflow()
}

// pair lays the lines from i on, up to the end of a block, beside each other, and returns the line behind them.
func (v *DiffView) pair(i int) int {
	columns := codeColumns(v.width/2 - codeGutter - signWidth - halfGap)
	if v.rows[i].Kind == SameLine {
		old := v.rows[i]
		old.NewNumber = old.OldNumber
		v.beside(flowed(old, i, columns), flowed(v.rows[i], i, columns))
		return i + 1
	}
	var removed, added []flowedRow
	for ; i < len(v.rows) && v.rows[i].Kind != SameLine; i++ {
		if v.rows[i].Kind == RemovedLine {
			removed = append(removed, flowed(v.rows[i], i, columns)...)
		} else {
			added = append(added, flowed(v.rows[i], i, columns)...)
		}
	}
	v.beside(removed, added)
	return i
}

// flowedRow is a drawn row and the line that it is of.
type flowedRow struct {
	row   codeRow
	index int
}

func flowed(r DiffRow, index, columns int) []flowedRow {
	var rows []flowedRow
	for _, row := range r.wrapped(columns) {
		rows = append(rows, flowedRow{row, index})
	}
	return rows
}

func (v *DiffView) beside(left, right []flowedRow) {
	nothing := flowedRow{codeRow{sign: signSame, ground: theme.Ground}, -1}
	for i := range max(len(left), len(right)) {
		l, r := nothing, nothing
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		v.left, v.right = append(v.left, l.row), append(v.right, r.row)
		v.shown = append(v.shown, shownRow{first: l.index, last: l.index, second: r.index})
	}
}

// NextBlock goes to the next block of changed lines, or the one before with a negative step, marks it, scrolls to it and
// returns its first line; false when there is none that way.
func (v *DiffView) NextBlock(step int) (DiffRow, bool) {
	starts := v.blocks()
	at := -1
	for i, start := range starts {
		if start <= v.block && v.block >= 0 {
			at = i
		}
	}
	switch {
	case v.block < 0 && step < 0:
		at = len(starts) - 1
	case step < 0:
		at--
	default:
		at++
	}
	if at < 0 || at >= len(starts) {
		return DiffRow{}, false
	}
	v.block = starts[at]
	v.scrollToBlock()
	return v.rows[v.block], true
}

// blocks are the indexes of the first lines of the blocks of changed lines.
func (v *DiffView) blocks() []int {
	var starts []int
	for i, r := range v.rows {
		if r.Kind != SameLine && (i == 0 || v.rows[i-1].Kind == SameLine) {
			starts = append(starts, i)
		}
	}
	return starts
}

// inBlock says whether a line is in the block that NextBlock went to.
func (v *DiffView) inBlock(index int) bool {
	if v.block < 0 || index < v.block {
		return false
	}
	for i := v.block; i <= index; i++ {
		if v.rows[i].Kind == SameLine {
			return false
		}
	}
	return true
}

// scrollToBlock brings the end and then the beginning of the block into view.
func (v *DiffView) scrollToBlock() {
	first, last := -1, -1
	for at, s := range v.shown {
		if s.fold || !v.inBlock(s.first) && !v.inBlock(s.second) {
			continue
		}
		if first < 0 {
			first = at
		}
		last = at
	}
	v.list.setCount(len(v.left))
	if first >= 0 {
		v.list.reveal(last)
		v.list.reveal(first)
	}
}

// newHalves gives each of two objects half of the width, or the first one all of it when the second is hidden.
func newHalves(left, right fyne.CanvasObject) *fyne.Container {
	return container.New(&halves{}, left, right)
}

type halves struct{}

func (halves) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(80, codeRowHeight) }

func (halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	half := size.Width
	if !objects[1].Visible() {
		place(objects[0], 0, 0, half, size.Height)
		return
	}
	half = size.Width/2 - halfGap
	place(objects[0], 0, 0, half, size.Height)
	place(objects[1], size.Width-half, 0, half, size.Height)
}

func signColor(sign string) fyne.ThemeColorName {
	switch sign {
	case signAdded:
		return theme.Good
	case signRemoved:
		return theme.Bad
	}
	return theme.Muted
}

func itoa(n int) string { return strconv.Itoa(n) }
