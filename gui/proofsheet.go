package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/proof"
	"lightship/engine/rewrite/learn"
	"lightship/engine/session"
	"lightship/gui/pages"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

const (
	// proofWidth is the width of the sheet with both results, proofFormWidth that of what is given beside them.
	proofWidth     float32 = 960
	proofFormWidth float32 = 300
)

// askProof asks before both images are started, or shows what came of it the last time.
func (s *Shell) askProof() {
	switch {
	case s.snapshot.Comparison == nil:
	case s.snapshot.Proof != nil:
		s.showProof()
	default:
		s.askToStart()
	}
}

// form is what both images are given, kept while the project is open.
func (s *Shell) form() *proofForm {
	if s.proofForm == nil {
		s.proofForm = newProofForm(func(chosen func(string)) { s.chooser.toRead(fieldName(giveFile), chosen) })
	}
	return s.proofForm
}

// askToStart asks what both images are given, and starts them.
func (s *Shell) askToStart() {
	form := s.form()
	start := widgets.NewPrimaryButton(lang.L("Start both"), func() { s.startWith(form, s.session.Prove) })
	if s.snapshot.Job != nil {
		start.SetDisabled(true, lang.L("Something else runs; wait for it or cancel it"))
	}
	body := container.NewBorder(widgets.NewColumn(8, widgets.NewMutedParagraph(startNote())), nil, nil, nil, s.scrolledIn(form.body, sheetWidth, 0))
	s.sheet.show(lang.L("Start both and compare"), body, form.probes, widgets.NewButton(lang.L("Cancel"), func() { s.sheet.close() }), start)
}

// scrolledIn scrolls an object where the window is too low for it; beside is the width that something else takes.
func (s *Shell) scrolledIn(o fyne.CanvasObject, width, beside float32) fyne.CanvasObject {
	room := s.sheet.room(width)
	o.Resize(fyne.NewSize(room.Width-beside, o.MinSize().Height))
	scroll := container.NewVScroll(widgets.NewPadded(0, 0, 0, 12, o))
	// Below it are some lines that stay.
	const below = 50
	return s.sheet.fit(fyne.NewSize(0, o.MinSize().Height+8), below, scroll)
}

// startWith reads the file that the form names, and starts both images with all that was given.
func (s *Shell) startWith(form *proofForm, run func(proof.Settings)) {
	settings, ok := form.settings()
	if !ok {
		return
	}
	begin := func() {
		s.keepMayStart()
		s.given = settings
		run(settings)
		s.showRunning()
	}
	if form.envFile.Text == "" {
		begin()
		return
	}
	path := expandHome(form.envFile.Text)
	go func() {
		env, err := proof.ReadEnv(path)
		s.options.Dispatch(func() {
			if err != nil {
				form.refuse(err.Error())
				return
			}
			settings.Env = proof.Merge(env, settings.Env)
			begin()
		})
	}()
}

// proofArrived shows what came of starting both, unless something else is asked just then.
func (s *Shell) proofArrived(before, n *session.Snapshot) {
	s.running.show(n)
	if n.Proof != nil && n.Proof != before.Proof && n.Job == nil && s.sheet.popup == nil {
		s.showProof()
	}
}

// showProof shows both results side by side, what differs first with what mends it, beside what both were given where there is room.
func (s *Shell) showProof() {
	n := s.snapshot
	again := widgets.NewButton(lang.L("Start again…"), s.askToStart)
	next := widgets.NewPrimaryButton(lang.L("Close"), func() { s.sheet.close() })
	buttons := []*widgets.Button{again, next}
	wide := s.sheet.room(proofWidth).Width > 2*proofFormWidth+200
	if wide {
		again = widgets.NewButton(lang.L("Start again"), func() { s.startWith(s.form(), s.session.Prove) })
		buttons[0] = again
	}
	if len(n.Remedies) > 0 && !n.Stale {
		next = widgets.NewPrimaryButton(lang.L("Mend all and start again"), func() { s.startWith(s.form(), s.session.Learn) })
		buttons = []*widgets.Button{widgets.NewButton(lang.L("Close"), func() { s.sheet.close() }), again, next}
	}
	if why := pages.WhyNoTry(n); why != "" && len(buttons) > 2 {
		next.SetDisabled(true, why)
	}
	result := proofResult(n, func(e learn.Entry) { s.takeRemedy(e, again, next) })
	s.sheet.showAs(proofWidth, lang.L("Start both and compare"), s.proofBody(n, result, wide), nil, buttons...)
}

// takeRemedy puts what mends a difference into the plan; what is left to do then is a rebuild.
func (s *Shell) takeRemedy(e learn.Entry, again, next *widgets.Button) {
	s.session.Take(e)
	why := lang.L("The plan has changed since: rebuild, and start both again.")
	again.SetDisabled(true, why)
	next.SetLabel(lang.L("Rebuild and compare"))
	next.OnTapped = func() {
		s.sheet.close()
		s.rebuild()
	}
}

// proofBody is the verdict over both results, beside the form where it is wide.
func (s *Shell) proofBody(n *session.Snapshot, result *fyne.Container, wide bool) fyne.CanvasObject {
	icon, word, tip, tone := pages.Verdict(n)
	verdict := widgets.NewIconPill(icon, word, tone)
	verdict.SetToolTip(tip)
	summary := widgets.NewMutedParagraph(sentence(n.Proof.Summary()))
	if n.Stale {
		summary.SetText(lang.L("The plan has changed since: rebuild, and start both again."))
	}
	top := widgets.NewColumns(12, []float32{0, 1}, container.NewVBox(verdict), summary)
	named := func(text string) *widgets.Text {
		t := widgets.NewText(text)
		t.Bold, t.TextSize = true, theme.SmallSize
		return t
	}
	room := canvas.NewRectangle(color.Transparent)
	room.SetMinSize(fyne.NewSquareSize(14))
	heads := widgets.NewPadded(4, 4, 12, 24, proofRow(room, named(lang.L("Compared")), named(lang.L("Before")), named(lang.L("After"))))
	beside := float32(0)
	if wide {
		beside = proofFormWidth + theme.Gap
	}
	results := container.NewBorder(widgets.NewColumn(4, top, heads, widgets.NewHairline()), nil, nil, nil, s.scrolledIn(result, proofWidth, beside))
	if !wide {
		return results
	}
	given := s.scrolledIn(s.form().body, proofFormWidth, 0)
	return widgets.NewColumns(theme.Gap, []float32{0, 0, 1}, widgets.NewFixed(proofFormWidth, 0, given), widgets.NewHairline(), results)
}
