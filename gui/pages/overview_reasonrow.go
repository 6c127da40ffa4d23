package pages

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// reasonRow shows a reason, and the switch of its change.
type reasonRow struct {
	why, place, bytes *widgets.Text
	bar               *widgets.ProgressBar
	on                *widgets.Toggle
	title, does       *widgets.Text
	saves             *widgets.Text
	content           *fyne.Container
}

func newReasonRow(r reason, largest int64, toggle func(id string, on bool)) *reasonRow {
	row := &reasonRow{
		why: widgets.NewHeading(firstSentence(r.why)), place: widgets.NewMuted(r.place), bytes: widgets.NewHeading(compare.FormatBytes(r.bytes)),
		bar: widgets.NewProgressBar(), title: widgets.NewHeading(r.change.Title), does: widgets.NewMuted(doesText(r)), saves: widgets.NewHeading(""),
	}
	row.on = widgets.NewToggle(func(on bool) { toggle(r.change.ID, on) })
	row.on.Set(r.change.On, r.change.Blocked != "" && !r.change.On)
	row.on.SetToolTip(r.change.Blocked)
	row.why.Tip = r.why
	row.bar.Value, row.bar.Color = float64(r.bytes)/float64(max(1, largest)), theme.Series1
	row.place.TextSize, row.does.TextSize = 12, 12
	row.bytes.Align, row.saves.Align = fyne.TextAlignTrailing, fyne.TextAlignTrailing
	for _, t := range []*widgets.Text{row.why, row.place, row.bytes, row.title, row.does, row.saves} {
		t.Shrink = true
	}
	row.saves.Text, row.saves.Tip = savesText(r.change.Change), savesTip(r.change.Change)
	row.saves.Color = goodIf(r.change.On && r.change.Blocked == "")
	if r.sent {
		row.bar.Hide()
		row.bytes.Text, row.bytes.Tip = fmt.Sprintf(lang.L("%s sent"), compare.FormatBytes(r.bytes)), lang.L("Sent to the builder with every build")
	}
	row.content = container.New(reasonLayout{}, row.why, row.place, row.bytes, row.bar, row.on, row.title, row.does, row.saves)
	return row
}

// longReason is the number of characters from which a reason is cut at a comma.
const longReason = 52

// firstSentence is the beginning of a text up to its first full stop or semicolon, or to a comma where that is long.
func firstSentence(text string) string {
	end := len(text)
	for _, stop := range []string{". ", "; "} {
		if i := strings.Index(text, stop); i > 0 {
			end = min(end, i)
		}
	}
	text = strings.TrimSuffix(text[:end], ".")
	if len(text) > longReason {
		if i := strings.LastIndex(text[:longReason], ", "); i > longReason/2 {
			text = text[:i]
		}
	}
	return strings.ToUpper(text[:min(1, len(text))]) + text[min(1, len(text)):]
}

// doesText says what a change would take or has as its state.
func doesText(r reason) string {
	switch {
	case r.change.Blocked != "":
		return r.change.Blocked
	case !r.change.On:
		return lang.L("off: this stays in the image")
	case r.sent:
		return lang.L("they stay in your folder and are not sent")
	case r.change.Estimate && r.measured:
		return lang.L("a part of what was measured, told from the sizes of the bases")
	case r.change.Estimate:
		return lang.L("an estimate; a rebuild measures it")
	}
	return lang.L("read from the layers that were built")
}

func goodIf(on bool) fyne.ThemeColorName {
	if on {
		return theme.Good
	}
	return theme.Muted
}

// reasonLayout places a row's parts: what is wrong at the left, what is done about it at the right. Where it is narrow the bytes
// and their bar go: the saving says nearly the same.
type reasonLayout struct{}

const (
	reasonHeight float32 = 64
	reasonEdge   float32 = 24
	reasonBytes  float32 = 76
	reasonBar    float32 = 136
	reasonSaves  float32 = 88
	reasonWide   float32 = 900
	toggleRoom   float32 = 44
)

