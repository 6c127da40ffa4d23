package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

// The heights of the drawing's parts, from the top.
const (
	beforeTitle  float32 = 24
	beforeBar    float32 = 48
	afterGap     float32 = 16
	afterBar     float32 = 24
	enlargeGap   float32 = 24
	enlargedBar  float32 = 40
	heroRadius   float32 = 8
	leastPiece   float32 = 3
	openPiece    float32 = 96
	enlargeBelow         = 0.15
)

// BarSide is one of the two bars: what it is, and its pieces.
type BarSide struct {
	Title, Figure, Note string
	// Tone is the figure's colour.
	Tone  Tone
	Parts []BarPart
	// Open says that the pieces are not all: there is more, nobody knows how much. Rest names it.
	Open bool
	Rest string
}

func (s BarSide) sum() float64 { return sumOf(s.Parts) }

// BeforeAfter draws two bars of pieces on one scale. Where the second is too short for its pieces to be seen, it is drawn once
// more below, enlarged, and two dashed lines lead from the one to the other.
type BeforeAfter struct {
	ttwidget.ToolTipWidget

	Before, After BarSide

	places []barPlace
	over   int
}

// NewBeforeAfter returns a drawing without bars.
func NewBeforeAfter() *BeforeAfter {
	b := &BeforeAfter{over: -1}
	b.ExtendBaseWidget(b)
	return b
}

// Enlarged says whether the second bar is drawn once more.
func (b *BeforeAfter) Enlarged() bool {
	return len(b.After.Parts) > 0 && b.After.sum() < enlargeBelow*b.Before.sum()
}

// MouseMoved changes the tooltip from piece to piece.
func (b *BeforeAfter) MouseMoved(e *desktop.MouseEvent) {
	b.ToolTipWidget.MouseMoved(e)
	over := placeAt(b.places, e.Position)
	if over == b.over {
		return
	}
	b.over = over
	b.ToolTipWidget.MouseOut()
	b.SetToolTip("")
	if over >= 0 {
		b.SetToolTip(b.places[over].tip)
	}
	b.ToolTipWidget.MouseIn(e)
}

// placeAt is the piece at a position, -1 for none.
func placeAt(places []barPlace, at fyne.Position) int {
	for i, p := range places {
		if at.X >= p.left && at.X < p.left+p.width && at.Y >= p.top && at.Y < p.top+p.height {
			return i
		}
	}
	return -1
}

// CreateRenderer draws the bars.
func (b *BeforeAfter) CreateRenderer() fyne.WidgetRenderer {
	r := &beforeAfterRenderer{bars: b}
	r.draw()
	return r
}

// beforeAfterRenderer makes its primitives anew for every size: there are few, and they change seldom.
type beforeAfterRenderer struct {
	parts
	bars *BeforeAfter
	// drawn is the size that the primitives were made for. Made anew for the same one, they would make Fyne lay the window out
	// again, and draw it, for ever.
	drawn fyne.Size
	// told are the pieces that have their name on them, by name.
	told map[string]bool
}

func (r *beforeAfterRenderer) MinSize() fyne.Size {
	height := beforeTitle + beforeBar
	switch {
	case len(r.bars.After.Parts) == 0:
		return fyne.NewSize(320, height)
	case r.bars.Enlarged():
		return fyne.NewSize(320, height+afterGap+afterBar+enlargeGap+enlargedBar)
	}
	return fyne.NewSize(320, height+afterGap+beforeTitle+beforeBar)
}

func (r *beforeAfterRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw()
	}
}

func (r *beforeAfterRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.bars)
}

func (r *beforeAfterRenderer) draw() {
	b := r.bars
	r.drawn = b.Size()
	r.objects, b.places, r.told = nil, b.places[:0], map[string]bool{}
	width := b.Size().Width
	if width <= 0 || len(b.Before.Parts) == 0 {
		return
	}
	room := width
	if b.Before.Open || b.After.Open {
		room -= openPiece
	}
	scale := room / float32(max(b.Before.sum(), b.After.sum()))
	r.bar(b.Before, 0, beforeTitle, scale, beforeBar)
	y := beforeTitle + beforeBar + afterGap
	switch {
	case len(b.After.Parts) == 0:
	case b.Enlarged():
		r.small(y, scale)
		r.bar(b.After, 0, y+afterBar+enlargeGap, room/float32(b.After.sum()), enlargedBar)
	default:
		r.title(b.After, 0, y, width, beforeTitle)
		r.bar(b.After, 0, y+beforeTitle, scale, beforeBar)
	}
	legend := r.legend(width)
	r.title(b.Before, 0, 0, legend-16, beforeTitle-4)
}

// title writes what a bar is.
func (r *beforeAfterRenderer) title(s BarSide, x, y, right, height float32) {
	for _, part := range []struct {
		text string
		bold bool
		ink  fyne.ThemeColorName
	}{{s.Title, true, theme.Text}, {s.Figure, true, s.ink()}, {s.Note, false, theme.Muted}} {
		t := newText(theme.BodySize, part.bold)
		t.Text, _ = fit(part.text, right-x, t.TextSize, t.TextStyle)
		t.Color = theme.Color(part.ink)
		wide := t.MinSize().Width
		if part.text == "" || x+24 > right {
			continue
		}
		placeLine(t, x, y, wide, height)
		r.objects = append(r.objects, t)
		x += wide + 8
	}
}

func (s BarSide) ink() fyne.ThemeColorName {
	if s.Tone == Neutral {
		return theme.Text
	}
	return s.Tone.ink()
}

