package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// changeDetail says all of the chosen row, below the difference: why, what is against it, what to do by hand, and what can be done.
type changeDetail struct {
	title         *widgets.Paragraph
	place         *widgets.Text
	state         *widgets.Pill
	why           *widgets.Paragraph
	against, next *widgets.Paragraph
	try, more     *widgets.Button
	acts          *fyne.Container
	body          *fyne.Container
	content       *fyne.Container
	item          changeItem
	// wanted says that there is something to say; it is said where there is room for it.
	wanted bool
	// off is why nothing can be tried now.
	off string
}

func newChangeDetail(explain func(id string), try func(ids ...string)) *changeDetail {
	d := &changeDetail{
		title: rowTitle(""), place: widgets.NewCaption(""), state: widgets.NewIconPill(iconShield, "", widgets.Neutral),
		why: widgets.NewMutedParagraph(""), against: widgets.NewMutedParagraph(""), next: widgets.NewMutedParagraph(""),
	}
	d.place.Shrink = true
	d.against.Color, d.next.Color = theme.Warn, theme.Text
	d.more = widgets.NewQuietButton(lang.L("Why, and when not"), func() { explain(d.item.id) })
	d.try = widgets.NewSoftButton(lang.L("Try it…"), func() { try(d.item.tries) })
	d.acts = widgets.NewRow(8, d.try, d.more)
	state := widgets.NewColumns(8, []float32{0, 1}, container.NewCenter(d.state), d.place)
	d.body = widgets.NewColumn(4, d.title, state, d.why, d.against, d.next, d.acts)
	scroll := container.NewVScroll(widgets.NewPadded(10, 10, 16, 16, d.body))
	d.content = container.NewBorder(widgets.NewPadded(0, 0, 16, 16, widgets.NewHairline()), nil, nil, nil, scroll)
	d.content.Hide()
	return d
}

// rowTitle is a title in as many lines as it needs.
func rowTitle(text string) *widgets.Paragraph {
	p := widgets.NewParagraph(text)
	p.TextSize, p.Bold = theme.HeadingSize, true
	return p
}

// show says all of a row; it says whether that is another thing than before.
func (d *changeDetail) show(i changeItem, n *session.Snapshot) bool {
	off := WhyNoTry(n)
	if i == d.item && off == d.off {
		return false
	}
	d.item, d.off = i, off
	d.title.SetText(i.title)
	d.place.SetText(strings.Join([]string{i.place, severityName(i.severity)}, " · "))
	d.place.SetColor(severityColor(i.severity))
	d.place.Tip = severityTip(i.severity)
	b := i.state.badge()
	d.state.SetIcon(b.icon, b.text, b.tone)
	d.state.SetToolTip(b.tip)
	d.why.SetText(i.why)
	against, next := i.against, i.next
	if next != "" {
		next = lang.L("What to do: {{.Next}}", map[string]any{"Next": next})
	}
	d.against.SetText(against)
	d.next.SetText(next)
	setVisible(d.against, against != "")
	setVisible(d.next, next != "")
	setVisible(d.more, !i.left)
	tip := lang.L("The page of this rule") + "  (W)"
	if i.also != "" {
		tip += "\n" + lang.L("Others call it") + " " + i.also
	}
	d.more.SetToolTip(tip)
	setVisible(d.try, !i.on && (i.state == stateNeedsProof || i.state == stateDropped || i.state == stateTrying || i.left && i.tries != ""))
	d.try.SetDisabled(off != "", off)
	setVisible(d.acts, d.more.Visible() || d.try.Visible())
	d.wanted = i.id != ""
	d.content.Refresh()
	return true
}

// WhyNoTry says why nothing can be built and started beside what was built now; empty when it can be.
func WhyNoTry(n *session.Snapshot) string {
	switch {
	case n.Job != nil:
		return lang.L("Something else runs; wait for it or cancel it")
	case n.Comparison == nil, n.Earlier:
		return lang.L("Rebuild and compare first: it is tried beside what was built")
	case n.Stale || n.After == nil:
		return lang.L("Rebuild and compare first: the plan has changed since")
	}
	return ""
}

const (
	// detailRim is the room that the hairline above the detail takes.
	detailRim float32 = 8
	// detailLeast is the height from which there is room for a detail: below it the lines of the file get all.
	detailLeast float32 = 210
)

// overDetail gives what is above the detail all the height that that leaves, which gets two fifths at most.
type overDetail struct{ detail *changeDetail }

// MinSize is that of what is above.
func (*overDetail) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout places both.
func (l *overDetail) Layout(o []fyne.CanvasObject, size fyne.Size) {
	detail := float32(0)
	d := o[1].(*fyne.Container)
	setVisible(d, l.detail.wanted && size.Height >= detailLeast)
	if d.Visible() {
		// Its texts are broken into lines at its width before its height is asked for.
		inside := d.Objects[0].(*container.Scroll).Content
		inside.Resize(fyne.NewSize(size.Width, inside.MinSize().Height))
		detail = min(inside.MinSize().Height+detailRim, size.Height*0.4)
		d.Move(fyne.NewPos(0, size.Height-detail))
		d.Resize(fyne.NewSize(size.Width, detail))
	}
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(size.Width, size.Height-detail))
}
