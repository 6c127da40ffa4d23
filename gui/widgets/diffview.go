package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// DiffView shows two texts and what differs, as one column or as two. Lines that are the same may be folded away.
type DiffView struct {
	widget.BaseWidget

	// OnTapped is called with the line that was clicked; nil makes lines nothing to click on.
	OnTapped func(line DiffRow)
	// FoldText says how many lines a fold hides; nil says the number only.
	FoldText func(lines int) string

	rows       []DiffRow
	sideBySide bool
	width      float32
	// left and right are the rows as drawn; right counts only side by side. shown says what each of them stands for.
	left  []codeRow
	right []codeRow
	shown []shownRow
	list  *rowList

	folding bool
	// opened are the folds that the user opened, by the index of their first line.
	opened map[int]bool
	// marked says which lines have a bar; nil is none.
	marked func(DiffRow) bool
	// block is the block of changed lines that NextBlock went to, by the index of its first line; -1 is none.
	block int
	hand  bool
}

var (
	_ fyne.Tappable      = (*DiffView)(nil)
	_ desktop.Hoverable  = (*DiffView)(nil)
	_ desktop.Cursorable = (*DiffView)(nil)
)

const (
	signWidth   float32 = 16
	halfGap     float32 = 1
	markWidth   float32 = 3
	signAdded           = "+"
	signRemoved         = "-"
	signSame            = " "
)

// NewDiffView makes an empty view in one column.
func NewDiffView() *DiffView {
	v := &DiffView{block: -1}
	v.list = newRowList(codeRowHeight, func() fyne.CanvasObject { return newDiffRowView() }, v.bind)
	v.ExtendBaseWidget(v)
	return v
}

// SetRows shows other rows; DiffRows makes them. Folds are closed, no block is the one gone to.
func (v *DiffView) SetRows(rows []DiffRow) {
	v.rows, v.opened, v.block = rows, nil, -1
	v.reflow()
}

// SetSideBySide shows two columns, or one.
func (v *DiffView) SetSideBySide(on bool) {
	if v.sideBySide != on {
		v.sideBySide = on
		v.reflow()
	}
}

// SetFolding folds lines that are the same away, but for a few around each change, or shows all.
func (v *DiffView) SetFolding(on bool) {
	if v.folding != on {
		v.folding, v.opened = on, nil
		v.reflow()
	}
}

// SetMarked puts a bar before the lines for which marked is true; nil marks none.
func (v *DiffView) SetMarked(marked func(DiffRow) bool) {
	v.marked = marked
	v.list.setCount(len(v.left))
}

// Reveal scrolls to the line with the number in the old text.
func (v *DiffView) Reveal(oldNumber int) {
	v.revealRow(func(r DiffRow) bool { return r.OldNumber == oldNumber && r.Kind != AddedLine })
}

// RevealNew scrolls to the line with the number in the new text.
func (v *DiffView) RevealNew(number int) {
	v.revealRow(func(r DiffRow) bool { return r.NewNumber == number && r.Kind != RemovedLine })
}

// revealRow scrolls to the first line that is the one, and opens the fold it is in.
func (v *DiffView) revealRow(is func(DiffRow) bool) {
	for i, r := range v.rows {
		if !is(r) {
			continue
		}
		v.unfold(i)
		for at, s := range v.shown {
			if s.first <= i && i <= s.last {
				v.list.reveal(at)
				return
			}
		}
	}
	v.list.reveal(0)
}

// Resize breaks the lines anew when the width changed.
func (v *DiffView) Resize(size fyne.Size) {
	v.BaseWidget.Resize(size)
	if size.Width != v.width {
		v.width = size.Width
		v.reflow()
	}
}

// Refresh draws the rows in the theme's present colours.
func (v *DiffView) Refresh() {
	v.list.setCount(len(v.left))
	v.BaseWidget.Refresh()
}

// Tapped opens a fold, or calls OnTapped with the line under the pointer.
func (v *DiffView) Tapped(e *fyne.PointEvent) {
	at := v.list.at(e.Position.Y)
	if at < 0 {
		return
	}
	s := v.shown[at]
	switch {
	case s.fold:
		v.unfold(s.first)
	case v.OnTapped != nil:
		index := s.first
		if v.sideBySide && e.Position.X > v.width/2 {
			index = s.second
		}
		if index >= 0 && index < len(v.rows) {
			v.OnTapped(v.rows[index])
		}
	}
}

// MouseIn says whether what is under the pointer can be clicked.
func (v *DiffView) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved says whether what is under the pointer can be clicked.
func (v *DiffView) MouseMoved(e *desktop.MouseEvent) {
	at := v.list.at(e.Position.Y)
	v.hand = at >= 0 && (v.shown[at].fold || v.OnTapped != nil && v.rows[max(0, v.shown[at].first)].Kind != SameLine)
}

// MouseOut forgets the pointer.
func (v *DiffView) MouseOut() { v.hand = false }

// Cursor is a hand over what can be clicked.
func (v *DiffView) Cursor() desktop.Cursor {
	if v.hand {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer draws the rows.
func (v *DiffView) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(v.list) }

func (v *DiffView) bind(o fyne.CanvasObject, i int) {
	view, ok := o.(*diffRowView)
	if !ok || i >= len(v.left) {
		return
	}
	s := v.shown[i]
	left := v.left[i]
	left.bar = v.barOf(s.first)
	if !v.sideBySide || s.fold {
		view.show(left, nil)
		return
	}
	right := v.right[i]
	right.bar = v.barOf(s.second)
	view.show(left, &right)
}

// barOf is the width of the bar before a line.
func (v *DiffView) barOf(index int) float32 {
	if index < 0 || index >= len(v.rows) {
		return 0
	}
	if v.marked != nil && v.marked(v.rows[index]) || v.inBlock(index) {
		return markWidth
	}
	return 0
}

// diffRowView draws one row of a diff, or two halves beside each other.
type diffRowView struct {
	widget.BaseWidget
	left, right *codeRowView
	body        *fyne.Container
}

func newDiffRowView() *diffRowView {
	r := &diffRowView{left: newCodeRowView(), right: newCodeRowView()}
	r.body = newHalves(r.left, r.right)
	r.ExtendBaseWidget(r)
	return r
}

func (r *diffRowView) show(left codeRow, right *codeRow) {
	r.left.show(left)
	if changed := r.right.Hidden != (right == nil); changed {
		r.right.Hidden = right == nil
		r.body.Layout.Layout(r.body.Objects, r.body.Size())
	}
	if right != nil {
		r.right.show(*right)
	}
}

// CreateRenderer draws the halves.
func (r *diffRowView) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }
