package gui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/gui/widgets"
	"lightship/gui/words"
)

const (
	// buildListLeast is the least height of the list of builds, and buildSheetWidth its width, as far as the window has them.
	buildListLeast  float32 = 240
	buildSheetWidth float32 = 920
)

// buildTableGroups are the Dockerfiles, and then each file that declares builds.
func buildTableGroups(builds []project.Build) []buildGroup {
	groups := []buildGroup{{}}
	for _, g := range buildGroups(builds) {
		if g.builds[0].By == project.Found {
			groups[0].builds = append(groups[0].builds, g.builds...)
		} else {
			groups = append(groups, g)
		}
	}
	return groups
}

// buildList is a table of the ways to build: what each builds, what it stands on, what can be won, what the last rebuild came to.
// Above it is a line to type parts of a name in.
type buildList struct {
	groups []buildGroup
	chosen string
	choose func(id string)
	filter *pathEntry
	table  *widgets.DataTable
	survey map[string]session.Surveyed
	// listed are the IDs of those that match the filter, in the order of the groups.
	listed []string
}

func newBuildList(builds []project.Build, chosen string, choose func(id string), escaped func()) *buildList {
	l := &buildList{groups: buildTableGroups(builds), chosen: chosen, choose: choose}
	l.filter = newPathEntry("", func(string) { l.first() }, escaped)
	l.filter.PlaceHolder = lang.L("Filter {{.Count}} Dockerfiles, services and targets", map[string]any{"Count": len(builds)})
	l.filter.OnChanged = func(string) { l.refresh() }
	l.table = widgets.NewDataTable([]widgets.TableColumn{
		{Title: lang.L("Build"), Kind: widgets.NameCell, Width: 170, Weight: 2},
		{Title: lang.L("Language"), Width: 76, Optional: 3, Sortable: true},
		{Title: lang.L("Base"), Width: 130, Weight: 1, Optional: 2, Tip: lang.L("What its image stands on now, with its bytes on disk")},
		{Title: lang.L("Could be won"), Width: 130, Weight: 1, Sortable: true, Tip: lang.L("What another base alone would take away, and how many changes are proposed. A rebuild measures it.")},
		{Title: lang.L("Last rebuild"), Width: 130, Weight: 1, Optional: 1, Sortable: true},
	})
	l.table.PressActivates, l.table.Empty = true, lang.L("None has all these words in its name.")
	l.table.OnActivated = l.choose
	l.refresh()
	return l
}

// show shows what is known of the builds by now.
func (l *buildList) show(survey map[string]session.Surveyed) {
	l.survey = survey
	l.refresh()
}

// refresh lists the builds that have all the words of the filter in their names.
func (l *buildList) refresh() {
	wanted := strings.Fields(strings.ToLower(l.filter.Text))
	var rows []widgets.TableRow
	var groups []widgets.TableGroup
	l.listed = nil
	for _, g := range l.groups {
		from := len(rows)
		for _, b := range g.builds {
			if hasAll(strings.ToLower(g.title+" "+b.ID+" "+b.Dockerfile), wanted) {
				rows = append(rows, widgets.TableRow{ID: b.ID, Group: g.title, Cells: l.cells(&g, b)})
				l.listed = append(l.listed, b.ID)
			}
		}
		if len(rows) > from {
			name := g.title
			if name == "" {
				name = lang.L("Dockerfiles")
			}
			groups = append(groups, widgets.TableGroup{ID: g.title, Name: name})
		}
	}
	if len(groups) < 2 {
		for i := range rows {
			rows[i].Group = ""
		}
		groups = nil
	}
	l.table.SetGroups(groups)
	l.table.SetRows(rows)
	l.table.Select(l.chosen)
}

func (l *buildList) cells(g *buildGroup, b project.Build) []widgets.TableCell {
	name := widgets.TableCell{Text: g.label(b), Tip: b.ID}
	if b.By != project.Found && b.Context != "" {
		name.Second = lang.L("context {{.Folder}}", map[string]any{"Folder": b.Context})
	}
	if b.ID == l.chosen {
		name.Badges[0] = widgets.Badge{Text: lang.L("Open"), Tone: widgets.Accent}
	}
	s, known := l.survey[b.ID]
	if !known {
		return []widgets.TableCell{name, {}, {Text: "…", Muted: true}, {}, {}}
	}
	if s.Problem != "" {
		return []widgets.TableCell{name, {}, {Text: lang.L("can't be read"), Muted: true, Tip: s.Problem}, {Second: s.Problem}, lastCell(s)}
	}
	return []widgets.TableCell{name, {Text: words.Language(s.Language)}, baseCell(s), winCell(s), lastCell(s)}
}

func baseCell(s session.Surveyed) widgets.TableCell {
	cell := widgets.TableCell{Text: s.Base, Tip: s.Base}
	if s.BaseOnDisk >= 0 {
		cell.Second = compare.FormatBytes(s.BaseOnDisk)
	}
	return cell
}

// winCell says what is lighter for certain, the base, and never a sum that nobody measured.
func winCell(s session.Surveyed) widgets.TableCell {
	cell := widgets.TableCell{Text: lang.L("nothing found"), Muted: true}
	if s.Changes > 0 {
		cell = widgets.TableCell{Text: words.Count("{{.Count}} changes", s.Changes), Key: float64(s.Changes)}
	}
	if won := s.BaseOnDisk - s.NextOnDisk; s.BaseOnDisk >= 0 && s.NextOnDisk >= 0 && won > 0 {
		cell.Second, cell.Key = lang.L("base lighter by {{.Size}}", map[string]any{"Size": compare.FormatBytes(won)}), float64(won)
	}
	cell.Tip = s.NextBase
	return cell
}

func lastCell(s session.Surveyed) widgets.TableCell {
	if s.Last == nil {
		return widgets.TableCell{Text: lang.L("none yet"), Muted: true}
	}
	return widgets.TableCell{
		Text:   lang.L("{{.Before}} to {{.After}}", map[string]any{"Before": compare.FormatBytes(s.Last.BeforeOnDisk), "After": compare.FormatBytes(s.Last.AfterOnDisk)}),
		Second: words.Ago(s.Last.Made, time.Now()), Key: float64(s.Last.BeforeOnDisk - s.Last.AfterOnDisk),
	}
}

func hasAll(text string, wanted []string) bool {
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// first chooses the first build that is listed.
func (l *buildList) first() {
	if len(l.listed) > 0 {
		l.choose(l.listed[0])
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
		if id != s.snapshot.Build {
			s.session.ChooseBuild(id)
		}
	}, func() { s.sheet.close() })
	s.session.Survey()
	l.show(n.Survey)
	size := fyne.NewSize(buildSheetWidth, max(buildListLeast, l.table.FullHeight()))
	body := widgets.NewColumn(8, l.filter, s.sheet.fit(size, l.filter.MinSize().Height+8, l.table))
	s.sheet.show(lang.L("Choose what to build"), body, l.filter, widgets.NewButton(lang.L("Cancel"), func() { s.sheet.close() }))
	s.builds = l
}
