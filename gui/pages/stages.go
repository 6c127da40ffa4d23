package pages

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// StagesActions are what the Stages page can do beside looking.
type StagesActions struct {
	// Open asks for another project; it is offered when there is nothing to draw.
	Open func()
}

// Stages draws the stage graph, before and after, with the chosen stage's lines beside it.
type Stages struct {
	head    *head
	sides   *widgets.Segmented
	percent *widgets.Text
	graph   *widgets.GraphView
	legend  *legend
	panel   *stagePanel
	empty   *widgets.EmptyState
	picture *fyne.Container
	content fyne.CanvasObject

	snapshot *session.Snapshot
	// after says which side the user wants to see; asked that the user said so.
	after, asked bool
	shown        *session.View
}

// iconGraph is drawn where there is no graph.
const iconGraph = "M8 12h3c4 0 1-6 5-6M11 12c4 0 1 6 5 6M3 12a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0" +
	"M16 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M16 18a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0"

const (
	sideBefore = iota
	sideAfter
)

// panelWidth is the width of the card beside the graph.
const panelWidth float32 = 316

// NewStages makes the page.
func NewStages(a StagesActions) *Stages {
	p := &Stages{graph: widgets.NewGraphView(), legend: newLegend(), panel: newStagePanel(), snapshot: &session.Snapshot{}}
	p.sides = widgets.NewSegmented([]string{lang.L("Before"), lang.L("After")}, func(i int) { p.choose(i == sideAfter) })
	p.sides.SetToolTip(lang.L("The Dockerfile as it is, and as the plan makes it") + "  (B, A)")
	p.head = newHead(lang.L("Stages"), p.sides, p.zoomButtons())
	p.graph.OnSelected = p.selected
	p.graph.OnZoomed = func(int) { p.showPercent() }
	p.empty = widgets.NewEmptyState(iconGraph, lang.L("No stages to draw"), "", widgets.NewButton(lang.L("Open another project"), a.Open))
	room := widgets.NewGround(theme.Panel)
	room.Least = fyne.NewSize(panelWidth, 0)
	p.picture = container.NewStack(p.graph, container.NewBorder(nil, p.legend.content, nil, nil))
	graphCard := widgets.NewTightCard(container.NewStack(p.picture, p.empty))
	side := container.NewStack(room, p.panel.content)
	sideCard := widgets.NewCard(side)
	sideCard.Padding = 14
	body := widgets.NewColumns(theme.Gap, []float32{1, 0}, graphCard, sideCard)
	p.content = framed(p.head, body)
	return p
}

func (p *Stages) zoomButtons() fyne.CanvasObject {
	out := plainButton("−", p.graph.ZoomOut)
	out.SetToolTip(lang.L("Zoom out") + "  (−)")
	in := plainButton("+", p.graph.ZoomIn)
	in.SetToolTip(lang.L("Zoom in") + "  (+)")
	fit := plainButton(lang.L("Fit"), p.graph.Fit)
	fit.SetToolTip(lang.L("Show the whole graph") + "  (0)")
	p.percent = widgets.NewText("100 %")
	p.percent.Align = fyne.TextAlignCenter
	p.percent.SetToolTip(lang.L("The zoom; key 1 goes to 100 %"))
	room := widgets.NewGround(theme.Ground)
	room.Least = fyne.NewSize(52, 0)
	return widgets.NewRow(4, out, container.NewStack(room, p.percent), in, fit)
}

func plainButton(label string, tapped func()) *widgets.Button {
	b := widgets.NewButton(label, tapped)
	b.Kind = widgets.Plain
	return b
}

// Content is the page.
func (p *Stages) Content() fyne.CanvasObject { return p.content }

// Show draws the graph of the side that is wanted when it is another one.
func (p *Stages) Show(n *session.Snapshot) {
	if p.snapshot.Project != n.Project || p.snapshot.Dockerfile != n.Dockerfile {
		p.after, p.asked = false, false
	}
	p.snapshot = n
	if !p.asked {
		p.after = n.After != nil && n.After.Graph != nil
	}
	p.draw()
}

// TypedKey walks the graph with the arrows.
func (p *Stages) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown:
		p.graph.TypedKey(e)
		return true
	}
	return false
}

// TypedRune zooms, and goes to before or after.
func (p *Stages) TypedRune(r rune) {
	switch r {
	case 'b', 'B':
		p.choose(false)
	case 'a', 'A':
		p.choose(true)
	default:
		p.graph.TypedRune(r)
	}
}

func (p *Stages) choose(after bool) {
	p.after, p.asked = after, true
	p.draw()
}

// view is what the chosen side has, nil when it has nothing to draw.
func (p *Stages) view() *session.View {
	v := p.snapshot.Before
	if p.after {
		v = p.snapshot.After
	}
	if v == nil || v.Graph == nil || v.Layout == nil {
		return nil
	}
	return v
}

func (p *Stages) draw() {
	p.sides.Select(sideBefore)
	if p.after {
		p.sides.Select(sideAfter)
	}
	v := p.view()
	setVisible(p.picture, v != nil)
	setVisible(p.empty, v == nil)
	if v == nil {
		p.shown = nil
		p.showEmpty()
		return
	}
	if v == p.shown {
		return
	}
	p.shown = v
	chosen := p.graph.Selected()
	p.graph.SetGraph(graphOf(v))
	if p.graph.Selected() != chosen || chosen == "" {
		p.graph.Select(v.Graph.Target)
	}
	p.legend.show(v.Graph)
	p.head.sum.SetText(sumOfStages(v.Graph))
	p.panel.show(v, p.graph.Selected())
	p.showPercent()
}

func (p *Stages) showEmpty() {
	p.head.sum.SetText("")
	p.panel.show(nil, "")
	n := p.snapshot
	switch {
	case n.Job != nil && n.Before == nil:
		p.empty.Set(lang.L("Reading the Dockerfile"), n.Job.Step, true)
	case n.Problem != nil && !p.after:
		p.empty.Set(n.Problem.Title, n.Problem.Detail, false)
	case p.after:
		p.empty.Set(lang.L("Nothing to change"), lang.L("No change is proposed for this Dockerfile, so there is no after. Press B for its stages as they are."), false)
	default:
		p.empty.Set(lang.L("No stages to draw"), lang.L("This Dockerfile has none that can be read."), false)
	}
}

func (p *Stages) selected(id string) { p.panel.show(p.shown, id) }

func (p *Stages) showPercent() {
	p.percent.SetText(fmt.Sprintf("%d %%", p.graph.Percent()))
}
