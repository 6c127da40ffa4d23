package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// baseDrawer is at the right of the table: all that is known of one base, how it compares with the chosen one, the line of the
// Dockerfile that it would change, and the button that chooses it.
type baseDrawer struct {
	actions BasesActions

	name, tag, ref *widgets.Text
	badges         *fyne.Container
	copy           *widgets.Button
	sides          *widgets.Segmented
	facts          *widgets.FactTable
	standIn        *widgets.Paragraph
	evidence       *fyne.Container
	place          *widgets.Text
	lines          *fyne.Container
	use1           *widgets.Button
	try            *widgets.Button
	tried          *widgets.Paragraph
	layers         *widgets.Button
	scroll         *container.Scroll
	content        fyne.CanvasObject

	row     session.BaseRow
	chosen  *session.BaseRow
	program []project.Evidence
	after   *session.View
	stands  string
	// unused is why the Dockerfile does not stand on the chosen base, empty when it does.
	unused string
	// tries are how the last tries ended, noTry is why nothing can be tried now.
	tries []session.Try
	noTry string
}

func newBaseDrawer(actions BasesActions, closed func()) *baseDrawer {
	d := &baseDrawer{actions: actions, badges: widgets.NewRow(6), evidence: widgets.NewColumn(8), lines: widgets.NewColumn(0)}
	d.name, d.tag, d.ref = widgets.NewHeading(""), widgets.NewHeading(""), widgets.NewCaption("")
	d.name.TextSize, d.name.Shrink, d.tag.Shrink, d.ref.Shrink, d.ref.Mono = 15, true, true, true, true
	d.tag.Color = theme.Muted
	away := widgets.NewQuietButton("", closed)
	away.Icon = fynetheme.CancelIcon()
	away.SetToolTip(lang.L("Close"))
	d.copy = widgets.NewJumpButton(lang.L("Copy"), func() { actions.Copy(d.row.Ref) })
	d.copy.SetToolTip(lang.L("Copy the reference, with its digest where that is known"))
	d.sides = widgets.NewSegmented([]string{lang.L("Facts"), lang.L("Compare with chosen")}, func(int) { d.showFacts() })
	d.facts = widgets.NewFactTable()
	d.standIn = widgets.NewMutedParagraph("")
	d.standIn.Color = theme.Warn
	d.place = widgets.NewCaption("")
	d.place.Shrink = true
	d.use1 = widgets.NewSoftButton(lang.L("Use this base"), func() { d.use() })
	d.try = widgets.NewButton(lang.L("Try it…"), func() { actions.Try(d.row.Ref) })
	d.tried = widgets.NewMutedParagraph("")
	d.layers = widgets.NewButton("", func() { actions.ReadLayers(d.row.Ref) })
	head := widgets.NewColumn(4,
		widgets.NewColumns(4, []float32{1, 0}, d.name, away), d.tag, d.badges,
		widgets.NewColumns(4, []float32{1, 0}, d.ref, d.copy), d.sides)
	d.scroll = container.NewVScroll(widgets.NewPadded(0, 8, 0, 8, widgets.NewColumn(10, d.standIn, d.facts, widgets.NewHairline(), d.evidence)))
	foot := widgets.NewColumn(8, d.tried, d.place, d.lines, widgets.NewColumns(8, []float32{1, 0, 0}, d.use1, d.try, d.layers))
	body := container.NewBorder(head, widgets.NewPadded(8, 0, 0, 0, foot), nil, nil, widgets.NewPadded(8, 0, 0, 0, d.scroll))
	shade := widgets.NewGround(theme.Panel)
	d.content = container.NewStack(shade, widgets.NewColumns(0, []float32{0, 1}, widgets.NewHairline(), widgets.NewPadded(12, 16, 16, 16, body)))
	return d
}

// learn takes what does not depend on the row.
func (d *baseDrawer) learn(n *session.Snapshot) {
	d.program, d.after, d.stands, d.unused = n.Program.Evidence, n.After, n.FinalBase(), n.BaseUnused
	d.tries, d.noTry = n.Tries, WhyNoTry(n)
}

// use chooses the base that is shown, when it can be.
func (d *baseDrawer) use() {
	if !d.use1.Disabled && d.row.Ref != "" {
		d.actions.ChooseBase(d.row.Ref)
	}
}

// show shows a base beside the chosen one, which is nil when there is none.
func (d *baseDrawer) show(row session.BaseRow, chosen *session.BaseRow) {
	d.row, d.chosen = row, chosen
	d.name.SetText(row.Name)
	d.tag.SetText(row.Variant)
	d.ref.SetText(row.Ref)
	ref := ""
	if chosen != nil {
		ref = chosen.Ref
	}
	d.badges.RemoveAll()
	for _, b := range baseBadges(row, ref) {
		if b.Text != "" {
			d.badges.Add(widgets.NewPill(b.Text, b.Tone))
		}
	}
	setVisible(d.badges, len(d.badges.Objects) > 0)
	setText(d.standIn, standInLine(row.Facts))
	d.showFacts()
	showEvidence(d.evidence, row, d.program)
	d.showLine()
	d.showButtons()
	d.scroll.ScrollToTop()
	d.content.Refresh()
}

