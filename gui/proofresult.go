package gui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/proof"
	"lightship/engine/rewrite/learn"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// proofResult shows both results side by side: why it can't be told, what differs with what mends it, what is the same, what is only
// measured.
func proofResult(n *session.Snapshot, take func(learn.Entry)) *fyne.Container {
	r := n.Proof
	column := widgets.NewColumn(0)
	for _, reason := range r.Reasons {
		says := widgets.NewParagraph(sentence(reason.Says()))
		text := widgets.NewColumn(2, says)
		if reason.Said != "" {
			text.Add(widgets.NewMutedParagraph(fmt.Sprintf(lang.L("It said: %s"), reason.Said)))
		}
		text.Add(widgets.NewMutedParagraph(giveText(reason)))
		column.Add(toned(theme.WarnSoft, widgets.NewPadded(8, 8, 12, 12, text)))
	}
	for _, round := range n.Rounds {
		column.Add(widgets.NewPadded(6, 6, 12, 12, widgets.NewMutedParagraph(roundText(round))))
	}
	sections := []struct {
		state proof.State
		title string
	}{{proof.Different, ""}, {proof.Alike, lang.L("The same")}, {proof.Measured, lang.L("Only measured")}}
	for _, section := range sections {
		rows := proofRows(r, section.state)
		if len(rows) == 0 {
			continue
		}
		if section.title != "" {
			column.Add(toned(theme.Hover, widgets.NewPadded(5, 5, 12, 12, widgets.NewCaption(section.title))))
		}
		for _, row := range rows {
			column.Add(row)
		}
		if section.state == proof.Different {
			for _, e := range n.Remedies {
				column.Add(toned(theme.WarnSoft, widgets.NewPadded(4, 6, 38, 12, remedyRow(e, n.Stale, take))))
			}
		}
	}
	if sights := r.Sights(); len(sights) > 0 {
		said := lang.L("Seen when it ran: {{.Sights}}", map[string]any{"Sights": strings.Join(sights, "; ")})
		column.Add(widgets.NewPadded(8, 8, 12, 12, widgets.NewMutedParagraph(said)))
	}
	return column
}

// toned puts an object on a ground.
func toned(color fyne.ThemeColorName, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(widgets.NewGround(color), o)
}

func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// The drawings before rows, on a grid of 24 by 24.
const (
	iconSame    = "M5 12.5l4.5 4.5L19 7.5"
	iconDiffers = "M12 4 2.5 20h19zM12 10v4M12 17v.5"
	iconOnly    = "M6 12h12"
)

// proofRows are the rows of a state, in the result's own order.
func proofRows(r *proof.Result, state proof.State) []fyne.CanvasObject {
	icon, ink, ground := iconSame, theme.Good, theme.Panel
	switch state {
	case proof.Different:
		icon, ink, ground = iconDiffers, theme.Warn, theme.WarnSoft
	case proof.Measured:
		icon, ink = iconOnly, theme.Muted
	}
	var all []fyne.CanvasObject
	for i, row := range r.Rows {
		if row.State != state {
			continue
		}
		name, before, after := widgets.NewMutedParagraph(row.Name), small(row.Before), small(row.After)
		if state == proof.Different {
			name.Color, name.Bold, after.Color, after.Bold = theme.Text, true, theme.Bad, true
		}
		line := proofRow(widgets.NewGlyph(icon, 14, ink), name, before, after)
		if state == proof.Different && row.Detail != "" {
			line = widgets.NewColumn(2, line, widgets.NewPadded(0, 0, 26, 0, small(row.Detail)))
		}
		for _, c := range r.NewCauses(i) {
			line = widgets.NewColumn(2, line, widgets.NewPadded(0, 0, 26, 0, small(sentence(c.Says()))))
		}
		all = append(all, widgets.NewColumn(0, toned(ground, widgets.NewPadded(6, 6, 12, 12, line)), widgets.NewHairline()))
	}
	return all
}

// small is text of many lines in the size of tables.
func small(text string) *widgets.Paragraph {
	p := widgets.NewParagraph(text)
	p.TextSize = theme.SmallSize
	return p
}

func proofRow(glyph, name, before, after fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewColumns(12, []float32{0, 1, 1, 1}, container.NewVBox(glyph), name, before, after)
}

// remedyRow says what would mend a difference, with the button that puts it into the plan.
func remedyRow(e learn.Entry, stale bool, take func(learn.Entry)) fyne.CanvasObject {
	var button *widgets.Button
	button = widgets.NewSoftButton(remedyLabel(e.Kind), func() {
		take(e)
		button.SetLabel(lang.L("In the plan"))
		button.SetDisabled(true, lang.L("Undo takes it out again"))
	})
	if stale {
		button.SetDisabled(true, lang.L("The plan has changed since: rebuild, and start both again."))
	}
	title := small(e.Title())
	title.Bold = true
	box := container.NewStack(widgets.NewGround(theme.Panel), widgets.NewPadded(6, 6, 12, 8,
		widgets.NewColumns(8, []float32{1, 0}, widgets.NewColumn(2, title, widgets.NewMutedParagraph(sentence(e.Why()))), container.NewCenter(button))))
	return box
}

// remedyLabel is what the button of a remedy says.
func remedyLabel(k learn.Kind) string {
	switch k {
	case learn.Carry:
		return lang.L("Carry it")
	case learn.Give:
		return lang.L("Give it to the user")
	case learn.Install:
		return lang.L("Install it")
	case learn.KeepUser:
		return lang.L("Keep the user")
	}
	return lang.L("Keep this base")
}

// giveText says where in the sheet that is given which a reason asks for.
func giveText(r proof.Reason) string {
	var all []string
	for _, g := range r.Gives() {
		all = append(all, giveWords(g, r.Subject))
	}
	return strings.Join(all, " ")
}

func giveWords(g proof.Give, subject string) string {
	said := map[string]any{"Field": fieldName(g), "Subject": subject}
	switch g {
	case proof.GiveWithout:
		return lang.L("Nothing outside the container is reached. If the program does without it, write {{.Subject}} into “{{.Field}}”.", said)
	case proof.GiveVariable:
		said["File"] = fieldName(giveFile)
		return lang.L("Give it under “{{.Field}}”, or name a file under “{{.File}}”.", said)
	case proof.GiveArgs:
		return lang.L("Give arguments with which it does something under “{{.Field}}”.", said)
	case proof.GiveInput:
		return lang.L("Give it something to read under “{{.Field}}”.", said)
	case proof.GiveQuestion:
		return lang.L("Give a question that it answers under “{{.Field}}”: tcp:PORT, or cmd:COMMAND.", said)
	case proof.DoByHand:
		return lang.L("Containers of a proof have none: start both by hand.")
	case proof.DoRebuild:
		return lang.L("Choose the computer's own platform at the top, and rebuild.")
	case proof.DoEmbedded:
		return lang.L("Use the embedded BuildKit, which lets programs be traced: start Lightship without BUILDKIT_HOST.")
	}
	return lang.L("Give it more time under “{{.Field}}”.", said)
}

// roundText says what a round of mending did.
func roundText(r session.Round) string {
	var added []string
	for _, e := range r.Added {
		added = append(added, e.Title())
	}
	came := r.Summary
	if r.Error != "" {
		came = r.Error
	}
	return lang.L("Tried: {{.Added}}. It came to: {{.Came}}", map[string]any{"Added": strings.Join(added, ", "), "Came": came})
}
