package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// OverviewActions are where the Overview page leads.
type OverviewActions struct {
	Stages, Changes, Bases, Build, Results func()
	// Rebuild builds both sides; Save and Export ask where to write; Open asks for another project; ShowProblem goes to
	// the line that is wrong.
	Rebuild, Save, Export, Open, ShowProblem func()
}

// Overview tells the project's story in one look: what it is, what it weighs and why, what is proposed, what to do next.
type Overview struct {
	head    *head
	about   *fyne.Container
	weight  *factCard
	plan    *factCard
	context *contextCard
	reasons *fyne.Container
	next    *nextSteps
	story   fyne.CanvasObject
	empty   *widgets.EmptyState
	blank   fyne.CanvasObject
	mend    *widgets.Button
	content fyne.CanvasObject
	number  int
	running bool
}

// iconOverview is drawn where there is no story.
const iconOverview = "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6"

// NewOverview makes the page.
func NewOverview(a OverviewActions) *Overview {
	p := &Overview{head: newHead(lang.L("Overview")), about: widgets.NewColumn(0), reasons: widgets.NewColumn(0)}
	p.weight = newFactCard(lang.L("On disk, as it is"))
	p.plan = newFactCard(lang.L("On disk, with the plan"))
	p.context = newContextCard()
	p.next = newNextSteps(a)
	about := widgets.NewCard(widgets.NewColumn(8, widgets.NewHeading(lang.L("What this is")), p.about))
	figures := widgets.NewColumns(theme.Gap, []float32{1, 1}, p.weight.card, p.plan.card)
	why := widgets.NewCard(widgets.NewColumn(8, widgets.NewHeading(lang.L("The biggest reasons")), p.reasons))
	left := widgets.NewColumn(theme.Gap, about, figures, why)
	right := widgets.NewColumn(theme.Gap, p.next.card, p.context.card)
	p.story = scrolled(widgets.NewColumns(theme.Gap, []float32{5, 3}, left, right))
	p.mend = widgets.NewButton(lang.L("Show the line"), a.ShowProblem)
	p.empty = widgets.NewEmptyState(iconOverview, lang.L("No project is open"), lang.L("Open a folder with a Dockerfile in it."),
		p.mend, widgets.NewButton(lang.L("Open another project"), a.Open))
	p.mend.Hide()
	p.story.Hide()
	p.blank = widgets.NewTightCard(p.empty)
	p.content = framed(p.head, container.NewStack(p.story, p.blank))
	return p
}

// Content is the page.
func (p *Overview) Content() fyne.CanvasObject { return p.content }

// Show tells the story of a snapshot. While a job runs only its beginning and its end change anything here.
func (p *Overview) Show(n *session.Snapshot) {
	running := n.Job != nil
	if n.Number == p.number && n.Number != 0 || running && p.running && n.Builds.Before.Total > 0 {
		return
	}
	p.number, p.running = n.Number, running
	told := n.Project != nil && drawable(n.Before)
	setVisible(p.story, told)
	setVisible(p.blank, !told)
	if !told {
		p.showEmpty(n)
		return
	}
	p.head.sum.SetText(n.Project.Name)
	showAbout(p.about, n)
	p.showWeight(n)
	p.context.show(n.Context)
	showReasons(p.reasons, n)
	p.next.show(n)
}

func (p *Overview) showEmpty(n *session.Snapshot) {
	p.head.sum.SetText("")
	setVisible(p.mend, n.Problem != nil && n.Problem.Line > 0)
	switch {
	case n.Problem != nil:
		p.empty.Set(n.Problem.Title, problemText(n.Problem), false)
	case n.Job != nil:
		p.empty.Set(lang.L("Reading the project"), n.Job.Name, true)
	case n.Project == nil:
		p.empty.Set(lang.L("No project is open"), lang.L("Open a folder with a Dockerfile in it."), false)
	default:
		p.empty.Set(lang.L("This Dockerfile can't be read"), lang.L("Choose another one above, or open another project."), false)
	}
}
