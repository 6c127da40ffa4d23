package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// nextSteps says what Lightship proposes and what to do now, with buttons that lead there.
type nextSteps struct {
	actions OverviewActions
	title   *widgets.Text
	text    *widgets.Paragraph
	changes *fyne.Container
	buttons *fyne.Container
	card    fyne.CanvasObject
}

// nextStep is a button: what it says and does.
type nextStep struct {
	label string
	do    func()
}

// mostChanges is how many of the proposed changes are named.
const mostChanges = 4

func newNextSteps(a OverviewActions) *nextSteps {
	s := &nextSteps{
		actions: a, title: widgets.NewHeading(""), text: widgets.NewMutedParagraph(""),
		changes: widgets.NewColumn(4), buttons: widgets.NewColumn(8),
	}
	s.title.Shrink = true
	s.card = widgets.NewCard(widgets.NewColumn(10, s.title, s.text, s.changes, s.buttons))
	return s
}

// show says what fits the state of the work.
func (s *nextSteps) show(n *session.Snapshot) {
	a := s.actions
	see, look, base := nextStep{lang.L("See the stages"), a.Stages}, nextStep{lang.L("Look through the changes"), a.Changes}, nextStep{lang.L("Choose another base"), a.Bases}
	on := changesThatAreOn(n)
	switch {
	case n.Job != nil && n.Builds.Before.Total > 0:
		s.say(lang.L("Both images are being built"), lang.L("They are measured and compared when that is done."), nextStep{lang.L("Watch the builds"), a.Build}, look)
	case n.After == nil:
		s.say(lang.L("Nothing to change"), lang.L("The rules found nothing that they could safely make lighter. What they noticed stands on the Changes page."), see, nextStep{lang.L("See what was noticed"), a.Changes})
	case n.Comparison == nil:
		s.say(lang.L("Lightship proposes"), proposalText(n, on), nextStep{lang.L("Rebuild and compare"), a.Rebuild}, look, base)
	case n.Stale:
		s.say(lang.L("The plan has changed"), lang.L("The figures are of the plan before. Build again to measure this one."), nextStep{lang.L("Rebuild and compare"), a.Rebuild}, look, base)
	default:
		s.say(lang.L("Measured and compared"), lang.L("Nothing in your project is changed until you save."), nextStep{lang.L("See the results"), a.Results}, nextStep{lang.L("Save the Dockerfile…"), a.Save}, nextStep{lang.L("Export the report…"), a.Export})
	}
	s.changes.RemoveAll()
	if n.Comparison == nil && n.After != nil && n.Job == nil {
		s.name(on)
	}
	setVisible(s.changes, len(s.changes.Objects) > 0)
}

func (s *nextSteps) say(title, text string, steps ...nextStep) {
	s.title.SetText(title)
	s.text.SetText(text)
	s.buttons.RemoveAll()
	for i, one := range steps {
		b := widgets.NewButton(one.label, one.do)
		if i == 0 {
			b = widgets.NewPrimaryButton(one.label, one.do)
		}
		s.buttons.Add(container.NewStack(b))
	}
}

// name lists what is proposed.
func (s *nextSteps) name(on []session.Switch) {
	for i, c := range on {
		if i == mostChanges && len(on) > mostChanges+1 {
			s.changes.Add(widgets.NewMuted(lang.L("and {{.More}} more", map[string]any{"More": len(on) - mostChanges})))
			return
		}
		text := widgets.NewText(c.Title)
		text.Shrink = true
		s.changes.Add(widgets.NewColumns(8, []float32{1, 0}, text, widgets.NewMuted(savesText(c.Change))))
	}
}

func changesThatAreOn(n *session.Snapshot) (on []session.Switch) {
	for _, c := range n.Changes {
		if c.On {
			on = append(on, c)
		}
	}
	return on
}

func proposalText(n *session.Snapshot, on []session.Switch) string {
	text := count(len(on), lang.L("change"), lang.L("changes"))
	if saves := savesBytes(n); saves > 0 {
		text = lang.L("{{.Changes}} that save about {{.Size}}, by prediction.", map[string]any{"Changes": text, "Size": compare.FormatBytes(saves)})
	} else {
		text = lang.L("{{.Changes}}, none of which saves bytes that can be predicted.", map[string]any{"Changes": text})
	}
	return text + " " + lang.L("Build both to measure it; nothing in your project is changed.")
}
