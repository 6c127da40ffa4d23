package pages

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

// WelcomeActions are what the Welcome page can do.
type WelcomeActions struct {
	// Open opens a path, Browse asks for a folder first, OpenSheet asks for a path.
	Open      func(path string)
	Browse    func()
	OpenSheet func()
	// Forget takes a folder from those opened before, and all that is kept of it.
	Forget func(dir string)
	// Sample opens a copy of the sample; nil when there is no sample.
	Sample func()
}

// Welcome is what there is when nothing is open: a place to drop a folder, the projects opened before, a sample.
type Welcome struct {
	actions WelcomeActions
	path    *widgets.Entry
	open    *widgets.Button
	browse  *widgets.Button
	busy    *widgets.ProgressBar
	busyRow *fyne.Container
	busyIs  *widgets.Text
	recent  *fyne.Container
	recents *fyne.Container
	shown   []recentRow
	content fyne.CanvasObject
}

// welcomeWidth is the width of the page's column.
const welcomeWidth float32 = 640

// recentMost is how many projects are offered again.
const recentMost = 5

// NewWelcome makes the page.
func NewWelcome(a WelcomeActions) *Welcome {
	w := &Welcome{actions: a}
	title := widgets.NewTitle(lang.L("Make a container image light"))
	title.TextSize, title.Align = 24, fyne.TextAlignCenter
	line := widgets.NewMuted(lang.L("Nothing in your folder is changed until you press Save."))
	line.Align = fyne.TextAlignCenter
	w.recents = widgets.NewColumn(0)
	w.recent = widgets.NewColumn(8, widgets.NewCaption(lang.L("Opened before")), widgets.NewTightCard(w.recents))
	room := widgets.NewGround(theme.Ground)
	room.Least = fyne.NewSize(welcomeWidth, 0)
	column := widgets.NewColumn(theme.Margin, widgets.NewColumn(4, title, line), w.dropZone(), w.recent, w.sample())
	w.content = container.NewVScroll(container.NewCenter(widgets.NewPadded(16, 16, 16, 16, container.NewStack(room, column))))
	w.recent.Hide()
	return w
}

// dropZone is the card to drop on, with the other ways to open something.
func (w *Welcome) dropZone() fyne.CanvasObject {
	icon := container.NewCenter(widgets.NewGlyph("M12 3v11M7.5 10 12 14.5 16.5 10M4 16v4h16v-4", 40, theme.Primary))
	say := widgets.NewHeading(lang.L("Drop a project folder or a Dockerfile here"))
	say.TextSize, say.Align = 15, fyne.TextAlignCenter
	w.path = widgets.NewEntry()
	w.path.SetPlaceHolder(lang.L("or type its path"))
	w.path.OnSubmitted = w.take
	w.open = widgets.NewPrimaryButton(lang.L("Open"), func() { w.take(w.path.Text) })
	w.browse = widgets.NewButton(lang.L("Open folder…"), w.actions.Browse)
	w.browse.SetToolTip(lang.L("Choose a folder") + "  (Ctrl+O)")
	ways := widgets.NewColumns(8, []float32{1, 0, 0}, w.path, w.open, w.browse)
	w.busy, w.busyIs = widgets.NewProgressBar(), widgets.NewMuted("")
	w.busyIs.Align = fyne.TextAlignCenter
	w.busy.Value = -1
	w.busyRow = widgets.NewColumn(6, w.busyIs, w.busy)
	w.busyRow.Hide()
	w.busy.Hide()
	inside := widgets.NewColumn(12, icon, say, widgets.NewPadded(6, 0, 0, 0, ways), w.busyRow)
	card := widgets.NewCard(inside)
	card.Padding = 26
	return container.NewStack(card, widgets.NewDashes(theme.Primary))
}

func (w *Welcome) sample() fyne.CanvasObject {
	if w.actions.Sample == nil {
		return layout.NewSpacer()
	}
	try := widgets.NewButton(lang.L("Try the Go sample"), w.actions.Sample)
	try.SetToolTip(lang.L("A copy of it is made in your home folder and opened"))
	say := widgets.NewMuted(lang.L("No project at hand?"))
	return container.NewCenter(widgets.NewRow(10, say, try))
}

func (w *Welcome) take(path string) {
	if path = strings.TrimSpace(path); path != "" {
		w.actions.Open(path)
	}
}

// Content is the page.
func (w *Welcome) Content() fyne.CanvasObject { return w.content }

// Show shows the projects opened before, and that one is being opened.
func (w *Welcome) Show(n *session.Snapshot) {
	recent := make([]recentRow, 0, recentMost)
	for _, dir := range n.Recent[:min(len(n.Recent), recentMost)] {
		recent = append(recent, recentRow{dir, brought(n, dir, time.Now())})
	}
	if !slices.Equal(recent, w.shown) {
		w.shown = recent
		w.recents.RemoveAll()
		for i, r := range recent {
			if i > 0 {
				w.recents.Add(widgets.NewHairline())
			}
			w.recents.Add(w.row(r))
		}
		setVisible(w.recent, len(recent) > 0)
		w.content.Refresh()
	}
	busy := n.Job != nil
	if busy {
		w.busyIs.SetText(n.Job.Name)
	}
	if busy != w.busyRow.Visible() {
		setVisible(w.busyRow, busy)
		setVisible(w.busy, busy)
		w.content.Refresh()
	}
}

// recentRow is a folder opened before, and what the last rebuild there brought.
type recentRow struct{ dir, brought string }

func (w *Welcome) row(r recentRow) fyne.CanvasObject {
	row := widgets.NewLink(filepath.Base(r.dir), r.dir, func() { w.actions.Open(r.dir) })
	row.Trail = r.brought
	away := widgets.NewQuietButton("", func() { w.actions.Forget(r.dir) })
	away.Icon = fynetheme.CancelIcon()
	away.SetToolTip(lang.L("Take {{.Name}} from this list, and forget its plan and results; the folder itself stays", map[string]any{"Name": filepath.Base(r.dir)}))
	return widgets.NewColumns(0, []float32{1, 0}, row, container.NewCenter(away))
}

// brought is what the last rebuild of a folder came to, in words; empty when there was none.
func brought(n *session.Snapshot, dir string, now time.Time) string {
	last, found := n.Brought[dir]
	if !found {
		return ""
	}
	return lang.L("{{.Before}} to {{.After}}, {{.When}}", map[string]any{
		"Before": compare.FormatBytes(last.BeforeOnDisk), "After": compare.FormatBytes(last.AfterOnDisk), "When": words.Ago(last.Made, now),
	})
}

// Leave stops what moves, until the page is shown again.
func (w *Welcome) Leave() {
	setVisible(w.busyRow, false)
	setVisible(w.busy, false)
}
