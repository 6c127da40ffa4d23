package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	stackLabelWidth float32 = 58
	stackHeight     float32 = 34
	stackRowHeight  float32 = 56
	stackTotalRoom  float32 = 84
	stackLeastPart  float32 = 3
)

// BarPart is one piece of a stacked bar.
type BarPart struct {
	Name string
	// Short is a shorter name for where there is no room, empty for none.
	Short string
	Value float64
	// Figure is Value with its unit, for the tooltip.
	Figure string
	Color  fyne.ThemeColorName
}

// BarRow is one stacked bar.
type BarRow struct {
	Label string
	Parts []BarPart
	// Total is written after the bar in Tone's colour.
	Total string
	Tone  Tone
}

// StackedBar draws bars of pieces, all on one scale.
type StackedBar struct {
	ttwidget.ToolTipWidget

	Rows []BarRow

	// places are the pieces as they were laid out, for the tooltip.
	places []barPlace
	over   int
}

type barPlace struct {
	left, top, width, height float32
	tip                      string
}

// NewStackedBar returns a drawing without bars.
func NewStackedBar() *StackedBar {
	s := &StackedBar{over: -1}
	s.ExtendBaseWidget(s)
	return s
}

// MouseMoved changes the tooltip from piece to piece.
func (s *StackedBar) MouseMoved(e *desktop.MouseEvent) {
	s.ToolTipWidget.MouseMoved(e)
	over := placeAt(s.places, e.Position)
	if over == s.over {
		return
	}
	s.over = over
	s.ToolTipWidget.MouseOut()
	s.SetToolTip("")
	if over >= 0 {
		s.SetToolTip(s.places[over].tip)
	}
	s.ToolTipWidget.MouseIn(e)
}

// CreateRenderer draws the bars.
func (s *StackedBar) CreateRenderer() fyne.WidgetRenderer {
	r := &stackedRenderer{bars: s}
	r.apply()
	return r
}

type stackedRenderer struct {
	parts
	bars *StackedBar
	rows []stackedRow
}

// stackedRow is the primitives of one bar.
type stackedRow struct {
	label, total *canvas.Text
	pieces       []*canvas.Rectangle
}

func (r *stackedRenderer) MinSize() fyne.Size {
	return fyne.NewSize(240, stackRowHeight*float32(len(r.bars.Rows)))
}

func (r *stackedRenderer) Layout(size fyne.Size) {
	r.bars.places = r.bars.places[:0]
	largest := 0.0
	for _, row := range r.bars.Rows {
		largest = max(largest, sumOf(row.Parts))
	}
	room := size.Width - stackLabelWidth - stackTotalRoom
	for i, row := range r.bars.Rows {
		r.layOutRow(r.rows[i], row, float32(i)*stackRowHeight, room, largest)
	}
}

func sumOf(row []BarPart) float64 {
	sum := 0.0
	for _, p := range row {
		sum += p.Value
	}
	return sum
}

func (r *stackedRenderer) layOutRow(objects stackedRow, row BarRow, top, room float32, largest float64) {
	label, _ := fit(row.Label, stackLabelWidth-6, objects.label.TextSize, objects.label.TextStyle)
	objects.label.Text = label
	placeLine(objects.label, 0, top, stackLabelWidth-6, stackHeight)
	x := stackLabelWidth
	for i, part := range row.Parts {
		piece := objects.pieces[i]
		piece.Hidden = part.Value <= 0 || largest <= 0
		if piece.Hidden {
			continue
		}
		width := max(float32(part.Value/largest)*room, stackLeastPart)
		place(piece, x, top, max(width-1, stackLeastPart-1), stackHeight)
		r.bars.places = append(r.bars.places, barPlace{x, top, width, stackHeight, part.Name + " · " + part.Figure})
		x += width
	}
	roundEnds(objects.pieces, 5)
	placeLine(objects.total, x+8, top, stackTotalRoom, stackHeight)
}

// roundEnds rounds the outer corners of a bar.
func roundEnds(pieces []*canvas.Rectangle, radius float32) {
	var first, last *canvas.Rectangle
	for _, p := range pieces {
		p.TopLeftCornerRadius, p.BottomLeftCornerRadius, p.TopRightCornerRadius, p.BottomRightCornerRadius = 0, 0, 0, 0
		if p.Hidden {
			continue
		}
		if first == nil {
			first = p
		}
		last = p
	}
	if first == nil {
		return
	}
	first.TopLeftCornerRadius = min(radius, first.Size().Width)
	first.BottomLeftCornerRadius = first.TopLeftCornerRadius
	last.TopRightCornerRadius = min(radius, last.Size().Width)
	last.BottomRightCornerRadius = last.TopRightCornerRadius
}

func (r *stackedRenderer) Refresh() {
	r.apply()
	r.Layout(r.bars.Size())
	canvas.Refresh(r.bars)
}

func (r *stackedRenderer) apply() {
	r.objects = r.objects[:0]
	for len(r.rows) < len(r.bars.Rows) {
		r.rows = append(r.rows, stackedRow{label: newText(theme.SmallSize, false), total: newText(theme.SmallSize, true)})
	}
	r.rows = r.rows[:len(r.bars.Rows)]
	for i, row := range r.bars.Rows {
		o := &r.rows[i]
		o.label.Color = theme.Color(theme.Muted)
		o.total.Text, o.total.Color = row.Total, theme.Color(row.Tone.ink())
		if row.Tone == Neutral {
			o.total.Color = theme.Color(theme.Text)
		}
		for len(o.pieces) < len(row.Parts) {
			o.pieces = append(o.pieces, canvas.NewRectangle(nil))
		}
		o.pieces = o.pieces[:len(row.Parts)]
		r.objects = append(r.objects, o.label, o.total)
		for j, part := range row.Parts {
			o.pieces[j].FillColor = theme.Color(part.Color)
			r.objects = append(r.objects, o.pieces[j])
		}
	}
}
