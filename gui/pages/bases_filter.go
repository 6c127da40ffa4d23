package pages

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/bases"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// baseFilter is a chip that leaves rows out.
type baseFilter struct {
	chip *widgets.Chip
	keep func(session.BaseRow) bool
}

func newBaseFilters(changed func()) []*baseFilter {
	filter := func(name, tip string, keep func(session.BaseRow) bool) *baseFilter {
		chip := widgets.NewChip(name, func(bool) { changed() })
		chip.SetToolTip(tip)
		return &baseFilter{chip: chip, keep: keep}
	}
	return []*baseFilter{
		filter(lang.L("Fits only"), lang.L("Leave out the bases that the program can't run on"),
			func(r session.BaseRow) bool { return r.Verdict.Level != bases.DoesNotFit }),
		filter(lang.L("Has a shell"), lang.L("Only bases with a shell, to look around in a running container"),
			func(r session.BaseRow) bool { return r.Shell != "" }),
		filter(lang.L("Non-root"), lang.L("Only bases that bring a user to run as"),
			func(r session.BaseRow) bool { return r.NonRoot != "" }),
		filter("glibc", lang.L("Only bases with the GNU C library"), func(r session.BaseRow) bool { return r.Libc == "glibc" }),
		filter("musl", lang.L("Only bases with the musl C library"), func(r session.BaseRow) bool { return r.Libc == "musl" }),
	}
}

// all is the choice of a picker that leaves nothing out.
func all() string { return lang.L("all") }

// offer puts the families and suites of the rows in their pickers; what was chosen and is there no more falls back to all.
func (p *Bases) offer() {
	p.offerIn(p.family, func(r session.BaseRow) string { return r.Family })
	p.offerIn(p.suite, func(r session.BaseRow) string { return r.Suite })
}

func (p *Bases) offerIn(picker *widgets.Picker, of func(session.BaseRow) string) {
	var options []string
	for _, r := range p.rows {
		if value := of(r); value != "" {
			options = append(options, value)
		}
	}
	slices.Sort(options)
	options = append([]string{all()}, slices.Compact(options)...)
	selected := picker.Selected
	if !slices.Contains(options, selected) {
		selected = all()
	}
	picker.Set(selected, options)
}

// pick chooses in a picker.
func (p *Bases) pick(picker *widgets.Picker, option string) {
	picker.Set(option, picker.Options)
	p.fill()
}

// matches says whether a row is of the chosen family and suite and has all words of the search in it.
func (p *Bases) matches(r session.BaseRow) bool {
	for _, choice := range []struct{ chosen, value string }{{p.family.Selected, r.Family}, {p.suite.Selected, r.Suite}} {
		if choice.chosen != "" && choice.chosen != all() && choice.chosen != choice.value {
			return false
		}
	}
	text := strings.ToLower(strings.Join([]string{
		r.Ref, r.Name, r.Variant, r.Family, r.Suite, r.Libc, r.LibcVersion, r.Shell, r.PackageManager, r.User, r.Notes,
		strings.Join(r.Verdict.Reasons, " "),
	}, " "))
	for _, word := range strings.Fields(strings.ToLower(p.search.Text)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// columnItems are the columns to show and to leave out; the first one and the verdict stay.
func (p *Bases) columnItems() []*fyne.MenuItem {
	columns := baseColumns()
	var items []*fyne.MenuItem
	for i := 1; i < len(columns)-1; i++ {
		item := fyne.NewMenuItem(columns[i].Title, func() { p.table.HideColumn(i, !p.table.ColumnHidden(i)) })
		item.Checked = !p.table.ColumnHidden(i)
		items = append(items, item)
	}
	return items
}
