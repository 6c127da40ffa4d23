package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	factRow   float32 = 24
	factLabel float32 = 104
)

// Fact is a name and what is known by it, for one thing or for several beside each other.
type Fact struct {
	Name   string
	Values []string
	// Tone colours the last value.
	Tone Tone
	Tip  string
}

// FactTable is facts below each other, one a line.
type FactTable struct {
	ttwidget.ToolTipWidget

	heads []string
	facts []Fact
	over  int
}

// NewFactTable returns an empty table.
func NewFactTable() *FactTable {
	t := &FactTable{over: -1}
	t.ExtendBaseWidget(t)
	return t
}

// Set shows facts; heads are above the columns of values, nil for none.
func (t *FactTable) Set(heads []string, facts []Fact) {
	same := func(a, b Fact) bool {
		return a.Name == b.Name && a.Tone == b.Tone && a.Tip == b.Tip && slices.Equal(a.Values, b.Values)
	}
	if slices.Equal(t.heads, heads) && slices.EqualFunc(t.facts, facts, same) {
		return
	}
	t.heads, t.facts = heads, facts
	t.Refresh()
}

// MouseMoved changes the tooltip from fact to fact.
func (t *FactTable) MouseMoved(e *desktop.MouseEvent) {
	t.ToolTipWidget.MouseMoved(e)
	over := int(e.Position.Y / factRow)
	if len(t.heads) > 0 {
		over--
	}
	if over == t.over {
		return
	}
	t.over = over
	t.ToolTipWidget.MouseOut()
	t.SetToolTip("")
	if over >= 0 && over < len(t.facts) {
		t.SetToolTip(t.facts[over].Tip)
	}
	t.ToolTipWidget.MouseIn(e)
}

// CreateRenderer draws the facts.
func (t *FactTable) CreateRenderer() fyne.WidgetRenderer {
	r := &factRenderer{table: t}
	r.draw()
	return r
}

type factRenderer struct {
	parts
	table *FactTable
	// drawn is the size that the lines were made for.
	drawn fyne.Size
}

func (r *factRenderer) MinSize() fyne.Size {
	rows := len(r.table.facts)
	if len(r.table.heads) > 0 {
		rows++
	}
	return fyne.NewSize(factLabel+80, float32(rows)*factRow)
}

func (r *factRenderer) Layout(size fyne.Size) {
	if size != r.drawn {
		r.draw()
	}
}

func (r *factRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.table)
}

func (r *factRenderer) draw() {
	r.drawn, r.objects = r.table.Size(), nil
	y := float32(0)
	if len(r.table.heads) > 0 {
		r.values(r.table.heads, y, theme.CaptionSize, true, theme.Muted, theme.Muted)
		y += factRow
	}
	for _, f := range r.table.facts {
		r.text(f.Name, 0, y, factLabel-8, theme.SmallSize, false, theme.Muted)
		last := theme.Text
		if f.Tone != Neutral {
			last = f.Tone.ink()
		}
		r.values(f.Values, y, theme.SmallSize, len(f.Values) == 1 || f.Tone != Neutral, theme.Text, last)
		y += factRow
	}
}

func (r *factRenderer) values(values []string, y, size float32, bold bool, ink, last fyne.ThemeColorName) {
	width := (r.drawn.Width - factLabel) / float32(max(1, len(values)))
	for i, v := range values {
		color, heavy := ink, bold
		if i == len(values)-1 {
			color = last
		} else if len(r.table.heads) > 0 {
			heavy = false
		}
		r.text(v, factLabel+float32(i)*width, y, width-6, size, heavy, color)
	}
}

func (r *factRenderer) text(s string, x, y, width, size float32, bold bool, ink fyne.ThemeColorName) {
	t := newText(size, bold)
	t.Text, _ = fit(s, width, size, t.TextStyle)
	t.Color = theme.Color(ink)
	placeLine(t, x, y, width, factRow)
	r.objects = append(r.objects, t)
}
