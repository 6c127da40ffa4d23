package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// banner says what went wrong and what to do next, above the page.
type banner struct {
	title  *widgets.Text
	detail *widgets.Paragraph
	next   *widgets.Paragraph
	show   *widgets.Button
	// reopen and over are offered where somebody has changed a file that was to be saved.
	reopen, over *widgets.Button
	content      fyne.CanvasObject
	shown        *session.Problem
}

// bannerActions are what a banner's buttons do.
type bannerActions struct{ showLine, dismiss, reopen, saveOver func() }

func newBanner(a bannerActions) *banner {
	b := &banner{title: widgets.NewHeading(""), detail: widgets.NewParagraph(""), next: widgets.NewParagraph("")}
	b.title.Color, b.title.Shrink = theme.Bad, true
	b.next.Bold = true
	b.show = widgets.NewButton(lang.L("Show the line"), a.showLine)
	b.reopen = widgets.NewButton(lang.L("Open again"), a.reopen)
	b.reopen.SetToolTip(lang.L("Read the project as it is on disk now; the plan starts anew"))
	b.over = widgets.NewButton(lang.L("Save over it"), a.saveOver)
	b.over.SetToolTip(lang.L("Write the plan all the same; what is there is kept as a backup"))
	away := widgets.NewQuietButton(lang.L("Dismiss"), a.dismiss)
	away.SetToolTip(lang.L("Hide this message") + "  (Esc)")
	buttons := container.NewVBox(container.NewHBox(b.show, b.reopen, b.over, away))
	text := widgets.NewColumn(3, b.title, b.detail, b.next)
	card := widgets.NewCard(widgets.NewColumns(theme.Gap, []float32{1, 0}, text, buttons))
	card.Padding, card.Tone = 12, widgets.Bad
	b.content = widgets.NewPadded(12, 0, theme.Margin, theme.Margin, card)
	b.content.Hide()
	return b
}

// set shows a problem, or nothing for nil; it says whether the banner came or went.
func (b *banner) set(p *session.Problem) (changed bool) {
	if p == b.shown {
		return false
	}
	b.shown = p
	if p == nil {
		b.content.Hide()
		return true
	}
	b.title.SetText(p.Title)
	b.detail.SetText(p.Detail)
	b.next.SetText(p.Next)
	setVisible(b.detail, p.Detail != "")
	setVisible(b.next, p.Next != "")
	setVisible(b.show, p.Line > 0)
	setVisible(b.reopen, p.Kind == session.Changed)
	setVisible(b.over, p.Kind == session.Changed)
	b.content.Show()
	return true
}

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
