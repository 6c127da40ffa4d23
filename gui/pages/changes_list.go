package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/proof"
	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// changeList is the card with all changes in their groups, and below them what is left as it is.
type changeList struct {
	toggle func(id string, on bool)
	// chose is told which row was chosen; marked is told that too, and when what the chosen row says is another thing.
	chose, marked func(changeItem)

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
	shown    listShown
}

// listShown tells what is listed from what was: lists in snapshots are never changed, and shared while they are the same.
type listShown struct {
	changes              *session.Switch
	findings             *rewrite.Finding
	tries                *session.Try
	lengths              [3]int
	proof                *proof.Result
	comparison           *compare.Comparison
	before, after        *session.View
	problem              *session.Problem
	stale, busy, proving bool
	earlier              bool
	drawn                bool
}

func listShownOf(n *session.Snapshot) listShown {
	return listShown{
		changes: first(n.Changes), findings: first(n.Findings), tries: first(n.Tries),
		lengths: [3]int{len(n.Changes), len(n.Findings), len(n.Tries)},
		proof:   n.Proof, comparison: n.Comparison, before: n.Before, after: n.After, problem: n.Problem,
		stale: n.Stale, earlier: n.Earlier, busy: n.Job != nil, proving: n.Job != nil && n.Job.Kind == session.Proving, drawn: true,
	}
}

// first is where a list is, nil for an empty one.
func first[V any](list []V) *V {
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

// iconList is drawn where there is no change.
const iconList = "M4 7l2 2 4-4M13 7h7M4 15l2 2 4-4M13 15h7"

func newChangeList(toggle func(string, bool), chose, marked func(changeItem)) *changeList {
	l := &changeList{toggle: toggle, chose: chose, marked: marked, chosen: -1, column: widgets.NewColumn(0), snapshot: &session.Snapshot{}}
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
	now := listShownOf(n)
	if now == l.shown {
		return
	}
	l.snapshot, l.shown = n, now
	refused := refusedOf(n.Findings)
	if !slices.EqualFunc(n.Changes, l.changes, sameRow) || !slices.EqualFunc(refused, l.findings, rewrite.Finding.Same) {
		l.changes, l.findings = n.Changes, refused
		l.build()
	}
	items := itemsOf(n)
	for r, row := range l.rows {
		i := slices.IndexFunc(items, func(i changeItem) bool { return i.id == row.item.id })
		if i < 0 {
			continue
		}
		row.show(items[i])
		if r == l.chosen {
			l.marked(items[i])
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
		was = l.rows[l.chosen].item.id
	}
	l.rows, l.chosen = nil, -1
	l.column.RemoveAll()
	items := map[string]changeItem{}
	for _, i := range itemsOf(l.snapshot) {
		items[i.id] = i
	}
	found := slices.DeleteFunc(slices.Clone(l.changes), func(c session.Switch) bool {
		return !l.passes(c.ID, c.Title, c.Why, strings.Join(c.Also, " "))
	})
	slices.SortStableFunc(found, bySaving)
	if l.order.Selected == 1 {
		l.addAll(found, items)
	} else {
		for _, group := range []rewrite.Group{rewrite.Size, rewrite.Speed, rewrite.Safety} {
			of := slices.DeleteFunc(slices.Clone(found), func(c session.Switch) bool { return c.Group != group })
			if len(of) > 0 {
				l.section(lang.L(string(group)), len(of), savingOf(of))
				l.addAll(of, items)
			}
		}
	}
	l.addFindings()
	if len(l.column.Objects) == 0 && len(l.changes)+len(l.findings) > 0 {
		l.column.Add(widgets.NewPadded(14, 14, 14, 14, widgets.NewMutedParagraph(lang.L("No change or finding has these words."))))
	}
	switch l.mark(was); {
	case l.chosen >= 0:
	case len(l.rows) > 0:
		l.mark(l.rows[0].item.id)
	default:
		l.marked(changeItem{}) // What was said of a row that is gone goes with it.
	}
}

// addAll adds a row for each change.
func (l *changeList) addAll(changes []session.Switch, items map[string]changeItem) {
	for _, c := range changes {
		l.add(items[c.ID])
	}
}

func (l *changeList) add(i changeItem) {
	at := len(l.rows)
	row := newChangeRow(i, func() { l.choose(at) }, l.toggle)
	l.rows = append(l.rows, row)
	l.column.Add(row)
}

func (l *changeList) addFindings() {
	left := 0
	var shown []rewrite.Finding
	for _, f := range l.findings {
		switch {
		case !l.passes(f.Rule, f.Title, f.Refused, f.Next):
		case f.Minor && !l.minor:
			left++
		default:
			shown = append(shown, f)
		}
	}
	if len(shown) > 0 {
		l.section(lang.L("Left as it is"), len(shown), "")
	}
	for _, f := range shown {
		l.add(leftItem(f))
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

// section adds a group's title, how many rows it has, and what they save together.
func (l *changeList) section(title string, rows int, saves string) {
	sum := widgets.NewMuted(saves)
	sum.TextSize, sum.Align, sum.Shrink = theme.SmallSize, fyne.TextAlignTrailing, true
	line := widgets.NewColumns(8, []float32{0, 0, 1}, widgets.NewHeading(title), widgets.NewMuted(strconv.Itoa(rows)), sum)
	head := container.NewStack(widgets.NewGround(theme.Ground), widgets.NewPadded(6, 6, changeRowEdge, changeRowEdge, widgets.NewFixed(0, 20, line)))
	l.column.Add(widgets.NewColumn(0, head, widgets.NewHairline()))
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
	l.mark(l.rows[i].item.id)
	l.chose(l.rows[i].item)
}

// mark puts the keyboard on the row of a change, if it is shown.
func (l *changeList) mark(id string) {
	i := slices.IndexFunc(l.rows, func(r *changeRow) bool { return r.item.id == id })
	if i < 0 {
		return
	}
	if l.chosen >= 0 && l.chosen < len(l.rows) {
		l.rows[l.chosen].mark(false)
	}
	l.chosen = i
	row := l.rows[i]
	row.mark(true)
	l.marked(row.item)
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
	if l.chosen >= 0 && l.chosen < len(l.rows) && l.rows[l.chosen].onOff != nil {
		l.rows[l.chosen].onOff.Tapped(nil)
	}
}
