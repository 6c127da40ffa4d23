package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// rowList scrolls rows without gaps between them, all of one height unless tops says otherwise. Only the rows in view have objects, however many
// there are.
type rowList struct {
	widget.BaseWidget

	rowHeight float32
	count     int
	// tops are where the rows begin and, last, where the last one ends; nil when all have one height.
	tops []float32
	// newRow makes the objects of a row, bind fills them for the row i.
	newRow func() fyne.CanvasObject
	bind   func(row fyne.CanvasObject, i int)
	// most is how many rows its least height shows; 0 leaves the height to its layout.
	most int

	scroll *container.Scroll
	body   *rowBody
}

func newRowList(rowHeight float32, newRow func() fyne.CanvasObject, bind func(fyne.CanvasObject, int)) *rowList {
	l := &rowList{rowHeight: rowHeight, newRow: newRow, bind: bind}
	l.body = &rowBody{list: l}
	l.body.ExtendBaseWidget(l.body)
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.body.Refresh() }
	l.ExtendBaseWidget(l)
	return l
}

// setCount says how many rows there are now and binds those in view anew.
func (l *rowList) setCount(n int) {
	l.count = n
	l.body.Refresh()
	l.scroll.Refresh()
}

// top is where a row begins; that of count is where the last one ends.
func (l *rowList) top(i int) float32 {
	if l.tops != nil {
		return l.tops[min(max(i, 0), len(l.tops)-1)]
	}
	return float32(i) * l.rowHeight
}

// rowAt is the row at a height of the whole list, which may be behind the last.
func (l *rowList) rowAt(y float32) int {
	if l.tops == nil {
		return int(y / l.rowHeight)
	}
	return sort.Search(l.count, func(i int) bool { return l.tops[i+1] > y })
}

// toTop scrolls to the first row.
func (l *rowList) toTop() {
	l.scroll.ScrollToOffset(fyne.Position{})
	l.body.Refresh()
}

// reveal scrolls just so far that row i is in view.
func (l *rowList) reveal(i int) {
	top, bottom := l.top(i), l.top(i+1)
	at := l.scroll.Offset.Y
	if top < at {
		at = top
	} else if bottom > at+l.Size().Height {
		at = bottom - l.Size().Height
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(0, at)))
	l.body.Refresh()
}

// at is the row at a height of the view, -1 for none.
func (l *rowList) at(y float32) int {
	i := l.rowAt(y + l.scroll.Offset.Y)
	if y < 0 || i < 0 || i >= l.count {
		return -1
	}
	return i
}

// Resize binds the rows that came into view.
func (l *rowList) Resize(size fyne.Size) {
	l.BaseWidget.Resize(size)
	l.body.Refresh()
}

// MinSize is the height of the rows up to most of them.
func (l *rowList) MinSize() fyne.Size {
	return fyne.NewSize(80, max(l.rowHeight, l.top(min(l.count, l.most))))
}

// CreateRenderer draws the scroller.
func (l *rowList) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.scroll) }

// visible is the range of rows in view, to excluded.
func (l *rowList) visible() (from, to int) {
	from = max(0, l.rowAt(l.scroll.Offset.Y))
	to = min(l.count, l.rowAt(l.scroll.Offset.Y+l.Size().Height)+1)
	return from, max(from, to)
}

// rowBody is what a rowList scrolls: as high as all rows, holding those in view.
type rowBody struct {
	widget.BaseWidget
	list *rowList
}

func (b *rowBody) MinSize() fyne.Size {
	return fyne.NewSize(1, b.list.top(b.list.count))
}

func (b *rowBody) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{body: b} }

type rowRenderer struct {
	parts
	body *rowBody
}

func (r *rowRenderer) MinSize() fyne.Size { return r.body.MinSize() }

func (r *rowRenderer) Layout(size fyne.Size) {
	from, _ := r.body.list.visible()
	for i, o := range r.objects {
		top := r.body.list.top(from + i)
		place(o, 0, top, size.Width, r.body.list.top(from+i+1)-top)
	}
}

func (r *rowRenderer) Refresh() {
	list := r.body.list
	from, to := list.visible()
	for len(r.objects) < to-from {
		r.objects = append(r.objects, list.newRow())
	}
	r.objects = r.objects[:to-from]
	r.Layout(fyne.NewSize(max(r.body.Size().Width, list.Size().Width), r.body.Size().Height))
	for i, o := range r.objects {
		list.bind(o, from+i)
	}
	canvas.Refresh(r.body)
}
