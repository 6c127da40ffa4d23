package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// banner says over the page what went wrong and what to do next.
type banner struct {
	title  *widgets.Text
	detail *widgets.Paragraph
	next   *widgets.Paragraph
	show   *widgets.Button
	// reload and over are offered where somebody has changed a file that was to be saved.
	reload, over *widgets.Button
	content      fyne.CanvasObject
	shown        *session.Problem
}

// bannerActions are what a banner's buttons do.
type bannerActions struct{ showLine, dismiss, reload, saveOver func() }

func newBanner(a bannerActions) *banner {
	b := &banner{title: widgets.NewHeading(""), detail: widgets.NewParagraph(""), next: widgets.NewParagraph("")}
	b.title.Color, b.title.Shrink = theme.Bad, true
	b.next.Bold = true
	b.show = widgets.NewButton(lang.L("Show the line"), a.showLine)
	b.reload = widgets.NewButton(lang.L("Reload"), a.reload)
	b.reload.SetToolTip(reloadTip(false))
	b.over = widgets.NewButton(lang.L("Save over it"), a.saveOver)
	b.over.SetToolTip(lang.L("Write the plan all the same; what is there is kept as a backup"))
	away := widgets.NewQuietButton(lang.L("Dismiss"), a.dismiss)
	away.SetToolTip(lang.L("Hide this message") + "  (Esc)")
	buttons := container.NewVBox(container.NewHBox(b.show, b.reload, b.over, away))
	text := widgets.NewColumn(3, b.title, b.detail, b.next)
	card := widgets.NewCard(widgets.NewColumns(theme.Gap, []float32{1, 0}, text, buttons))
	card.Padding, card.Tone, card.Raised = 12, widgets.Bad, true
	b.content = card
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
	b.title.SetText(words.Translated(p.Title))
	b.detail.SetText(p.Detail)
	b.next.SetText(words.Translated(p.Next))
	setVisible(b.detail, p.Detail != "")
	setVisible(b.next, p.Next != "")
	setVisible(b.show, p.Line > 0)
	setVisible(b.reload, p.Kind == session.Changed)
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
