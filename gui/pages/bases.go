package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
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
}

// Bases compares the final bases that the program could stand on, and lets the user choose one.
type Bases struct {
	actions BasesActions

	title   *widgets.Text
	subject *widgets.Text
	source  *widgets.Text
	filters []*baseFilter
	search  *widget.Entry
	family  *widgets.Picker
	suite   *widgets.Picker
	refresh *widgets.Button
	table   *widgets.DataTable
	detail  *baseDetail
	empty   *widgets.EmptyState
	full    *fyne.Container
	content fyne.CanvasObject

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
}

// NewBases returns the page, empty until Show.
func NewBases(actions BasesActions) *Bases {
	p := &Bases{actions: actions}
	p.title = widgets.NewTitle(lang.L("Choose the final base"))
	p.subject = widgets.NewMuted("")
	p.subject.Shrink = true
	p.source = widgets.NewText("")
	p.source.Color, p.source.TextSize, p.source.Align = theme.Muted, theme.SmallSize, fyne.TextAlignTrailing
	p.source.Shrink = true
	p.table = widgets.NewDataTable(baseColumns())
	p.table.OnSelected = p.look
	p.table.OnActivated = func(string) { p.detail.use() }
	p.detail = newBaseDetail(func(ref string) { p.actions.ChooseBase(ref) }, func(ref string) { p.actions.ReadLayers(ref) })
	p.empty = widgets.NewEmptyState(iconBases, "", "")
	p.full = widgets.NewStack(12, p.head(), p.filterRow(),
		container.New(&tableOverDetail{}, widgets.NewTightCard(p.table), p.detail.card))
	p.content = widgets.NewPadded(theme.Margin-2, theme.Gap, theme.Margin, theme.Margin, container.NewStack(p.full, p.empty))
	p.full.Hide()
	return p
}

// Content is what the shell shows.
func (p *Bases) Content() fyne.CanvasObject { return p.content }

func (p *Bases) head() fyne.CanvasObject {
	p.search = widget.NewEntry()
	p.search.SetPlaceHolder(lang.L("Search…"))
	p.search.OnChanged = func(string) { p.fill() }
	p.refresh = widgets.NewButton(lang.L("Refresh"), func() { p.actions.Refresh() })
	p.refresh.SetToolTip(lang.L("Ask the registries anew, whatever was asked within a day"))
	box := container.NewGridWrap(fyne.NewSize(170, p.search.MinSize().Height), p.search)
	return widgets.NewColumns(12, []float32{0, 1, 0, 0}, p.title, p.subject, box, container.NewCenter(p.refresh))
}

func (p *Bases) filterRow() fyne.CanvasObject {
	p.filters = newBaseFilters(func() { p.fill() })
	chips := widgets.NewRow(8)
	for _, f := range p.filters {
		chips.Add(f.chip)
	}
	p.family = widgets.NewPicker(lang.L("Family"), nil, func(option string) { p.pick(p.family, option) })
	p.suite = widgets.NewPicker(lang.L("Suite"), nil, func(option string) { p.pick(p.suite, option) })
	columns := widgets.NewPicker("", nil, nil)
	columns.Selected, columns.Items = lang.L("Columns"), p.columnItems
	for _, picker := range []*widgets.Picker{p.family, p.suite, columns} {
		picker.Flat = true
		chips.Add(picker)
	}
	return widgets.NewColumns(12, []float32{0, 1}, chips, p.source)
}

// Show draws a snapshot; it does nothing when nothing that the page shows has changed.
func (p *Bases) Show(s *session.Snapshot) {
	next := basesShown{
		drawn: true, count: len(s.Bases), base: s.Base, loading: s.BasesLoading, opened: s.Project != nil,
		problem: s.Problem, subject: describeProgram(s.Program),
	}
	if len(s.Bases) > 0 {
		next.first = &s.Bases[0]
	}
	if next == p.shown {
		return
	}
	if p.shown.base != next.base || p.shown.opened != next.opened {
		p.looked = next.base
	}
	p.shown = next
	p.rows = s.Bases
	p.subject.SetText(next.subject)
	p.source.SetText(describeSource(s.Bases, s.BasesLoading))
	p.refresh.SetDisabled(s.BasesLoading, lang.L("The registries are being asked"))
	p.offer()
	p.detail.evidence = s.Program.Evidence
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

// fill puts the rows that pass the filters in the table and the looked-at one in the detail area.
func (p *Bases) fill() {
	widest := widestBase(p.rows)
	rows := make([]widgets.TableRow, 0, len(p.rows))
	for _, row := range p.rows {
		if row.Ref == p.shown.base || p.passes(row) {
			rows = append(rows, baseTableRow(row, p.shown.base, widest))
		}
	}
	p.table.SetRows(rows)
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
	p.detail.show(*row, row.Ref == p.shown.base)
}

func (p *Bases) find(ref string) *session.BaseRow {
	for i := range p.rows {
		if p.rows[i].Ref == ref {
			return &p.rows[i]
		}
	}
	return nil
}

// tableOverDetail gives the detail area what it needs, up to two fifths of the height, and the table the rest.
type tableOverDetail struct{}

const leastDetail float32 = 150

// MinSize is the least of both.
func (tableOverDetail) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[0].MinSize().Width, o[0].MinSize().Height+theme.Gap+leastDetail)
}

// Layout puts the table above the detail area.
func (tableOverDetail) Layout(o []fyne.CanvasObject, size fyne.Size) {
	detail := min(max(leastDetail, size.Height*0.28), 210)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, size.Height-detail-theme.Gap))
	o[1].Move(fyne.NewPos(0, size.Height-detail))
	o[1].Resize(fyne.NewSize(size.Width, detail))
}
