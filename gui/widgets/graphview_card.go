package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// cardState is what a card's look depends on beside its data.
type cardState struct {
	selected, hovered, focused bool
	// pale is how much of the ground shines through, from 0 to 1.
	pale float64
}

// cardParts draws one card at any zoom: Fyne has no zoom transform, so places and text sizes are scaled one by one.
type cardParts struct {
	card     GraphCard
	from     cardBox
	presence presence
	texts    *graphTexts
	panel    *canvas.Rectangle
	dashes   *canvas.Image
	bar      *canvas.Rectangle
	title    *canvas.Text
	detail   *canvas.Text
	figure   *canvas.Text
	// dashed is the colour that dashes was made with.
	dashed color.Color
	// scale and at are what the parts were placed for.
	scale float32
	at    cardBox
	// stroke is how thick the border is where it is not dashed.
	stroke float32
}

// Places inside a card, in layout units.
const (
	cardTextLeft  = 24
	cardTextRight = 12
	cardTitleY    = 10
	cardDetailY   = 33
	cardFigureY   = 54
	cardBarX      = 9
	cardBarInset  = 12
	cardBarWidth  = 4
	cardTitleSize = 13.5
	cardLineSize  = 11
)

// The zooms from which a card has room for all its lines, for two, for its title, and for dashes around it.
const (
	allLinesFrom = 0.65
	twoLinesFrom = 0.4
	titleFrom    = 0.13
	dashesFrom   = 0.35
)

// smallText is the size of text below which characters are wider than in proportion.
const smallText = 11

func newCardParts(c GraphCard, texts *graphTexts) *cardParts {
	line := func() *canvas.Text { return canvas.NewText("", color.Black) }
	p := &cardParts{
		card: c, from: c.box(), texts: texts,
		panel: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent),
		title: line(), detail: line(), figure: line(),
		dashes: &canvas.Image{FillMode: canvas.ImageFillStretch},
	}
	p.title.TextStyle = fyne.TextStyle{Bold: true, Strikethrough: c.Faded}
	return p
}

// box is where the card stands at a progress of what moves, in layout units.
func (p *cardParts) box(progress float32) cardBox {
	return p.from.between(p.card.box(), progress)
}

func (p *cardParts) appendTo(objects []fyne.CanvasObject) []fyne.CanvasObject {
	return append(objects, p.panel, p.dashes, p.bar, p.title, p.detail, p.figure)
}

// paint gives the parts the theme's colours. A faded card is flat and pale, but what it says can still be read.
func (p *cardParts) paint(s cardState) {
	ground := theme.Color(theme.Panel)
	ink := func(name fyne.ThemeColorName) color.Color { return blend(theme.Color(name), ground, s.pale) }
	soft := func(name fyne.ThemeColorName, part float64) color.Color {
		return blend(blend(theme.Color(name), ground, part), ground, s.pale)
	}
	p.panel.FillColor = ink(theme.Panel)
	p.panel.StrokeColor, p.stroke = ink(theme.Line), 1
	p.panel.Shadow = canvas.Shadow{Color: theme.Color(theme.Shadow), BlurRadius: 4, Offset: fyne.NewPos(0, 1)}
	p.bar.FillColor = ink(p.card.Bar)
	p.title.Color, p.detail.Color, p.figure.Color = ink(theme.Text), ink(theme.Muted), ink(theme.Text)
	border := soft(theme.Muted, 0.45)
	if p.card.Star {
		p.panel.StrokeColor = soft(theme.Good, 0.35)
	}
	if p.card.Faded {
		p.panel.FillColor, p.panel.Shadow = ink(theme.Ground), canvas.Shadow{}
		p.bar.FillColor = soft(p.card.Bar, 0.6)
		p.title.Color, p.figure.Color = ink(theme.Muted), ink(theme.Muted)
	}
	switch {
	case s.selected:
		border = ink(theme.Primary)
		p.panel.StrokeColor, p.stroke = border, 1.5
		if s.focused {
			p.panel.Shadow = canvas.Shadow{Color: theme.Color(theme.PrimarySoft), Spread: 3}
		}
	case s.hovered:
		p.panel.StrokeColor = border
		p.panel.Shadow = canvas.Shadow{Color: theme.Color(theme.Shadow), BlurRadius: 9, Offset: fyne.NewPos(0, 2)}
	}
	if s.pale > 0 {
		p.panel.Shadow = canvas.Shadow{}
	}
	if p.card.Dashed {
		p.dash(border)
	}
	p.strokeFor(p.scale)
}

// strokeFor draws the border as the card's own or leaves it to the dashes.
func (p *cardParts) strokeFor(scale float32) {
	p.dashes.Hidden = !p.card.Dashed || scale < dashesFrom
	p.panel.StrokeWidth = p.stroke
	if !p.dashes.Hidden {
		p.panel.StrokeWidth = 0
	}
}

