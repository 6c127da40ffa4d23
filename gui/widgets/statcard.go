package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	statPadding  float32 = 20
	statHeight   float32 = 116
	statLeast    float32 = 150
	statSmallest float32 = 15
	statGap      float32 = 10
)

// StatCard is one of the few big numbers of a page: how it was, an arrow, how it is.
type StatCard struct {
	ttwidget.ToolTipWidget

	Caption string
	// Before and After are figures with their units. With no After, Before stands alone.
	Before, After string
	// Tone is After's colour.
	Tone Tone
	// Pill is a word on what changed, Note what else there is to say; both below the numbers, both may be empty.
	Pill string
	Note string
}

// NewStatCard returns a card with a caption and no numbers.
func NewStatCard(caption string) *StatCard {
	s := &StatCard{Caption: caption, Tone: Good}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws the card.
func (s *StatCard) CreateRenderer() fyne.WidgetRenderer {
	r := &statRenderer{
		stat: s, panel: NewTightCard(nil),
		caption: newText(theme.BodySize, false), note: newText(theme.BodySize, false),
		before: newText(theme.BigSize, true), arrow: newText(theme.BigSize, false), after: newText(theme.BigSize, true),
		pill: newPillShape(),
	}
	r.objects = append([]fyne.CanvasObject{r.panel, r.caption, r.before, r.arrow, r.after, r.note}, r.pill.objects()...)
	r.apply()
	return r
}

type statRenderer struct {
	parts
	stat                 *StatCard
	panel                *Card
	caption, note        *canvas.Text
	before, arrow, after *canvas.Text
	pill                 *pillShape
}

func (r *statRenderer) MinSize() fyne.Size { return fyne.NewSize(statLeast, statHeight) }

func (r *statRenderer) Layout(size fyne.Size) {
	r.panel.Resize(size)
	width := size.Width - 2*statPadding
	caption, _ := fit(r.stat.Caption, width, r.caption.TextSize, r.caption.TextStyle)
	r.caption.Text = caption
	placeLine(r.caption, statPadding, 16, width, 20)
	r.layOutFigures(width)
	r.layOutFoot(width)
}

// layOutFigures makes the numbers as big as the card lets them be.
func (r *statRenderer) layOutFigures(width float32) {
	size := theme.BigSize
	for ; size > statSmallest; size-- {
		if r.figuresWidth(size) <= width {
			break
		}
	}
	x := statPadding
	for _, t := range []*canvas.Text{r.before, r.arrow, r.after} {
		t.TextSize = size
		t.Hidden = t.Text == ""
		if t == r.arrow {
			t.TextSize = size * 0.8
		}
		wide := t.MinSize().Width
		placeLine(t, x, 38, wide, 40)
		x += wide + statGap
	}
}

func (r *statRenderer) figuresWidth(size float32) float32 {
	width := textWidth(r.before.Text, size, r.before.TextStyle)
	if r.after.Text == "" {
		return width
	}
	return width + textWidth(r.arrow.Text, size*0.8, r.arrow.TextStyle) + textWidth(r.after.Text, size, r.after.TextStyle) + 2*statGap
}

func (r *statRenderer) layOutFoot(width float32) {
	x := statPadding
	if r.stat.Pill != "" {
		r.pill.layOut(x, 84, width)
		x += r.pill.width() + 8
		width -= r.pill.width() + 8
	}
	note, cut := fit(r.stat.Note, width, r.note.TextSize, r.note.TextStyle)
	if cut && width < 60 {
		note = ""
	}
	r.note.Text = note
	placeLine(r.note, x, 84, width, pillHeight)
}

func (r *statRenderer) Refresh() {
	r.apply()
	r.Layout(r.stat.Size())
	canvas.Refresh(r.stat)
}

func (r *statRenderer) apply() {
	s := r.stat
	r.panel.Refresh()
	r.caption.Color, r.note.Color = theme.Color(theme.Muted), theme.Color(theme.Muted)
	r.before.Text, r.before.Color = s.Before, theme.Color(theme.Text)
	r.arrow.Text, r.arrow.Color = "", theme.Color(theme.Muted)
	r.after.Text, r.after.Color = s.After, theme.Color(s.Tone.ink())
	if s.Tone == Neutral {
		r.after.Color = theme.Color(theme.Text)
	}
	if s.After != "" {
		r.arrow.Text = "→"
	}
	r.pill.set(s.Pill, s.Tone)
}
