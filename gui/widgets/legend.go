package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

const (
	legendMark      float32 = 10
	legendRowHeight float32 = 24
	legendLeast     float32 = 150
	legendGap       float32 = 16
)

// LegendItem explains one colour.
type LegendItem struct {
	Name   string
	Figure string
	Color  fyne.ThemeColorName
}

// Legend explains colours, in as many columns as its width has room for.
type Legend struct {
	widget.BaseWidget

	Items []LegendItem
	// Least is the least width of a column in pixels.
	Least float32
}

// NewLegend returns a legend.
func NewLegend(items ...LegendItem) *Legend {
	l := &Legend{Items: items, Least: legendLeast}
	l.ExtendBaseWidget(l)
	return l
}

func (l *Legend) columns(width float32) int {
	return min(max(int((width+legendGap)/(l.Least+legendGap)), 1), 4)
}

// CreateRenderer draws the legend.
func (l *Legend) CreateRenderer() fyne.WidgetRenderer {
	r := &legendRenderer{legend: l}
	r.apply()
	return r
}

type legendRenderer struct {
	parts
	legend *Legend
	items  []legendParts
}

type legendParts struct {
	mark         *canvas.Rectangle
	name, figure *canvas.Text
}

func (r *legendRenderer) MinSize() fyne.Size {
	columns := r.legend.columns(r.legend.Size().Width)
	rows := (len(r.legend.Items) + columns - 1) / columns
	return fyne.NewSize(r.legend.Least, float32(rows)*legendRowHeight)
}

func (r *legendRenderer) Layout(size fyne.Size) {
	columns := r.legend.columns(size.Width)
	width := (size.Width - float32(columns-1)*legendGap) / float32(columns)
	for i, p := range r.items {
		item := r.legend.Items[i]
		x := float32(i%columns) * (width + legendGap)
		y := float32(i/columns) * legendRowHeight
		place(p.mark, x, y+(legendRowHeight-legendMark)/2, legendMark, legendMark)
		x += legendMark + 6
		room := width - legendMark - 6
		figure := textWidth(item.Figure, p.figure.TextSize, p.figure.TextStyle)
		p.name.Text, _ = fit(item.Name, room-figure-6, p.name.TextSize, p.name.TextStyle)
		wide := p.name.MinSize().Width
		placeLine(p.name, x, y, wide, legendRowHeight)
		placeLine(p.figure, x+wide+6, y, figure, legendRowHeight)
	}
}

func (r *legendRenderer) Refresh() {
	r.apply()
	r.Layout(r.legend.Size())
	canvas.Refresh(r.legend)
}

func (r *legendRenderer) apply() {
	for len(r.items) < len(r.legend.Items) {
		p := legendParts{canvas.NewRectangle(nil), newText(theme.CaptionSize+0.5, false), newText(theme.CaptionSize+0.5, false)}
		p.mark.CornerRadius = 2
		r.items = append(r.items, p)
	}
	r.items = r.items[:len(r.legend.Items)]
	r.objects = r.objects[:0]
	for i, p := range r.items {
		item := r.legend.Items[i]
		p.mark.FillColor = theme.Color(item.Color)
		p.name.Color = theme.Color(theme.Muted)
		p.figure.Text, p.figure.Color = item.Figure, theme.Color(theme.Text)
		r.objects = append(r.objects, p.mark, p.name, p.figure)
	}
}
