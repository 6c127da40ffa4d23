package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

const (
	badgeIcon float32 = 12
	badgeGap  float32 = 4
	gaugeBar  float32 = 40
)

// badgeShape is the primitives of a badge.
type badgeShape struct {
	ground *canvas.Rectangle
	glyph  *Glyph
	text   *canvas.Text
	// short says that the drawing stands for the word, where there is no room for both.
	short bool
}

func newBadgeShape() *badgeShape {
	b := &badgeShape{ground: canvas.NewRectangle(nil), glyph: NewGlyph("", badgeIcon, theme.Text), text: newText(theme.CaptionSize, true)}
	b.ground.CornerRadius = pillHeight / 2
	b.set(Badge{})
	return b
}

func (b *badgeShape) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.ground, b.glyph, b.text}
}

func (b *badgeShape) set(badge Badge) {
	b.short = false
	b.ground.Hidden, b.text.Hidden, b.glyph.Hidden = badge.Text == "", badge.Text == "", badge.Text == "" || badge.Icon == ""
	b.text.Text, b.text.Color = badge.Text, theme.Color(badge.Tone.ink())
	b.ground.FillColor, b.ground.StrokeWidth = theme.Color(badge.Tone.ground()), 0
	if badge.Tone == Accent {
		// The ground of a chosen row is the same.
		b.ground.StrokeColor, b.ground.StrokeWidth = theme.Color(theme.PrimaryPale), 1
	}
	if b.glyph.Paths != badge.Icon || b.glyph.Color != badge.Tone.ink() {
		b.glyph.Paths, b.glyph.Color = badge.Icon, badge.Tone.ink()
		b.glyph.Refresh()
	}
}

// width is a badge's, 0 without a text.
func (b *badgeShape) width() float32 {
	if b.text.Hidden {
		return 0
	}
	if b.short {
		return badgeIcon + 2*pillPadding - 2
	}
	width := b.text.MinSize().Width + 2*pillPadding - 2
	if !b.glyph.Hidden {
		width += badgeIcon + badgeGap
	}
	return width
}

func (b *badgeShape) layOut(x, y float32) {
	place(b.ground, x, y, b.width(), pillHeight)
	x += pillPadding - 1
	if !b.glyph.Hidden {
		place(b.glyph, x, y+(pillHeight-badgeIcon)/2, badgeIcon, badgeIcon)
		x += badgeIcon + badgeGap
	}
	if b.short {
		place(b.text, x, y, 0, 0)
		b.text.Hidden = true
		return
	}
	placeLine(b.text, x, y, b.text.MinSize().Width, pillHeight)
}

// shorten leaves the later badges their drawings alone, where they take room that the name and its tail need.
func (c *cellParts) shorten(cell TableCell, width float32) {
	needed := textWidth(cell.Text, c.text.TextSize, c.text.TextStyle) + 15 + textWidth(cell.Tail, c.tail.TextSize, c.tail.TextStyle)
	for i := len(c.badges) - 1; i > 0; i-- {
		all := float32(0)
		for _, b := range c.badges {
			if w := b.width(); w > 0 {
				all += w + 6
			}
		}
		if needed+all <= width {
			return
		}
		c.badges[i].short = !c.badges[i].text.Hidden && !c.badges[i].glyph.Hidden
	}
}

// layOutName puts name, tail and badges on one line. Where there is no room the tail is cut, then the name; a badge never is.
func (c *cellParts) layOutName(cell TableCell, left, width, inner float32) (cut bool) {
	line, top := inner, float32(0)
	c.second.Text, _ = fit(cell.Second, width, c.second.TextSize, c.second.TextStyle)
	if cell.Second != "" {
		line, top = 20, 3
		placeLine(c.second, left, 22, width, 14)
	}
	for i, b := range c.badges {
		b.set(cell.Badges[i])
	}
	c.shorten(cell, width)
	badges := float32(0)
	for _, b := range c.badges {
		if w := b.width(); w > 0 {
			badges += w + 6
		}
	}
	room := width - badges
	name, cutName := fit(cell.Text, room, c.text.TextSize, c.text.TextStyle)
	c.text.Text = name
	x := c.text.MinSize().Width
	placeLine(c.text, left, top, x, line)
	tail, cutTail := fit(cell.Tail, room-x-8, c.tail.TextSize, c.tail.TextStyle)
	if room-x-8 < 24 {
		tail, cutTail = "", cell.Tail != ""
	}
	c.tail.Text = tail
	if tail != "" {
		placeLine(c.tail, left+x+7, top, c.tail.MinSize().Width, line)
		x += 7 + c.tail.MinSize().Width
	}
	for _, b := range c.badges {
		if w := b.width(); w > 0 {
			b.layOut(left+x+8, top+(line-pillHeight)/2)
			x += w + 6
		}
	}
	return cutName || cutTail
}

// layOutGauge puts the figure at the left of its bar.
func (c *cellParts) layOutGauge(cell TableCell, left, width, inner float32) {
	c.track.Hidden, c.fill.Hidden = cell.Bar < 0, cell.Bar <= 0
	bar := min(gaugeBar, width/3)
	placeLine(c.text, left, 0, width-bar-8, inner)
	y := (inner - barHeight) / 2
	place(c.track, left+width-bar, y, bar, barHeight)
	place(c.fill, left+width-bar, y, barLength(cell.Bar, bar), barHeight)
}
