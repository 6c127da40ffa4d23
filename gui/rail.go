package gui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// Sizes of the rail's entries.
const (
	entryHeight float32 = 52
	bareHeight  float32 = 36
	entryInset  float32 = 8
	glyphExtent float32 = 20
)

// railEntry is a page's icon and name in the rail.
type railEntry struct {
	widgets.Pressable

	label, icon string
	chosen      bool
	// bare leaves the name to the tooltip.
	bare bool
	// badge is a count over the icon, 0 for none.
	badge int
}

func newRailEntry(label, icon string, pressed func()) *railEntry {
	e := &railEntry{label: label, icon: icon}
	e.OnPress = pressed
	e.ExtendBaseWidget(e)
	return e
}

// set shows another state; it does nothing when it is the same.
func (e *railEntry) set(chosen, disabled bool, badge int) {
	if e.chosen == chosen && e.Off == disabled && e.badge == badge {
		return
	}
	e.chosen, e.Off, e.badge = chosen, disabled, badge
	e.Refresh()
}

// Disabled says that the page can't be gone to; Tab leaves it out then.
func (e *railEntry) Disabled() bool { return e.Off }

// Enable lets the page be gone to.
func (e *railEntry) Enable() { e.set(e.chosen, false, e.badge) }

// Disable ends that.
func (e *railEntry) Disable() { e.set(e.chosen, true, e.badge) }

// CreateRenderer draws the entry.
func (e *railEntry) CreateRenderer() fyne.WidgetRenderer {
	r := &railRenderer{
		entry: e, ground: canvas.NewRectangle(nil), glyph: widgets.NewGlyph(e.icon, glyphExtent, theme.Muted),
		label: canvas.NewText(e.label, nil), badge: canvas.NewRectangle(nil), count: canvas.NewText("", nil),
	}
	r.ground.CornerRadius, r.badge.CornerRadius = theme.ControlRadius, 7
	r.label.Alignment, r.count.Alignment = fyne.TextAlignCenter, fyne.TextAlignCenter
	r.label.TextSize, r.count.TextSize = theme.RailSize, 9
	r.count.TextStyle.Bold = true
	r.Refresh()
	return r
}

type railRenderer struct {
	entry         *railEntry
	ground, badge *canvas.Rectangle
	glyph         *widgets.Glyph
	label, count  *canvas.Text
}

// Objects are drawn in this order, the badge last.
func (r *railRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.glyph, r.label, r.badge, r.count}
}

// Destroy has nothing to free.
func (r *railRenderer) Destroy() {}

// MinSize is the rail's width without the line at its right.
func (r *railRenderer) MinSize() fyne.Size {
	if r.entry.bare {
		return fyne.NewSize(theme.RailWidth-1, bareHeight)
	}
	return fyne.NewSize(theme.RailWidth-1, entryHeight)
}

// Layout centres icon and label.
func (r *railRenderer) Layout(size fyne.Size) {
	r.ground.Move(fyne.NewPos(entryInset, 0))
	r.ground.Resize(fyne.NewSize(size.Width-2*entryInset+1, size.Height))
	r.glyph.Move(fyne.NewPos((size.Width-glyphExtent)/2, 8))
	r.glyph.Resize(fyne.NewSquareSize(glyphExtent))
	r.label.Move(fyne.NewPos(0, 31))
	r.label.Resize(fyne.NewSize(size.Width, r.label.MinSize().Height))
	width := max(16, r.count.MinSize().Width+9)
	r.badge.Move(fyne.NewPos(size.Width/2+5, 3))
	r.badge.Resize(fyne.NewSize(width, 14))
	r.count.Move(fyne.NewPos(size.Width/2+5, 3+(14-r.count.MinSize().Height)/2))
	r.count.Resize(fyne.NewSize(width, r.count.MinSize().Height))
}

// Refresh colours the entry as it is now.
func (r *railRenderer) Refresh() {
	ink, ground := theme.Muted, theme.Panel
	switch {
	case r.entry.chosen:
		ink, ground = theme.Primary, theme.PrimarySoft
	case r.entry.Hovered() && !r.entry.Off:
		ink, ground = theme.Text, theme.Hover
	case r.entry.Off:
		ink = theme.Edge
	}
	r.ground.FillColor = theme.Color(ground)
	r.ground.StrokeWidth = 0
	if r.entry.Focused() {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Primary), 2
	}
	r.glyph.SetColor(ink)
	r.label.Hidden = r.entry.bare
	r.label.Color, r.label.TextStyle.Bold = theme.Color(ink), r.entry.chosen
	r.badge.Hidden = r.entry.badge == 0
	r.count.Hidden = r.badge.Hidden
	r.badge.FillColor, r.count.Color = theme.Color(theme.Good), theme.Color(theme.OnPrimary)
	r.count.Text = fmt.Sprint(r.entry.badge)
	r.Layout(r.entry.Size())
	canvas.Refresh(r.entry)
}

// rail is the list of pages at the left.
type rail struct {
	entries map[pageID]*railEntry
	content fyne.CanvasObject
}

func newRail(logo fyne.Resource, pages []pageSlot, open func(pageID), toggleTheme, showKeys func()) *rail {
	r := &rail{entries: map[pageID]*railEntry{}}
	picture := canvas.NewImageFromResource(logo)
	picture.SetMinSize(fyne.NewSquareSize(32))
	picture.FillMode = canvas.ImageFillContain
	list := widgets.NewColumn(4, widgets.NewPadded(12, 16, 0, 0, container.NewCenter(picture)))
	for i, p := range pages {
		e := newRailEntry(p.label, p.icon, func() { open(p.id) })
		e.SetToolTip(fmt.Sprintf("%s  (Ctrl+%d)", p.label, i+1))
		r.entries[p.id] = e
		list.Add(e)
	}
	keys := newRailEntry(lang.L("Keys"), iconKeys, showKeys)
	keys.SetToolTip(lang.L("Every key, on one page") + "  (F1)")
	light := newRailEntry(lang.L("Theme"), iconTheme, toggleTheme)
	light.SetToolTip(lang.L("Light, dark, or as the system") + "  (Ctrl+T)")
	foot := widgets.NewPadded(0, 8, 0, 0, widgets.NewColumn(4, keys, light))
	body := container.New(&railLayout{foot: []*railEntry{keys, light}}, list, layout.NewSpacer(), foot)
	r.content = container.NewStack(widgets.NewGround(theme.Panel), widgets.NewColumns(0, []float32{1, 0}, body, widgets.NewHairline()))
	return r
}

// show marks the page that is open and the number of changes that are on.
func (r *rail) show(current pageID, open bool, changes int) {
	for id, e := range r.entries {
		badge := 0
		if id == pageChanges {
			badge = changes
		}
		e.set(id == current, !open, badge)
	}
}

// railLayout lays the rail out. Where it is low, what stands at the foot has no name beside its drawing.
type railLayout struct {
	bars
	foot []*railEntry
}

// lowRail is the height below which the foot is bare.
const lowRail float32 = 560

// MinSize is the rail's with a bare foot.
func (l *railLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := l.bars.MinSize(objects)
	for _, e := range l.foot {
		if !e.bare {
			size.Height -= entryHeight - bareHeight
		}
	}
	return size
}

// Layout places pages and foot.
func (l *railLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, e := range l.foot {
		if bare := size.Height < lowRail; e.bare != bare {
			e.bare = bare
			e.Refresh()
		}
	}
	l.bars.Layout(objects, size)
}
