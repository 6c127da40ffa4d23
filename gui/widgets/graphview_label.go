package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// labelParts draws what a curve says: on a halo, so that it can be read on top of the curve.
type labelParts struct {
	curve GraphCurve
	texts *graphTexts
	halo  *canvas.Rectangle
	text  *canvas.Text
	// left and right are the ends of the gap that it stands in, in layout units: beyond are cards.
	left, right float32
	// shown says that the zoom leaves room for it.
	shown bool
}

const (
	// labelsFrom is the zoom from which all labels are shown; below only those of lit curves are.
	labelsFrom = 0.6
	// litLabelsFrom is the zoom from which those are.
	litLabelsFrom = 0.35
	// labelRoom is how wide a label may be, in layout units, labelPad what its halo has on each side.
	labelRoom = 148
	labelPad  = 4
	// labelLeast is the least size of its text in pixels.
	labelLeast = 9.5
	labelGap   = " · "
	// labelEnd is as wide as what must be left of a label at least.
	labelEnd = "…/app"
)

func newLabelParts(c GraphCurve, texts *graphTexts) *labelParts {
	p := &labelParts{
		curve: c, texts: texts, halo: canvas.NewRectangle(color.Transparent), text: canvas.NewText("", color.Black),
	}
	p.left, p.right = labelGapOf(c)
	return p
}

// labelGapOf returns the ends of the segment of a curve that its label stands on: of those that pass its place from left
// to right, the one whose height is the nearest there.
func labelGapOf(c GraphCurve) (left, right float32) {
	left, right = c.LabelAt.X-labelRoom/2, c.LabelAt.X+labelRoom/2
	nearest := float32(-1)
	for i := 0; i+3 < len(c.Points); i += 3 {
		from, to := c.Points[i], c.Points[i+3]
		if c.LabelAt.X < from.X || c.LabelAt.X > to.X {
			continue
		}
		if off := abs(c.LabelAt.Y - (from.Y+to.Y)/2); nearest < 0 || off < nearest {
			nearest, left, right = off, from.X, to.X
		}
	}
	return left, right
}

func (p *labelParts) appendTo(objects []fyne.CanvasObject) []fyne.CanvasObject {
	return append(objects, p.halo, p.text)
}

func (p *labelParts) paint(s curveState) {
	ground := theme.Color(theme.Panel)
	c := theme.Color(p.curve.Color)
	if p.curve.Faded {
		c = theme.Color(theme.Muted)
	}
	if s.dimmed {
		s.pale = max(s.pale, 0.5)
	}
	p.halo.FillColor = ground
	p.text.Color = blend(c, ground, s.pale)
}

// place shows the label at a scale, when there is room for it or it is lit.
func (p *labelParts) place(scale float32, lit bool) {
	words := p.curve.Label != "" || p.curve.Figure != ""
	p.shown = words && (scale >= labelsFrom || lit && scale >= litLabelsFrom)
	p.halo.Hidden = !p.shown
	if !p.shown {
		p.text.Hidden = true
		return
	}
	size := halfPixels(max(cardLineSize*scale, labelLeast))
	pad := labelPad * scale
	low, high := p.left*scale+pad, p.right*scale-pad
	text := p.fitted(size, min(labelRoom*scale, high-low))
	width, height := p.texts.regular.width(text, size), size*lineHeight
	mid := scaled(p.curve.LabelAt, scale)
	mid.X = min(max(mid.X, low+width/2), high-width/2)
	setText(p.text, p.texts.regular, text, mid.SubtractXY(width/2, height/2), size)
	p.halo.CornerRadius = 4 * scale
	p.halo.Move(mid.SubtractXY(width/2+pad, height/2))
	p.halo.Resize(fyne.NewSize(width+2*pad, height))
}

// fitted is the label with its figure behind it; when both are too wide the label loses its beginning.
func (p *labelParts) fitted(size, room float32) string {
	label, figure := p.curve.Label, p.curve.Figure
	widths := p.texts.regular
	switch {
	case figure == "":
		return widths.tail(label, size, room)
	case label == "":
		return widths.head(figure, size, room)
	}
	left := room - widths.width(labelGap+figure, size)
	if left < widths.width(labelEnd, size) {
		return widths.head(figure, size, room) // So little of a path says nothing.
	}
	return widths.tail(label, size, left) + labelGap + figure
}

// hide takes the label away: another stands where it would.
func (p *labelParts) hide() { p.halo.Hidden, p.text.Hidden, p.shown = true, true, false }

// box is where the label is drawn, in pixels of the picture.
func (p *labelParts) box() cardBox {
	at, size := p.halo.Position(), p.halo.Size()
	return cardBox{at.X, at.Y, size.Width, size.Height}
}
