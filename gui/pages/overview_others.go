package pages

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/session"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// othersCard lists the changes that are no reason for weight, with their switches, in a page that has room for them below the reasons.
type othersCard struct {
	actions OverviewActions
	rows    *fyne.Container
	listed  map[string]*changeRow
	ids     []string
	card    *widgets.Card
}

func newOthersCard(a OverviewActions) *othersCard {
	c := &othersCard{actions: a, rows: widgets.NewColumn(0), listed: map[string]*changeRow{}}
	title := widgets.NewPadded(12, 12, reasonEdge, reasonEdge, widgets.NewHeading(lang.L("For speed and safety")))
	c.card = widgets.NewTightCard(widgets.NewColumn(0, title, widgets.NewHairline(), c.rows))
	return c
}

// show lists the changes that are not among the reasons. Rows that stay keep the keyboard.
func (c *othersCard) show(n *session.Snapshot, reasons []reason) {
	items := slices.DeleteFunc(itemsOf(n), func(i changeItem) bool {
		return slices.ContainsFunc(reasons, func(r reason) bool { return r.change.ID == i.id })
	})
	ids := make([]string, 0, len(items))
	for _, i := range items {
		ids = append(ids, i.id)
	}
	if !slices.Equal(ids, c.ids) {
		c.ids = ids
		c.rows.RemoveAll()
		clear(c.listed)
		for _, i := range items {
			row := newChangeRow(i, c.actions.Changes, c.actions.Toggle)
			c.listed[i.id] = row
			c.rows.Add(row)
		}
	}
	for _, i := range items {
		c.listed[i.id].show(i)
	}
}

// withRoom shows what stands last in a column, a page's additional card, only where the page has room for all of it.
type withRoom struct {
	column *fyne.Container
	card   fyne.CanvasObject
	wanted func() bool
}

// newWithRoom returns a scroller of the column, the last object of which is the additional card.
func newWithRoom(column *fyne.Container, wanted func() bool) *fyne.Container {
	l := &withRoom{column: column, card: column.Objects[len(column.Objects)-1], wanted: wanted}
	return container.New(l, scrolled(column))
}

// MinSize is the scroller's.
func (*withRoom) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Layout gives the scroller all the room.
func (l *withRoom) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	setVisible(l.card, false)
	left := size.Height - l.column.MinSize().Height - theme.Gap
	setVisible(l.card, l.wanted() && left >= l.card.MinSize().Height)
	l.column.Refresh()
}