// MinSize is the height of a row.
func (reasonLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, reasonHeight) }

// Layout places why, place, bytes, bar, toggle, title, does and saves.
func (reasonLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	wide := size.Width >= reasonWide
	middle := float32(0)
	if wide {
		middle = reasonBytes + 12 + reasonBar + 16
	}
	texts := (size.Width - 2*reasonEdge - 16 - middle - toggleRoom - 12 - reasonSaves) / 2
	place := func(o fyne.CanvasObject, x, y, width, height float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(width, height))
	}
	const first, second, line = 12, 33, 19
	x := reasonEdge
	place(o[0], x, first, texts, line)
	place(o[1], x, second, texts, line)
	x += texts
	setVisible(o[2], wide)
	if wide {
		place(o[2], x, (reasonHeight-line)/2, reasonBytes, line)
		place(o[3], x+reasonBytes+12, 0, reasonBar, reasonHeight)
		x += middle
	} else {
		place(o[3], 0, 0, 0, 0)
	}
	x += 16
	place(o[4], x, (reasonHeight-20)/2, 32, 20)
	x += toggleRoom
	place(o[5], x, first, texts, line)
	place(o[6], x, second, texts, line)
	place(o[7], size.Width-reasonEdge-reasonSaves, (reasonHeight-line)/2, reasonSaves, line)
}

// reasonsCard lists what makes the image heavy and what is done about it.
type reasonsCard struct {
	actions    OverviewActions
	title, sum *widgets.Text
	rest       *widgets.Button
	rows       *fyne.Container
	card       *widgets.Card
	shown      []reason
}

func newReasonsCard(a OverviewActions) *reasonsCard {
	c := &reasonsCard{actions: a, title: widgets.NewHeading(""), sum: widgets.NewMuted(""), rows: widgets.NewColumn(0)}
	c.sum.Shrink = true
	c.title.Shrink = true
	c.rest = widgets.NewJumpButton("", func() { a.Changes() })
	head := widgets.NewPadded(7, 7, reasonEdge, reasonEdge-6, container.New(&headLayout{}, c.title, c.sum, c.rest))
	c.card = widgets.NewTightCard(widgets.NewColumn(0, head, c.rows))
	return c
}

// show lists the reasons; rows that say the same stay, so that a switch that is turned keeps the keyboard.
func (c *reasonsCard) show(n *session.Snapshot) {
	all := reasonsOf(n)
	h := headOfReasons(n, all)
	c.title.SetText(h.title)
	c.sum.SetText(h.sum)
	c.rest.SetLabel(h.rest)
	setVisible(c.rest, h.rest != "")
	if !slices.EqualFunc(all, c.shown, sameReason) || len(c.rows.Objects) == 0 || len(all) == 0 {
		c.fill(all, noReason(n))
	}
	c.card.Refresh()
}

func sameReason(a, b reason) bool {
	return a.why == b.why && a.place == b.place && a.bytes == b.bytes && a.sent == b.sent && a.change.ID == b.change.ID &&
		a.change.On == b.change.On && a.change.Blocked == b.change.Blocked && a.change.Title == b.change.Title && a.change.Estimate == b.change.Estimate
}

func (c *reasonsCard) fill(all []reason, none string) {
	c.shown = all
	c.rows.RemoveAll()
	if len(all) == 0 {
		c.rows.Add(widgets.NewHairline())
		c.rows.Add(widgets.NewPadded(16, 20, reasonEdge, reasonEdge, widgets.NewMutedParagraph(none)))
		return
	}
	largest := int64(0)
	for _, r := range all {
		if !r.sent {
			largest = max(largest, r.bytes)
		}
	}
	for _, r := range all {
		c.rows.Add(widgets.NewHairline())
		c.rows.Add(newReasonRow(r, largest, c.actions.Toggle).content)
	}
}
