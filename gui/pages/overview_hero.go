package pages

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// hero is the first card of the page: what the image weighs and will weigh, in three figures and two bars, and the one thing to
// do.
type hero struct {
	actions                OverviewActions
	onDisk, download, pull *widgets.Contrast
	bars                   *widgets.BeforeAfter
	act                    *widgets.Button
	hint                   *widgets.Text
	figures                *fyne.Container
	body                   *fyne.Container
	card                   *widgets.Card
}

// heroAct is the height of the button.
const heroAct float32 = 40

func newHero(a OverviewActions) *hero {
	h := &hero{actions: a, bars: widgets.NewBeforeAfter(), hint: widgets.NewCaption("")}
	h.onDisk = widgets.NewContrast(lang.L("On disk"), true)
	h.download = widgets.NewContrast(lang.L("Download"), false)
	h.pull = widgets.NewContrast(lang.L("Pull, your link"), false)
	h.act = widgets.NewPrimaryButton("", func() {})
	h.act.Height = heroAct
	h.hint.Shrink = true
	h.figures = container.New(&heroLayout{}, h.onDisk, h.download, h.pull, widgets.NewHairline(), widgets.NewHairline(), h.act, h.hint)
	h.body = widgets.NewColumn(24, h.figures, h.bars)
	h.card = widgets.NewCard(h.body)
	h.card.Padding = 24
	return h
}

// heroShown is what the card says.
type heroShown struct {
	onDisk, download, pull [2]string
	tone                   widgets.Tone
	badge                  string
	badgeTone              widgets.Tone
	// notes are below the three figures.
	notes         [3]string
	before, after widgets.BarSide
}

// heroOf says what is known of the image as it is and with the plan.
func heroOf(n *session.Snapshot) heroShown {
	if c := n.Comparison; c != nil && c.Before.Image != nil && c.After.Image != nil {
		return measuredHero(n, c)
	}
	before := predictedWeight(n, n.Before)
	s := heroShown{badge: lang.L("predicted"), before: barOf(lang.L("Before"), before, stagesNote(before.base, n.Before))}
	s.onDisk[0], s.download[0], s.pull[0] = orNone(before.onDisk), orNone(before.download), orNone(before.pull)
	s.notes = [3]string{weightNote(before), lang.L("from the registries' manifests"), pullNote(n)}
	if !drawable(n.After) {
		return s
	}
	after := predictedWeight(n, n.After)
	s.onDisk[1], s.download[1], s.pull[1] = orNone(after.onDisk), orNone(after.download), orNone(after.pull)
	s.after = barOf(lang.L("After"), after, stagesNote(after.base, n.After))
	s.tone = widgets.Good
	s.after.Tone = widgets.Good
	if before.bytes > 0 && after.bytes > before.bytes {
		s.tone, s.after.Tone = widgets.Neutral, widgets.Neutral
	}
	return s
}

func measuredHero(n *session.Snapshot, c *compare.Comparison) heroShown {
	before, after := measuredWeight(c.Before.Image, ""), measuredWeight(c.After.Image, c.Base)
	s := heroShown{
		badge: lang.L("measured"), badgeTone: widgets.Good, tone: widgets.Good,
		onDisk: [2]string{before.onDisk, after.onDisk}, download: [2]string{before.download, after.download},
		before: barOf(lang.L("Before"), before, stagesNote(beforeBase(n), n.Before)),
		after:  barOf(lang.L("After"), after, lang.L("{{.Base}}, {{.Lighter}}", map[string]any{"Base": orScratch(c.Base), "Lighter": lighter(c.Ratio())})),
	}
	s.after.Tone = widgets.Good
	if after.bytes >= before.bytes {
		s.tone, s.after.Tone = widgets.Neutral, widgets.Neutral
	}
	cold := c.Cold()
	s.pull = [2]string{compare.FormatDuration(cold.Before.Expected), compare.FormatDuration(cold.After.Expected)}
	s.notes = [3]string{lang.L("as built on {{.Day}}", map[string]any{"Day": c.Made.Local().Format("2 Jan, 15:04")}), lighter(c.DownloadRatio()), pullNote(n)}
	if n.Stale {
		s.badge, s.badgeTone = lang.L("of the plan before"), widgets.Warn
		s.notes[0] = lang.L("the plan has changed since {{.Day}}", map[string]any{"Day": c.Made.Local().Format("2 Jan 15:04")})
	}
	return s
}

func beforeBase(n *session.Snapshot) string {
	ref, _ := baseOf(n.Before)
	return ref
}

func orScratch(base string) string {
	if base == "" {
		return "scratch"
	}
	return shortRef(base)
}

func barOf(title string, w weight, note string) widgets.BarSide {
	return widgets.BarSide{Title: title, Figure: w.onDisk, Note: note, Parts: w.parts, Open: w.more, Rest: lang.L("+ what is yours")}
}

// stagesNote is what an image stands on and is built in.
func stagesNote(base string, v *session.View) string {
	stages := stagesIn(v.Graph)
	if stages == 1 {
		return lang.L("{{.Base}}, one stage", map[string]any{"Base": orScratch(base)})
	}
	return lang.L("{{.Base}}, {{.Stages}} stages", map[string]any{"Base": orScratch(base), "Stages": stages})
}

