package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// BasesActions is what the page of bases can ask for.
type BasesActions struct {
	// ChooseBase puts the final stage on a base.
	ChooseBase func(ref string)
	// OpenProject lets the user choose a folder.
	OpenProject func()
	// Refresh asks the registries anew, ReadLayers reads the layers of a base for what is in them.
	Refresh    func()
	ReadLayers func(ref string)
	// Copy puts a text on the clipboard.
	Copy func(text string)
	// Try builds and starts the program on a base, after it was asked.
	Try func(what ...string)
}

// Bases compares the final bases that the program could stand on, and lets the user choose one.
type Bases struct {
	actions BasesActions

	head    *head
	standIn *widgets.Pill
	source  *widgets.Text
	filters []*baseFilter
	search  *widgets.Entry
	family  *widgets.Picker
	refresh *widgets.Button
	table   *widgets.DataTable
	drawer  *baseDrawer
	layout  *tableBesideDrawer
	empty   *widgets.EmptyState
	full    *fyne.Container
	content *fyne.Container

	shown basesShown
	rows  []session.BaseRow
	// looked is the row whose details are shown.
	looked string
}

// basesShown is what of a snapshot the page has drawn.
type basesShown struct {
	drawn   bool
	first   *session.BaseRow
	count   int
	base    string
	loading bool
	opened  bool
	problem *session.Problem
	subject string
	after   *session.View
	unused  string
	// tries is where the tries are, noTry why nothing can be tried.
	tries *session.Try
	noTry string
}

// NewBases returns the page, empty until Show.
func NewBases(actions BasesActions) *Bases {
	p := &Bases{actions: actions}
	p.source = widgets.NewCaption("")
	p.source.Align, p.source.Shrink = fyne.TextAlignTrailing, true
	p.standIn = widgets.NewPill("", widgets.Warn)
	p.head = newHead(lang.L("Bases"), p.standIn)
	p.table = widgets.NewDataTable(baseColumns())
	p.table.Compact = true
	p.table.SortBy(columnImage, false)
	p.table.OnSelected = func(ref string) { p.look(ref); p.layout.show(true) }
	p.table.OnActivated = func(string) { p.drawer.use() }
	p.drawer = newBaseDrawer(actions, func() { p.layout.show(false) })
	p.empty = widgets.NewEmptyState(iconBases, "", "")
	body := widgets.NewStack(theme.Gap, p.head.content, p.filterRow(), widgets.NewTightCard(p.table))
	left := widgets.NewPadded(theme.Margin, theme.Margin, theme.Margin, theme.Margin, body)
	scrim := widgets.NewScrim(func() { p.layout.show(false) })
	p.layout = &tableBesideDrawer{}
	p.full = container.New(p.layout, left, scrim, p.drawer.content)
	p.layout.redo = p.full.Refresh
	blank := widgets.NewPadded(theme.Margin, theme.Margin, theme.Margin, theme.Margin, p.empty)
	p.content = container.NewStack(p.full, blank)
	p.full.Hide()
	return p
}

// Find puts the keyboard in the field that searches.
func (p *Bases) Find() { focusOn(p.search) }

// Content is what the shell shows.
func (p *Bases) Content() fyne.CanvasObject { return p.content }

// Escape closes the drawer where it stands over the table; it says whether it did.
func (p *Bases) Escape() bool {
	if p.layout.over() {
		p.layout.show(false)
		return true
	}
	return false
}

func (p *Bases) filterRow() fyne.CanvasObject {
	p.search = widgets.NewEntry()
	p.search.SetPlaceHolder(lang.L("Search"))
	p.search.OnChanged = func(string) { p.refill() }
	p.refresh = widgets.NewJumpButton(lang.L("Refresh"), func() { p.actions.Refresh() })
	p.refresh.SetToolTip(lang.L("Ask the registries anew, whatever was asked within a day"))
	p.filters = newBaseFilters(func() { p.refill() })
	row := widgets.NewRow(8)
	for _, f := range p.filters {
		row.Add(container.NewCenter(f.chip))
	}
	p.family = widgets.NewPicker(lang.L("Family"), nil, p.pick)
	row.Add(container.NewCenter(p.family))
	return container.New(filterRowLayout{}, p.search, row, p.source, p.refresh)
}

// Show draws a snapshot; it does nothing when nothing that the page shows has changed.
func (p *Bases) Show(s *session.Snapshot) {
	next := basesShown{
		drawn: true, count: len(s.Bases), base: s.Base, loading: s.BasesLoading, opened: s.Project != nil,
		problem: s.Problem, subject: describeProgram(s.Program), after: s.After, unused: s.BaseUnused,
		tries: first(s.Tries), noTry: WhyNoTry(s),
	}
	if len(s.Bases) > 0 {
		next.first = &s.Bases[0]
	}
	if next == p.shown {
		return
	}
	if !p.shown.drawn {
		// The field was made before it was in a window, with colours that are not those of the theme.
		p.search.Refresh()
	}
	if p.shown.base != next.base || p.shown.opened != next.opened {
		p.looked = next.base
	}
	p.shown = next
	p.rows = s.Bases
	p.head.sum.SetText(lang.N("{{.Count}} bases", len(s.Bases), map[string]any{"Count": len(s.Bases)}) + " " + next.subject)
	p.showStandIns()
	p.source.SetText(describeSource(s.Bases, s.BasesLoading))
	p.refresh.SetDisabled(s.BasesLoading, lang.L("The registries are being asked"))
	p.offer()
	p.drawer.learn(s)
	p.showState(s)
	p.fill()
}

