package pages

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/build"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// buildLog is the log of the chosen step.
type buildLog struct {
	card   *widgets.Card
	title  *widgets.Text
	place  *widgets.Text
	follow *widgets.Chip
	line   *widgets.Button
	turn   *widgets.Button
	head   *fyne.Container
	copy   *widgets.Button
	save   *widgets.Button
	find   *logFind
	view   *widgets.LogView
	quiet  *widgets.EmptyState
	words  *fyne.Container

	shown logShown
}

// logShown tells one state of a log from another.
type logShown struct {
	id    string
	state build.State
	count int
	last  build.LogLine
}

func newBuildLog(copied func(text string), save, showLine, turnOff func()) *buildLog {
	l := &buildLog{view: widgets.NewLogView()}
	l.title = widgets.NewHeading("")
	l.title.Shrink = true
	l.place = widgets.NewMuted("")
	l.follow = widgets.NewChip(lang.L("Follow"), l.view.SetFollow)
	l.follow.Selected = true
	l.follow.SetToolTip(lang.L("Keep the last line in view"))
	l.view.OnFollow = func(follow bool) {
		l.follow.Selected = follow
		l.follow.Refresh()
	}
	l.copy = widgets.NewQuietButton(lang.L("Copy"), func() { copied(l.view.Text()) })
	l.copy.SetToolTip(lang.L("Copy the whole log of this step"))
	l.save = widgets.NewQuietButton(lang.L("Save…"), save)
	l.save.SetToolTip(lang.L("Save the whole log of this step to a file"))
	l.find = newLogFind(l.view)
	l.quiet = widgets.NewEmptyState("", "", "")
	l.words = widgets.NewColumns(10, []float32{0, 1}, l.place, l.title)
	l.line = widgets.NewJumpButton("", showLine)
	l.line.SetToolTip(lang.L("Go to this line on the Changes page, and to the change that it is from"))
	l.turn = widgets.NewSoftButton(lang.L("Turn that change off"), turnOff)
	l.line.Hide()
	l.turn.Hide()
	l.head = widgets.NewColumns(8, []float32{1, 0, 0, 0, 0, 0, 0}, l.words, l.turn, l.line, l.find.content, l.follow, l.copy, l.save)
	l.card = widgets.NewTightCard(widgets.NewStack(0, widgets.NewPadded(3, 3, 13, 8, l.head), widgets.NewHairline(), container.NewStack(l.view, l.quiet)))
	return l
}

// show draws a step's log; it does nothing when that has no new lines.
func (l *buildLog) show(id string, s build.Step, ok bool) {
	next := logShown{id: id, state: s.State, count: len(s.Log)}
	if len(s.Log) > 0 {
		next.last = s.Log[len(s.Log)-1]
	}
	if next == l.shown && ok {
		return
	}
	l.shown = next
	l.showHead(s, ok)
	lines := logLines(s)
	l.view.SetLines(lines)
	l.find.say()
	l.save.SetDisabled(len(lines) == 0, lang.L("Save the whole log of this step to a file"))
	l.copy.SetDisabled(len(lines) == 0, lang.L("Copy the whole log of this step"))
	if len(lines) > 0 {
		l.quiet.Hide()
		l.view.Show()
		return
	}
	l.view.Hide()
	l.quiet.Set("", quietText(s, ok), false)
	l.quiet.Show()
}

// offer leads to the step's line, and turns the change off that a failed step is from; culprit is its title, empty for none.
func (l *buildLog) offer(s build.Step, culprit string) {
	had := l.line.Visible() || l.turn.Visible()
	if s.Line > 0 {
		l.line.SetLabel(lang.L("Show line {{.Line}}", map[string]any{"Line": s.Line}))
	}
	l.turn.SetToolTip(lang.L("“{{.Title}}” has written this line. Your files were not touched; rebuild afterwards.", map[string]any{"Title": culprit}))
	setVisible(l.line, s.Line > 0)
	setVisible(l.turn, culprit != "")
	if had || l.line.Visible() || l.turn.Visible() {
		l.head.Refresh()
	}
}

func (l *buildLog) showHead(s build.Step, ok bool) {
	if !ok {
		l.title.SetText(lang.L("Log"))
		l.place.SetText("")
		return
	}
	title := s.Instruction
	if title == "" {
		title = s.Name
	}
	if s.Instruction == "" || strings.HasPrefix(s.Instruction, "FROM ") {
		title = words.ShortRefs(title)
	}
	l.title.SetText(strings.Join(strings.Fields(title), " "))
	place := s.Stage
	if s.Line > 0 {
		line := lang.L("line {{.Line}}", map[string]any{"Line": s.Line})
		place = strings.TrimPrefix(place+" · "+line, " · ")
	}
	l.place.SetText(place)
	// The place has another width now, and the title stands behind it.
	l.words.Refresh()
}

func quietText(s build.Step, ok bool) string {
	switch {
	case !ok:
		return lang.L("Choose a step to see its log.")
	case s.State == build.Cached:
		return lang.L("This step came from the cache: it was not run again.")
	case s.State == build.Waiting:
		return lang.L("This step has not started yet.")
	case s.State == build.Running:
		return lang.L("This step has written nothing so far.")
	}
	return lang.L("This step wrote nothing.")
}

func logLines(s build.Step) []widgets.LogLine {
	lines := make([]widgets.LogLine, 0, len(s.Log)+1)
	for _, line := range s.Log {
		time := ""
		if !line.At.IsZero() && !s.Started.IsZero() {
			time = fmt.Sprintf("%.3f", max(line.At.Sub(s.Started).Seconds(), 0))
		}
		lines = append(lines, widgets.LogLine{Time: time, Text: line.Text})
	}
	for _, text := range strings.Split(s.Error, "\n") {
		if strings.TrimSpace(text) != "" {
			lines = append(lines, widgets.LogLine{Text: text, Tone: widgets.Bad})
		}
	}
	return lines
}
