package gui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/proof"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// proofRowsHeight is the most height that what was compared gets before it scrolls.
const proofRowsHeight float32 = 300

// proofForm is what the user gives before both images are started. It is made anew for each sheet: values of variables are
// not kept.
type proofForm struct {
	probes, env, args *widget.Entry
	wrong             *widgets.Paragraph
}

// askProof asks before both images are started, or shows what came of it the last time.
func (s *Shell) askProof() {
	switch {
	case s.snapshot.Comparison == nil:
	case s.snapshot.Proof != nil:
		s.showProof(s.snapshot.Proof)
	default:
		s.askToStart()
	}
}

// askToStart asks what both images are given, and starts them.
func (s *Shell) askToStart() {
	form := newProofForm()
	start := widgets.NewPrimaryButton(lang.L("Start both"), func() {
		if settings, ok := form.settings(); ok {
			s.sheet.close()
			s.session.Prove(settings)
		}
	})
	if s.snapshot.Job != nil {
		start.SetDisabled(true, lang.L("Something else runs; wait for it or cancel it"))
	}
	s.sheet.show(lang.L("Start both and compare"), form.body(), form.probes,
		widgets.NewButton(lang.L("Cancel"), func() { s.sheet.close() }), start)
}

func newProofForm() *proofForm {
	f := &proofForm{
		probes: widget.NewMultiLineEntry(), env: widget.NewMultiLineEntry(), args: widget.NewMultiLineEntry(),
		wrong: widgets.NewParagraph(""),
	}
	f.probes.SetPlaceHolder("http:8080/path")
	f.env.SetPlaceHolder("NAME=value")
	f.args.SetPlaceHolder("--version")
	for _, e := range []*widget.Entry{f.probes, f.env, f.args} {
		e.SetMinRowsVisible(2)
	}
	f.wrong.Color = theme.Bad
	f.wrong.Hide()
	return f
}

// body is the form's content.
func (f *proofForm) body() fyne.CanvasObject {
	return widgets.NewColumn(8,
		widgets.NewMutedParagraph(lang.L("The programs of both images are run, in containers that reach nobody and see none of your files. Nothing is kept of what they write.")),
		widgets.NewCaption(lang.L("What they are asked beside what is found, one a line")), f.probes,
		widgets.NewCaption(lang.L("Variables beside those of .env and compose; they are not kept")), f.env,
		widgets.NewCaption(lang.L("Arguments in place of the image's command, one a line")), f.args, f.wrong)
}

// settings are what was given; ok is false when a line can't be used, which the form then says.
func (f *proofForm) settings() (settings proof.Settings, ok bool) {
	for _, line := range filled(f.probes.Text) {
		p, err := proof.ParseProbe(line)
		if err != nil {
			return f.refuse(err.Error())
		}
		settings.Probes = append(settings.Probes, p)
	}
	for i, line := range filled(f.env.Text) {
		name, value, found := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); !found || name == "" {
			return f.refuse(fmt.Sprintf(lang.L("Variable %d is not of the form NAME=value"), i+1))
		}
		settings.Env = append(settings.Env, proof.NewVariable(name, value, ""))
	}
	settings.Args = filled(f.args.Text)
	return settings, true
}

func (f *proofForm) refuse(why string) (proof.Settings, bool) {
	f.wrong.SetText(why)
	f.wrong.Show()
	return proof.Settings{}, false
}

// filled are the lines of a text that have something in them, without the space around it.
func filled(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// proofArrived shows what came of starting both, unless something else is asked just then.
func (s *Shell) proofArrived(before, n *session.Snapshot) {
	if n.Proof != nil && n.Proof != before.Proof && s.sheet.popup == nil {
		s.showProof(n.Proof)
	}
}

// showProof shows both results side by side, what differs first.
func (s *Shell) showProof(r *proof.Result) {
	body := proofBody(r)
	if s.snapshot.Stale {
		body = widgets.NewColumn(8, widgets.NewParagraph(lang.L("The plan has changed since: rebuild, and start both again.")), body)
	}
	s.sheet.show(lang.L("Started both"), body, nil,
		widgets.NewButton(lang.L("Start again…"), s.askToStart), widgets.NewPrimaryButton(lang.L("Close"), func() { s.sheet.close() }))
}

// verdictTone is the colour of a verdict.
func verdictTone(v proof.Verdict) widgets.Tone {
	switch v {
	case proof.Same:
		return widgets.Good
	case proof.Differs:
		return widgets.Bad
	}
	return widgets.Warn
}

func proofBody(r *proof.Result) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, reason := range r.Reasons {
		says := reason.Says()
		if reason.Said != "" {
			says += "\n" + fmt.Sprintf(lang.L("It said: %s"), reason.Said)
		}
		parts = append(parts, widgets.NewParagraph(says), widgets.NewMutedParagraph(reason.Next()))
	}
	parts = append(parts, proofRow(widgets.NewCaption(lang.L("compared")), widgets.NewCaption(lang.L("before")), widgets.NewCaption(lang.L("after"))))
	scroll := container.NewVScroll(widgets.NewColumn(8, append(parts, proofRows(r)...)...))
	scroll.SetMinSize(fyne.NewSize(0, proofRowsHeight))
	verdict := container.NewHBox(widgets.NewPill(string(r.Verdict), verdictTone(r.Verdict)))
	return widgets.NewColumn(8, verdict, widgets.NewParagraph(r.Summary()), scroll)
}

// proofRows are the rows of a result in its own order, which has what differs first; a cause stands below its row.
func proofRows(r *proof.Result) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, row := range r.Rows {
		after := widgets.NewParagraph(row.After)
		if row.State == proof.Different {
			after.Color = theme.Bad
		}
		all = append(all, proofRow(widgets.NewMutedParagraph(row.Name), widgets.NewParagraph(row.Before), after))
		if row.State == proof.Different && row.Detail != "" {
			all = append(all, widgets.NewParagraph(row.Detail))
		}
	}
	return all
}

func proofRow(name, before, after fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewColumns(theme.Gap, []float32{1, 1, 1}, name, before, after)
}
