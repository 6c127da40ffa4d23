package gui

import (
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/session"
	"lightship/gui/widgets"
)

// runningSheet says where the start of both images is, until it has ended; its zero value says nothing.
type runningSheet struct {
	sheet *sheet
	// popup is the sheet's own: another one that is open by now is left alone.
	popup *widget.PopUp
	step  *widgets.Paragraph
	// begun says that the job was seen to run, before is what was shown when it was asked for.
	begun  bool
	before *session.Snapshot
}

// showRunning says that both are being started, with what ends that: it may go on behind the window's pages too.
func (s *Shell) showRunning() {
	step := widgets.NewParagraph(lang.L("Starting…"))
	body := widgets.NewColumn(8, step, widgets.NewMutedParagraph(lang.L("Before is started twice, after once. What differs is shown here once it is known.")))
	s.sheet.show(lang.L("Start both and compare"), body, nil,
		widgets.NewButton(lang.L("Cancel"), func() {
			s.sheet.close()
			s.cancel()
		}),
		widgets.NewPrimaryButton(lang.L("Go on in the background"), func() { s.sheet.close() }))
	s.running = runningSheet{sheet: s.sheet, popup: s.sheet.popup, step: step, before: s.snapshot}
}

// show shows a snapshot's step, and closes the sheet when the job has ended or could not begin.
func (r *runningSheet) show(n *session.Snapshot) {
	if r.popup == nil {
		return
	}
	switch {
	case r.sheet.popup != r.popup:
		*r = runningSheet{}
	case n.Job != nil && n.Job.Kind == session.Proving:
		r.begun = true
		if text := jobText(n.Job); r.step.Text != text {
			r.step.SetText(text)
		}
	case r.begun, n.Problem != nil && n.Problem != r.before.Problem, n.Proof != nil && n.Proof != r.before.Proof:
		r.sheet.close()
		*r = runningSheet{}
	}
}
