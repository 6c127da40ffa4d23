package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// cardState is what a card's look depends on beside its data.
type cardState struct{ selected, hovered, focused bool }

// cardParts draws one card at any zoom: Fyne has no zoom transform, so places and text sizes are scaled one by one.
type cardParts struct {
	card   GraphCard
	panel  *canvas.Rectangle
	dashes *canvas.Image
	bar    *canvas.Rectangle
	title  *canvas.Text
	detail *canvas.Text
	figure *canvas.Text
	strike *canvas.Line
	// dashed is the colour that dashes was made with.
	dashed color.Color
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

func newCardParts(c GraphCard) *cardParts {
	room := c.Width - cardTextLeft - cardTextRight
	bold := fyne.TextStyle{Bold: true}
	title := c.Title
	if c.Star {
		title = shorten(c.Title, cardTitleSize, bold, room-18) + " ★"
	}
	p := &cardParts{
		card: c, panel: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent),
		title:  canvas.NewText(shorten(title, cardTitleSize, bold, room), color.Black),
		detail: canvas.NewText(shorten(c.Detail, cardLineSize, fyne.TextStyle{}, room), color.Black),
		figure: canvas.NewText(shorten(c.Figure, cardLineSize, fyne.TextStyle{}, room), color.Black),
		strike: canvas.NewLine(color.Transparent),
		dashes: &canvas.Image{FillMode: canvas.ImageFillStretch},
	}
	p.title.TextStyle = bold
	p.dashes.Hidden = !c.Dashed
	p.strike.Hidden = !c.Faded
	return p
}

func (p *cardParts) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.panel, p.dashes, p.bar, p.title, p.detail, p.figure, p.strike}
}

// paint gives the parts the theme's colours.
func (p *cardParts) paint(s cardState) {
	tint := func(name fyne.ThemeColorName) color.Color {
		if p.card.Faded {
			return blend(theme.Color(name), theme.Color(theme.Panel), 0.55)
		}
		return theme.Color(name)
	}
	p.panel.FillColor = theme.Color(theme.Panel)
	p.panel.StrokeColor = tint(theme.Line)
	p.panel.StrokeWidth = 1
	p.panel.Shadow = canvas.Shadow{Color: theme.Color(theme.Shadow), BlurRadius: 4, Offset: fyne.NewPos(0, 1)}
	border := blend(tint(theme.Muted), theme.Color(theme.Panel), 0.55)
	switch {
	case s.selected:
		border = theme.Color(theme.Primary)
		p.panel.StrokeColor, p.panel.StrokeWidth = border, 1.5
		if s.focused {
			p.panel.Shadow = canvas.Shadow{Color: theme.Color(theme.PrimarySoft), Spread: 3}
		}
	case s.hovered:
		p.panel.StrokeColor = border
	}
	if p.card.Faded {
		p.panel.Shadow = canvas.Shadow{}
	}
	if p.card.Dashed {
		p.panel.StrokeWidth = 0
		p.dash(border)
	}
	p.bar.FillColor = tint(p.card.Bar)
	p.title.Color = tint(theme.Text)
	p.detail.Color = tint(theme.Muted)
	p.figure.Color = tint(theme.Text)
	p.strike.StrokeColor = tint(theme.Text)
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

// place puts the parts where the camera sees them.
func (p *cardParts) place(cam camera) {
	box, k := p.card.box(), cam.scale
	at := func(dx, dy float32) fyne.Position { return cam.toScreen(fyne.NewPos(box.x+dx, box.y+dy)) }
	size := fyne.NewSize(box.width*k, box.height*k)
	p.panel.CornerRadius = 8 * k
	p.panel.Move(at(0, 0))
	p.panel.Resize(size)
	p.dashes.Move(at(0, 0))
	p.dashes.Resize(size)
	p.bar.CornerRadius = cardBarWidth / 2 * k
	p.bar.Move(at(cardBarX, cardBarInset))
	p.bar.Resize(fyne.NewSize(cardBarWidth*k, (box.height-2*cardBarInset)*k))
	placeText(p.title, at(cardTextLeft, cardTitleY), cardTitleSize*k)
	placeText(p.detail, at(cardTextLeft, cardDetailY), cardLineSize*k)
	placeText(p.figure, at(cardTextLeft, cardFigureY), cardLineSize*k)
	if p.card.Faded {
		from := p.title.Position().AddXY(0, p.title.MinSize().Height/2+k)
		p.strike.Position1 = from
		p.strike.Position2 = from.AddXY(p.title.MinSize().Width, 0)
		p.strike.StrokeWidth = max(1, 1.2*k)
	}
}

// placeText moves and sizes a text; one too small to be read is not drawn.
func placeText(t *canvas.Text, at fyne.Position, size float32) {
	const legible = 4
	t.Hidden = size < legible || t.Text == ""
	if t.Hidden {
		return
	}
	t.TextSize = size
	t.Move(at)
	t.Resize(t.MinSize())
}

// blend mixes a colour with the ground it stands on: 0 is all colour, 1 all ground.
func blend(c, ground color.Color, part float64) color.Color {
	r, g, b, _ := c.RGBA()
	gr, gg, gb, _ := ground.RGBA()
	mix := func(v, w uint32) uint8 { return uint8((float64(v)*(1-part) + float64(w)*part) / 257) }
	return color.NRGBA{R: mix(r, gr), G: mix(g, gg), B: mix(b, gb), A: 255}
}

// shorten returns text, or as much of it as fits in width with an ellipsis at its end.
func shorten(text string, size float32, style fyne.TextStyle, width float32) string {
	shown, _ := fit(text, width, size, style)
	return shown
}
