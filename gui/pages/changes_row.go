package pages

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/compare"
	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// changeRow is one change: its switch, what it does and why, what it is predicted to save.
type changeRow struct {
	widget.BaseWidget

	id      string
	line    int
	tapped  func()
	onOff   *widgets.Toggle
	title   *widgets.Paragraph
	saves   *widgets.Text
	why     *widgets.Paragraph
	blocked *widgets.Paragraph
	more    *widgets.Button
	ground  *widgets.Ground
	body    fyne.CanvasObject
}

func newChangeRow(c session.Switch, tapped func(), toggle func(string, bool), explain func()) *changeRow {
	r := &changeRow{id: c.ID, line: c.Lines.First, tapped: tapped, ground: widgets.NewGround(theme.Panel)}
	r.onOff = widgets.NewToggle(func(on bool) { toggle(c.ID, on) })
	r.title = rowTitle(c.Title)
	r.saves = widgets.NewHeading("")
	r.saves.Color = theme.Good
	r.why = widgets.NewMutedParagraph(c.Why)
	r.blocked = widgets.NewMutedParagraph("")
	r.blocked.Color = theme.Warn
	r.blocked.Hide()
	severity := widgets.NewCaption(severityName(c.Severity))
	severity.Color = severityColor(c.Severity)
	severity.Tip = severityTip(c.Severity)
	top := widgets.NewColumns(10, []float32{1, 0}, r.title, widgets.NewColumn(0, r.saves))
	r.more = widgets.NewQuietButton(lang.L("Why, and when not"), explain)
	r.more.SetToolTip(lang.L("The page of this rule") + "  (W)" + alsoKnownAs(c.Change))
	r.more.Hide()
	text := widgets.NewColumn(3, top, r.why, r.blocked, container.NewHBox(r.more))
	// Below the switch the severity takes no room from the title; all titles begin at one place.
	room := canvas.NewRectangle(color.Transparent)
	room.SetMinSize(fyne.NewSize(severityWidth, 0))
	toggleTop := widgets.NewColumn(5, r.onOff, severity, room)
	r.body = widgets.NewColumn(0, container.NewStack(r.ground,
		widgets.NewPadded(11, 12, 14, 14, widgets.NewColumns(10, []float32{0, 1}, toggleTop, text))), widgets.NewHairline())
	r.ExtendBaseWidget(r)
	return r
}

// rowTitle is the title of a row, in as many lines as it needs.
func rowTitle(text string) *widgets.Paragraph {
	p := widgets.NewParagraph(text)
	p.TextSize, p.Bold = theme.HeadingSize, true
	return p
}

// show shows the switch as it is.
func (r *changeRow) show(c session.Switch) {
	r.onOff.Set(c.On, c.Blocked != "" && !c.On)
	r.saves.SetText(savesText(c.Change))
	r.saves.Tip = savesTip(c.Change)
	if r.blocked.Text != c.Blocked {
		r.blocked.SetText(c.Blocked)
		setVisible(r.blocked, c.Blocked != "")
		r.Refresh()
	}
}

// mark shows that the keyboard is on the row.
func (r *changeRow) mark(on bool) {
	r.ground.Color = theme.Panel
	if on {
		r.ground.Color = theme.Hover
	}
	r.ground.Refresh()
	if on != r.more.Visible() {
		setVisible(r.more, on)
		r.Refresh()
	}
}

// alsoKnownAs names the ids that others give a change's rule.
func alsoKnownAs(c rewrite.Change) string {
	if len(c.Also) == 0 {
		return ""
	}
	return "\n" + lang.L("Others call it") + " " + strings.Join(c.Also, ", ")
}

// Tapped chooses the row.
func (r *changeRow) Tapped(*fyne.PointEvent) { r.tapped() }

// CreateRenderer draws the row.
func (r *changeRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.body) }

// Resize gives text that is broken into lines its width before the row's height is asked for.
func (r *changeRow) Resize(size fyne.Size) {
	r.BaseWidget.Resize(size)
	r.body.Resize(size)
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
	var first []string
	for _, at := range f.Places() {
		first = append(first, strconv.Itoa(at.First))
	}
	return lang.L("lines {{.List}}", map[string]any{"List": strings.Join(first, ", ")})
}

// findingRow says what was noticed and why no change is offered for it.
func findingRow(f rewrite.Finding) fyne.CanvasObject {
	title := rowTitle(f.Title)
	severity := widgets.NewCaption(severityName(f.Severity))
	severity.Color = severityColor(f.Severity)
	severity.Tip = severityTip(f.Severity)
	place := widgets.NewCaption(placesText(f))
	text := widgets.NewColumn(3, widgets.NewColumns(10, []float32{1, 0, 0}, title, widgets.NewColumn(0, severity), widgets.NewColumn(0, place)), widgets.NewMutedParagraph(f.Refused))
	if f.Next != "" {
		text.Add(widgets.NewMutedParagraph(lang.L("What to do: {{.Next}}", map[string]any{"Next": f.Next})))
	}
	return widgets.NewColumn(0, widgets.NewPadded(11, 12, 14, 14, text), widgets.NewHairline())
}
