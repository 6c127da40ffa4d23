package widgets

const (
	tableHeadHeight float32 = 32
	tableRowHeight  float32 = 51
	// tableEdge is the room left and right of a row, tableGap between columns.
	tableEdge float32 = 12
	tableGap  float32 = 20
)

// columnWidths are the widths of a table's columns in pixels; 0 for those that are left out.
type columnWidths []float32

// leastWidth is the width of the columns that always stay.
func leastWidth(columns []TableColumn) float32 {
	width := 2 * tableEdge
	for _, c := range columns {
		if c.Optional == 0 && !c.hidden {
			width += c.Width + tableGap
		}
	}
	return width - tableGap
}

// columnsFor divides a table's width among its columns. Optional columns are left out while they don't fit.
func columnsFor(columns []TableColumn, width float32) columnWidths {
	out := make([]bool, len(columns))
	for i, c := range columns {
		out[i] = c.hidden
	}
	for {
		rest, weights := width-2*tableEdge+tableGap, float32(0)
		drop := -1
		for i, c := range columns {
			if out[i] {
				continue
			}
			rest -= c.Width + tableGap
			weights += c.Weight
			if c.Optional > 0 && (drop < 0 || c.Optional > columns[drop].Optional) {
				drop = i
			}
		}
		if rest < 0 && drop >= 0 {
			out[drop] = true
			continue
		}
		return spread(columns, out, max(rest, 0), weights)
	}
}

func spread(columns []TableColumn, out []bool, rest, weights float32) columnWidths {
	widths := make(columnWidths, len(columns))
	for i, c := range columns {
		if out[i] {
			continue
		}
		widths[i] = c.Width
		if weights > 0 {
			widths[i] += rest * c.Weight / weights
		}
	}
	return widths
}

// each calls place with every column that is shown and its left edge.
func (w columnWidths) each(place func(column int, left, width float32)) {
	left := tableEdge
	for i, width := range w {
		if width > 0 {
			place(i, left, width)
			left += width + tableGap
		}
	}
}

// at returns the column at x, -1 for none.
func (w columnWidths) at(x float32) int {
	found := -1
	w.each(func(column int, left, width float32) {
		if x >= left-tableGap/2 && x < left+width+tableGap/2 {
			found = column
		}
	})
	return found
}
