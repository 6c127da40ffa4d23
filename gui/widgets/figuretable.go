package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	figureHeadHeight float32 = 24
	figureRowHeight  float32 = 30
	figureTallHeight float32 = 44
	figureGap        float32 = 16
	figureLeast      float32 = 56
)

// Figure is one figure of a figure table, with a small line below it.
type Figure struct {
	Text   string
	Second string
	Tone   Tone
	Bold   bool
}

// FigureRow is a label and its figures.
type FigureRow struct {
	Label string
	// Second is a small line below the label.
	Second  string
	Figures []Figure
	Tip     string
}

// FigureTable is a small table of labels and figures that stand at the right, below each other.
type FigureTable struct {
	ttwidget.ToolTipWidget

	// Heads are over the figures; empty for no head.
	Heads []string
	Rows  []FigureRow

	over int
}

// NewFigureTable returns a table without rows.
func NewFigureTable(heads ...string) *FigureTable {
	t := &FigureTable{Heads: heads, over: -1}
	t.ExtendBaseWidget(t)
	return t
}

// SetRows shows other rows; it does nothing when they are equal to those shown.
func (t *FigureTable) SetRows(rows []FigureRow) {
	same := slices.EqualFunc(t.Rows, rows, func(a, b FigureRow) bool {
		return a.Label == b.Label && a.Second == b.Second && a.Tip == b.Tip && slices.Equal(a.Figures, b.Figures)
	})
	if same {
		return
	}
	t.Rows = rows
	t.Refresh()
}

func (t *FigureTable) headHeight() float32 {
	if len(t.Heads) == 0 {
		return 0
	}
	return figureHeadHeight
}

func (t *FigureTable) rowHeight() float32 {
	for _, r := range t.Rows {
		if r.Second != "" || slices.ContainsFunc(r.Figures, func(f Figure) bool { return f.Second != "" }) {
			return figureTallHeight
		}
	}
	return figureRowHeight
}

// MouseMoved changes the tooltip from row to row.
func (t *FigureTable) MouseMoved(e *desktop.MouseEvent) {
	t.ToolTipWidget.MouseMoved(e)
	over := int((e.Position.Y - t.headHeight()) / t.rowHeight())
	if e.Position.Y < t.headHeight() || over >= len(t.Rows) {
		over = -1
	}
	if over == t.over {
		return
	}
	t.over = over
	t.ToolTipWidget.MouseOut()
	t.SetToolTip("")
	if over >= 0 {
		t.SetToolTip(t.Rows[over].Tip)
	}
	t.ToolTipWidget.MouseIn(e)
}

// CreateRenderer draws the table.
func (t *FigureTable) CreateRenderer() fyne.WidgetRenderer {
	r := &figureRenderer{table: t}
	r.draw(t.Size())
	return r
}

// figureRenderer draws the table anew when it changes; it is small.
type figureRenderer struct {
	parts
	table *FigureTable
}

func (r *figureRenderer) MinSize() fyne.Size {
	t := r.table
	return fyne.NewSize(180, t.headHeight()+float32(len(t.Rows))*t.rowHeight())
}

func (r *figureRenderer) Layout(size fyne.Size) { r.draw(size) }

func (r *figureRenderer) Refresh() {
	r.draw(r.table.Size())
	canvas.Refresh(r.table)
}

func (r *figureRenderer) draw(size fyne.Size) {
	t := r.table
	r.objects = nil
	widths := r.widths()
	left := size.Width
	for _, w := range widths {
		left -= w + figureGap
	}
	r.figures(t.headCells(), widths, size.Width, 0, figureHeadHeight)
	y := t.headHeight()
	for _, row := range t.Rows {
		height := t.rowHeight()
		r.label(row, left, y, height)
		r.figures(row.Figures, widths, size.Width, y, height)
		rule := canvas.NewRectangle(theme.Color(theme.Line))
		place(rule, 0, y+height-1, size.Width, 1)
		r.objects = append(r.objects, rule)
		y += height
	}
}

func (t *FigureTable) headCells() []Figure {
	cells := make([]Figure, len(t.Heads))
	for i, head := range t.Heads {
		cells[i].Second = head
	}
	return cells
}

// widths are those of the columns of figures: what their widest figure needs.
func (r *figureRenderer) widths() []float32 {
	var widths []float32
	measure := func(cells []Figure) {
		for i, c := range cells {
			if i == len(widths) {
				widths = append(widths, figureLeast)
			}
			widths[i] = max(widths[i],
				textWidth(c.Text, theme.BodySize, fyne.TextStyle{Bold: c.Bold}), textWidth(c.Second, theme.CaptionSize, fyne.TextStyle{}))
		}
	}
	measure(r.table.headCells())
	for _, row := range r.table.Rows {
		measure(row.Figures)
	}
	return widths
}

func (r *figureRenderer) label(row FigureRow, width, y, height float32) {
	if row.Second == "" {
		r.line(row.Label, 0, y, width, height, theme.BodySize, theme.Text, false, false)
		return
	}
	r.line(row.Label, 0, y+4, width, 19, theme.BodySize, theme.Text, false, false)
	r.line(row.Second, 0, y+23, width, 16, theme.CaptionSize, theme.Muted, false, false)
}

func (r *figureRenderer) figures(cells []Figure, widths []float32, right, y, height float32) {
	for i := len(cells) - 1; i >= 0; i-- {
		c, left := cells[i], right-widths[i]
		ink := theme.Text
		if c.Tone != Neutral {
			ink = c.Tone.ink()
		}
		switch {
		case c.Second == "":
			r.line(c.Text, left, y, widths[i], height, theme.BodySize, ink, c.Bold, true)
		case c.Text == "":
			r.line(c.Second, left, y, widths[i], height, theme.CaptionSize, theme.Muted, false, true)
		default:
			r.line(c.Text, left, y+4, widths[i], 19, theme.BodySize, ink, c.Bold, true)
			r.line(c.Second, left, y+23, widths[i], 16, theme.CaptionSize, theme.Muted, false, true)
		}
		right = left - figureGap
	}
}

func (r *figureRenderer) line(s string, x, y, width, height, size float32, ink fyne.ThemeColorName, bold, trailing bool) {
	t := newText(size, bold)
	t.Text, _ = fit(s, width, size, t.TextStyle)
	t.Color = theme.Color(ink)
	if trailing {
		t.Alignment = fyne.TextAlignTrailing
	}
	placeLine(t, x, y, width, height)
	r.objects = append(r.objects, t)
}
