package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/proof"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// ResultsActions is what the page of results can ask for.
type ResultsActions struct {
	Rebuild func()
	// OpenProject lets the user choose a folder.
	OpenProject func()
	// Prove asks before both images are started, or shows what came of it.
	Prove func()
	// ShowBuild goes to the page of builds.
	ShowBuild func()
}

// Results shows before and after in figures and charts.
type Results struct {
	actions ResultsActions

	subject *widgets.Text
	stale   *widgets.Banner
	standIn *widgets.Pill
	prove   *proofMark
	proof   *resultProof
	stats   *resultStats
	bytes   *resultBytes
	pulls   *resultPulls
	surface *widgets.FigureTable
	changes *widgets.Paragraph
	grid    *fyne.Container
	full    *fyne.Container
	empty   *widgets.EmptyState
	content fyne.CanvasObject

	shown resultsShown
}

// resultsShown is what of a snapshot the page has drawn.
type resultsShown struct {
	drawn      bool
	comparison *compare.Comparison
	proof      *proof.Result
	stale      bool
	opened     bool
	job        *session.Job
	failed     bool
}

// NewResults returns the page, empty until Show.
func NewResults(actions ResultsActions) *Results {
	p := &Results{actions: actions}
	p.subject = widgets.NewMuted("")
	p.subject.Shrink = true
	rebuild := widgets.NewButton(lang.L("Rebuild and compare"), func() { p.actions.Rebuild() })
	p.stale = widgets.NewBanner(widgets.Warn, lang.L("The plan has changed since these were measured"),
		lang.L("The figures are those of the last rebuild."), rebuild)
	p.standIn = widgets.NewPill("", widgets.Warn)
	p.prove = newProofMark(func() { p.actions.Prove() })
	p.proof = newResultProof(func() { p.actions.Prove() })
	p.stats, p.bytes, p.pulls = newResultStats(), newResultBytes(), newResultPulls()
	p.surface = widgets.NewFigureTable(lang.L("before"), lang.L("after"))
	p.changes = widgets.NewParagraph("")
	p.empty = widgets.NewEmptyState(iconResults, "", "")
	head := widgets.NewFixed(0, theme.ControlHeight,
		widgets.NewColumns(12, []float32{0, 1, 0, 0}, widgets.NewTitle(lang.L("Results")), p.subject, container.NewCenter(p.standIn), p.prove.content))
	p.full = widgets.NewStack(8, widgets.NewPadded(0, 0, theme.Margin, theme.Margin, head), container.NewVScroll(
		widgets.NewPadded(1, theme.Gap, theme.Margin, theme.Margin, p.cards())))
	p.content = widgets.NewPadded(theme.Margin, 0, 0, 0, container.NewStack(p.full, p.empty))
	p.full.Hide()
	return p
}

// Content is what the shell shows.
func (p *Results) Content() fyne.CanvasObject { return p.content }

func (p *Results) cards() fyne.CanvasObject {
	p.grid = container.New(&cardGrid{}, p.bytes.card, p.pulls.chartCard, p.pulls.tableCard, titledCard(lang.L("Attack surface"), p.surface),
		p.proof.card, titledCard(lang.L("What was changed"), p.changes))
	return widgets.NewColumn(theme.Gap, p.stale, p.stats.card, p.grid)
}

// headingHeight is the height of the line with a card's heading.
const headingHeight float32 = 20

// titledCard is a card with a heading over its content.
func titledCard(title string, content fyne.CanvasObject) *widgets.Card {
	return widgets.NewCard(widgets.NewStack(8, widgets.NewFixed(0, headingHeight, widgets.NewHeading(title)), container.New(&topOnly{}, content)))
}

// topOnly keeps an object at its least height at the top of its room.
type topOnly struct{}

// MinSize is the object's least.
func (topOnly) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout gives the object all the width, and no more height than it needs.
func (topOnly) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, o[0].Size().Height))
	o[0].Resize(fyne.NewSize(size.Width, o[0].MinSize().Height))
}

// Acts says that the page has the button that rebuilds.
func (p *Results) Acts() bool { return p.empty.Visible() && len(p.empty.Actions) > 0 }

// Show draws a snapshot; it does nothing when nothing that the page shows has changed.
func (p *Results) Show(s *session.Snapshot) {
	next := resultsShown{
		drawn: true, comparison: s.Comparison, proof: s.Proof, stale: s.Stale, opened: s.Project != nil,
		failed: s.Builds.BeforeError != "" || s.Builds.AfterError != "",
	}
	if s.Comparison == nil {
		next.job = s.Job
	}
	if next == p.shown {
		return
	}
	before := p.shown
	p.shown = next
	if s.Comparison == nil {
		p.showEmpty(s)
		return
	}
	p.empty.Hide()
	p.full.Show()
	if s.Stale {
		p.stale.Show()
	} else {
		p.stale.Hide()
	}
	if before.comparison != s.Comparison {
		p.showComparison(s.Comparison)
	}
	p.prove.show(s)
	p.proof.show(s)
	p.full.Refresh()
}

func (p *Results) showComparison(c *compare.Comparison) {
	p.subject.SetText(describeComparison(c))
	p.standIn.Set(words.Count("{{.Count}} stand-in bases", len(c.StandIns)), widgets.Warn)
	p.standIn.SetToolTip(lang.L("Measured on stand-ins of public images") + "\n" + standInsText(c))
	setVisible(p.standIn, len(c.StandIns) > 0)
	p.stats.show(c)
	p.bytes.show(c)
	p.pulls.show(c)
	p.surface.SetRows(surfaceRows(c))
	p.changes.SetText(changesText(c))
}

func (p *Results) showEmpty(s *session.Snapshot) {
	p.empty.Actions = nil
	rebuild := widgets.NewPrimaryButton(lang.L("Rebuild and compare"), p.actions.Rebuild)
	switch {
	case s.Project == nil:
		p.empty.Actions = []fyne.CanvasObject{widgets.NewPrimaryButton(lang.L("Open a folder…"), p.actions.OpenProject)}
		p.empty.Set(lang.L("No project is open"), lang.L("Open a project to measure its image before and after the changes."), false)
	case s.Job != nil:
		p.empty.Actions = []fyne.CanvasObject{widgets.NewButton(lang.L("Show the builds"), p.actions.ShowBuild)}
		p.empty.Set(s.Job.Name, s.Job.Step, true)
	case p.shown.failed:
		p.empty.Actions = []fyne.CanvasObject{widgets.NewButton(lang.L("Show the builds"), p.actions.ShowBuild), rebuild}
		p.empty.Set(lang.L("The last rebuild failed"), lang.L("There is nothing to compare until both Dockerfiles build."), false)
	default:
		p.empty.Actions = []fyne.CanvasObject{rebuild}
		p.empty.Set(lang.L("Nothing has been compared yet"),
			lang.L("Rebuild to see what both images weigh, how long they take to pull, and what an attacker would find in them."), false)
	}
	p.empty.Refresh()
	p.full.Hide()
	p.empty.Show()
}