// showState shows the table, or why there is none.
func (p *Bases) showState(s *session.Snapshot) {
	if len(s.Bases) > 0 {
		p.empty.Hide()
		p.full.Show()
		return
	}
	p.empty.Actions = nil
	switch {
	case s.Project == nil:
		p.empty.Actions = []fyne.CanvasObject{widgets.NewPrimaryButton(lang.L("Open a folder…"), p.actions.OpenProject)}
		p.empty.Set(lang.L("No project is open"), lang.L("Open a project and this page compares the bases that its program can stand on."), false)
	case s.BasesLoading:
		p.empty.Set(lang.L("Asking the registries"), lang.L("Sizes and digests of the candidates are being fetched."), true)
	case s.Problem != nil:
		p.empty.Set(s.Problem.Title, joinSentences(s.Problem.Detail, s.Problem.Next), false)
	default:
		p.empty.Set(lang.L("Nothing to choose from"), lang.L("No final base can be proposed for this Dockerfile's target."), false)
	}
	p.empty.Refresh()
	p.full.Hide()
	p.empty.Show()
}

// showStandIns says how many of the bases are stand-ins for public images.
func (p *Bases) showStandIns() {
	n := 0
	for _, r := range p.rows {
		if r.Facts.StandIn != "" {
			n++
		}
	}
	setVisible(p.standIn, n > 0)
	p.standIn.Set(words.Count("{{.Count}} stand-in bases", n), widgets.Warn)
	p.standIn.SetToolTip(lang.L("Made on this computer in place of images that no registry gave; each says so in its facts"))
}

// refill is fill after the user has narrowed the choice: what is left is looked at from its top.
func (p *Bases) refill() {
	p.fill()
	p.table.ToTop()
}

// fill puts the rows that pass the filters in the table and the looked-at one in the drawer.
func (p *Bases) fill() {
	widest := widestBase(p.rows)
	rows := make([]widgets.TableRow, 0, len(p.rows))
	for _, row := range p.rows {
		if p.passes(row) {
			rows = append(rows, baseTableRow(row, p.shown.base, widest))
		}
	}
	p.table.Empty = lang.L("No base is left: search for less, or turn filters off.")
	p.table.SetRows(rows)
	p.table.SetGroups(baseGroups(p.rows))
	p.look(p.looked)
}

func (p *Bases) passes(row session.BaseRow) bool {
	if !p.matches(row) {
		return false
	}
	for _, f := range p.filters {
		if f.chip.Selected && !f.keep(row) {
			return false
		}
	}
	return true
}

// look shows a row's details; of the chosen base, or else of the first, when there is no such row.
func (p *Bases) look(ref string) {
	row := p.find(ref)
	if row == nil {
		row = p.find(p.shown.base)
	}
	if row == nil && len(p.rows) > 0 {
		row = &p.rows[0]
	}
	if row == nil {
		return
	}
	p.looked = row.Ref
	p.table.Select(row.Ref)
	p.drawer.show(*row, p.find(p.shown.base))
}

func (p *Bases) find(ref string) *session.BaseRow {
	for i := range p.rows {
		if p.rows[i].Ref == ref {
			return &p.rows[i]
		}
	}
	return nil
}

// tableBesideDrawer puts the drawer at the right of the table, or over it where the page is narrow.
type tableBesideDrawer struct {
	// wish is what the user wanted last: nil before he wanted anything.
	wish  *bool
	width float32
	redo  func()
}

const (
	drawerWidth float32 = 320
	// besideFrom is the width of the page from which the drawer stands beside the table.
	besideFrom float32 = 1020
)

// show opens or closes the drawer.
func (l *tableBesideDrawer) show(open bool) {
	if l.wish != nil && *l.wish == open {
		return
	}
	l.wish = &open
	if l.redo != nil {
		l.redo()
	}
}

// opened says whether the drawer is to be seen: beside the table it is until it is closed, over it only when it was opened.
func (l *tableBesideDrawer) opened() bool {
	if l.wish == nil {
		return l.width >= besideFrom
	}
	return *l.wish
}

func (l *tableBesideDrawer) over() bool { return l.opened() && l.width < besideFrom }

// MinSize is that of the table.
func (l *tableBesideDrawer) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(min(o[0].MinSize().Width, 560), o[0].MinSize().Height)
}

// Layout places table, scrim and drawer.
func (l *tableBesideDrawer) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	table := size.Width
	if l.opened() && !l.over() {
		table -= drawerWidth
	}
	setVisible(o[1], l.over())
	setVisible(o[2], l.opened())
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(table, size.Height))
	o[1].Move(fyne.Position{})
	o[1].Resize(size)
	o[2].Move(fyne.NewPos(size.Width-drawerWidth, 0))
	o[2].Resize(fyne.NewSize(drawerWidth, size.Height))
}
