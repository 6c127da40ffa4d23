package pages

import (
	"fyne.io/fyne/v2"

	"lightship/gui/theme"
)

// cardGrid puts the two charts beside each other and the tables below them, all of those that are shown in one row where the width
// allows it. The cards of a row are equally high; no place is left empty.
type cardGrid struct{ width float32 }

const (
	// gridCharts is how many of the first cards are charts.
	gridCharts = 2
	// gridWide is the width from which all tables stand in one row, gridNarrow that under which every card has a row of its own.
	gridWide, gridNarrow float32 = 1000, 680
	// gridBeside is how many tables have room for their words beside each other under gridWidest.
	gridBeside         = 3
	gridWidest float32 = 1400
)

func shownOf(cards []fyne.CanvasObject) int {
	n := 0
	for _, c := range cards {
		if c.Visible() {
			n++
		}
	}
	return n
}

// rows are the cards that are shown, by rows.
func (*cardGrid) rows(cards []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	var rows [][]fyne.CanvasObject
	add := func(cards []fyne.CanvasObject, columns int) {
		var shown []fyne.CanvasObject
		for _, c := range cards {
			if c.Visible() {
				shown = append(shown, c)
			}
		}
		for len(shown) > 0 {
			n := min(columns, len(shown))
			rows, shown = append(rows, shown[:n]), shown[n:]
		}
	}
	charts, tables := gridCharts, len(cards)
	switch {
	case width < gridNarrow:
		charts, tables = 1, 1
	case width < gridWide, width < gridWidest && shownOf(cards[gridCharts:]) > gridBeside:
		tables = 2
	}
	add(cards[:gridCharts], charts)
	add(cards[gridCharts:], tables)
	return rows
}

// MinSize is as wide as the widest card, and as high as all rows at the width of the last layout.
func (g *cardGrid) MinSize(cards []fyne.CanvasObject) fyne.Size {
	least := fyne.Size{}
	for i, row := range g.rows(cards, g.width) {
		if i > 0 {
			least.Height += theme.Gap
		}
		least.Height += rowHeight(row)
		for _, c := range row {
			least.Width = max(least.Width, min(c.MinSize().Width, 240))
		}
	}
	return least
}

func rowHeight(row []fyne.CanvasObject) float32 {
	height := float32(0)
	for _, c := range row {
		height = max(height, c.MinSize().Height)
	}
	return height
}

// Layout places the cards. What a card needs in height follows from its width, so that is given first.
func (g *cardGrid) Layout(cards []fyne.CanvasObject, size fyne.Size) {
	g.width = size.Width
	y := float32(0)
	for _, row := range g.rows(cards, size.Width) {
		width := (size.Width - float32(len(row)-1)*theme.Gap) / float32(len(row))
		for _, c := range row {
			c.Resize(fyne.NewSize(width, c.Size().Height))
		}
		height := rowHeight(row)
		for i, c := range row {
			c.Move(fyne.NewPos(float32(i)*(width+theme.Gap), y))
			c.Resize(fyne.NewSize(width, height))
		}
		y += height + theme.Gap
	}
}
