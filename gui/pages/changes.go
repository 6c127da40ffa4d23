package pages

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// ChangesActions are what the Changes page can do.
type ChangesActions struct {
	Toggle     func(change string, on bool)
	Undo, Redo func()
	// SavePatch and SaveDockerfile ask where to, and save.
	SavePatch, SaveDockerfile func()
}

// Changes lists what is proposed, with switches, and shows what the Dockerfile becomes.
type Changes struct {
	actions   ChangesActions
	head      *head
	predicted *fyne.Container
	from, to  *widgets.Text
	undo      *widgets.Button
	redo      *widgets.Button
	patch     *widgets.Button
	save      *widgets.Button
	list      *changeList
	diff      *diffCard
	content   fyne.CanvasObject
	snapshot  *session.Snapshot
}

// NewChanges makes the page.
func NewChanges(a ChangesActions) *Changes {
	p := &Changes{actions: a, snapshot: &session.Snapshot{}}
	p.undo = plainButton(lang.L("Undo"), a.Undo)
	p.redo = plainButton(lang.L("Redo"), a.Redo)
	p.patch = widgets.NewButton(lang.L("Save as patch…"), a.SavePatch)
	p.save = widgets.NewPrimaryButton(lang.L("Save Dockerfile…"), a.SaveDockerfile)
	p.head = newHead(lang.L("Changes"), p.undo, p.redo, p.patch, p.save)
	p.from, p.to = goodText(), goodText()
	p.predicted = widgets.NewRow(5, widgets.NewMuted("· "+lang.L("predicted")), p.from, arrow(), p.to)
	p.diff = newDiffCard()
	p.list = newChangeList(a.Toggle, p.diff.reveal)
	body := widgets.NewColumns(theme.Gap, []float32{35, 65}, p.list.content, p.diff.content)
	p.content = framed(p.head, body)
	// The prediction stands right behind the sum.
	line := p.head.content.Objects[1].(*fyne.Container)
	line.Objects[1] = container.NewHBox(p.head.sum, p.predicted)
	p.head.sum.Shrink = false
	return p
}

// Content is the page.
func (p *Changes) Content() fyne.CanvasObject { return p.content }

// Show shows the switches as they are, and the difference when it is another one.
func (p *Changes) Show(n *session.Snapshot) {
	p.snapshot = n
	p.undo.SetDisabled(!n.CanUndo, lang.L("Undo the last change of the plan")+"  (Ctrl+Z)")
	p.redo.SetDisabled(!n.CanRedo, lang.L("Redo what was undone")+"  (Ctrl+Y)")
	p.patch.SetDisabled(n.After == nil, lang.L("Write a unified diff for git apply")+"  (Ctrl+Shift+S)")
	p.save.SetDisabled(n.After == nil, lang.L("Write the Dockerfile; a backup of yours is kept")+"  (Ctrl+S)")
	p.head.sum.SetText(sumOfChanges(n))
	from, to := predictedSizes(n)
	p.from.SetText(from)
	p.to.SetText(to)
	setVisible(p.predicted, from != "")
	p.list.show(n)
	p.diff.show(n)
}

// RevealLine scrolls to a line of the Dockerfile.
func (p *Changes) RevealLine(line int) { p.diff.reveal(line) }

// TypedKey goes up and down the list and turns the chosen change.
func (p *Changes) TypedKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyUp:
		p.list.move(-1)
	case fyne.KeyDown:
		p.list.move(1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.list.turn()
	default:
		return false
	}
	return true
}

// TypedRune goes to the unified view, or to both sides.
func (p *Changes) TypedRune(r rune) {
	switch r {
	case 'u', 'U':
		p.diff.setSides(false)
	case 's', 'S':
		p.diff.setSides(true)
	}
}

func sumOfChanges(n *session.Snapshot) string {
	if len(n.Changes) == 0 {
		return ""
	}
	on := 0
	for _, c := range n.Changes {
		if c.On {
			on++
		}
	}
	return lang.L("{{.On}} of {{.All}} on", map[string]any{"On": on, "All": len(n.Changes)})
}

func goodText() *widgets.Text {
	t := widgets.NewText("")
	t.Bold, t.Color = true, theme.Good
	t.Tip = lang.L("Predicted from what registries say of the bases and from your sources; Rebuild and compare measures it.")
	return t
}

// arrow stands alone: the bold font has none, and the one that Fyne takes it from has no space to go with it.
func arrow() *widgets.Text {
	t := widgets.NewText("→")
	t.Color = theme.Good
	return t
}

