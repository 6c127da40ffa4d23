package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const sortMark float32 = 9

// tableHead is the row of titles; a click sorts.
type tableHead struct {
	ttwidget.ToolTipWidget

	table   *DataTable
	hovered int
}

func newTableHead(table *DataTable) *tableHead {
	h := &tableHead{table: table, hovered: -1}
	h.ExtendBaseWidget(h)
	return h
}

// Tapped sorts by the column under the mouse.
func (h *tableHead) Tapped(e *fyne.PointEvent) {
	if i := h.table.widths.at(e.Position.X); i >= 0 && h.table.columns[i].Sortable {
		h.table.turnSort(i)
	}
}

// MouseIn shows which column would sort.
func (h *tableHead) MouseIn(e *desktop.MouseEvent) { h.hover(e) }

// MouseMoved shows which column would sort.
func (h *tableHead) MouseMoved(e *desktop.MouseEvent) {
	h.ToolTipWidget.MouseMoved(e)
	h.hover(e)
}

// MouseOut ends what MouseIn began.
func (h *tableHead) MouseOut() {
	h.ToolTipWidget.MouseOut()
	h.hovered = -1
	h.Refresh()
}

func (h *tableHead) hover(e *desktop.MouseEvent) {
	column := h.table.widths.at(e.Position.X)
	if column == h.hovered {
		return
	}
	h.hovered = column
	h.ToolTipWidget.MouseOut()
	h.SetToolTip("")
	if column >= 0 {
		h.SetToolTip(h.table.columns[column].Tip)
	}
	h.ToolTipWidget.MouseIn(e)
	h.Refresh()
}

// CreateRenderer draws the titles.
func (h *tableHead) CreateRenderer() fyne.WidgetRenderer {
	r := &tableHeadRenderer{head: h, rule: canvas.NewRectangle(nil), up: newSortMark()}
	r.objects = []fyne.CanvasObject{r.rule, r.up}
	for range h.table.columns {
		title := newText(theme.CaptionSize, true)
		r.titles = append(r.titles, title)
		r.objects = append(r.objects, title)
	}
	r.apply()
	return r
}

func newSortMark() *canvas.ArbitraryPolygon {
	p := canvas.NewArbitraryPolygon(nil, nil)
	p.NormalizedPoints = true
	return p
}

type tableHeadRenderer struct {
	parts
	head   *tableHead
	titles []*canvas.Text
	rule   *canvas.Rectangle
	up     *canvas.ArbitraryPolygon
}

func (r *tableHeadRenderer) MinSize() fyne.Size { return fyne.NewSize(100, tableHeadHeight) }

func (r *tableHeadRenderer) Layout(size fyne.Size) {
	place(r.rule, 0, size.Height-1, size.Width, 1)
	t := r.head.table
	for i, title := range r.titles {
		title.Hidden = i >= len(t.widths) || t.widths[i] == 0
	}
	r.up.Hidden = true
	t.widths.each(func(i int, left, width float32) {
		r.layOutTitle(i, left, width)
	})
}

func (r *tableHeadRenderer) layOutTitle(i int, left, width float32) {
	t, title := r.head.table, r.titles[i]
	mark := float32(0)
	if t.sortColumn == i {
		mark = sortMark + 4
	}
	title.Text, _ = fit(t.columns[i].Title, width-mark, title.TextSize, title.TextStyle)
	wide := title.MinSize().Width
	switch t.columns[i].Kind {
	case FigureCell, BarCell:
		left += width - wide - mark
	case GaugeCell:
		left += max(0, width-min(gaugeBar, width/3)-8-wide-mark)
	}
	placeLine(title, left, 0, wide, tableHeadHeight)
	if mark > 0 {
		r.up.Hidden = false
		place(r.up, left+wide+4, (tableHeadHeight-sortMark)/2+1, sortMark, sortMark-2)
	}
}

func (r *tableHeadRenderer) Refresh() {
	r.apply()
	r.Layout(r.head.Size())
	canvas.Refresh(r.head)
}

func (r *tableHeadRenderer) apply() {
	t := r.head.table
	r.rule.FillColor = theme.Color(theme.Line)
	r.up.FillColor = theme.Color(theme.Text)
	r.up.Points = []fyne.Position{{X: 0.5, Y: 0}, {X: 1, Y: 1}, {X: 0, Y: 1}}
	if t.descending {
		r.up.Points = []fyne.Position{{X: 0, Y: 0}, {X: 1, Y: 0}, {X: 0.5, Y: 1}}
	}
	for i, title := range r.titles {
		title.Color = theme.Color(theme.Muted)
		if i == t.sortColumn || i == r.head.hovered && t.columns[i].Sortable {
			title.Color = theme.Color(theme.Text)
		}
	}
}