// dash makes the dashed border when its colour is another one.
func (p *cardParts) dash(c color.Color) {
	if p.dashed == c {
		return
	}
	p.dashed = c
	p.dashes.Resource = dashedBorder(fyne.NewSize(p.card.Width, p.card.Height), 8, c)
	p.dashes.Refresh()
}

// place puts the parts where a scale wants them; it does nothing when they stand there.
func (p *cardParts) place(scale, progress float32) {
	box := p.box(progress)
	if p.scale == scale && p.at == box {
		return
	}
	p.scale, p.at = scale, box
	at := p.point(0, 0)
	size := fyne.NewSize(box.width*scale, box.height*scale)
	p.panel.CornerRadius = 8 * scale
	p.panel.Move(at)
	p.panel.Resize(size)
	p.strokeFor(scale)
	if !p.dashes.Hidden {
		p.dashes.Move(at)
		p.dashes.Resize(size)
	}
	width := max(2, cardBarWidth*scale)
	p.bar.CornerRadius = width / 2
	p.bar.Move(p.point(cardBarX, cardBarInset))
	p.bar.Resize(fyne.NewSize(width, (box.height-2*cardBarInset)*scale))
	p.write()
}

// point is a pixel of the picture; dx and dy are in layout units from the card's top left.
func (p *cardParts) point(dx, dy float32) fyne.Position {
	return fyne.NewPos((p.at.x+dx)*p.scale, (p.at.y+dy)*p.scale)
}

// write shows as many lines as can be read at the scale.
func (p *cardParts) write() {
	k, high := p.scale, p.at.height*p.scale
	switch {
	case k >= allLinesFrom:
		title, line := halfPixels(max(cardTitleSize*k, 9.5)), halfPixels(max(cardLineSize*k, 8.5))
		p.line(p.title, p.name(), cardTitleY*k, title)
		p.line(p.detail, p.card.Detail, cardDetailY*k, line)
		p.line(p.figure, p.card.Figure, cardFigureY*k, line)
	case k >= twoLinesFrom:
		title, detail := halfPixels(max(cardTitleSize*k, 9.5)), halfPixels(max(cardLineSize*k, 8.5))
		top := (high - (title+detail)*lineHeight) / 2
		p.line(p.title, p.name(), top, title)
		p.line(p.detail, p.card.Detail, top+title*lineHeight, detail)
		p.line(p.figure, "", 0, 0)
	case k >= titleFrom:
		size := halfPixels(min(11, max(7.5, 0.58*high)))
		p.line(p.title, p.name(), (high-size*lineHeight)/2, size)
		p.line(p.detail, "", 0, 0)
		p.line(p.figure, "", 0, 0)
	default:
		p.line(p.title, "", 0, 0)
		p.line(p.detail, "", 0, 0)
		p.line(p.figure, "", 0, 0)
	}
}

func (p *cardParts) name() string {
	if p.card.Star {
		return p.card.Title + " ★"
	}
	return p.card.Title
}

// line shows a text y pixels below the card's top, cut to the card's room; the star stays.
func (p *cardParts) line(t *canvas.Text, text string, y, size float32) {
	if text == "" {
		t.Hidden = true
		return
	}
	widths := p.texts.regular
	if t.TextStyle.Bold {
		widths = p.texts.bold
	}
	left, right := max(cardTextLeft*p.scale, 8), max(cardTextRight*p.scale, 3)
	room := p.at.width*p.scale - left - right
	if size < smallText {
		// Small characters are drawn on whole pixels, wider than they measure.
		room *= 0.95
	}
	const star = " ★"
	switch {
	case t != p.title:
		text = widths.head(text, size, room)
	case p.card.Star && (p.scale >= twoLinesFrom || widths.width(text, size) <= room):
		text = widths.ends(p.card.Title, size, room-widths.width(star, size)) + star
	default:
		// On a small card the name says more than the star: the target is green too.
		text = widths.ends(p.card.Title, size, room)
	}
	setText(t, widths, text, p.point(0, 0).AddXY(left, y), size)
}

// blend mixes a colour with the ground it stands on: 0 is all colour, 1 all ground.
func blend(c, ground color.Color, part float64) color.Color {
	if part == 0 {
		return c
	}
	r, g, b, _ := c.RGBA()
	gr, gg, gb, _ := ground.RGBA()
	mix := func(v, w uint32) uint8 { return uint8((float64(v)*(1-part) + float64(w)*part) / 257) }
	return color.NRGBA{R: mix(r, gr), G: mix(g, gg), B: mix(b, gb), A: 255}
}
