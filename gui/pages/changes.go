package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// ChangesActions are what the Changes page can do.
type ChangesActions struct {
	Toggle     func(change string, on bool)
	Undo, Redo func()
	// Try builds and starts changes that need proof, by their ids, after it was asked; Prove asks before both images are started, or
	// shows what came of it.
	Try   func(ids ...string)
	Prove func()
	// SavePatch and SaveDockerfile ask where to, and save.
	SavePatch, SaveDockerfile func()
	// Copy puts a text on the clipboard; Page returns a rule's page as Markdown, by the path that the change says.
	Copy func(text string)
	Page func(path string) (string, error)
}

// Changes lists what is proposed, with switches, and shows what the Dockerfile becomes.
type Changes struct {
	actions    ChangesActions
	head       *head
	saved      *widgets.Pill
	proof      *proofMark
	evidence   *widgets.Text
	sizes      *fyne.Container
	sizesShown *sumAndSizes
	from, to   *widgets.Text
	undo       *widgets.Button
	redo       *widgets.Button
	save       *widgets.Button
	list       *changeList
	diff       *diffCard
	tried      *tryBar
	content    fyne.CanvasObject
	snapshot   *session.Snapshot
}

// changesWide is the width from which the list and the difference stand side by side.
const changesWide float32 = 880

// NewChanges makes the page.
func NewChanges(a ChangesActions) *Changes {
	p := &Changes{actions: a, snapshot: &session.Snapshot{}}
	p.saved = widgets.NewPill(lang.L("Saved"), widgets.Good)
	p.saved.Hide()
	p.undo, p.redo = plainButton("", a.Undo), plainButton("", a.Redo)
	p.undo.Icon, p.redo.Icon = fynetheme.ContentUndoIcon(), fynetheme.ContentRedoIcon()
	p.save = widgets.NewButton(lang.L("Save Dockerfile…"), a.SaveDockerfile)
	p.proof = newProofMark(a.Prove)
	p.head = newHead(lang.L("Changes"), p.saved, p.proof.content, p.undo, p.redo, p.save)
	p.from, p.to = goodText(), goodText()
	p.evidence = widgets.NewMuted("")
	p.sizesShown = &sumAndSizes{}
	p.sizes = widgets.NewRow(5, p.evidence, p.from, arrow(), p.to)
	p.diff = newDiffCard(a)
	p.list = newChangeList(a.Toggle, p.diff.choose, p.diff.mark)
	p.diff.stepped = func(r widgets.DiffRow) { p.list.mark(p.diff.changeOf(r)) }
	p.diff.tapped = func(r widgets.DiffRow) {
		if id := p.diff.changeOf(r); id != "" {
			p.list.mark(id)
		}
	}
	body := newStacking(0.44, changesWide, p.list.content, p.diff.content)
	p.tried = newTryBar(a)
	p.content = framed(p.head, container.NewBorder(nil, p.tried.content, nil, nil, body))
	// The sizes stand right behind the sum.
	p.head.content.Objects[1] = container.New(p.sizesShown, p.head.sum, p.sizes)
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
	p.diff.patch.SetDisabled(n.After == nil, lang.L("Write a unified diff for git apply")+"  (Ctrl+Shift+S)")
	p.showSaved(n)
	p.proof.show(n)
	p.tried.show(n)
	p.head.sum.SetText(sumOfChanges(n))
	p.showSizes(n)
	p.diff.show(n)
	p.list.show(n)
}

// showSaved says that the plan as it is now was saved, and to which files.
func (p *Changes) showSaved(n *session.Snapshot) {
	setVisible(p.saved, n.PlanSaved)
	tip := lang.L("Write the Dockerfile; a backup of yours is kept")
	if n.PlanSaved {
		p.saved.SetToolTip(lang.L("The plan as it is now was saved to:") + "\n" + strings.Join(n.PlanFiles, "\n"))
		tip = lang.L("This plan is saved already; it can be saved elsewhere too")
	}
	p.save.SetDisabled(n.After == nil, tip+"  (Ctrl+S)")
}

// RevealLine scrolls to a line of the Dockerfile.
func (p *Changes) RevealLine(line int) { p.diff.reveal(line) }

// RevealAfter scrolls to a line of the Dockerfile as it becomes, and chooses the change that it is from.
func (p *Changes) RevealAfter(line int) {
	p.diff.showFile(false)
	p.list.mark(p.diff.changeOf(widgets.DiffRow{Kind: widgets.AddedLine, NewNumber: line}))
	p.diff.diff.RevealNew(line)
}

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

// TypedRune goes to the unified view, to both sides, to a rule's page, or from block to block; it folds and copies.
func (p *Changes) TypedRune(r rune) {
	switch r {
	case 'u', 'U':
		p.diff.setMode(modeUnified)
	case 's', 'S':
		p.diff.setMode(modeSides)
	case 'w', 'W':
		p.diff.setMode(modeWhy)
	case 'n', 'N':
		p.diff.step(1)
	case 'p', 'P':
		p.diff.step(-1)
	case 'f', 'F':
		p.diff.fold.Tapped(nil)
	case 'c', 'C':
		p.diff.copy()
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
	return t
}

// arrow stands alone: the bold font has none, and the one that Fyne takes it from has no space to go with it.
func arrow() *widgets.Text {
	t := widgets.NewText("→")
	t.Color = theme.Good
	return t
}

// showSizes shows the image's size on disk as it is and with the plan: measured when this plan was compared, else predicted.
func (p *Changes) showSizes(n *session.Snapshot) {
	from, to := predictedSizes(n)
	word, tip := lang.L("predicted"), lang.L("Predicted from what registries say of the bases and from your sources; Rebuild and compare measures it.")
	if c := n.Comparison; c != nil && !n.Stale && c.Before.Image != nil && c.After.Image != nil {
		from, to = compare.FormatBytes(c.Before.Image.OnDisk), compare.FormatBytes(c.After.Image.OnDisk)
		word, tip = lang.L("measured"), lang.L("On disk, as both were built.")
	}
	p.evidence.SetText("· " + word)
	p.from.SetText(from)
	p.to.SetText(to)
	p.from.Tip, p.to.Tip = tip, tip
	p.sizesShown.wanted = from != ""
	p.head.content.Refresh()
}

// sumAndSizes puts the sizes behind the sum, where there is room for all of them. They give way to what can be done.
type sumAndSizes struct{ wanted bool }

// MinSize is that of the sum.
func (*sumAndSizes) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout places both, or the sum alone.
func (l *sumAndSizes) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const apart = 5
	sum, sizes := o[0].MinSize(), o[1].MinSize()
	o[0].Resize(fyne.NewSize(sum.Width, size.Height))
	setVisible(o[1], l.wanted && sum.Width+apart+sizes.Width <= size.Width)
	o[1].Move(fyne.NewPos(sum.Width+apart, (size.Height-sizes.Height)/2))
	o[1].Resize(sizes)
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
