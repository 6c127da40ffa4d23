package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// codeRow is one row as it is drawn.
type codeRow struct {
	// number is what is shown before the row; line is the number of the line that the row is part of.
	number, line int
	sign         string
	spans        []CodeSpan
	ground       fyne.ThemeColorName
	// bar is the width of a bar at the row's left, 0 for none.
	bar float32
	// muted writes the row as a note of the view, not as code.
	muted bool
}

// codeRowView draws one row: number, sign, coloured text.
type codeRowView struct {
	widget.BaseWidget
	row    codeRow
	ground *canvas.Rectangle
	bar    *canvas.Rectangle
	number *canvas.Text
	sign   *canvas.Text
	texts  []*canvas.Text
	// again are the bold words once more.
	again []*canvas.Text
}

func newCodeRowView() *codeRowView {
	r := &codeRowView{
		ground: canvas.NewRectangle(theme.Color(theme.Panel)), bar: canvas.NewRectangle(theme.Color(theme.Primary)),
		number: codeText(codeSize - 1), sign: codeText(codeSize),
	}
	r.number.Alignment = fyne.TextAlignTrailing
	r.number.TextStyle.Monospace, r.sign.TextStyle.Monospace = true, true
	r.ExtendBaseWidget(r)
	return r
}

func (r *codeRowView) show(row codeRow) {
	r.row = row
	r.Refresh()
}

// CreateRenderer draws the row.
func (r *codeRowView) CreateRenderer() fyne.WidgetRenderer { return &codeRowRenderer{view: r} }

type codeRowRenderer struct {
	parts
	view *codeRowView
}

func (r *codeRowRenderer) MinSize() fyne.Size { return fyne.NewSize(80, codeRowHeight) }

func (r *codeRowRenderer) Layout(size fyne.Size) {
	v := r.view
	place(v.ground, 0, 0, size.Width, size.Height)
	place(v.bar, 0, 0, v.row.bar, size.Height)
	placeLine(v.number, 0, 0, codeGutter-10, size.Height)
	x := codeGutter
	if v.row.sign != "" {
		placeLine(v.sign, x, 0, 12, size.Height)
		x += signWidth
	}
	bold := 0
	for i, t := range v.texts {
		width := textWidth(t.Text, t.TextSize, t.TextStyle)
		placeLine(t, x, 0, width, size.Height)
		if v.row.spans[i].Bold {
			placeLine(v.again[bold], x+boldBy, 0, width, size.Height)
			bold++
		}
		x += width
	}
}

func (r *codeRowRenderer) Refresh() {
	v := r.view
	v.ground.Hidden = v.row.ground == ""
	if !v.ground.Hidden {
		v.ground.FillColor = theme.Color(v.row.ground)
	}
	v.number.Text, v.number.Color = "", theme.Color(theme.Muted)
	if v.row.number > 0 {
		v.number.Text = itoa(v.row.number)
	}
	v.sign.Text, v.sign.Color = v.row.sign, theme.Color(signColor(v.row.sign))
	for len(v.texts) < len(v.row.spans) {
		v.texts = append(v.texts, codeText(codeSize))
	}
	v.texts = v.texts[:len(v.row.spans)]
	v.again = v.again[:0]
	r.objects = append(r.objects[:0], v.ground, v.number, v.sign)
	for i, t := range v.texts {
		s := v.row.spans[i]
		t.Text, t.Color, t.TextSize = s.Text, theme.Color(inkOn(s.Color, v.row.ground)), codeSize
		t.TextStyle.Monospace = !v.row.muted
		r.objects = append(r.objects, t)
		if s.Bold {
			over := codeText(codeSize)
			over.Text, over.Color, over.TextStyle = t.Text, t.Color, t.TextStyle
			v.again = append(v.again, over)
			r.objects = append(r.objects, over)
		}
	}
	if v.row.bar > 0 {
		v.bar.FillColor = theme.Color(theme.Primary)
		r.objects = append(r.objects, v.bar)
	}
	r.Layout(v.Size())
	canvas.Refresh(v)
}

// codeText is a text primitive in the fixed-width font.
func codeText(size float32) *canvas.Text {
	t := canvas.NewText("", theme.Color(theme.Text))
	t.TextSize, t.TextStyle.Monospace = size, true
	return t
}

// inkOn is a span's colour on a ground: keywords stand out from lines that came and went in the stronger primary only.
func inkOn(ink, ground fyne.ThemeColorName) fyne.ThemeColorName {
	if ink == theme.Primary && (ground == theme.GoodSoft || ground == theme.BadSoft) {
		return theme.PrimaryHover
	}
	return ink
}
