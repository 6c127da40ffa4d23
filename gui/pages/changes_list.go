package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// changeList is the card with all changes in their groups, and below them what is left as it is.
type changeList struct {
	toggle func(id string, on bool)
	// chose is told which change was chosen and where in the before text it begins; explain shows a change's page.
	chose   func(id string, line int)
	explain func(id string)

	// rows are those shown, from the top; chosen is the index of the one with the keyboard, -1 for none.
	rows   []*changeRow
	chosen int
	filter *widgets.Entry
	// minor says that findings of what costs little are shown too.
	minor    bool
	order    *widgets.Segmented
	column   *fyne.Container
	scroll   *container.Scroll
	head     fyne.CanvasObject
	empty    *widgets.EmptyState
	content  fyne.CanvasObject
	snapshot *session.Snapshot
	changes  []session.Switch
	findings []rewrite.Finding
}

// iconList is drawn where there is no change.
const iconList = "M4 7l2 2 4-4M13 7h7M4 15l2 2 4-4M13 15h7"

func newChangeList(toggle func(string, bool), chose func(string, int), explain func(string)) *changeList {
	l := &changeList{toggle: toggle, chose: chose, explain: explain, chosen: -1, column: widgets.NewColumn(0), snapshot: &session.Snapshot{}}
	l.scroll = container.NewVScroll(l.column)
	l.scroll.SetMinSize(fyne.NewSize(250, 100))
	l.empty = widgets.NewEmptyState(iconList, "", "")
	l.filter = widgets.NewEntry()
	l.filter.SetPlaceHolder(lang.L("Filter"))
	l.filter.OnChanged = func(string) { l.build() }
	l.order = widgets.NewSegmented([]string{lang.L("Groups"), lang.L("Saving")}, func(int) { l.build() })
	l.order.SetToolTip(lang.L("By group, or the largest saving first"))
	bar := widgets.NewPadded(6, 6, 10, 10, widgets.NewColumns(8, []float32{1, 0}, l.filter, container.NewCenter(l.order)))
	l.head = widgets.NewColumn(0, bar, widgets.NewHairline())
	l.content = widgets.NewTightCard(container.NewStack(container.NewBorder(l.head, nil, nil, nil, l.scroll), l.empty))
	return l
}

// show shows the switches; the rows are made anew only when there are other changes or findings.
func (l *changeList) show(n *session.Snapshot) {
	l.snapshot = n
	refused := refusedOf(n.Findings)
	if !slices.EqualFunc(n.Changes, l.changes, sameRow) || !slices.EqualFunc(refused, l.findings, rewrite.Finding.Same) {
		l.changes, l.findings = n.Changes, refused
		l.build()
	}
	for _, row := range l.rows {
		for _, c := range n.Changes {
			if c.ID == row.id {
				row.show(c)
			}
		}
	}
	nothing := len(n.Changes) == 0 && len(refused) == 0
	setVisible(l.scroll, !nothing)
	setVisible(l.head, !nothing)
	setVisible(l.empty, nothing)
	if nothing {
		l.showEmpty(n)
	}
}

// sameRow says whether two changes look alike but for their switch.
func sameRow(a, b session.Switch) bool {
	return a.ID == b.ID && a.Title == b.Title && a.Why == b.Why && a.SavesBytes == b.SavesBytes && a.SavesSeconds == b.SavesSeconds &&
		a.SavesContext == b.SavesContext && a.Severity == b.Severity
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

// build makes the rows that pass the filter: by group, each from the largest saving down, or all of them so.
func (l *changeList) build() {
	was := ""
	if l.chosen >= 0 && l.chosen < len(l.rows) {
		was = l.rows[l.chosen].id
	}
	l.rows, l.chosen = nil, -1
	l.column.RemoveAll()
	found := slices.DeleteFunc(slices.Clone(l.changes), func(c session.Switch) bool {
		return !l.passes(c.ID, c.Title, c.Why, strings.Join(c.Also, " "))
	})
	slices.SortStableFunc(found, bySaving)
	if l.order.Selected == 1 {
		l.add(found)
	} else {
		for _, group := range []rewrite.Group{rewrite.Size, rewrite.Speed, rewrite.Safety} {
			of := slices.DeleteFunc(slices.Clone(found), func(c session.Switch) bool { return c.Group != group })
			if len(of) > 0 {
				l.section(lang.L(string(group)))
				l.add(of)
			}
		}
	}
	l.addFindings()
	if len(l.column.Objects) == 0 && len(l.changes)+len(l.findings) > 0 {
		l.column.Add(widgets.NewPadded(14, 14, 14, 14, widgets.NewMutedParagraph(lang.L("No change or finding has these words."))))
	}
	l.mark(was)
}

// add adds a row for each change.
func (l *changeList) add(changes []session.Switch) {
	for _, c := range changes {
		i := len(l.rows)
		row := newChangeRow(c, func() { l.choose(i) }, l.toggle, func() { l.explain(c.ID) })
		row.show(c)
		l.rows = append(l.rows, row)
		l.column.Add(row)
	}
}

func (l *changeList) addFindings() {
	titled, left := false, 0
	for _, f := range l.findings {
		if !l.passes(f.Rule, f.Title, f.Refused, f.Next) {
			continue
		}
		if f.Minor && !l.minor {
			left++
			continue
		}
		if !titled {
			l.section(lang.L("Left as it is"))
			titled = true
		}
		l.column.Add(findingRow(f))
	}
	if left > 0 {
		show := widgets.NewQuietButton(lang.L("Also what costs little")+" ("+strconv.Itoa(left)+")", func() {
			l.minor = true
			l.build()
		})
		show.SetToolTip(lang.L("Show notes such as where --link can't be written"))
		l.column.Add(widgets.NewPadded(8, 8, 14, 14, container.NewHBox(show)))
	}
}

// passes says whether all words of the filter are in one of the texts.
func (l *changeList) passes(texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, " "))
	for word := range strings.FieldsSeq(strings.ToLower(l.filter.Text)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// bySaving puts the largest saving of bytes first, then that of seconds, then that of what is sent.
func bySaving(a, b session.Switch) int {
	if a.SavesBytes != b.SavesBytes {
		return cmp.Compare(b.SavesBytes, a.SavesBytes)
	}
	return cmp.Or(cmp.Compare(b.SavesSeconds, a.SavesSeconds), cmp.Compare(b.SavesContext, a.SavesContext))
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

// choose goes to a row and tells of it.
func (l *changeList) choose(i int) {
	l.mark(l.rows[i].id)
	l.chose(l.rows[i].id, l.rows[i].line)
}

// mark puts the keyboard on the row of a change, if it is shown.
func (l *changeList) mark(id string) {
	i := slices.IndexFunc(l.rows, func(r *changeRow) bool { return r.id == id })
	if i < 0 {
		return
	}
	if l.chosen >= 0 && l.chosen < len(l.rows) {
		l.rows[l.chosen].mark(false)
	}
	l.chosen = i
	row := l.rows[i]
	row.mark(true)
	// A marked row is higher: its new place is what has to be in view.
	l.column.Refresh()
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
