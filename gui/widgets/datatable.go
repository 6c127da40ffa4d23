package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// CellKind is how the cells of a column are drawn.
type CellKind int

// The kinds of cells.
const (
	// TextCell is text at the left with a second line below it.
	TextCell CellKind = iota
	// FigureCell is a figure at the right.
	FigureCell
	// BarCell is a figure at the right over a bar.
	BarCell
	// PillCell is a pill over a line of text.
	PillCell
)

// TableColumn is one column of a table.
type TableColumn struct {
	Title string
	// Tip is the tooltip of the head.
	Tip  string
	Kind CellKind
	// Width is its least width in pixels; Weight is its part of the width that is left over.
	Width, Weight float32
	// Optional columns are left out where the table is too narrow, those with the highest number first; 0 always stays.
	Optional int
	// Sortable lets a click on the head sort by the cells' keys.
	Sortable bool

	hidden bool
}

// TableCell is one cell. Its parts are drawn as its column's kind says.
type TableCell struct {
	Text string
	// Second is the small line below.
	Second string
	// Bar is from 0 to 1, below 0 for none; BarTone is its colour, Neutral drawn as Accent.
	Bar     float64
	BarTone Tone
	Pill    string
	Tone    Tone
	Bold    bool
	Muted   bool
	Tip     string
	// Key orders the column; cells with equal keys are ordered by Text.
	Key float64
}

// TableRow is one row; ID is unique in the table.
type TableRow struct {
	ID    string
	Cells []TableCell
}

// DataTable is a table with a head that sorts, rows that are chosen by click or keyboard, and bars in cells.
type DataTable struct {
	widget.BaseWidget

	// OnSelected is called with the row's ID when the user moved the selection, OnActivated when Enter or Space was
	// pressed on it.
	OnSelected  func(id string)
	OnActivated func(id string)
	// OnSorted is called when the user chose another order; column is -1 for the order that the rows came in.
	OnSorted func(column int, descending bool)

	columns    []TableColumn
	rows       []TableRow
	order      []int
	selected   string
	sortColumn int
	descending bool
	focused    bool
	widths     columnWidths

	head *tableHead
	list *rowList
}

// NewDataTable returns an empty table.
func NewDataTable(columns []TableColumn) *DataTable {
	t := &DataTable{columns: columns, sortColumn: -1}
	t.ExtendBaseWidget(t)
	t.head = newTableHead(t)
	t.list = newRowList(tableRowHeight, func() fyne.CanvasObject { return newTableRow(t) }, func(o fyne.CanvasObject, i int) {
		o.(*tableRow).show(t.rows[t.order[i]])
	})
	return t
}

// SetRows shows other rows, in the order they are in unless a head was clicked. It does nothing when they are equal
// to those shown.
func (t *DataTable) SetRows(rows []TableRow) {
	if slices.EqualFunc(t.rows, rows, equalRows) {
		return
	}
	t.rows = rows
	t.sort()
	t.redraw()
}

func equalRows(a, b TableRow) bool { return a.ID == b.ID && slices.Equal(a.Cells, b.Cells) }

// SortBy orders the rows by a column, or as they came when column is -1.
func (t *DataTable) SortBy(column int, descending bool) {
	t.sortColumn, t.descending = column, descending
	t.sort()
	t.head.Refresh()
	t.redraw()
}

// HideColumn leaves a column out, or shows it again where there is room.
func (t *DataTable) HideColumn(column int, hidden bool) {
	if t.columns[column].hidden == hidden {
		return
	}
	t.columns[column].hidden = hidden
	t.widths = columnsFor(t.columns, t.Size().Width)
	t.head.Refresh()
	t.redraw()
}

// ColumnHidden says whether HideColumn has left a column out.
func (t *DataTable) ColumnHidden(column int) bool { return t.columns[column].hidden }

// Select marks a row without calling OnSelected.
func (t *DataTable) Select(id string) {
	if t.selected == id {
		return
	}
	t.selected = id
	t.redraw()
}

// Selected returns the marked row's ID, empty when there is none.
func (t *DataTable) Selected() string { return t.selected }

// Reveal scrolls to the marked row.
func (t *DataTable) Reveal() {
	if i := t.at(t.selected); i >= 0 {
		t.list.reveal(i)
	}
}