// predictedSizes are the image's size on disk as it is and as it would be, both empty when one is not known.
func predictedSizes(n *session.Snapshot) (from, to string) {
	before, after := int64(-1), int64(-1)
	for _, b := range n.Bases {
		if b.Current {
			before = b.Image
		}
		if b.Ref == n.Base {
			after = b.Image
		}
	}
	if n.Comparison != nil && n.Comparison.Before.Image != nil {
		before = n.Comparison.Before.Image.OnDisk
	}
	if before <= 0 || after <= 0 || n.After == nil {
		return "", ""
	}
	return compare.FormatBytes(before), compare.FormatBytes(after)
}

// diffCard is the card with the Dockerfile, as it is and as it becomes.
type diffCard struct {
	name   *widgets.Text
	counts *widgets.Text
	modes  *widgets.Segmented
	diff   *widgets.DiffView
	code   *widgets.CodeView

	content       fyne.CanvasObject
	before, after *session.View
	problem       *session.Problem
	file          string
}

func newDiffCard() *diffCard {
	d := &diffCard{name: widgets.NewHeading(""), counts: widgets.NewMuted(""), diff: widgets.NewDiffView(), code: widgets.NewCodeView(0)}
	d.counts.Shrink = true
	d.modes = widgets.NewSegmented([]string{lang.L("Unified"), lang.L("Side by side")}, func(i int) { d.diff.SetSideBySide(i == 1) })
	d.modes.SetToolTip(lang.L("One column or two") + "  (U, S)")
	head := widgets.NewPadded(7, 7, 14, 10, widgets.NewColumns(10, []float32{0, 1, 0}, d.name, d.counts, d.modes))
	top := widgets.NewColumn(0, head, widgets.NewHairline())
	d.content = widgets.NewTightCard(container.NewBorder(top, nil, nil, nil, widgets.NewPadded(4, 4, 0, 0, container.NewStack(d.diff, d.code))))
	return d
}

// show compares the two texts when one of them is another one; a text that can't be read is shown with its bad line.
func (d *diffCard) show(n *session.Snapshot) {
	if n.Before == d.before && n.After == d.after && n.Problem == d.problem && n.Dockerfile == d.file {
		return
	}
	d.before, d.after, d.problem, d.file = n.Before, n.After, n.Problem, n.Dockerfile
	d.name.SetText(n.Dockerfile)
	unread := n.Before == nil || n.Before.File == nil
	setVisible(d.diff, !unread)
	setVisible(d.modes, !unread && n.After != nil)
	setVisible(d.code, unread)
	if unread {
		d.counts.SetText("")
		d.code.SetLines(markedSource(n))
		if n.Problem != nil {
			d.code.Reveal(n.Problem.Line)
		}
		return
	}
	before := codeLines(n.Before.Text)
	after := before
	if n.After != nil {
		after = codeLines(n.After.Text)
	}
	rows := widgets.DiffRows(before, after)
	added, removed := widgets.DiffCount(rows)
	d.counts.SetText(fmt.Sprintf("+%d −%d", added, removed))
	d.diff.SetRows(rows)
}

// firstLine leaves off what a message says below its first line, and the place that it begins with.
func firstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	if _, says, ok := strings.Cut(line, ": "); ok && strings.Count(line[:len(line)-len(says)], ":") == 2 {
		return says
	}
	return line
}

// markedSource is the source with the problem's line marked and what is wrong with it below.
func markedSource(n *session.Snapshot) []widgets.CodeLine {
	if n.Before == nil {
		return nil
	}
	lines := codeLines(n.Before.Text)
	p := n.Problem
	if p == nil || p.Line < 1 || p.Line > len(lines) {
		return lines
	}
	lines[p.Line-1].Mark = theme.BadSoft
	says := widgets.CodeLine{Mark: theme.BadSoft, Spans: []widgets.CodeSpan{{Text: "↑ ", Color: theme.Bad}, {Text: firstLine(p.Detail), Color: theme.Bad, Bold: true}}}
	marked := append([]widgets.CodeLine{}, lines[:p.Line]...)
	return append(append(marked, says), lines[p.Line:]...)
}

func (d *diffCard) setSides(on bool) {
	d.diff.SetSideBySide(on)
	d.modes.Select(map[bool]int{false: 0, true: 1}[on])
}

func (d *diffCard) reveal(line int) {
	d.diff.Reveal(line)
	d.code.Reveal(line)
}
