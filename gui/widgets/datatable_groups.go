package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// The heights of a compact table's rows.
const (
	compactRow    float32 = 32
	compactSecond float32 = 40
	groupRow      float32 = 32
)

// tableLine is what stands on one line of a table: a row, or a group's heading when row is below 0.
type tableLine struct{ group, row int }

// SetGroups puts the rows under headings, in the headings' order; rows of no group that is there are left out. What the user has
// folded or unfolded stays so.
func (t *DataTable) SetGroups(groups []TableGroup) {
	t.groups = groups
	for _, g := range groups {
		if _, known := t.folded[g.ID]; !known {
			t.folded[g.ID] = g.Folded
		}
	}
	t.redraw()
}

// Fold folds a group or unfolds it.
func (t *DataTable) Fold(id string, folded bool) {
	if t.folded[id] != folded {
		t.folded[id] = folded
		t.redraw()
	}
}

// FullHeight is the height with which no row has to be scrolled.
func (t *DataTable) FullHeight() float32 { return tableHeadHeight + t.list.top(len(t.lines)) }

// ToTop scrolls to the first row.
func (t *DataTable) ToTop() { t.list.toTop() }

// arrange says what stands on which line, and how high the lines are.
func (t *DataTable) arrange() {
	t.lines = t.lines[:0]
	if len(t.groups) == 0 {
		for _, row := range t.order {
			t.lines = append(t.lines, tableLine{-1, row})
		}
	}
	for g, group := range t.groups {
		if t.countIn(group.ID) == 0 {
			continue
		}
		t.lines = append(t.lines, tableLine{g, -1})
		for _, row := range t.order {
			if t.rows[row].Group == group.ID && !t.folded[group.ID] {
				t.lines = append(t.lines, tableLine{g, row})
			}
		}
	}
	t.list.tops = nil
	if !t.Compact {
		return
	}
	tops := make([]float32, len(t.lines)+1)
	for i, l := range t.lines {
		tops[i+1] = tops[i] + t.heightOf(l)
	}
	t.list.tops = tops
}

func (t *DataTable) heightOf(l tableLine) float32 {
	switch {
	case l.row < 0:
		return groupRow
	case len(t.rows[l.row].Cells) > 0 && t.rows[l.row].Cells[0].Second != "":
		return compactSecond
	}
	return compactRow
}

func (t *DataTable) countIn(group string) int {
	n := 0
	for _, r := range t.rows {
		if r.Group == group {
			n++
		}
	}
	return n
}

// groupParts are the primitives of a group's heading.
type groupParts struct {
	mark              *Glyph
	name, count, note *canvas.Text
}

func newGroupParts() *groupParts {
	g := &groupParts{
		mark: NewGlyph(chevronDown, 12, theme.Muted), name: newText(theme.BodySize, true), count: newText(theme.BodySize, true), note: newText(theme.SmallSize, false),
	}
	g.hide(true)
	return g
}

func (g *groupParts) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{g.mark, g.name, g.count, g.note}
}

func (g *groupParts) hide(hidden bool) {
	g.mark.Hidden, g.name.Hidden, g.count.Hidden, g.note.Hidden = hidden, hidden, hidden, hidden
}

// chevronRight is the mark of what is folded, on a grid of 24 by 24.
const chevronRight = "M9.5 6l6 6-6 6"

// show writes a group's heading over the whole width.
func (g *groupParts) show(group TableGroup, count int, folded bool, width, height float32) {
	g.hide(false)
	paths := chevronDown
	if folded {
		paths = chevronRight
	}
	if g.mark.Paths != paths {
		g.mark.Paths = paths
		g.mark.Refresh()
	}
	g.name.Text, g.name.Color = group.Name, theme.Color(group.Tone.ink())
	g.count.Text, g.count.Color = strconv.Itoa(count), theme.Color(theme.Muted)
	x := tableEdge + 4
	place(g.mark, x, (height-12)/2, 12, 12)
	x += 22
	for _, t := range []*canvas.Text{g.name, g.count} {
		placeLine(t, x, 0, t.MinSize().Width, height)
		x += t.MinSize().Width + 10
	}
	g.note.Text, _ = fit(group.Note, width-x-tableEdge, g.note.TextSize, g.note.TextStyle)
	g.note.Color = theme.Color(theme.Muted)
	placeLine(g.note, x, 0, width-x, height)
}
