package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

// tableRow draws one row; the list uses it for one row after another.
type tableRow struct {
	ttwidget.ToolTipWidget

	table *DataTable
	row   TableRow
	// group is the heading that it draws instead of a row, -1 for none.
	group int
	// cut says by column that the text shown is not all of it.
	cut     []bool
	hovered bool
	column  int
	drawn   drawnRow
}

func newTableRow(table *DataTable) *tableRow {
	r := &tableRow{table: table, column: -1, group: -1, cut: make([]bool, len(table.columns))}
	r.ExtendBaseWidget(r)
	return r
}

// drawnRow is what a row's picture was made from beside its cells.
type drawnRow struct {
	cells           *TableCell
	widths          *float32
	chosen, focused bool
}

// show draws a row; it does nothing for the one that is drawn already, as most are when the selection moves.
func (w *tableRow) show(row TableRow) {
	next := drawnRow{chosen: row.ID == w.table.selected, focused: w.table.focused}
	if len(row.Cells) > 0 && len(w.table.widths) > 0 {
		next.cells, next.widths = &row.Cells[0], &w.table.widths[0]
	}
	if !next.chosen {
		next.focused = false
	}
	if next.cells != nil && next == w.drawn {
		return
	}
	w.row, w.drawn = row, next
	w.Refresh()
}

// showLine draws a row or a heading.
func (w *tableRow) showLine(l tableLine) {
	if l.row < 0 {
		w.group, w.row, w.drawn = l.group, TableRow{}, drawnRow{}
		w.Refresh()
		return
	}
	if w.group >= 0 {
		w.group, w.drawn = -1, drawnRow{}
	}
	w.show(w.table.rows[l.row])
}

// Tapped chooses the row, or folds a group.
func (w *tableRow) Tapped(*fyne.PointEvent) {
	w.table.focus()
	if w.group >= 0 {
		id := w.table.groups[w.group].ID
		w.table.Fold(id, !w.table.folded[id])
		return
	}
	w.table.choose(w.row.ID)
	if w.table.PressActivates {
		w.table.activate()
	}
}

// MouseIn shows that the row can be chosen.
func (w *tableRow) MouseIn(e *desktop.MouseEvent) {
	w.hovered = true
	w.hover(e)
	w.Refresh()
}

// MouseMoved changes the tooltip from cell to cell.
func (w *tableRow) MouseMoved(e *desktop.MouseEvent) {
	w.ToolTipWidget.MouseMoved(e)
	w.hover(e)
}

// MouseOut ends what MouseIn began.
func (w *tableRow) MouseOut() {
	w.ToolTipWidget.MouseOut()
	w.hovered, w.column = false, -1
	w.Refresh()
}

func (w *tableRow) hover(e *desktop.MouseEvent) {
	column := w.table.widths.at(e.Position.X)
	if column == w.column {
		return
	}
	w.column = column
	w.ToolTipWidget.MouseOut()
	w.SetToolTip(w.tip(column))
	w.ToolTipWidget.MouseIn(e)
}

// tip is the cell's tooltip: its own, or its whole text when that was cut.
func (w *tableRow) tip(column int) string {
	if column < 0 || column >= len(w.row.Cells) {
		return ""
	}
	cell := w.row.Cells[column]
	if cell.Tip != "" || !w.cut[column] {
		return cell.Tip
	}
	if cell.Text != "" && cell.Second != "" {
		return cell.Text + "\n" + cell.Second
	}
	return cell.Text + cell.Second
}

// CreateRenderer draws the row.
func (w *tableRow) CreateRenderer() fyne.WidgetRenderer {
	r := &tableRowRenderer{row: w, ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil)}
	r.objects = []fyne.CanvasObject{r.ground, r.rule, r.mark}
	r.group = newGroupParts()
	for _, column := range w.table.columns {
		cell := newCellParts(column.Kind)
		r.cells = append(r.cells, cell)
		r.objects = append(r.objects, cell.objects()...)
	}
	r.objects = append(r.objects, r.group.objects()...)
	r.apply()
	return r
}

type tableRowRenderer struct {
	parts
	row                *tableRow
	ground, rule, mark *canvas.Rectangle
	cells              []*cellParts
	group              *groupParts
}

func (r *tableRowRenderer) MinSize() fyne.Size { return fyne.NewSize(100, tableRowHeight) }

func (r *tableRowRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	place(r.rule, 0, size.Height-1, size.Width, 1)
	place(r.mark, 0, 0, 3, size.Height-1)
	widths := r.row.table.widths
	if r.row.group >= 0 {
		for _, cell := range r.cells {
			cell.hide()
		}
		t := r.row.table
		g := t.groups[r.row.group]
		r.group.show(g, t.countIn(g.ID), t.folded[g.ID], size.Width, size.Height-1)
		return
	}
	r.group.hide(true)
	for i, cell := range r.cells {
		if i >= len(widths) || widths[i] == 0 {
			cell.hide()
		}
	}
	widths.each(func(i int, left, width float32) {
		if i < len(r.row.row.Cells) {
			r.row.cut[i] = r.cells[i].layOut(r.row.row.Cells[i], left, width, size.Height-1)
		}
	})
}

func (r *tableRowRenderer) Refresh() {
	r.apply()
	r.Layout(r.row.Size())
	canvas.Refresh(r.row)
}

func (r *tableRowRenderer) apply() {
	w := r.row
	chosen := w.row.ID != "" && w.row.ID == w.table.selected
	ground := theme.Panel
	switch {
	case chosen:
		ground = theme.PrimarySoft
	case w.hovered:
		ground = theme.Hover
	case w.group >= 0:
		ground = theme.Ground
	}
	r.ground.FillColor = theme.Color(ground)
	r.rule.FillColor = theme.Color(theme.Line)
	r.mark.FillColor = theme.Color(theme.Primary)
	r.mark.Hidden = !chosen || !w.table.focused
	for i, cell := range r.cells {
		if i < len(w.row.Cells) {
			cell.set(w.row.Cells[i], chosen)
		}
	}
}