// weightNote says how sure a prediction is.
func weightNote(w weight) string {
	switch {
	case !w.more:
		return lang.L("from the last build, on another plan")
	case w.onDisk == "" && w.base == "":
		return lang.L("only what is copied into it")
	case w.onDisk == "":
		return lang.L("the size of {{.Base}} is not known", map[string]any{"Base": shortRef(w.base)})
	case w.guessed:
		return lang.L("more than the bases alone; by an estimate")
	}
	return lang.L("more than the bases alone; a rebuild measures")
}

func pullNote(n *session.Snapshot) string {
	return lang.L("cold node, {{.Link}}", map[string]any{"Link": n.Link.String()})
}

func (h *hero) show(n *session.Snapshot) {
	s := heroOf(n)
	for i, c := range []*widgets.Contrast{h.onDisk, h.download, h.pull} {
		figures := [][2]string{s.onDisk, s.download, s.pull}[i]
		c.Before, c.After, c.Note, c.Tone, c.Badge, c.BadgeTone = figures[0], figures[1], s.notes[i], s.tone, s.badge, s.badgeTone
		if c == h.pull {
			c.Badge, c.BadgeTone = lang.L("predicted"), widgets.Neutral
		}
		if figures[0] == none && (figures[1] == none || figures[1] == "") {
			c.After, c.Badge = "", ""
		}
		c.Refresh()
	}
	h.bars.Before, h.bars.After = s.before, s.after
	setVisible(h.bars, len(s.before.Parts) > 0)
	if len(s.after.Parts) > 0 {
		h.bars.After.Note = h.scaleNote(s)
	}
	h.bars.Refresh()
	h.showAct(n)
	h.body.Refresh()
}

// scaleNote says what the second bar is drawn to.
func (h *hero) scaleNote(s heroShown) string {
	if !h.bars.Enlarged() {
		return s.after.Note
	}
	return lang.L("{{.Note}}, at the same scale. Below, the same bytes enlarged", map[string]any{"Note": s.after.Note})
}

// showAct says what there is to do, and what it will take.
func (h *hero) showAct(n *session.Snapshot) {
	label, do, hint := rebuildLabel(n), h.actions.Rebuild, lang.L("builds both; your files stay as they are · Ctrl+R")
	switch {
	case n.Job != nil && n.Job.Canceling:
		label, do, hint = lang.L("Canceling…"), nil, n.Job.Name
	case n.Job != nil && hasBuild(n):
		label, do, hint = lang.L("Watch the builds"), h.actions.Build, n.Job.Name
	case n.Job != nil:
		do, hint = nil, n.Job.Name
	case n.Comparison != nil && !n.Stale:
		took := compare.FormatDuration(n.Comparison.Before.BuildTime + n.Comparison.After.BuildTime)
		hint = lang.L("both builds took {{.Time}} · Ctrl+R", map[string]any{"Time": took})
	case n.After == nil:
		hint = lang.L("measures the image as it is · Ctrl+R")
	}
	h.act.OnTapped = do
	h.act.SetLabel(label)
	h.act.SetDisabled(do == nil, hint)
	h.hint.SetText(hint)
	h.figures.Refresh()
}

// rebuildLabel says what a rebuild does.
func rebuildLabel(n *session.Snapshot) string {
	if n.After == nil {
		return lang.L("Build and measure")
	}
	return lang.L("Rebuild and compare")
}

// heroLayout places three figures with hairlines between them, and the button at the right, or below where there is no room.
// Its height follows from the width that it was given last.
type heroLayout struct{ width float32 }

const (
	heroGap  float32 = 32
	heroWide float32 = 190
)

// places are where the seven objects go, and the height of all.
func (l *heroLayout) places(o []fyne.CanvasObject, width float32) (at [7]fyne.Position, size [7]fyne.Size, height float32) {
	x, y, row := float32(0), float32(0), float32(0)
	for i := range 3 {
		least := o[i].MinSize()
		if x > 0 && x+least.Width > width {
			x, y = 0, y+row+16
		}
		if i > 0 && x > 0 {
			at[i+2], size[i+2] = fyne.NewPos(x-heroGap, y+8), fyne.NewSize(1, least.Height-16)
		}
		at[i], size[i] = fyne.NewPos(x, y), fyne.NewSize(min(least.Width, width-x), least.Height)
		x += least.Width + 2*heroGap
		row = least.Height
	}
	act := fyne.NewSize(max(heroWide, o[5].MinSize().Width), heroAct)
	hint := o[6].MinSize().Height
	if x-heroGap+act.Width <= width {
		at[5], at[6] = fyne.NewPos(width-act.Width, y+8), fyne.NewPos(x-heroGap, y+8+heroAct+4)
		size[5], size[6] = act, fyne.NewSize(width-x+heroGap, hint)
		return at, size, y + row
	}
	y += row + 16
	at[5], at[6] = fyne.NewPos(width-act.Width, y), fyne.NewPos(0, y+(heroAct-hint)/2)
	size[5], size[6] = act, fyne.NewSize(max(0, width-act.Width-16), hint)
	return at, size, y + heroAct
}

// MinSize is the height at the present width.
func (l *heroLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	_, _, height := l.places(o, max(l.width, 320))
	return fyne.NewSize(320, height)
}

// Layout places all.
func (l *heroLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	at, sizes, _ := l.places(o, size.Width)
	if hint, ok := o[6].(*widgets.Text); ok {
		align := fyne.TextAlignTrailing
		if at[6].X == 0 {
			align = fyne.TextAlignLeading
		}
		if hint.Align != align {
			hint.Align = align
			hint.Refresh()
		}
	}
	for i := range o {
		o[i].Move(at[i])
		o[i].Resize(sizes[i])
	}
}
