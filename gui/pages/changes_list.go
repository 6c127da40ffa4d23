package pages

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/compare"
	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// changeList is the card with all changes in their groups, and below them what is left as it is.
type changeList struct {
	toggle func(id string, on bool)
	reveal func(line int)

	rows     []*changeRow
	chosen   int
	column   *fyne.Container
	scroll   *container.Scroll
	empty    *widgets.EmptyState
	content  fyne.CanvasObject
	ids      []string
	findings []rewrite.Finding
}

// iconList is drawn where there is no change.
const iconList = "M4 7l2 2 4-4M13 7h7M4 15l2 2 4-4M13 15h7"

func newChangeList(toggle func(string, bool), reveal func(int)) *changeList {
	l := &changeList{toggle: toggle, reveal: reveal, chosen: -1, column: widgets.NewColumn(0)}
	l.scroll = container.NewVScroll(l.column)
	l.scroll.SetMinSize(fyne.NewSize(250, 100))
	l.empty = widgets.NewEmptyState(iconList, "", "")
	l.content = widgets.NewTightCard(container.NewStack(l.scroll, l.empty))
	return l
}

// show shows the switches; the rows are made anew only when there are other changes or findings.
func (l *changeList) show(n *session.Snapshot) {
	ids := make([]string, len(n.Changes))
	for i, c := range n.Changes {
		ids[i] = c.ID
	}
	refused := refusedOf(n.Findings)
	if !slices.Equal(ids, l.ids) || !slices.EqualFunc(refused, l.findings, rewrite.Finding.Same) {
		l.ids, l.findings = ids, refused
		l.build(n)
	}
	for i, row := range l.rows {
		row.show(n.Changes[i])
	}
	nothing := len(l.rows) == 0 && len(refused) == 0
	setVisible(l.scroll, !nothing)
	setVisible(l.empty, nothing)
	if nothing {
		l.showEmpty(n)
	}
}

func (l *changeList) showEmpty(n *session.Snapshot) {
	switch {
	case n.Problem != nil:
		l.empty.Set(n.Problem.Title, n.Problem.Next, false)
	case n.Before == nil || n.Job != nil && n.Before.File == nil:
		l.empty.Set(lang.L("Reading the Dockerfile"), "", true)
	default:
		l.empty.Set(lang.L("Nothing to gain"), lang.L("The rules found nothing that would make this image lighter, faster to build or safer."), false)
	}
}

// build makes the rows: in the order of the changes for show, in the column by group.
func (l *changeList) build(n *session.Snapshot) {
	l.rows, l.chosen = nil, -1
	l.column.RemoveAll()
	for i, c := range n.Changes {
		l.rows = append(l.rows, newChangeRow(c, func() { l.choose(i) }, l.toggle))
	}
	for _, group := range []rewrite.Group{rewrite.Size, rewrite.Speed, rewrite.Safety} {
		titled := false
		for i, c := range n.Changes {
			if c.Group != group {
				continue
			}
			if !titled {
				l.section(lang.L(string(group)))
				titled = true
			}
			l.column.Add(l.rows[i])
		}
	}
	if len(l.findings) > 0 {
		l.section(lang.L("Left as it is"))
		for _, f := range l.findings {
			l.column.Add(findingRow(f))
		}
	}
}

func (l *changeList) section(title string) {
	l.column.Add(widgets.NewColumn(0, widgets.NewPadded(10, 10, 14, 14, widgets.NewMuted(title)), widgets.NewHairline()))
}

// move goes to another row and shows where its change begins.
func (l *changeList) move(step int) {
	if len(l.rows) == 0 {
		return
	}
	l.choose(min(max(l.chosen+step, 0), len(l.rows)-1))
}

func (l *changeList) choose(i int) {
	if l.chosen >= 0 && l.chosen < len(l.rows) {
		l.rows[l.chosen].mark(false)
	}
	l.chosen = i
	row := l.rows[i]
	row.mark(true)
	l.reveal(row.line)
	top, bottom := row.Position().Y, row.Position().Y+row.Size().Height
	switch view := l.scroll.Size().Height; {
	case top < l.scroll.Offset.Y:
		l.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case bottom > l.scroll.Offset.Y+view:
		l.scroll.ScrollToOffset(fyne.NewPos(0, bottom-view))
	}
}

// turn turns the chosen change on or off.
func (l *changeList) turn() {
	if l.chosen >= 0 && l.chosen < len(l.rows) {
		l.rows[l.chosen].onOff.Tapped(nil)
	}
}

// changeRow is one change: its switch, what it does and why, what it is predicted to save.
type changeRow struct {
	widget.BaseWidget

	id      string
	line    int
	tapped  func()
	onOff   *widgets.Toggle
	title   *widgets.Text
	saves   *widgets.Text
	why     *widgets.Paragraph
	blocked *widgets.Paragraph
	ground  *widgets.Ground
	body    fyne.CanvasObject
}

func newChangeRow(c session.Switch, tapped func(), toggle func(string, bool)) *changeRow {
	r := &changeRow{id: c.ID, line: c.Lines.First, tapped: tapped, ground: widgets.NewGround(theme.Panel)}
	r.onOff = widgets.NewToggle(func(on bool) { toggle(c.ID, on) })
	r.title = widgets.NewHeading(c.Title)
	r.title.Shrink = true
	r.saves = widgets.NewHeading("")
	r.saves.Color = theme.Good
	r.saves.Tip = lang.L("Predicted; Rebuild and compare measures it.")
	r.why = widgets.NewMutedParagraph(c.Why)
	r.blocked = widgets.NewMutedParagraph("")
	r.blocked.Color = theme.Warn
	r.blocked.Hide()
	top := widgets.NewColumns(10, []float32{1, 0}, r.title, r.saves)
	text := widgets.NewColumn(3, top, r.why, r.blocked)
	toggleTop := container.NewVBox(r.onOff)
	r.body = widgets.NewColumn(0, container.NewStack(r.ground,
		widgets.NewPadded(11, 12, 14, 14, widgets.NewColumns(10, []float32{0, 1}, toggleTop, text))), widgets.NewHairline())
	r.ExtendBaseWidget(r)
	return r
}

// show shows the switch as it is.
func (r *changeRow) show(c session.Switch) {
	r.onOff.Set(c.On, c.Blocked != "" && !c.On)
	r.saves.SetText(savesText(c.Change))
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
	}
	return ""
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

// findingRow says what was noticed and why no change is offered for it.
func findingRow(f rewrite.Finding) fyne.CanvasObject {
	title := widgets.NewHeading(f.Title)
	title.Shrink = true
	place := widgets.NewCaption(linesText(f.Lines))
	why := widgets.NewMutedParagraph(f.Refused)
	text := widgets.NewColumn(3, widgets.NewColumns(10, []float32{1, 0}, title, place), why)
	return widgets.NewColumn(0, widgets.NewPadded(11, 12, 14, 14, text), widgets.NewHairline())
}