// Order returns the rows' IDs as they are shown.
func (t *DataTable) Order() []string {
	ids := make([]string, len(t.order))
	for i, row := range t.order {
		ids[i] = t.rows[row].ID
	}
	return ids
}

func (t *DataTable) sort() {
	t.order = t.order[:0]
	for i := range t.rows {
		t.order = append(t.order, i)
	}
	if t.sortColumn < 0 {
		return
	}
	slices.SortStableFunc(t.order, func(a, b int) int {
		c := compareCells(t.rows[a].Cells[t.sortColumn], t.rows[b].Cells[t.sortColumn])
		if t.descending {
			return -c
		}
		return c
	})
}

func compareCells(a, b TableCell) int {
	switch {
	case a.Key < b.Key:
		return -1
	case a.Key > b.Key:
		return 1
	case a.Text < b.Text:
		return -1
	case a.Text > b.Text:
		return 1
	}
	return 0
}

// turnSort goes round: ascending, descending, as the rows came.
func (t *DataTable) turnSort(column int) {
	switch {
	case t.sortColumn != column:
		t.SortBy(column, false)
	case !t.descending:
		t.SortBy(column, true)
	default:
		t.SortBy(-1, false)
	}
	if t.OnSorted != nil {
		t.OnSorted(t.sortColumn, t.descending)
	}
}

func (t *DataTable) at(id string) int {
	return slices.IndexFunc(t.order, func(i int) bool { return t.rows[i].ID == id })
}

func (t *DataTable) choose(id string) {
	if t.selected == id {
		return
	}
	t.Select(id)
	t.Reveal()
	if t.OnSelected != nil {
		t.OnSelected(id)
	}
}

func (t *DataTable) activate() {
	if t.selected != "" && t.OnActivated != nil {
		t.OnActivated(t.selected)
	}
}

// redraw binds the rows in view anew.
func (t *DataTable) redraw() { t.list.setCount(len(t.order)) }

// focus gives the table the keyboard.
func (t *DataTable) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t); c != nil {
		c.Focus(t)
	}
}

// FocusGained marks the selected row more strongly.
func (t *DataTable) FocusGained() { t.focused = true; t.redraw() }

// FocusLost ends what FocusGained began.
func (t *DataTable) FocusLost() { t.focused = false; t.redraw() }

// TypedRune does nothing.
func (t *DataTable) TypedRune(rune) {}

// TypedKey moves the selection with the arrows and activates it with Enter and Space.
func (t *DataTable) TypedKey(e *fyne.KeyEvent) {
	const page = 8
	switch e.Name {
	case fyne.KeyUp:
		t.step(-1)
	case fyne.KeyDown:
		t.step(1)
	case fyne.KeyPageUp:
		t.step(-page)
	case fyne.KeyPageDown:
		t.step(page)
	case fyne.KeyHome:
		t.step(-len(t.order))
	case fyne.KeyEnd:
		t.step(len(t.order))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		t.activate()
	}
}

func (t *DataTable) step(by int) {
	if len(t.order) == 0 {
		return
	}
	at := min(max(t.at(t.selected)+by, 0), len(t.order)-1)
	t.choose(t.rows[t.order[at]].ID)
}

// CreateRenderer draws head and rows.
func (t *DataTable) CreateRenderer() fyne.WidgetRenderer {
	return &tableRenderer{parts: parts{[]fyne.CanvasObject{t.list, t.head}}, table: t}
}

type tableRenderer struct {
	parts
	table *DataTable
}

func (r *tableRenderer) MinSize() fyne.Size {
	return fyne.NewSize(leastWidth(r.table.columns), tableHeadHeight+2*tableRowHeight)
}

func (r *tableRenderer) Layout(size fyne.Size) {
	widths := columnsFor(r.table.columns, size.Width)
	changed := !slices.Equal(widths, r.table.widths)
	r.table.widths = widths
	place(r.table.head, 0, 0, size.Width, tableHeadHeight)
	place(r.table.list, 0, tableHeadHeight, size.Width, size.Height-tableHeadHeight)
	if changed {
		r.table.head.Refresh()
		r.table.redraw()
	}
}

func (r *tableRenderer) Refresh() {
	r.table.head.Refresh()
	r.table.redraw()
}
