package widgets

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/gui/theme"
)

// tableOf is a table of rows a, b, c whose figures are 3, 1, 2.
func tableOf(t *testing.T) *DataTable {
	t.Helper()
	newApp(t)
	table := NewDataTable([]TableColumn{
		{Title: "Name", Width: 100, Weight: 1, Sortable: true},
		{Title: "Figure", Kind: FigureCell, Width: 60, Sortable: true},
		{Title: "Extra", Width: 80, Optional: 1},
		{Title: "More", Width: 80, Optional: 2},
	})
	var rows []TableRow
	for i, name := range []string{"a", "b", "c"} {
		key := []float64{3, 1, 2}[i]
		rows = append(rows, TableRow{ID: name, Cells: []TableCell{{Text: name}, {Text: fmt.Sprint(key), Key: key}, {}, {}}})
	}
	table.SetRows(rows)
	w := test.NewTempWindow(t, table)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(500, 300))
	return table
}

func TestDataTableHeadSortsUpThenDownThenAsItCame(t *testing.T) {
	table := tableOf(t)
	figure := &fyne.PointEvent{Position: fyne.NewPos(tableEdge+table.widths[0]+tableGap+5, 10)}
	for _, want := range [][]string{{"b", "c", "a"}, {"a", "c", "b"}, {"a", "b", "c"}} {
		table.head.Tapped(figure)
		if got := table.Order(); !slices.Equal(got, want) {
			t.Errorf("order is %v, want %v", got, want)
		}
	}
}

func TestDataTableKeysMoveInTheOrderThatIsShown(t *testing.T) {
	table := tableOf(t)
	var selected []string
	table.OnSelected = func(id string) { selected = append(selected, id) }
	activated := ""
	table.OnActivated = func(id string) { activated = id }
	table.SortBy(1, false)
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyEnd, fyne.KeyDown, fyne.KeyReturn} {
		table.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if want := []string{"b", "c", "b", "a"}; !slices.Equal(selected, want) {
		t.Errorf("selected %v, want %v", selected, want)
	}
	if activated != "a" {
		t.Errorf("activated %q, want a", activated)
	}
}

func TestDataTableKeepsTheSelectionWhenRowsChange(t *testing.T) {
	table := tableOf(t)
	table.Select("c")
	table.SetRows(table.rows[1:])
	if table.Selected() != "c" {
		t.Errorf("selected %q, want c", table.Selected())
	}
}

func TestDataTableLeavesTheMostOptionalColumnsOut(t *testing.T) {
	table := tableOf(t)
	for _, c := range []struct {
		width float32
		shown []bool
	}{
		{500, []bool{true, true, true, true}},
		{320, []bool{true, true, true, false}},
		{220, []bool{true, true, false, false}},
		{50, []bool{true, true, false, false}},
	} {
		for i, width := range columnsFor(table.columns, c.width) {
			if (width > 0) != c.shown[i] {
				t.Errorf("at %v column %d is %v wide", c.width, i, width)
			}
		}
	}
}

func TestDataTableGivesTheRoomOfAHiddenColumnToTheOthers(t *testing.T) {
	table := tableOf(t)
	before := table.widths[0]
	table.HideColumn(1, true)
	if table.widths[1] != 0 || table.widths[0] <= before || !table.ColumnHidden(1) {
		t.Errorf("widths are %v", table.widths)
	}
	table.HideColumn(1, false)
	if table.widths[0] != before {
		t.Errorf("shown again: %v", table.widths)
	}
}

// tallTable is a table of a thousand rows in a window.
func tallTable(b *testing.B) *DataTable {
	b.Helper()
	test.NewTempApp(b).Settings().SetTheme(theme.New())
	columns := []TableColumn{{Title: "Name", Width: 100, Weight: 1, Sortable: true}}
	for i := range 9 {
		columns = append(columns, TableColumn{Title: fmt.Sprint(i), Kind: BarCell, Width: 60, Sortable: true})
	}
	table := NewDataTable(columns)
	var rows []TableRow
	for i := range 1000 {
		row := TableRow{ID: fmt.Sprint(i), Cells: []TableCell{{Text: fmt.Sprint("row ", i), Second: "second line"}}}
		for c := range 9 {
			row.Cells = append(row.Cells, TableCell{Text: fmt.Sprint(i*7919%1000+c, " MB"), Key: float64(i * 7919 % 1000), Bar: 0.5})
		}
		rows = append(rows, row)
	}
	table.SetRows(rows)
	w := test.NewTempWindow(b, table)
	w.Resize(fyne.NewSize(1200, 700))
	return table
}

// BenchmarkDataTableScroll is one step of the selection through 1,000 rows of ten columns, the rows in view drawn anew.
func BenchmarkDataTableScroll(b *testing.B) {
	table := tallTable(b)
	for i := 0; b.Loop(); i++ {
		if table.step(1); i%999 == 998 {
			table.step(-1000)
		}
	}
}

// BenchmarkDataTableSort is one sorting of 1,000 rows, with the rows in view drawn anew.
func BenchmarkDataTableSort(b *testing.B) {
	table := tallTable(b)
	for i := 0; b.Loop(); i++ {
		table.SortBy(1+i%2, i%4 < 2)
	}
}

func BenchmarkDataTableSetRows(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(theme.New())
	table := NewDataTable([]TableColumn{{Title: "Name", Width: 100, Weight: 1}, {Title: "Figure", Kind: BarCell, Width: 60}})
	table.Resize(fyne.NewSize(800, 600))
	sets := [2][]TableRow{}
	for i := range 1000 {
		for s := range sets {
			sets[s] = append(sets[s], TableRow{ID: fmt.Sprint(i), Cells: []TableCell{{Text: fmt.Sprint("row ", i, s)}, {Text: "12 MB", Bar: 0.5}}})
		}
	}
	for i := 0; b.Loop(); i++ {
		table.SetRows(sets[i%2])
	}
}
