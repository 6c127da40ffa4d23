package gui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/build"
	"lightship/engine/compare"
	"lightship/engine/pull"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// statusBar says which builder and which link are in use and what is being done.
type statusBar struct {
	dot      *widgets.Ground
	engine   *widgets.Text
	link     *widgets.Picker
	step     *widgets.Text
	progress *widgets.ProgressBar
	right    *fyne.Container
	content  fyne.CanvasObject
	shell    *Shell
	working  bool
	// planning is the number of the plan that is waited for, 0 for none, and plans how many were.
	planning, plans int
	after           func(time.Duration, func()) *time.Timer
}

// planningShown is how long a plan may take until that is said: most take less, and a word that flickers says nothing.
const planningShown = 150 * time.Millisecond

func newStatusBar(s *Shell) *statusBar {
	b := &statusBar{shell: s, dot: widgets.NewGround(theme.Muted), engine: widgets.NewCaption(""), step: widgets.NewCaption(""), after: time.AfterFunc}
	b.dot.Radius, b.dot.Least = 4, fyne.NewSquareSize(8)
	b.step.Shrink, b.step.Align = true, fyne.TextAlignTrailing
	b.link = widgets.NewPicker(lang.L("Link"), nil, nil)
	b.link.Flat, b.link.Items = true, b.links
	b.link.SetToolTip(lang.L("The network that pull times are said for") + "  (Ctrl+L)")
	b.progress = widgets.NewProgressBar()
	track := container.NewGridWrap(fyne.NewSize(140, 6), b.progress)
	b.right = widgets.NewRow(0, container.NewCenter(track))
	left := widgets.NewRow(8, container.NewCenter(b.dot), b.engine)
	row := widgets.NewColumns(12, []float32{0, 0, 1, 0}, left, b.link, b.step, b.right)
	bar := newBars(widgets.NewHairline(), widgets.NewPadded(0, 0, theme.Margin, theme.Margin, row), newNothing())
	room := widgets.NewGround(theme.Panel)
	room.Least = fyne.NewSize(0, theme.StatusHeight)
	b.content = container.NewStack(room, bar)
	b.right.Hide()
	return b
}

// links makes the menu of the link picker.
func (b *statusBar) links() []*fyne.MenuItem {
	const megabit = 1e6
	var items []*fyne.MenuItem
	for _, l := range []pull.Link{
		{BitsPerSecond: 10 * megabit, RTT: 60 * time.Millisecond},
		{BitsPerSecond: 50 * megabit, RTT: 40 * time.Millisecond},
		{BitsPerSecond: 100 * megabit, RTT: 30 * time.Millisecond},
		{BitsPerSecond: 1000 * megabit, RTT: 5 * time.Millisecond},
	} {
		item := fyne.NewMenuItem(l.String(), func() { b.shell.session.SetLink(l) })
		item.Checked = l == b.shell.snapshot.Link
		items = append(items, item)
	}
	return append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(lang.L("Another…")+"   Ctrl+L", b.shell.askLink))
}

// linkText is a link as one types it.
func linkText(l pull.Link) string {
	return fmt.Sprintf("%gmbit,%s", l.BitsPerSecond/1e6, l.RTT)
}

// show shows a snapshot's engine, link and job.
func (b *statusBar) show(n *session.Snapshot) {
	b.showEngine(n.Engine)
	if c := engineColor(n.Engine.State); b.dot.Color != c {
		b.dot.Color = c
		b.dot.Refresh()
	}
	b.link.Set(n.Link.String(), nil)
	if n.Job == nil {
		b.showPlanning(n)
	} else {
		b.step.SetText(jobText(n.Job))
		b.progress.SetValue(n.Job.Fraction)
	}
	if working := n.Job != nil; working != b.working {
		b.working = working
		setVisible(b.right, working)
		setVisible(b.progress, working)
		b.content.Refresh()
	}
}

// showPlanning says that the plan is being worked out once that takes a while, and else when the last rebuild was.
func (b *statusBar) showPlanning(n *session.Snapshot) {
	if !n.Planning {
		b.planning = 0
		b.step.SetText(lastRebuild(n))
		return
	}
	if b.planning > 0 {
		return
	}
	b.plans++
	number := b.plans
	b.planning = number
	b.after(planningShown, func() {
		b.shell.options.Dispatch(func() {
			if now := b.shell.snapshot; b.planning == number && now.Job == nil {
				b.step.SetText(lang.L("Planning…"))
			}
		})
	})
}

// engineMost is how many characters of the engine's name are shown; an address can be long.
const engineMost = 56

func (b *statusBar) showEngine(e build.Info) {
	text, tip := engineText(e), joinLines(e.Detail, networkText(e.Network))
	if runes := []rune(text); len(runes) > engineMost {
		text, tip = string(runes[:engineMost])+"…", joinLines(text, tip)
	}
	b.engine.Tip = tip
	if b.engine.Text != text {
		b.engine.SetText(text)
		b.content.Refresh()
	}
}

func jobText(j *session.Job) string {
	switch {
	case j.Canceling:
		return lang.L("Canceling…")
	case j.Step == "":
		return j.Name
	}
	return words.ShortRefs(j.Step)
}

func lastRebuild(n *session.Snapshot) string {
	c := n.Comparison
	if c == nil {
		return ""
	}
	at := c.Made.Local().Format("15:04")
	if n.Earlier {
		at = c.Made.Local().Format("2 Jan 15:04")
	}
	text := lang.L("Last rebuild at {{.Time}} · {{.Took}}", map[string]any{
		"Time": at, "Took": compare.FormatDuration(c.Before.BuildTime + c.After.BuildTime),
	})
	if n.Stale {
		text += " · " + lang.L("the plan has changed since")
	}
	return text
}

func engineText(e build.Info) string {
	switch e.State {
	case build.EngineStarting:
		return e.Name + " · " + lang.L("starting")
	case build.EngineFailed:
		return e.Name + " · " + lang.L("failed")
	case build.EngineIdle:
		return e.Name + " · " + lang.L("starts when needed")
	}
	return e.Name
}

// networkText says what network RUN steps have, and why.
func networkText(n *build.Network) string {
	switch {
	case n == nil:
		return ""
	case n.Own:
		return lang.L("RUN steps have a network of their own: they can't reach what listens on this computer's loopback.")
	case n.Chosen:
		return lang.L("RUN steps share this computer's network, as chosen.")
	}
	text := lang.L("RUN steps share this computer's network, and can reach what listens on its loopback.") + "\n"
	switch {
	case n.Rootless:
		return text + lang.L("BuildKit has to run as root to give them one of their own.")
	case len(n.Missing) > 0:
		return text + lang.L("One of their own takes {{.Programs}}.", map[string]any{"Programs": strings.Join(n.Missing, ", ")})
	}
	return text + lang.L("One of their own could not be made: {{.Why}}", map[string]any{"Why": n.Failed})
}

// joinLines joins what there is of lines.
func joinLines(lines ...string) string {
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

func engineColor(state build.EngineState) fyne.ThemeColorName {
	switch state {
	case build.EngineReady:
		return theme.Good
	case build.EngineStarting:
		return theme.Warn
	case build.EngineFailed:
		return theme.Bad
	}
	return theme.Muted
}
