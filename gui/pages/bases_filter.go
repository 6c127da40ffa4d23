package pages

import (
	"slices"
	"strings"
	"time"

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

// filterRowLayout lays out the field that searches, the chips, where the facts are from, and the button that asks again. In a narrow window
// the words go first, then the field gets narrower.
type filterRowLayout struct{}

const (
	// searchLeast and searchMost are how wide the field is.
	searchLeast, searchMost float32 = 80, 184
	// sourceLeast is from what width on words say something.
	sourceLeast float32 = 120
	filterGap   float32 = 8
)

// MinSize is that without the words.
func (filterRowLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, each := range o {
		height = max(height, each.MinSize().Height)
	}
	return fyne.NewSize(searchLeast+o[1].MinSize().Width+o[3].MinSize().Width+2*filterGap, height)
}

// Layout places them from both ends.
func (l filterRowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put := func(o fyne.CanvasObject, x, width float32) {
		height := o.MinSize().Height
		o.Move(fyne.NewPos(x, (size.Height-height)/2))
		o.Resize(fyne.NewSize(width, height))
	}
	search, chips, source, again := o[0], o[1], o[2], o[3]
	spare := size.Width - l.MinSize(o).Width
	wide := searchLeast + min(max(spare, 0), searchMost-searchLeast)
	put(search, 0, wide)
	x := wide + filterGap
	put(chips, x, chips.MinSize().Width)
	x += chips.MinSize().Width + filterGap
	end := size.Width - again.MinSize().Width
	put(again, end, again.MinSize().Width)
	room := end - filterGap - x
	setVisible(source, room >= sourceLeast)
	put(source, x, max(0, room))
}
