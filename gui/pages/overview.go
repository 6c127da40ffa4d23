package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// OverviewActions are where the Overview page leads.
type OverviewActions struct {
	// Changes and Build go to those pages.
	Changes, Build func()
	// Toggle turns a change on or off.
	Toggle func(change string, on bool)
	// Rebuild builds both sides; Save asks where to write; Open asks for another project; ShowProblem goes to the line that is
	// wrong.
	Rebuild, Save, Open, ShowProblem func()
	// Prove asks before both images are started, or shows what came of it.
	Prove func()
}

// Overview tells the project's story in one look: what it is, what it weighs, why, and what the plan does about it.
type Overview struct {
	head    *head
	save    *widgets.Button
	proof   *proofMark
	facts   *fyne.Container
	hero    *hero
	reasons *reasonsCard
	others  *othersCard
	story   fyne.CanvasObject
	body    *fyne.Container
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
	p := &Overview{facts: widgets.NewFlow(8, 8), hero: newHero(a), reasons: newReasonsCard(a), others: newOthersCard(a)}
	p.save = widgets.NewButton(lang.L("Save Dockerfile…"), a.Save)
	p.proof = newProofMark(a.Prove)
	p.head = newHead(lang.L("Overview"), p.proof.content, p.save)
	p.body = widgets.NewColumn(theme.Gap, p.facts, p.hero.card, p.reasons.card, p.others.card)
	p.story = newWithRoom(p.body, func() bool { return len(p.others.ids) > 0 })
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

// Acts says that the page has the button that rebuilds.
func (p *Overview) Acts() bool { return p.story.Visible() }

// Show tells the story of a snapshot. While a job runs only its beginning and its end change anything here.
func (p *Overview) Show(n *session.Snapshot) {
	running := n.Job != nil
	if n.Number == p.number && n.Number != 0 || running && p.running && hasBuild(n) && !n.Job.Canceling {
		return
	}
	p.number, p.running = n.Number, running
	told := n.Project != nil && drawable(n.Before)
	setVisible(p.story, told)
	setVisible(p.blank, !told)
	setVisible(p.save, told && n.After != nil)
	p.proof.show(n)
	if !told {
		p.showEmpty(n)
		return
	}
	p.head.sum.SetText(sumOfOverview(n))
	showFacts(p.facts, n)
	p.hero.show(n)
	p.reasons.show(n)
	p.others.show(n, p.reasons.shown)
	p.story.Refresh()
}

// sumOfOverview is the page's title line: what it comes to.
func sumOfOverview(n *session.Snapshot) string {
	c := n.Comparison
	switch {
	case c == nil || c.Before.Image == nil || c.After.Image == nil:
		return lang.L("not built yet: what is known before")
	case n.Stale:
		return lang.L("the plan has changed since the last rebuild")
	case c.After.Image.OnDisk >= c.Before.Image.OnDisk:
		return lang.L("the plan makes the image no lighter")
	}
	return lang.L("of {{.Before}} the program needs {{.After}}", map[string]any{
		"Before": compare.FormatBytes(c.Before.Image.OnDisk), "After": compare.FormatBytes(c.After.Image.OnDisk),
	})
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
