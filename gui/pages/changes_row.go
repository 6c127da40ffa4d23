package pages

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/compare"
	"lightship/engine/rewrite"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// changeRow is one change: its switch, what it does, what is known of it in a word and a line, and what it is predicted to save. A
// finding that is left as it is has a lock in the place of the switch.
type changeRow struct {
	widget.BaseWidget

	item            changeItem
	tapped          func()
	onOff           *widgets.Toggle
	state           *widgets.Pill
	title, note     *widgets.Text
	saves           *widgets.Text
	bar             *widgets.ProgressBar
	ground          *widgets.Ground
	hovered, marked bool
	body            *fyne.Container
}

func newChangeRow(i changeItem, tapped func(), toggle func(string, bool)) *changeRow {
	r := &changeRow{item: i, tapped: tapped, ground: widgets.NewGround(theme.Panel)}
	r.title, r.note, r.saves = widgets.NewHeading(i.title), widgets.NewMuted(""), widgets.NewHeading("")
	r.note.TextSize, r.saves.Align = theme.SmallSize, fyne.TextAlignTrailing
	for _, t := range []*widgets.Text{r.title, r.note, r.saves} {
		t.Shrink = true
	}
	b := i.state.badge()
	r.state = widgets.NewIconPill(b.icon, b.text, b.tone)
	r.bar = widgets.NewProgressBar()
	r.bar.Color = theme.Good
	var lead fyne.CanvasObject
	if i.left {
		lead = container.NewCenter(widgets.NewGlyph(iconLock, 16, theme.Muted))
		r.title.Color = theme.Muted
	} else {
		r.onOff = widgets.NewToggle(func(on bool) { toggle(i.id, on) })
		lead = container.NewCenter(r.onOff)
	}
	r.body = container.New(changeRowLayout{}, r.ground, lead, r.title, r.state, r.note, r.saves, r.bar, widgets.NewHairline())
	r.show(i)
	r.ExtendBaseWidget(r)
	return r
}

// show shows the row as it is now; its id stays.
func (r *changeRow) show(i changeItem) {
	before := r.item
	r.item = i
	if r.onOff != nil {
		r.onOff.Set(i.on, i.blocked)
	}
	b := i.state.badge()
	r.state.SetIcon(b.icon, b.text, b.tone)
	r.state.SetToolTip(b.tip)
	r.note.SetText(i.note)
	r.saves.Color, r.saves.Tip = goodIf(i.on), i.savesTip
	r.saves.SetText(i.saves)
	r.saves.Refresh()
	r.bar.Color = goodIf(i.on)
	setVisible(r.saves, i.saves != "")
	setVisible(r.bar, i.share > 0)
	r.bar.SetValue(i.share)
	if before.state != i.state || before.saves != i.saves || before.share != i.share {
		r.body.Refresh()
	}
}

// mark shows that the row is the chosen one.
func (r *changeRow) mark(on bool) {
	r.marked = on
	r.paint()
}

func (r *changeRow) paint() {
	color := theme.Panel
	switch {
	case r.marked:
		color = theme.PrimarySoft
	case r.hovered:
		color = theme.Hover
	}
	if r.ground.Color != color {
		r.ground.Color = color
		r.ground.Refresh()
	}
}

// Tapped chooses the row.
func (r *changeRow) Tapped(*fyne.PointEvent) { r.tapped() }

// MouseIn shows that the row can be chosen.
func (r *changeRow) MouseIn(*desktop.MouseEvent) {
	r.hovered = true
	r.paint()
}

// MouseMoved does nothing.
func (r *changeRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (r *changeRow) MouseOut() {
	r.hovered = false
	r.paint()
}

// CreateRenderer draws the row.
func (r *changeRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

// changeRowLayout places a row's parts: the switch, then the title over its state and reason, then what it saves over its bar.
type changeRowLayout struct{}

const (
	changeRowHeight float32 = 48
	changeRowEdge   float32 = 16
	changeText      float32 = 60
	changeSaves     float32 = 88
)

// MinSize is the height of a row; its texts get narrower as they must.
func (changeRowLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(250, changeRowHeight+1)
}

// Layout places the eight parts.
func (changeRowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	at := func(o fyne.CanvasObject, x, y, width, height float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(0, width), height))
	}
	at(o[0], 0, 0, size.Width, changeRowHeight)
	at(o[1], changeRowEdge, 0, 32, changeRowHeight)
	right := size.Width - changeRowEdge
	if o[5].Visible() {
		right -= changeSaves
		saves := float32(4)
		if !o[6].Visible() {
			saves = 14
		}
		at(o[5], right, saves, changeSaves, 20)
		at(o[6], right, 32, changeSaves, 6)
		right -= 12
	}
	at(o[2], changeText, 4, right-changeText, 20)
	state := min(o[3].MinSize().Width, right-changeText)
	at(o[3], changeText, 25, state, 20)
	at(o[4], changeText+state+8, 25, right-changeText-state-8, 20)
	at(o[7], 0, changeRowHeight, size.Width, 1)
}

// savesText is what a change is predicted to save.
func savesText(c rewrite.Change) string {
	switch {
	case c.SavesBytes > 0:
		return compare.FormatBytes(-c.SavesBytes)
	case c.SavesSeconds > 0:
		return compare.FormatDuration(-time.Duration(c.SavesSeconds * float64(time.Second)))
	case c.SavesContext > 0:
		return fmt.Sprintf(lang.L("%s sent"), compare.FormatBytes(-c.SavesContext))
	}
	return ""
}

// savesTip says where the figure comes from.
func savesTip(c rewrite.Change) string {
	switch {
	case c.SavesBytes > 0 && c.Estimate:
		return lang.L("An estimate from what registries say of the bases; Rebuild and compare measures it.")
	case c.SavesBytes == 0 && c.SavesContext > 0:
		return lang.L("What is no longer sent to the builder, measured in the folder.")
	}
	return lang.L("Read from the layers of the image as it was built.")
}

func refusedOf(all []rewrite.Finding) []rewrite.Finding {
	var refused []rewrite.Finding
	for _, f := range all {
		if f.Refused != "" {
			refused = append(refused, f)
		}
	}
	return refused
}

// placesText names the lines of a finding: its instruction, or the first line of each that the same is said of.
func placesText(f rewrite.Finding) string {
	if len(f.More) == 0 {
		return linesText(f.Lines)
	}
	lines, more := f.Named()
	named := make([]string, 0, len(lines))
	for _, line := range lines {
		named = append(named, strconv.Itoa(line))
	}
	text := lang.L("lines {{.List}}", map[string]any{"List": strings.Join(named, ", ")})
	if more > 0 {
		text += " " + words.Count("and {{.Count}} more", more)
	}
	return text
}
