package gui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"lightship/engine/project"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// buildListHeight is the height of the list of builds, as far as the window has it.
const buildListHeight float32 = 420

// buildRow is one line of the list: a group's title, or a build.
type buildRow struct {
	text string
	// id is the build's, empty for a title.
	id string
	// tip says more of a build: its context, target and where it is declared.
	tip string
}

// buildList finds one of many ways to build: a line to type parts of its name in, and below it those that match, by group.
type buildList struct {
	groups []buildGroup
	rows   []buildRow
	chosen string
	choose func(id string)
	filter *pathEntry
	list   *widget.List
}

func newBuildList(builds []project.Build, chosen string, choose func(id string), escaped func()) *buildList {
	l := &buildList{groups: buildGroups(builds), chosen: chosen, choose: choose}
	l.filter = newPathEntry("", func(string) { l.first() }, escaped)
	l.filter.PlaceHolder = fmt.Sprintf(lang.L("Filter %d Dockerfiles, services and targets"), len(builds))
	l.filter.OnChanged = l.show
	l.list = widget.NewList(func() int { return len(l.rows) }, newBuildRow, l.bind)
	l.list.HideSeparators = true
	l.list.OnSelected = func(i widget.ListItemID) {
		if id := l.rows[i].id; id != "" {
			l.choose(id)
			return
		}
		l.list.Unselect(i)
	}
	l.show("")
	return l
}

func newBuildRow() fyne.CanvasObject {
	label := widget.NewLabel("")
	label.Truncation = fyne.TextTruncateEllipsis
	return label
}

func (l *buildList) bind(i widget.ListItemID, row fyne.CanvasObject) {
	label, r := row.(*widget.Label), l.rows[i]
	label.TextStyle.Bold = r.id == l.chosen && r.id != ""
	label.Importance = widget.MediumImportance
	text := "    " + r.text + r.tip
	switch {
	case r.id == "":
		label.Importance, text = widget.LowImportance, r.text
	case r.id == l.chosen:
		label.Importance = widget.HighImportance
	}
	label.SetText(text)
}

// show lists the builds that have all the words of a filter in their names.
func (l *buildList) show(filter string) {
	words := strings.Fields(strings.ToLower(filter))
	l.rows = nil
	for _, g := range l.groups {
		var rows []buildRow
		for _, b := range g.builds {
			text := strings.ToLower(g.title + " " + b.ID + " " + b.Dockerfile)
			if !hasAll(text, words) {
				continue
			}
			row := buildRow{text: g.label(b), id: b.ID}
			if b.By != project.Found && b.Context != "" {
				row.tip = "   " + lang.L("context") + " " + b.Context
			}
			rows = append(rows, row)
		}
		if len(rows) > 0 && g.title != "" {
			l.rows = append(l.rows, buildRow{text: fmt.Sprintf("%s   (%d)", g.title, len(rows))})
		}
		l.rows = append(l.rows, rows...)
	}
	l.list.UnselectAll()
	l.list.Refresh()
	l.list.ScrollToTop()
}

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// first chooses the first build that is listed.
func (l *buildList) first() {
	for _, r := range l.rows {
		if r.id != "" {
			l.choose(r.id)
			return
		}
	}
}

// reveal scrolls to the chosen build.
func (l *buildList) reveal() {
	for i, r := range l.rows {
		if r.id == l.chosen && r.id != "" {
			l.list.ScrollTo(i)
		}
	}
}

// askBuild asks which of many Dockerfiles and builds is meant.
func (s *Shell) askBuild() {
	n := s.snapshot
	if n.Project == nil {
		return
	}
	l := newBuildList(n.Project.Builds, n.Build, func(id string) {
		s.sheet.close()
		s.session.ChooseBuild(id)
	}, func() { s.sheet.close() })
	room := widgets.NewGround(theme.Panel)
	room.Least = fyne.NewSize(0, min(buildListHeight, s.sheet.canvas.Size().Height-200))
	body := widgets.NewColumn(8, l.filter, container.NewStack(room, l.list))
	s.sheet.show(lang.L("Choose what to build"), body, l.filter, widgets.NewButton(lang.L("Cancel"), func() { s.sheet.close() }))
	l.reveal()
}
