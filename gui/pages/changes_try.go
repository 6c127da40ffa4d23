package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// tryBar stands below the list and the difference where runs have something to say: what needs proof and can be tried, what is being
// tried, how the tries ended, and what a run showed the plan to need.
type tryBar struct {
	title, detail *widgets.Text
	act           *widgets.Button
	content       *fyne.Container
	ids           []string
}

func newTryBar(a ChangesActions) *tryBar {
	b := &tryBar{title: widgets.NewHeading(""), detail: widgets.NewMuted("")}
	b.detail.TextSize, b.detail.Shrink, b.title.Shrink = theme.SmallSize, true, true
	b.act = widgets.NewSoftButton(lang.L("Try them…"), func() { a.Try(b.ids...) })
	text := widgets.NewColumn(2, b.title, b.detail)
	row := widgets.NewColumns(12, []float32{0, 1, 0}, widgets.NewGlyph(iconFlask, 20, theme.Good), text, b.act)
	card := widgets.NewTightCard(widgets.NewPadded(8, 8, 16, 16, row))
	b.content = widgets.NewColumn(0, widgets.NewPadded(theme.Gap, 0, 0, 0, card))
	b.content.Hide()
	return b
}

// trySays is what the bar says; it is not shown without a title.
type trySays struct {
	title, detail string
	// ids can be tried now.
	ids []string
}

// tryOfPlan says what runs have to say of a snapshot's plan.
func tryOfPlan(n *session.Snapshot) trySays {
	trying := n.Job != nil && n.Job.Kind == session.Proving && len(n.Tries) > 0
	needs := n.NeedProof()
	switch {
	case trying:
		return trySays{title: lang.L("Trying"), detail: strings.Trim(triesText(n.Tries)+" · "+n.Job.Step, " ·")}
	case len(n.Tries) > 0:
		return trySays{title: lang.L("What was tried"), detail: triesText(n.Tries), ids: needs}
	case len(n.Learned) > 0:
		var what []string
		for _, e := range n.Learned {
			what = append(what, e.Title())
		}
		return trySays{title: lang.L("What the run needed"), detail: strings.Join(what, ", "), ids: needs}
	case len(needs) > 0:
		return trySays{
			title:  words.Count("{{.Count}} changes need proof", len(needs)),
			detail: lang.L("They are off. Each is built and started; what does the same is kept."), ids: needs,
		}
	}
	return trySays{}
}

// triesText names the tries and how each stands.
func triesText(tries []session.Try) string {
	var all []string
	for _, t := range tries {
		all = append(all, t.Title+": "+tryWord(t))
	}
	return strings.Join(all, " · ")
}

// tryWord is where a try is.
func tryWord(t session.Try) string {
	switch t.State {
	case session.TryRunning:
		return lang.L("being tried")
	case session.TryKept:
		why := t.Why
		for _, a := range t.Assumed {
			why += "; " + a.Says()
		}
		return lang.L("kept, {{.Why}}", map[string]any{"Why": why})
	case session.TryDropped:
		return lang.L("dropped, {{.Why}}", map[string]any{"Why": t.Why})
	}
	return lang.L("waiting")
}

func (b *tryBar) show(n *session.Snapshot) {
	says := tryOfPlan(n)
	b.ids = says.ids
	b.title.SetText(says.title)
	b.detail.SetText(says.detail)
	off := WhyNoTry(n)
	b.act.SetDisabled(off != "", off)
	setVisible(b.act, len(says.ids) > 0)
	setVisible(b.content, says.title != "")
}

// sentenceCase begins a text with a capital letter and ends it with a full stop.
func sentenceCase(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
