package pages

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/rewrite"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// The ways to look at a change.
const (
	modeUnified = iota
	modeSides
	modeWhy
)

// diffCard is the card with the Dockerfile as it is and as it becomes, or the page of the chosen change's rule.
type diffCard struct {
	actions  ChangesActions
	name     *widgets.Text
	files    *widgets.Picker
	counts   *widgets.Text
	modes    *widgets.Segmented
	fold     *widgets.Button
	patch    *widgets.Button
	tools    *fyne.Container
	diff     *widgets.DiffView
	code     *widgets.CodeView
	why      *widget.RichText
	whyAt    *container.Scroll
	stepped  func(widgets.DiffRow)
	tapped   func(widgets.DiffRow)
	folding  bool
	content  fyne.CanvasObject
	snapshot *session.Snapshot

	before, after *session.View
	detail        *changeDetail
	over          *fyne.Container
	ignore        *rewrite.File
	problem       *session.Problem
	file          string
	// onIgnore says that the ignore file is shown in place of the Dockerfile.
	onIgnore bool
	// chosen is the id of the chosen change, page the path of the rule's page that is shown.
	chosen, page string
	marked       diffMark
}

// diffMark is what lines are marked for: a change, in a text, and whether it is known what the change does there.
type diffMark struct {
	id     string
	after  *session.View
	traced bool
}

func newDiffCard(a ChangesActions) *diffCard {
	d := &diffCard{
		actions: a, name: widgets.NewHeading(""), counts: widgets.NewMuted(""), diff: widgets.NewDiffView(),
		code: widgets.NewCodeView(0), why: widget.NewRichText(), snapshot: &session.Snapshot{},
	}
	d.counts.Shrink = true
	d.files = widgets.NewPicker("", nil, func(name string) { d.showFile(d.ignore != nil && name == d.ignore.Name) })
	d.files.Flat, d.files.Bold = true, true
	d.files.SetToolTip(lang.L("The plan writes both files: which one to look at"))
	d.why.Wrapping = fyne.TextWrapWord
	d.whyAt = container.NewVScroll(widgets.NewPadded(4, 8, 10, 10, d.why))
	d.diff.FoldText = func(n int) string { return fmt.Sprintf(lang.L("%d lines as they were"), n) }
	d.diff.OnTapped = func(r widgets.DiffRow) { d.tapped(r) }
	d.modes = widgets.NewSegmented([]string{lang.L("Unified"), lang.L("Side by side"), lang.L("Why")}, d.setMode)
	d.modes.SetToolTip(lang.L("One column, two, or the page of the chosen change's rule") + "  (U, S, W)")
	up := toolButton("", lang.L("To the block of changes before")+"  (P)", func() { d.step(-1) })
	up.Icon = fynetheme.MoveUpIcon()
	down := toolButton("", lang.L("To the next block of changes")+"  (N)", func() { d.step(1) })
	down.Icon = fynetheme.MoveDownIcon()
	d.fold = toolButton(lang.L("Fold"), "", func() { d.setFolding(!d.folding) })
	d.setFolding(false)
	d.patch = toolButton(lang.L("Patch…"), "", a.SavePatch)
	d.tools = widgets.NewRow(2, up, down, d.fold, toolButton(lang.L("Copy"), lang.L("Copy the file as it becomes")+"  (C)", d.copy), d.patch)
	head := widgets.NewPadded(7, 7, 14, 10, widgets.NewColumns(8, []float32{0, 1, 0, 0}, container.NewStack(d.name, d.files), d.counts, d.tools, d.modes))
	top := widgets.NewColumn(0, head, widgets.NewHairline())
	d.detail = newChangeDetail(d.explain, a.Try)
	d.over = container.New(&overDetail{d.detail}, widgets.NewPadded(4, 4, 0, 0, container.NewStack(d.diff, d.code, d.whyAt)), d.detail.content)
	body := d.over
	d.content = widgets.NewTightCard(container.NewBorder(top, nil, nil, nil, body))
	return d
}

// toolButton is a small button without a border.
func toolButton(label, tip string, tapped func()) *widgets.Button {
	b := widgets.NewQuietButton(label, tapped)
	b.SetToolTip(tip)
	return b
}

// show compares the two texts when one of them is another one; a text that can't be read is shown with its bad line.
func (d *diffCard) show(n *session.Snapshot) {
	d.snapshot = n
	if n.Before == d.before && n.After == d.after && n.Ignore == d.ignore && n.Problem == d.problem && n.Dockerfile == d.file {
		return
	}
	d.before, d.after, d.ignore, d.problem, d.file = n.Before, n.After, n.Ignore, n.Problem, n.Dockerfile
	d.name.SetText(n.Dockerfile)
	d.onIgnore = d.onIgnore && n.Ignore != nil
	setVisible(d.name, n.Ignore == nil)
	setVisible(d.files, n.Ignore != nil)
	d.arrange()
	if d.unread() {
		d.counts.SetText("")
		d.code.SetLines(markedSource(n))
		if n.Problem != nil {
			d.code.Reveal(n.Problem.Line)
		}
		return
	}
	d.compare()
}

