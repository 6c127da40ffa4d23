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
	// Export asks where to write the graph of a side, session.SideBefore or session.SideAfter.
	Export func(side string)
	// Still says that nothing is to move at first; KeepStill is told when the user wants that otherwise.
	Still     bool
	KeepStill func(still bool)
}

// Stages draws the stage graph, before and after, with the Dockerfile beside it.
type Stages struct {
	head    *head
	sides   *widgets.Segmented
	percent *widgets.Text
	export  *widgets.Button
	motion  *widgets.Toggle
	graph   *widgets.GraphView
	legend  *legend
	panel   *stagePanel
	empty   *widgets.EmptyState
	picture *fyne.Container
	content fyne.CanvasObject
	actions StagesActions

	snapshot *session.Snapshot
	// after says which side the user wants to see; asked that the user said so.
	after, asked bool
	// chose says that the user chose a card; until then the target is chosen on both sides.
	chose bool
	shown *session.View
	// drawn are both graphs as they were drawn last.
	drawn sides
}

// iconGraph is drawn where there is no graph.
const iconGraph = "M8 12h3c4 0 1-6 5-6M11 12c4 0 1 6 5 6M3 12a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0" +
	"M16 6a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M16 18a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0"

const (
	sideBefore = iota
	sideAfter
)

// NewStages makes the page.
func NewStages(a StagesActions) *Stages {
	p := &Stages{graph: widgets.NewGraphView(), legend: newLegend(), panel: newStagePanel(), snapshot: &session.Snapshot{}, actions: a}
	p.sides = widgets.NewSegmented([]string{lang.L("Before"), lang.L("After")}, func(i int) { p.choose(i == sideAfter) })
	p.sides.SetToolTip(lang.L("The Dockerfile as it is, and as the plan makes it") + "  (B, A)")
	p.export = plainButton(lang.L("Export graph…"), p.exportGraph)
	p.head = newHead(lang.L("Stages"), p.sides, p.zoomButtons(), p.export)
	p.graph.OnSelected = p.selected
	p.graph.OnZoomed = func(int) { p.showPercent() }
	p.graph.Still = a.Still
	p.panel.chosen = p.follow
	p.motion = widgets.NewToggle(func(on bool) { p.setStill(!on) })
	p.motion.Set(!a.Still, false)
	p.motion.SetToolTip(lang.L("Whether cards move to their places when you go between before and after") + "  (M)")
	p.empty = widgets.NewEmptyState(iconGraph, lang.L("No stages to draw"), "", widgets.NewButton(lang.L("Open another project"), a.Open))
	moves := widgets.NewRow(8, widgets.NewCaption(lang.L("Motion")), container.NewCenter(p.motion))
	foot := widgets.NewColumns(12, []float32{0, 1, 0}, p.legend.content, widgets.NewCaption(""), moves)
	strip := widgets.NewColumn(0, widgets.NewHairline(), widgets.NewPadded(8, 8, 16, 14, foot))
	p.picture = container.NewBorder(nil, strip, nil, nil, p.graph)
	graphCard := widgets.NewTightCard(container.NewStack(p.picture, p.empty))
	sideCard := widgets.NewCard(p.panel.content)
	sideCard.Padding = 14
	body := newBeside(graphPart/(graphPart+panelPart), graphCard, sideCard)
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
	p.percent.Tip = lang.L("The zoom; key 1 goes to 100 %")
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

// Leave stops what moves and takes the tooltip away, which the pointer over another page would leave there.
func (p *Stages) Leave() {
	p.graph.Settle()
	p.graph.MouseOut()
}

// Show draws the graph of the side that is wanted when it is another one.
func (p *Stages) Show(n *session.Snapshot) {
	if rootOf(p.snapshot) != rootOf(n) || p.snapshot.Dockerfile != n.Dockerfile {
		p.after, p.asked, p.chose = false, false, false
		p.graph.SetGraph(widgets.Graph{})
		p.graph.Fit()
	}
	p.snapshot = n
	if !p.asked {
		p.after = n.After != nil && n.After.Graph != nil
	}
	p.draw()
}

// rootOf is the folder that is open. A project is told anew while its sources are read, and is still the same one.
func rootOf(n *session.Snapshot) string {
	if n.Project == nil {
		return ""
	}
	return n.Project.Root
}

// TypedKey walks the graph with the arrows; Enter goes close to the chosen card.
func (p *Stages) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		p.graph.TypedKey(e)
		return true
	}
	return false
}

