package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// OverviewActions are where the Overview page leads.
type OverviewActions struct {
	Stages, Changes func()
}

// Overview tells the project's story in one look: what it weighs, why, and what is proposed.
type Overview struct {
	head     *head
	weight   *factCard
	proposal *factCard
	context  *factCard
	reasons  *fyne.Container
	content  fyne.CanvasObject
	number   int
}

// factCard is a card with a caption, one large figure and a line below it.
type factCard struct {
	figure *widgets.Text
	line   *widgets.Paragraph
	card   fyne.CanvasObject
}

func newFactCard(caption string, foot fyne.CanvasObject) *factCard {
	f := &factCard{figure: widgets.NewHeading(""), line: widgets.NewMutedParagraph("")}
	f.figure.TextSize, f.figure.Shrink = 24, true
	column := widgets.NewColumn(6, widgets.NewMuted(caption), f.figure, f.line)
	if foot != nil {
		column.Add(container.NewHBox(foot))
	}
	f.card = widgets.NewCard(column)
	return f
}

func (f *factCard) set(figure string, tone fyne.ThemeColorName, line string) {
	f.figure.SetColor(tone)
	f.figure.SetText(figure)
	f.line.SetText(line)
}

// NewOverview makes the page.
func NewOverview(a OverviewActions) *Overview {
	p := &Overview{head: newHead(lang.L("Overview")), reasons: widgets.NewColumn(0)}
	p.weight = newFactCard(lang.L("On disk, as it is"), widgets.NewButton(lang.L("See the stages"), a.Stages))
	p.proposal = newFactCard(lang.L("On disk, with the plan"), widgets.NewButton(lang.L("See the changes"), a.Changes))
	p.context = newFactCard(lang.L("Sent to the builder"), nil)
	figures := widgets.NewColumns(theme.Gap, []float32{1, 1, 1}, p.weight.card, p.proposal.card, p.context.card)
	why := widgets.NewCard(widgets.NewColumn(8, widgets.NewHeading(lang.L("What weighs, and what is proposed")), p.reasons))
	p.content = framed(p.head, scrolled(widgets.NewColumn(theme.Gap, figures, why)))
	return p
}

// Content is the page.
func (p *Overview) Content() fyne.CanvasObject { return p.content }

// Show tells the story of a snapshot; while a job runs nothing in it changes, so it is not told again.
func (p *Overview) Show(n *session.Snapshot) {
	if n.Project == nil || n.Number == p.number || n.Job != nil && n.Builds.Before.Total > 0 {
		return
	}
	p.number = n.Number
	p.head.sum.SetText(storyLine(n))
	p.showWeight(n)
	p.showContext(n)
	p.reasons.RemoveAll()
	for _, c := range n.Changes {
		if c.On {
			p.reasons.Add(reasonRow(c.Title, c.Why, savesText(c.Change)))
		}
	}
	if len(p.reasons.Objects) == 0 {
		p.reasons.Add(reasonRow(lang.L("Nothing to gain"), lang.L("The rules found nothing to change in this Dockerfile."), ""))
	}
}

func (p *Overview) showWeight(n *session.Snapshot) {
	if c := n.Comparison; c != nil && c.Before.Image != nil && c.After.Image != nil {
		p.weight.set(compare.FormatBytes(c.Before.Image.OnDisk), theme.Text, lang.L("Measured; {{.Size}} to download.", map[string]any{"Size": compare.FormatBytes(c.Before.Image.Download)}))
		p.proposal.set(compare.FormatBytes(c.After.Image.OnDisk), theme.Good, lang.L("Measured; {{.Size}} to download.", map[string]any{"Size": compare.FormatBytes(c.After.Image.Download)}))
		return
	}
	unknown := lang.L("Not known yet: Rebuild and compare measures it.")
	p.weight.set("—", theme.Muted, unknown)
	p.proposal.set("—", theme.Muted, unknown)
	for _, b := range n.Bases {
		say := lang.L("Predicted for {{.Base}}.", map[string]any{"Base": b.Ref})
		if b.Current && b.Image > 0 {
			p.weight.set(compare.FormatBytes(b.Image), theme.Text, say)
		}
		if b.Ref == n.Base && b.Image > 0 && n.After != nil {
			p.proposal.set(compare.FormatBytes(b.Image), theme.Good, say)
		}
	}
}

func (p *Overview) showContext(n *session.Snapshot) {
	say := lang.L("{{.Files}} files in the build context.", map[string]any{"Files": n.Context.Files})
	if len(n.Context.Largest) > 0 {
		largest := n.Context.Largest[0]
		say += " " + lang.L("The largest part is {{.Path}} with {{.Size}}.", map[string]any{"Path": largest.Path, "Size": compare.FormatBytes(largest.Bytes)})
	}
	if !n.Context.Done {
		say = lang.L("Still counting.")
	}
	p.context.set(compare.FormatBytes(n.Context.Bytes), theme.Text, say)
}

// storyLine says what the project is.
func storyLine(n *session.Snapshot) string {
	text := n.Project.Name
	if n.Project.Go != nil {
		text += " · " + lang.L("Go module {{.Name}}", map[string]any{"Name": n.Project.Go.Module})
	}
	if n.Before != nil && n.Before.Graph != nil {
		text += " · " + count(stagesIn(n.Before.Graph), lang.L("stage"), lang.L("stages"))
	}
	return text
}

func stagesIn(g *stagegraph.Graph) int {
	stages := 0
	for _, n := range g.Nodes {
		if n.Kind == stagegraph.Stage {
			stages++
		}
	}
	return stages
}

func reasonRow(title, why, saves string) fyne.CanvasObject {
	name := widgets.NewHeading(title)
	name.Shrink = true
	figure := widgets.NewHeading(saves)
	figure.Color = theme.Good
	text := widgets.NewColumn(2, name, widgets.NewMutedParagraph(why))
	return widgets.NewColumn(0, widgets.NewPadded(9, 9, 0, 0, widgets.NewColumns(12, []float32{1, 0}, text, figure)), widgets.NewHairline())
}
