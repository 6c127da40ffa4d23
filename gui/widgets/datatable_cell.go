package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// cellParts are the primitives of one cell; those that its kind has no use for are nil.
type cellParts struct {
	kind         CellKind
	text, second *canvas.Text
	track, fill  *canvas.Rectangle
	pill         *pillShape
	tail         *canvas.Text
	badges       []*badgeShape
}

func newCellParts(kind CellKind) *cellParts {
	c := &cellParts{kind: kind, text: newText(theme.BodySize, false)}
	switch kind {
	case TextCell:
		c.second = newText(theme.CaptionSize, false)
	case BarCell:
		c.track, c.fill = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
		c.track.CornerRadius, c.fill.CornerRadius = barHeight/2, barHeight/2
	case GaugeCell:
		c.track, c.fill = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
		c.track.CornerRadius, c.fill.CornerRadius = barHeight/2, barHeight/2
	case NameCell:
		c.second, c.tail = newText(theme.CaptionSize, false), newText(theme.BodySize, true)
		for range mostBadges {
			c.badges = append(c.badges, newBadgeShape())
		}
	case PillCell:
		c.second = newText(theme.CaptionSize, false)
		c.pill = newPillShape()
	}
	if kind == FigureCell || kind == BarCell || kind == GaugeCell {
		c.text.Alignment = fyne.TextAlignTrailing
	}
	return c
}

func (c *cellParts) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{c.text}
	if c.second != nil {
		objects = append(objects, c.second)
	}
	if c.track != nil {
		objects = append(objects, c.track, c.fill)
	}
	if c.pill != nil {
		objects = append(objects, c.pill.objects()...)
	}
	if c.tail != nil {
		objects = append(objects, c.tail)
	}
	for _, b := range c.badges {
		objects = append(objects, b.objects()...)
	}
	return objects
}

func (c *cellParts) hide() {
	c.text.Text = ""
	if c.second != nil {
		c.second.Text = ""
	}
	if c.track != nil {
		c.track.Hidden, c.fill.Hidden = true, true
	}
	if c.pill != nil {
		c.pill.set("", Neutral)
	}
	if c.tail != nil {
		c.tail.Text = ""
	}
	for _, b := range c.badges {
		b.set(Badge{})
	}
}

// set gives the parts their colours; layOut gives them their texts.
func (c *cellParts) set(cell TableCell, chosen bool) {
	c.text.TextStyle.Bold = cell.Bold
	c.text.Color = theme.Color(theme.Text)
	switch {
	case cell.Muted:
		c.text.Color = theme.Color(theme.Muted)
	case cell.Tone != Neutral && c.kind == TextCell:
		c.text.Color = theme.Color(cell.Tone.ink())
	}
	if c.second != nil {
		c.second.Color = theme.Color(theme.Muted)
		if cell.Tone != Neutral && c.kind == NameCell {
			c.second.Color = theme.Color(cell.Tone.ink())
		}
	}
	if c.tail != nil {
		c.tail.Color = theme.Color(theme.Muted)
	}
	if c.track != nil {
		tone := cell.BarTone
		if tone == Neutral {
			tone = Accent
		}
		c.track.FillColor = theme.Color(theme.Track)
		if chosen {
			c.track.FillColor = theme.Color(theme.Panel)
		}
		c.fill.FillColor = theme.Color(tone.ink())
	}
	if c.pill != nil {
		c.pill.set(cell.Pill, cell.Tone)
	}
}

// layOut places the parts in a row and says whether a text had to be cut.
func (c *cellParts) layOut(cell TableCell, left, width, inner float32) (cut bool) {
	shown, cut := fit(cell.Text, width, c.text.TextSize, c.text.TextStyle)
	c.text.Text = shown
	switch c.kind {
	case FigureCell:
		placeLine(c.text, left, 0, width, inner)
	case BarCell:
		c.layOutBar(cell, left, width)
	case TextCell:
		second, cutSecond := fit(cell.Second, width, c.second.TextSize, c.second.TextStyle)
		c.second.Text = second
		if second == "" {
			placeLine(c.text, left, 0, width, inner)
			return cut
		}
		placeLine(c.text, left, 7, width, 20)
		placeLine(c.second, left, 27, width, 16)
		return cut || cutSecond
	case GaugeCell:
		c.layOutGauge(cell, left, width, inner)
	case NameCell:
		return c.layOutName(cell, left, width, inner)
	case PillCell:
		return c.layOutPill(cell, left, width)
	}
	return cut
}

func (c *cellParts) layOutBar(cell TableCell, left, width float32) {
	c.track.Hidden, c.fill.Hidden = cell.Bar < 0, cell.Bar <= 0
	if cell.Bar < 0 {
		placeLine(c.text, left, 0, width, tableRowHeight-1)
		return
	}
	placeLine(c.text, left, 11, width, 20)
	place(c.track, left, 33, width, barHeight)
	place(c.fill, left, 33, barLength(cell.Bar, width), barHeight)
}

func (c *cellParts) layOutPill(cell TableCell, left, width float32) bool {
	second, cut := fit(cell.Second, width, c.second.TextSize, c.second.TextStyle)
	c.text.Text, c.second.Text = "", second
	c.pill.set(cell.Pill, cell.Tone)
	c.pill.layOut(left, 7, width)
	placeLine(c.second, left, 28, width, 15)
	return cut
}