// compare shows the difference of the file that is looked at.
func (d *diffCard) compare() {
	before := codeLines(d.before.Text)
	after := before
	if d.after != nil {
		after = codeLines(d.after.Text)
	}
	if d.ignore != nil {
		shown := d.file
		if d.onIgnore {
			shown, before, after = d.ignore.Name, ignoreLines(d.ignore.Before), ignoreLines(d.ignore.After)
		}
		d.files.Set(shown, []string{d.file, d.ignore.Name})
	}
	rows := widgets.DiffRows(before, after)
	added, removed := widgets.DiffCount(rows)
	d.counts.SetText(fmt.Sprintf("+%d −%d", added, removed))
	d.diff.SetRows(rows)
}

// showFile looks at the ignore file, or at the Dockerfile.
func (d *diffCard) showFile(ignore bool) {
	if ignore = ignore && d.ignore != nil; ignore != d.onIgnore {
		d.onIgnore = ignore
		d.compare()
	}
}

// unread says whether there is no text that could be compared.
func (d *diffCard) unread() bool { return d.before == nil || d.before.File == nil }

// arrange shows what the mode and the texts ask for.
func (d *diffCard) arrange() {
	unread := d.unread()
	why := d.modes.Selected == modeWhy && !unread && d.after != nil
	setVisible(d.diff, !unread && !why)
	setVisible(d.whyAt, why)
	setVisible(d.modes, !unread && d.after != nil)
	setVisible(d.tools, !unread && d.after != nil)
	setVisible(d.code, unread)
	if why {
		d.showPage()
	}
}

func (d *diffCard) setMode(mode int) {
	d.modes.Select(mode)
	if mode != modeWhy {
		d.diff.SetSideBySide(mode == modeSides)
	}
	d.arrange()
}

func (d *diffCard) setFolding(on bool) {
	d.folding = on
	d.diff.SetFolding(on)
	label, tip := lang.L("Fold"), lang.L("Leave out lines that stay as they were")
	if on {
		label, tip = lang.L("Unfold"), lang.L("Show all lines")
	}
	d.fold.SetLabel(label)
	d.fold.SetToolTip(tip + "  (F)")
}

// choose scrolls to where a change begins.
func (d *diffCard) choose(i changeItem) {
	d.showFile(i.id == rewrite.Dockerignore)
	t := d.snapshot.Traces[i.id]
	switch {
	case len(t.Added) > 0:
		d.diff.RevealNew(t.Added[0])
	case len(t.Removed) > 0:
		d.diff.Reveal(t.Removed[0])
	default:
		d.diff.Reveal(i.line)
	}
}

// mark puts a bar before the lines of a change, and says all of it.
func (d *diffCard) mark(i changeItem) {
	if d.detail.show(i, d.snapshot) {
		d.over.Refresh()
	}
	now := diffMark{i.id, d.snapshot.After, d.snapshot.Traces != nil}
	if d.marked == now {
		return
	}
	d.marked, d.chosen = now, i.id
	d.diff.SetMarked(func(r widgets.DiffRow) bool { return !d.onIgnore && touches(d.snapshot.Traces[d.chosen], r) })
	if d.modes.Selected == modeWhy {
		d.showPage()
	}
}

func (d *diffCard) reveal(line int) {
	d.diff.Reveal(line)
	d.code.Reveal(line)
}

// step goes to another block, and chooses the change that it is of.
func (d *diffCard) step(by int) {
	if d.modes.Selected == modeWhy {
		d.setMode(modeUnified)
	}
	if row, ok := d.diff.NextBlock(by); ok {
		d.stepped(row)
	}
}

// copy puts the Dockerfile as it becomes on the clipboard.
func (d *diffCard) copy() {
	switch {
	case d.after == nil || d.actions.Copy == nil:
	case d.onIgnore:
		d.actions.Copy(string(d.ignore.After))
	default:
		d.actions.Copy(string(d.after.Text))
	}
}

// changeOf is the id of the change that does something to a line: of several the one that does the least; empty for none.
func (d *diffCard) changeOf(r widgets.DiffRow) string {
	if d.onIgnore {
		return rewrite.Dockerignore
	}
	best, least := "", 0
	for _, c := range d.snapshot.Changes {
		t, known := d.snapshot.Traces[c.ID]
		if size := len(t.Added) + len(t.Removed); known && touches(t, r) && (best == "" || size < least) {
			best, least = c.ID, size
		}
	}
	return best
}

// touches says whether a change brings or removes a line.
func touches(t session.Trace, r widgets.DiffRow) bool {
	switch r.Kind {
	case widgets.AddedLine:
		return slices.Contains(t.Added, r.NewNumber)
	case widgets.RemovedLine:
		return slices.Contains(t.Removed, r.OldNumber)
	}
	return false
}
