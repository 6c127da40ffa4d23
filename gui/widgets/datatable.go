package widgets

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
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
	// NameCell is a name, its Tail in muted text behind it, and badges; a second line below.
	NameCell
	// GaugeCell is a figure at the right of its half, and a bar behind it.
	GaugeCell
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
	// Tail and Badges are a name's.
	Tail   string
	Badges [mostBadges]Badge
	Tip    string
	// Key orders the column; cells with equal keys are ordered by Text.
	Key float64
}

// mostBadges is how many badges a name may have.
const mostBadges = 4

// Badge is a word on a soft ground with a drawing before it; without Text there is none.
type Badge struct {
	Text string
	Tone Tone
	// Icon is SVG path data on a grid of 24 by 24, empty for none.
	Icon string
}

// TableRow is one row; ID is unique in the table.
type TableRow struct {
	ID    string
	Cells []TableCell
	// Group is the ID of its group, where the table has any.
	Group string
}

// TableGroup is a heading above rows, which a press folds and unfolds.
type TableGroup struct {
	ID, Name string
	Tone     Tone
	// Note is what all of its rows have in common.
	Note string
	// Folded says that it starts folded.
	Folded bool
}

// DataTable is a table with a head that sorts, rows that are chosen by click or keyboard, and bars in cells.
type DataTable struct {
	widget.BaseWidget

	// OnSelected is called with the row's ID when the user moved the selection, OnActivated when Enter or Space was
	// pressed on it.
	OnSelected  func(id string)
	OnActivated func(id string)
	// Compact rows are 32 high, or 40 with a second line below a name; otherwise all have the height of two lines.
	Compact bool
	// PressActivates says that a press on a row activates it as Enter does.
	PressActivates bool
	// Empty is said where there are no rows.
	Empty string
	// OnSorted is called when the user chose another order; column is -1 for the order that the rows came in.
	OnSorted func(column int, descending bool)

	columns    []TableColumn
	rows       []TableRow
	order      []int
	groups     []TableGroup
	folded     map[string]bool
	lines      []tableLine
	selected   string
	sortColumn int
	descending bool
	focused    bool
	// ring shows that the table has the keyboard where no row can: none is selected, or the one that is can't be seen.
	ring   *canvas.Rectangle
	widths columnWidths

	head *tableHead
	list *rowList
	none *Text
}

// NewDataTable returns an empty table.
func NewDataTable(columns []TableColumn) *DataTable {
	t := &DataTable{columns: columns, sortColumn: -1}
	t.ExtendBaseWidget(t)
	t.head = newTableHead(t)
	t.folded = map[string]bool{}
	t.none = NewMuted("")
	t.none.Hide()
	t.ring = canvas.NewRectangle(color.Transparent)
	t.ring.StrokeWidth, t.ring.CornerRadius, t.ring.Hidden = 2, theme.CardRadius, true
	t.list = newRowList(tableRowHeight, func() fyne.CanvasObject { return newTableRow(t) }, func(o fyne.CanvasObject, i int) {
		o.(*tableRow).showLine(t.lines[i])
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

func equalRows(a, b TableRow) bool {
	return a.ID == b.ID && a.Group == b.Group && slices.Equal(a.Cells, b.Cells)
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

// at is the line that a row stands on, -1 when it is not shown.
func (t *DataTable) at(id string) int {
	return slices.IndexFunc(t.lines, func(l tableLine) bool { return l.row >= 0 && t.rows[l.row].ID == id })
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
func (t *DataTable) redraw() {
	t.arrange()
	t.none.SetText(t.Empty)
	if empty := len(t.rows) == 0 && t.Empty != ""; empty != t.none.Visible() {
		if empty {
			t.none.Show()
		} else {
			t.none.Hide()
		}
	}
	t.list.setCount(len(t.lines))
	t.ring.StrokeColor = theme.Color(theme.Primary)
	if hidden := !t.focused || t.selectedShown(); hidden != t.ring.Hidden {
		t.ring.Hidden = hidden
		t.ring.Refresh()
	}
}

// selectedShown says whether the selected row is in a group that is unfolded.
func (t *DataTable) selectedShown() bool {
	return slices.ContainsFunc(t.lines, func(l tableLine) bool { return l.row >= 0 && t.rows[l.row].ID == t.selected })
}

// CreateRenderer draws head and rows.
func (t *DataTable) CreateRenderer() fyne.WidgetRenderer {
	return &tableRenderer{parts: parts{[]fyne.CanvasObject{t.list, t.head, t.none, t.ring}}, table: t}
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
	place(r.table.ring, 1, 1, size.Width-2, size.Height-2)
	least := r.table.none.MinSize()
	place(r.table.none, (size.Width-least.Width)/2, tableHeadHeight+24, least.Width, least.Height)
	if changed {
		r.table.head.Refresh()
		r.table.redraw()
	}
}

func (r *tableRenderer) Refresh() {
	r.table.head.Refresh()
	r.table.redraw()
}
