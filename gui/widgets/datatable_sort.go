package widgets

import (
	"slices"
)

// SortBy orders the rows by a column, or as they came when column is -1.
func (t *DataTable) SortBy(column int, descending bool) {
	t.sortColumn, t.descending = column, descending
	t.sort()
	t.head.Refresh()
	t.redraw()
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
	t.list.toTop()
	if t.OnSorted != nil {
		t.OnSorted(t.sortColumn, t.descending)
	}
}
