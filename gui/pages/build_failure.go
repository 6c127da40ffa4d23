package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/build"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// buildFailure says beside the log what failed: the line of the Dockerfile, the last words of the step, whose change it is, and what
// can be done.
type buildFailure struct {
	place      *widgets.Text
	line       *widgets.CodeView
	says, why  *widgets.Paragraph
	turn, open *widgets.Button
	card       *widgets.Card
	// wanted says that there is a failure to show; the card is there where there is room for it, too.
	wanted bool
}

const (
	// failureWidth is the width of the card, failureLeast that of the page from which it stands beside the log.
	failureWidth float32 = 384
	failureLeast float32 = 960
	// failureLines is how many of the last lines of the log are shown.
	failureLines = 4
)

func newBuildFailure(showLine, turnOff func()) *buildFailure {
	f := &buildFailure{place: widgets.NewMuted(""), line: widgets.NewCodeView(6), says: widgets.NewParagraph(""), why: widgets.NewParagraph("")}
	f.place.Shrink = true
	f.says.Mono, f.says.TextSize, f.says.Color = true, theme.CaptionSize, theme.Bad
	title := widgets.NewHeading(lang.L("A step failed"))
	title.Color = theme.Bad
	f.turn = widgets.NewSoftButton(lang.L("Turn that change off"), turnOff)
	f.open = widgets.NewButton("", showLine)
	f.open.SetToolTip(lang.L("Go to this line on the Changes page, and to the change that it is from"))
	head := widgets.NewColumns(10, []float32{0, 1}, title, f.place)
	ground := widgets.NewGround(theme.BadSoft)
	ground.Radius = theme.ControlRadius
	said := container.NewStack(ground, widgets.NewPadded(8, 8, 12, 12, f.says))
	body := widgets.NewColumn(12, f.line, said, f.why, widgets.NewFlow(8, 8, f.turn, f.open))
	f.card = widgets.NewTightCard(widgets.NewStack(0, widgets.NewPadded(10, 10, 16, 16, head), widgets.NewHairline(),
		container.NewVScroll(widgets.NewPadded(12, 12, 16, 16, body))))
	f.card.Hide()
	return f
}

// show shows the chosen step if it is a failed one.
func (f *buildFailure) show(n *session.Snapshot, s build.Step, after bool, culprit string) {
	f.wanted = s.State == build.Failed
	if !f.wanted {
		return
	}
	view, progress, side := n.Before, n.Builds.Before, lang.L("Before")
	if after {
		view, progress, side = n.After, n.Builds.After, lang.L("After")
	}
	f.place.SetText(lang.L("{{.Side}} · {{.Done}} of {{.Total}} steps done", map[string]any{"Side": side, "Done": progress.Done, "Total": progress.Total}))
	line := codeOf(view, s.Line)
	f.line.SetLines(line)
	setVisible(f.line, len(line) > 0)
	f.says.SetText(lastWords(s))
	f.why.SetText(whoseLine(after, culprit))
	f.open.SetLabel(lang.L("Show line {{.Line}}", map[string]any{"Line": s.Line}))
	setVisible(f.open, s.Line > 0)
	setVisible(f.turn, culprit != "")
	f.card.Refresh()
}

// whoseLine says whose the line is that failed, and what can be done.
func whoseLine(after bool, culprit string) string {
	switch {
	case !after:
		return lang.L("This is your Dockerfile as it is, without any change. Mend the line and rebuild: the steps before it come from the cache.")
	case culprit == "":
		return lang.L("Your files were not touched. Mend the line, or turn off the change that it is from, and rebuild: the steps before it come from the cache.")
	}
	return lang.L("“{{.Title}}” has written this line. Your files were not touched; turn it off and rebuild: the steps before it come from the cache.", map[string]any{"Title": culprit})
}

// codeOf is the instruction of a Dockerfile that a line is in, coloured.
func codeOf(v *session.View, line int) []widgets.CodeLine {
	if v == nil {
		return nil
	}
	lines := codeLines(v.Text)
	if line <= 0 || line > len(lines) {
		return nil
	}
	first, last := line, line
	if v.File != nil {
		for _, stage := range v.File.Stages {
			for _, in := range stage.Instructions {
				if in.Lines.First <= line && line <= in.Lines.Last {
					first, last = in.Lines.First, min(in.Lines.Last, len(lines))
				}
			}
		}
	}
	return lines[first-1 : last]
}

// lastWords are the last lines that a failed step wrote, and how it ended.
func lastWords(s build.Step) string {
	var texts []string
	for _, l := range s.Log {
		if strings.TrimSpace(l.Text) != "" {
			texts = append(texts, widgets.PlainText(l.Text))
		}
	}
	texts = texts[max(0, len(texts)-failureLines):]
	if s.Error != "" {
		texts = append(texts, s.Error)
	}
	return strings.Join(texts, "\n")
}

// besideLog puts the failure beside the log where there is room; elsewhere the log has the same acts.
type besideLog struct{ failure *buildFailure }

// MinSize is that of the log: the other one is there only where there is room.
func (besideLog) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout gives the failure its width, and the log the rest.
func (l besideLog) Layout(o []fyne.CanvasObject, size fyne.Size) {
	log, failure := o[0], o[1]
	width := size.Width
	shown := l.failure.wanted && size.Width >= failureLeast
	if shown != failure.Visible() {
		setVisible(failure, shown)
	}
	if shown {
		width -= failureWidth + theme.Gap
		failure.Move(fyne.NewPos(width+theme.Gap, 0))
		failure.Resize(fyne.NewSize(failureWidth, size.Height))
	}
	log.Move(fyne.NewPos(0, 0))
	log.Resize(fyne.NewSize(width, size.Height))
}