// small draws the second bar on the scale of the first, its title behind it, and the lines that lead to the enlarged one.
func (r *beforeAfterRenderer) small(y, scale float32) {
	after, width := r.bars.After, r.bars.Size().Width
	x := float32(0)
	var pieces []*canvas.Rectangle
	for _, part := range after.Parts {
		piece := canvas.NewRectangle(theme.Color(part.Color))
		wide := max(float32(part.Value)*scale, 1)
		place(piece, x, y, wide, afterBar)
		pieces = append(pieces, piece)
		r.objects = append(r.objects, piece)
		x += wide
	}
	roundEnds(pieces, 3)
	if after.Open {
		r.dashes(x+2, y, 16, afterBar, heroRadius/2)
		r.title(after, x+30, y, width, afterBar)
	} else {
		r.title(after, max(x, 10)+12, y, width, afterBar)
	}
	lines := newLeads(x, width, enlargeGap)
	place(lines, 0, y+afterBar, width, enlargeGap)
	r.objects = append(r.objects, lines)
}

// bar draws one bar and the names on its pieces.
func (r *beforeAfterRenderer) bar(s BarSide, x, y, scale, height float32) {
	var pieces []*canvas.Rectangle
	widths := pieceWidths(s.Parts, scale)
	for i, part := range s.Parts {
		wide := widths[i]
		if wide == 0 {
			continue
		}
		piece := canvas.NewRectangle(theme.Color(part.Color))
		place(piece, x, y, max(wide-1, leastPiece-1), height)
		pieces = append(pieces, piece)
		r.objects = append(r.objects, piece)
		r.bars.places = append(r.bars.places, barPlace{x, y, wide, height, part.Name + "\n" + part.Figure})
		r.name(part, x, y, wide, height)
		x += wide
	}
	roundEnds(pieces, heroRadius)
	if s.Open {
		r.rest(s, x+3, y, min(openPiece, r.bars.Size().Width-x)-3, height)
	}
}

// pieceWidths are the widths of pieces on a scale. A piece that would not be seen gets a least width, which the widest gives.
func pieceWidths(parts []BarPart, scale float32) []float32 {
	widths := make([]float32, len(parts))
	widest := 0
	given := float32(0)
	for i, part := range parts {
		if part.Value <= 0 {
			continue
		}
		exact := float32(part.Value) * scale
		widths[i] = max(exact, leastPiece)
		given += widths[i] - exact
		if widths[i] > widths[widest] {
			widest = i
		}
	}
	if len(parts) > 0 {
		widths[widest] = max(widths[widest]-given, leastPiece)
	}
	return widths
}

// name writes on a piece what it is and weighs, or its weight alone where there is no room; its name is then in the legend.
func (r *beforeAfterRenderer) name(part BarPart, x, y, width, height float32) {
	const inset = 12
	ink, enough := theme.InkOn(part.Color)
	name, figure := newText(theme.SmallSize, true), newText(theme.SmallSize, false)
	name.Text, figure.Text, name.Color, figure.Color = part.Name, part.Figure, ink, ink
	if part.Short != "" && name.MinSize().Width+figure.MinSize().Width+6+2*inset > width {
		name.Text = part.Short
	}
	both := name.MinSize().Width + 6 + figure.MinSize().Width
	switch {
	case enough && both+2*inset <= width:
		placeLine(name, x+inset, y, name.MinSize().Width, height)
		placeLine(figure, x+inset+name.MinSize().Width+6, y, figure.MinSize().Width, height)
		r.objects = append(r.objects, name, figure)
		r.told[part.Name] = true
	case enough && figure.MinSize().Width+2*8 <= width:
		placeLine(figure, x+8, y, figure.MinSize().Width, height)
		r.objects = append(r.objects, figure)
	}
}

// rest is the end of a bar of which nobody knows how long it is.
func (r *beforeAfterRenderer) rest(s BarSide, x, y, width, height float32) {
	r.dashes(x, y, width, height, heroRadius)
	t := newText(theme.CaptionSize, false)
	t.Text, _ = fit(s.Rest, width-16, t.TextSize, t.TextStyle)
	t.Color, t.Alignment = theme.Color(theme.Muted), fyne.TextAlignCenter
	placeLine(t, x, y, width, height)
	r.objects = append(r.objects, t)
	r.bars.places = append(r.bars.places, barPlace{x, y, width, height, s.Rest})
}

func (r *beforeAfterRenderer) dashes(x, y, width, height, radius float32) {
	border := NewDashes(theme.Muted)
	border.Radius = radius
	place(border, x, y, width, height)
	r.objects = append(r.objects, border)
}

// legend names, at the right of the first line, the pieces that have no name on them; it returns where it begins.
func (r *beforeAfterRenderer) legend(width float32) float32 {
	const mark = 10
	x := width
	var parts []BarPart
	for _, p := range append(append([]BarPart{}, r.bars.Before.Parts...), r.bars.After.Parts...) {
		if p.Value > 0 && !r.told[p.Name] {
			r.told[p.Name] = true
			parts = append(parts, p)
		}
	}
	for i := len(parts) - 1; i >= 0; i-- {
		t := newText(theme.SmallSize, false)
		t.Text, t.Color = parts[i].Name+" "+parts[i].Figure, theme.Color(theme.Muted)
		wide := t.MinSize().Width
		if x-wide-mark-6 < 200 {
			break
		}
		placeLine(t, x-wide, 0, wide, beforeTitle-4)
		dot := canvas.NewRectangle(theme.Color(parts[i].Color))
		dot.CornerRadius = 3
		place(dot, x-wide-6-mark, (beforeTitle-4-mark)/2, mark, mark)
		r.objects = append(r.objects, t, dot)
		x -= wide + mark + 6 + 16
	}
	return x
}
