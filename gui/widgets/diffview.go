package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// DiffView shows two texts and what differs, as one column or as two.
type DiffView struct {
	widget.BaseWidget

	rows       []DiffRow
	sideBySide bool
	width      float32
	left       []codeRow
	right      []codeRow
	list       *rowList
}

const (
	signWidth   float32 = 16
	halfGap     float32 = 1
	signAdded           = "+"
	signRemoved         = "-"
	signSame            = " "
)

// NewDiffView makes an empty view in one column.
func NewDiffView() *DiffView {
	v := &DiffView{}
	v.list = newRowList(codeRowHeight, func() fyne.CanvasObject { return newDiffRowView() }, v.bind)
	v.ExtendBaseWidget(v)
	return v
}

// SetRows shows other rows; DiffRows makes them.
func (v *DiffView) SetRows(rows []DiffRow) {
	v.rows = rows
	v.reflow()
}

// SetSideBySide shows two columns, or one.
func (v *DiffView) SetSideBySide(on bool) {
	if v.sideBySide != on {
		v.sideBySide = on
		v.reflow()
	}
}

// Reveal scrolls to the line with the number in the old text.
func (v *DiffView) Reveal(oldNumber int) {
	at := 0
	for i, r := range v.left {
		if r.number == oldNumber && r.sign != signAdded {
			at = i
			break
		}
	}
	v.list.reveal(at)
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

// CreateRenderer draws the rows.
func (v *DiffView) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(v.list) }

func (v *DiffView) bind(o fyne.CanvasObject, i int) {
	row, ok := o.(*diffRowView)
	if !ok || i >= len(v.left) {
		return
	}
	if v.sideBySide {
		row.show(v.left[i], &v.right[i])
	} else {
		row.show(v.left[i], nil)
	}
}

func (v *DiffView) reflow() {
	v.left, v.right = v.left[:0], v.right[:0]
	if v.sideBySide {
		v.pair()
	} else {
		columns := codeColumns(v.width - codeGutter - signWidth)
		for _, r := range v.rows {
			v.left = append(v.left, r.wrapped(columns)...)
		}
	}
	v.list.setCount(len(v.left))
}

// pair lays the removed lines of a change beside the added ones.
func (v *DiffView) pair() {
	columns := codeColumns(v.width/2 - codeGutter - signWidth - halfGap)
	for i := 0; i < len(v.rows); {
		if v.rows[i].Kind == SameLine {
			old := v.rows[i]
			old.NewNumber = old.OldNumber
			v.beside(old.wrapped(columns), v.rows[i].wrapped(columns))
			i++
			continue
		}
		var removed, added []codeRow
		for ; i < len(v.rows) && v.rows[i].Kind != SameLine; i++ {
			if v.rows[i].Kind == RemovedLine {
				removed = append(removed, v.rows[i].wrapped(columns)...)
			} else {
				added = append(added, v.rows[i].wrapped(columns)...)
			}
		}
		v.beside(removed, added)
	}
}

func (v *DiffView) beside(left, right []codeRow) {
	for len(left) < len(right) {
		left = append(left, codeRow{sign: signSame, ground: theme.Ground})
	}
	for len(right) < len(left) {
		right = append(right, codeRow{sign: signSame, ground: theme.Ground})
	}
	v.left, v.right = append(v.left, left...), append(v.right, right...)
}

// diffRowView draws one row of a diff, or two halves beside each other.
type diffRowView struct {
	widget.BaseWidget
	left, right *codeRowView
	body        *fyne.Container
}

func newDiffRowView() *diffRowView {
	r := &diffRowView{left: newCodeRowView(), right: newCodeRowView()}
	r.body = container.New(&halves{}, r.left, r.right)
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

// halves gives each of two objects half of the width, or the first one all of it when the second is hidden.
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
