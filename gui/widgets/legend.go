package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

const (
	legendMark      float32 = 10
	legendHatch     float32 = 20
	legendRowHeight float32 = 24
	legendLeast     float32 = 150
	legendGap       float32 = 16
)

// LegendItem explains one colour. With After, an arrow leads from Figure to it.
type LegendItem struct {
	Name   string
	Figure string
	After  string
	Color  fyne.ThemeColorName
	// Hatched draws slanting lines, as on a step that came from the cache, in place of the colour.
	Hatched bool
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
	mark                       *canvas.Rectangle
	hatch                      *canvas.Image
	name, figure, arrow, after *canvas.Text
}

func newLegendParts() legendParts {
	text := func() *canvas.Text { return newText(theme.CaptionSize+0.5, false) }
	p := legendParts{canvas.NewRectangle(nil), &canvas.Image{FillMode: canvas.ImageFillStretch}, text(), text(), text(), text()}
	p.mark.CornerRadius = 2
	return p
}

// figures are the texts after the name, from left to right.
func (p legendParts) figures() []*canvas.Text { return []*canvas.Text{p.figure, p.arrow, p.after} }

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
		mark := float32(legendMark)
		if item.Hatched {
			mark = legendHatch
			place(p.hatch, x, y+(legendRowHeight-legendMark)/2, mark, legendMark)
		}
		place(p.mark, x, y+(legendRowHeight-legendMark)/2, mark, legendMark)
		x += mark + 6
		room := width - mark - 6
		for _, t := range p.figures() {
			if t.Text != "" {
				room -= t.MinSize().Width + 5
			}
		}
		p.name.Text, _ = fit(item.Name, room, p.name.TextSize, p.name.TextStyle)
		wide := p.name.MinSize().Width
		placeLine(p.name, x, y, wide, legendRowHeight)
		x += wide + 6
		for _, t := range p.figures() {
			placeLine(t, x, y, t.MinSize().Width, legendRowHeight)
			x += t.MinSize().Width + 5
		}
	}
}

func (r *legendRenderer) Refresh() {
	r.apply()
	r.Layout(r.legend.Size())
	canvas.Refresh(r.legend)
}

func (r *legendRenderer) apply() {
	for len(r.items) < len(r.legend.Items) {
		r.items = append(r.items, newLegendParts())
	}
	r.items = r.items[:len(r.legend.Items)]
	r.objects = r.objects[:0]
	for i, p := range r.items {
		item := r.legend.Items[i]
		p.mark.FillColor, p.mark.StrokeWidth = theme.Color(item.Color), 0
		if p.hatch.Hidden = !item.Hatched; item.Hatched {
			p.mark.FillColor, p.mark.StrokeColor, p.mark.StrokeWidth = theme.Color(theme.Panel), theme.Color(theme.Edge), 1
			p.hatch.Resource = hatched(fyne.NewSize(legendHatch, legendMark), theme.Color(theme.Edge))
			p.hatch.Refresh()
		}
		p.name.Color = theme.Color(theme.Muted)
		p.figure.Text, p.after.Text, p.arrow.Text = item.Figure, item.After, ""
		if item.After != "" {
			p.arrow.Text = "→"
		}
		p.figure.Color, p.arrow.Color, p.after.Color = theme.Color(theme.Text), theme.Color(theme.Muted), theme.Color(theme.Text)
		r.objects = append(r.objects, p.mark, p.hatch, p.name, p.figure, p.arrow, p.after)
	}
}
