package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// rowList scrolls rows of one height without gaps between them. Only the rows in view have objects, however many
// there are.
type rowList struct {
	widget.BaseWidget

	rowHeight float32
	count     int
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

// reveal scrolls just so far that row i is in view.
func (l *rowList) reveal(i int) {
	top, bottom := float32(i)*l.rowHeight, float32(i+1)*l.rowHeight
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
	i := int((y + l.scroll.Offset.Y) / l.rowHeight)
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
	return fyne.NewSize(80, max(1, float32(min(l.count, l.most)))*l.rowHeight)
}

// CreateRenderer draws the scroller.
func (l *rowList) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.scroll) }

// visible is the range of rows in view, to excluded.
func (l *rowList) visible() (from, to int) {
	from = max(0, int(l.scroll.Offset.Y/l.rowHeight))
	to = min(l.count, int((l.scroll.Offset.Y+l.Size().Height)/l.rowHeight)+1)
	return from, max(from, to)
}

// rowBody is what a rowList scrolls: as high as all rows, holding those in view.
type rowBody struct {
	widget.BaseWidget
	list *rowList
}

func (b *rowBody) MinSize() fyne.Size {
	return fyne.NewSize(1, float32(b.list.count)*b.list.rowHeight)
}

func (b *rowBody) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{body: b} }

type rowRenderer struct {
	parts
	body *rowBody
}

func (r *rowRenderer) MinSize() fyne.Size { return r.body.MinSize() }

func (r *rowRenderer) Layout(size fyne.Size) {
	from, _ := r.body.list.visible()
	h := r.body.list.rowHeight
	for i, o := range r.objects {
		place(o, 0, float32(from+i)*h, size.Width, h)
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