// setText shows a paragraph when it has something to say.
func setText(p *widgets.Paragraph, text string) {
	p.SetText(text)
	setVisible(p, text != "")
}

func (d *baseDrawer) isChosen() bool { return d.chosen != nil && d.chosen.Ref == d.row.Ref }

func (d *baseDrawer) showFacts() {
	if d.sides.Selected == 1 && d.chosen != nil && !d.isChosen() {
		d.facts.Set([]string{d.chosen.Name + " " + d.chosen.Variant, d.row.Name + " " + d.row.Variant}, comparedFacts(*d.chosen, d.row))
		return
	}
	d.facts.Set(nil, factsOfBase(d.row))
}

func (d *baseDrawer) showButtons() {
	setVisible(d.sides, d.chosen != nil && !d.isChosen())
	label, disabled, tip := lang.L("Use this base"), false, lang.L("The last stage of the after Dockerfile goes on it")
	switch {
	case d.isChosen():
		label, disabled, tip = lang.L("In use"), true, lang.L("The plan stands on this base")
	case d.row.Verdict.Level == bases.DoesNotFit:
		disabled, tip = true, lang.L("Does not fit: {{.Reason}}", map[string]any{"Reason": firstReason(d.row.Verdict)})
	}
	d.use1.SetLabel(label)
	d.use1.SetDisabled(disabled, tip)
	d.showTry()
	d.layers.SetLabel(lang.L("Read it"))
	d.layers.SetDisabled(d.row.Reading, lang.L("Fetch the base once and look what is in it: exact size, libraries, packages. Verdicts follow the program's start there."))
	if d.row.Reading {
		d.layers.SetLabel(lang.L("Reading…"))
	}
	setVisible(d.layers, d.row.Reading || d.row.Facts.Contents == nil && d.row.Facts.Digest.Hex != "")
}

// showTry offers to start the program on the base, and says how that goes or ended.
func (d *baseDrawer) showTry() {
	text := ""
	for _, t := range d.tries {
		if t.Base == d.row.Ref {
			text = sentenceCase(tryWord(t))
		}
	}
	setText(d.tried, text)
	setVisible(d.try, !d.isChosen() && d.row.Verdict.Level != bases.DoesNotFit)
	off := d.noTry
	d.try.SetDisabled(off != "", off)
	if off == "" {
		d.try.SetToolTip(lang.L("Build and start the program on it; it is kept where it does the same and is lighter"))
	}
}

// showLine shows the line of the Dockerfile that the base would change, or that it has changed.
func (d *baseDrawer) showLine() {
	d.lines.RemoveAll()
	at, text := fromLine(d.after, d.stands)
	switch {
	case d.isChosen() && d.unused != "":
		d.place.SetText(lang.L("Not in the Dockerfile:"))
		why := widgets.NewParagraph(d.unused)
		why.Color = theme.Warn
		d.lines.Add(why)
	case at == 0:
		d.place.SetText(lang.L("The plan has no stage of its own to put on it"))
	case d.isChosen() && bases.SameRef(d.stands, d.row.Ref):
		d.place.SetText(lang.L("Line {{.Line}} of the Dockerfile is", map[string]any{"Line": at}))
		d.lines.Add(lineOfCode(" ", shortFrom(text, d.stands), theme.Hover, theme.Text))
	case d.isChosen():
		d.place.SetText(lang.L("Not in the Dockerfile: “Final base” is off on the Changes page"))
	default:
		d.place.SetText(lang.L("Line {{.Line}} would become", map[string]any{"Line": at}))
		d.lines.Add(lineOfCode("−", shortFrom(text, d.stands), theme.BadSoft, theme.Text))
		d.lines.Add(lineOfCode("+", shortFrom(replacedRef(text, d.stands, d.row.Ref), d.row.Ref), theme.GoodSoft, theme.Text))
	}
}

// lineOfCode is a line of a Dockerfile on a soft ground.
func lineOfCode(sign, text string, ground, ink fyne.ThemeColorName) fyne.CanvasObject {
	mark, line := widgets.NewText(sign), widgets.NewText(text)
	for _, t := range []*widgets.Text{mark, line} {
		t.Mono, t.TextSize, t.Color = true, theme.CaptionSize, ink
	}
	line.Shrink = true
	soft := widgets.NewGround(ground)
	soft.Radius = 3
	return container.NewStack(soft, widgets.NewPadded(2, 2, 8, 8, widgets.NewColumns(8, []float32{0, 1}, mark, line)))
}
