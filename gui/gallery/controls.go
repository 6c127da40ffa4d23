package gallery

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

const long = "A long text that does not fit its room and ends with three dots, while its tooltip has all of it"

func texts() fyne.CanvasObject {
	cut := widgets.NewText(long)
	cut.Shrink = true
	mono := widgets.NewText("sha256:6ceafbc2a9c5")
	mono.Mono = true
	return section("Text",
		widgets.NewRow(16, widgets.NewTitle("Title"), widgets.NewHeading("Heading"), widgets.NewText("Text"), widgets.NewMuted("Muted"),
			widgets.NewCaption("Caption"), mono),
		widgets.NewFixed(260, 0, cut),
		widgets.NewFixed(360, 0, widgets.NewParagraph(long+". "+long+".")),
		widgets.NewFixed(360, 0, widgets.NewMutedParagraph(long+".\nA line of its own.")),
		widgets.NewHairline(),
		widgets.NewRow(8, grounds()...))
}

func grounds() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, name := range []fyne.ThemeColorName{
		theme.Ground, theme.Panel, theme.Line, theme.Text, theme.Muted, theme.Primary, theme.PrimarySoft, theme.PrimaryPale, theme.Good, theme.GoodSoft,
		theme.Warn, theme.WarnSoft, theme.Bad, theme.BadSoft, theme.Series1, theme.Series2, theme.Series3, theme.Series4, theme.Series5, theme.Series6,
		theme.Series7, theme.Series8,
	} {
		ground := widgets.NewGround(name)
		ground.Radius, ground.Least = 5, fyne.NewSize(32, 24)
		all = append(all, ground)
	}
	return all
}

func buttons() fyne.CanvasObject {
	nothing := func() {}
	plain := widgets.NewButton("Plain", nothing)
	plain.Kind = widgets.Plain
	icon := widgets.NewButton("", nothing)
	icon.Icon = fynetheme.ContentCopyIcon()
	both := widgets.NewButton("Copy", nothing)
	both.Icon = fynetheme.ContentCopyIcon()
	row := widgets.NewRow(8, widgets.NewPrimaryButton("Primary", nothing), widgets.NewButton("Secondary", nothing), plain,
		widgets.NewDangerButton("Danger", nothing), widgets.NewQuietButton("Quiet", nothing), icon, both)
	off := widgets.NewRow(8)
	for _, b := range []*widgets.Button{
		widgets.NewPrimaryButton("Primary", nothing), widgets.NewButton("Secondary", nothing),
		widgets.NewDangerButton("Danger", nothing), widgets.NewQuietButton("Quiet", nothing),
	} {
		b.SetDisabled(true, "It is off, and this says why")
		off.Add(b)
	}
	return section("Buttons", row, off)
}

func choices() fyne.CanvasObject {
	chosen := widgets.NewChip("Chosen", nil)
	chosen.Selected = true
	toggles := widgets.NewRow(8)
	for _, on := range []bool{true, false} {
		for _, disabled := range []bool{false, true} {
			toggle := widgets.NewToggle(nil)
			toggle.Set(on, disabled)
			toggles.Add(toggle)
		}
	}
	options := []string{"one", "two", "a third one"}
	picker := widgets.NewPicker("Caption", options, nil)
	picker.Selected = "two"
	bold := widgets.NewPicker("", options, nil)
	bold.Selected, bold.Bold = "bold", true
	off := widgets.NewPicker("Off", options, nil)
	off.Selected, off.Off = "two", true
	flat := widgets.NewPicker("Flat:", options, nil)
	flat.Selected, flat.Flat = "two", true
	full, known, unknown := widgets.NewProgressBar(), widgets.NewProgressBar(), widgets.NewProgressBar()
	full.Value, full.Tone, known.Value, unknown.Value = 1, widgets.Good, 0.4, -1
	return section("Choices and progress",
		widgets.NewRow(8, widgets.NewPill("Neutral", widgets.Neutral), widgets.NewPill("Accent", widgets.Accent),
			widgets.NewPill("Good", widgets.Good), widgets.NewPill("Warn", widgets.Warn), widgets.NewPill("Bad", widgets.Bad)),
		seals(),
		widgets.NewRow(8, widgets.NewChip("Chip", nil), chosen, widgets.NewSegmented([]string{"Before", "After"}, nil)),
		toggles,
		widgets.NewRow(8, picker, bold, off, flat),
		widgets.NewRow(24, widgets.NewFixed(160, 0, full), widgets.NewFixed(160, 0, known), widgets.NewFixed(160, 0, unknown)))
}

// seals are pills with a drawing, and those that can be pressed.
func seals() fyne.CanvasObject {
	const drawing = "M5 12.5l4.5 4.5L19 7.5"
	row := widgets.NewRow(8)
	for _, tone := range []widgets.Tone{widgets.Neutral, widgets.Accent, widgets.Good, widgets.Warn, widgets.Bad} {
		seal, focused := widgets.NewSeal(nil), widgets.NewSeal(nil)
		seal.Set(drawing, "Seal", tone)
		focused.Set(drawing, "focused", tone)
		focused.FocusGained()
		row.Objects = append(row.Objects, widgets.NewIconPill(drawing, "Pill", tone), seal, focused)
	}
	return row
}

func notices() fyne.CanvasObject {
	warn := widgets.NewBanner(widgets.Warn, "Something to know", long+".", widgets.NewButton("Do it", func() {}))
	bad := widgets.NewBanner(widgets.Bad, "It did not work", "exit code: 1")
	bad.Next = "Correct line 3 and try again."
	bad.OnClosed = func() { bad.Hide() }
	return section("Notices", warn, bad,
		widgets.NewBanner(widgets.Good, "It worked", ""), widgets.NewBanner(widgets.Accent, "A hint", "With a text."))
}

func states() fyne.CanvasObject {
	busy := widgets.NewEmptyState("", "Waiting", "For something that takes a while")
	busy.Busy = true
	return section("Empty states", high(190, widgets.NewColumns(theme.Gap, nil,
		widgets.NewEmptyState("M4 20h16M7 20v-8M12 20V5M17 20v-11", "Nothing here yet", "This is how something gets here.",
			widgets.NewPrimaryButton("Do it", func() {})), busy)))
}
