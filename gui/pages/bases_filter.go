package pages

import (
	"slices"
	"strings"
	"time"

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
		filter(lang.L("Non-root"), lang.L("Only bases that bring a user to run as"),
			func(r session.BaseRow) bool { return r.NonRoot != "" }),
		filter(lang.L("Has a shell"), lang.L("Only bases with a shell, to look around in a running container"),
			func(r session.BaseRow) bool { return r.Shell != "" }),
		filter(lang.L("In support"), lang.L("Leave out the bases that get no security updates any more"),
			func(r session.BaseRow) bool { return !bases.EndOfLife(r.Base, time.Now()) }),
	}
}

// all is the choice of a picker that leaves nothing out.
func all() string { return lang.L("all") }

// offer puts the families of the rows in their picker; one that was chosen and is there no more falls back to all.
func (p *Bases) offer() {
	var options []string
	for _, r := range p.rows {
		if r.Family != "" {
			options = append(options, r.Family)
		}
	}
	slices.Sort(options)
	options = append([]string{all()}, slices.Compact(options)...)
	selected := p.family.Selected
	if !slices.Contains(options, selected) {
		selected = all()
	}
	p.family.Set(selected, options)
}

// pick chooses a family.
func (p *Bases) pick(family string) {
	p.family.Set(family, p.family.Options)
	p.refill()
}

// matches says whether a row is of the chosen family and has all words of the search in it.
func (p *Bases) matches(r session.BaseRow) bool {
	if chosen := p.family.Selected; chosen != "" && chosen != all() && chosen != r.Family {
		return false
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
