package pages

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// baseDetail is the area below the table: all that is known of one base, and the button that chooses it.
type baseDetail struct {
	choose   func(ref string)
	evidence []project.Evidence

	card    *widgets.Card
	name    *widgets.Text
	ref     *widgets.Text
	pill    *widgets.Pill
	why     *widgets.Paragraph
	proof   *widgets.Paragraph
	standIn *widgets.Paragraph
	facts   *widgets.Paragraph
	button  *widgets.Button
	layers  *widgets.Button
	row     session.BaseRow
	chosen  bool
}

func newBaseDetail(choose, read func(ref string)) *baseDetail {
	d := &baseDetail{choose: choose}
	d.name = widgets.NewHeading("")
	d.ref = widgets.NewCaption("")
	d.ref.Shrink = true
	d.pill = widgets.NewPill("", widgets.Neutral)
	d.why = widgets.NewParagraph("")
	d.proof = widgets.NewMutedParagraph("")
	d.standIn = widgets.NewMutedParagraph("")
	d.standIn.Color = theme.Warn
	d.facts = widgets.NewMutedParagraph("")
	d.button = widgets.NewPrimaryButton(lang.L("Use this base"), func() { d.use() })
	d.layers = widgets.NewButton("", func() { read(d.row.Ref) })
	head := widgets.NewColumns(10, []float32{0, 0, 1, 0, 0}, d.name, container.NewCenter(d.pill), d.ref, d.layers, d.button)
	words := widgets.NewColumn(8, d.standIn, d.why)
	facts := widgets.NewColumn(8, d.facts, d.proof)
	scroll := container.NewVScroll(widgets.NewPadded(0, 0, 0, 14, widgets.NewColumns(28, []float32{1.4, 1}, words, facts)))
	d.card = widgets.NewCard(widgets.NewStack(8, head, scroll))
	d.card.Padding = 14
	return d
}

// use chooses the base that is shown, when it can be.
func (d *baseDetail) use() {
	if !d.button.Disabled && d.row.Ref != "" {
		d.choose(d.row.Ref)
	}
}

func (d *baseDetail) show(row session.BaseRow, chosen bool) {
	d.row, d.chosen = row, chosen
	d.name.SetText(row.Name)
	d.ref.SetText(row.Ref)
	text, tone := verdictPill(row.Verdict.Level)
	d.pill.Set(text, tone)
	d.showButton()
	d.showLayers()
	d.why.SetText(reasonLines(row))
	setText(d.standIn, standInLine(row.Facts))
	d.facts.SetText(factLines(row))
	setText(d.proof, evidenceLines(d.evidence))
}

func (d *baseDetail) showButton() {
	switch {
	case d.chosen:
		d.button.SetLabel(lang.L("In use"))
		d.button.SetDisabled(true, lang.L("The plan stands on this base"))
	case d.row.Verdict.Level == bases.DoesNotFit:
		d.button.SetLabel(lang.L("Use this base"))
		d.button.SetDisabled(true, lang.L("Does not fit: {{.Reason}}", map[string]any{"Reason": firstReason(d.row.Verdict)}))
	default:
		d.button.SetLabel(lang.L("Use this base"))
		d.button.SetDisabled(false, "")
	}
}

// showLayers offers to read the layers while that was not done.
func (d *baseDetail) showLayers() {
	d.layers.SetLabel(lang.L("Read its layers"))
	d.layers.SetDisabled(false, "")
	d.layers.SetToolTip(lang.L("Fetch the base once and look what is in it: exact size, libraries, packages. Verdicts follow the program's start there."))
	switch {
	case d.row.Reading:
		d.layers.SetLabel(lang.L("Reading…"))
		d.layers.SetDisabled(true, lang.L("Its layers are being fetched and read"))
	case d.row.Facts.Contents != nil || d.row.Facts.Digest.Hex == "":
		d.layers.Hide()
		return
	}
	d.layers.Show()
}

// setText shows a paragraph when it has something to say.
func setText(p *widgets.Paragraph, text string) {
	p.SetText(text)
	if text == "" {
		p.Hide()
	} else {
		p.Show()
	}
}

func reasonLines(row session.BaseRow) string {
	var lines []string
	if row.Recommended != "" {
		lines = append(lines, lang.L("Recommended: {{.Reason}}", map[string]any{"Reason": row.Recommended}))
	}
	for _, reason := range row.Verdict.Reasons {
		lines = append(lines, "•  "+reason)
	}
	if row.Notes != "" {
		lines = append(lines, "•  "+row.Notes)
	}
	return strings.Join(lines, "\n")
}

func standInLine(f bases.Facts) string {
	if f.StandIn == "" {
		return ""
	}
	return lang.L("Stand-in, not the published image: {{.Says}}", map[string]any{"Says": f.StandIn})
}

func factLines(row session.BaseRow) string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	say("%s", sourceTip(row.Facts))
	if row.Facts.Layers > 0 {
		say("%s", lang.N("{{.Count}} layers", row.Facts.Layers, map[string]any{"Count": row.Facts.Layers}))
	}
	if row.Facts.Digest.Hex != "" {
		say("%s:%.12s…", row.Facts.Digest.Algorithm, row.Facts.Digest.Hex)
	}
	if c := row.Facts.Contents; c != nil {
		say("%s", lang.L("{{.Packages}} packages, {{.Setuid}} setuid files, {{.Users}} users", map[string]any{
			"Packages": c.Packages, "Setuid": len(c.Setuid), "Users": len(c.Users),
		}))
		if c.OS.Name != "" {
			say("%s", c.OS.Name)
		}
	}
	if row.SupportSource != "" {
		say("%s", row.SupportSource)
	}
	carries := []string{}
	if row.CACertificates {
		carries = append(carries, lang.L("CA certificates"))
	}
	if row.Zones {
		carries = append(carries, lang.L("time zones"))
	}
	if row.PackageManager != "" {
		carries = append(carries, row.PackageManager)
	}
	carries = append(carries, row.Libraries...)
	if len(carries) > 0 {
		say("%s", lang.L("Carries {{.Things}}", map[string]any{"Things": strings.Join(carries, ", ")}))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func evidenceLines(evidence []project.Evidence) string {
	if len(evidence) == 0 {
		return ""
	}
	lines := []string{lang.L("What is known of the program:")}
	for _, e := range evidence {
		place := e.File
		if e.Line > 0 {
			place = fmt.Sprintf("%s:%d", e.File, e.Line)
		}
		if place != "" {
			place += " "
		}
		lines = append(lines, "•  "+place+e.Says)
	}
	return strings.Join(lines, "\n")
}