// TypedRune zooms, goes to before or after, exports, and turns motion on or off.
func (p *Stages) TypedRune(r rune) {
	switch r {
	case 'b', 'B':
		p.choose(false)
	case 'a', 'A':
		p.choose(true)
	case 'e', 'E':
		p.exportGraph()
	case 'm', 'M':
		p.motion.Set(p.graph.Still, false)
		p.setStill(!p.graph.Still)
	default:
		p.graph.Zooms(r)
	}
}

// Side is what the page shows: session.SideBefore or session.SideAfter.
func (p *Stages) Side() string {
	if p.after {
		return session.SideAfter
	}
	return session.SideBefore
}

func (p *Stages) exportGraph() {
	if p.actions.Export != nil && p.view() != nil {
		p.actions.Export(p.Side())
	}
}

func (p *Stages) setStill(still bool) {
	p.graph.Still = still
	p.graph.Settle()
	if p.actions.KeepStill != nil {
		p.actions.KeepStill(still)
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
	if !drawable(v) {
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
	p.export.SetDisabled(v == nil, lang.L("Write this graph to a file: SVG, PNG or DOT")+"  (E)")
	if v == nil {
		p.shown = nil
		p.showEmpty()
		return
	}
	views := [2]*session.View{p.snapshot.Before, p.snapshot.After}
	if v == p.shown && views == p.drawn.views {
		return
	}
	if views != p.drawn.views {
		p.drawn = newSides(views[sideBefore], views[sideAfter])
	}
	p.shown = v
	g := p.drawn.before
	if p.after {
		g = p.drawn.after
	}
	p.graph.SetGraph(*g)
	if p.graph.Selected() == "" || !p.chose {
		p.graph.Select(v.Graph.Target)
	}
	p.legend.show(v.Graph)
	p.head.sum.SetText(sumOfStages(v.Graph))
	p.panel.show(v, p.graph.Selected(), p.measured())
	p.showPercent()
}

// measured is the comparison when what is shown is the after side that it measured.
func (p *Stages) measured() *session.Snapshot {
	if p.after && p.snapshot.Comparison != nil && !p.snapshot.Stale {
		return p.snapshot
	}
	return nil
}

func (p *Stages) showEmpty() {
	p.head.sum.SetText("")
	n := p.snapshot
	if n.Before != nil && !p.after {
		p.panel.showText(n)
	} else {
		p.panel.show(nil, "", nil)
	}
	switch {
	case n.Job != nil && n.Before == nil:
		p.empty.Set(lang.L("Reading the Dockerfile"), n.Job.Step, true)
	case n.Problem != nil && !p.after:
		p.empty.Set(n.Problem.Title, problemText(n.Problem), false)
	case p.after:
		p.empty.Set(lang.L("Nothing to change"), lang.L("No change is proposed for this Dockerfile, so there is no after. Press B for its stages as they are."), false)
	default:
		p.empty.Set(lang.L("No stages to draw"), lang.L("This Dockerfile has none that can be read."), false)
	}
}

// problemText is what is wrong and what to do now; the source beside it shows the line.
func problemText(p *session.Problem) string {
	text := firstLine(p.Detail)
	if p.Next != "" {
		text += "\n" + p.Next
	}
	return text
}

// selected shows the card that was chosen in the graph.
func (p *Stages) selected(id string) {
	p.chose = true
	p.panel.show(p.shown, id, p.measured())
}

// follow shows the stage whose line was clicked in the source.
func (p *Stages) follow(id string) {
	p.graph.Reveal(id)
	p.selected(id)
}

func (p *Stages) showPercent() {
	p.percent.SetText(fmt.Sprintf("%d %%", p.graph.Percent()))
}
