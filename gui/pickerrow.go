package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

const pickerRowGap float32 = 8

// pickerRow lays pickers out side by side. Where there is no room for their captions it leaves them off; the tooltip says
// them still. Where there is not even room for their choices, all behind the first two are in one picker, more.
type pickerRow struct {
	pickers  []*widgets.Picker
	captions []string
	// wanted says which pickers there is something to choose with.
	wanted map[*widgets.Picker]bool
	more   *widgets.Picker
	box    *fyne.Container
}

// kept is how many pickers are never folded into more.
const kept = 2

func newPickerRow(more *widgets.Picker, pickers ...*widgets.Picker) *pickerRow {
	r := &pickerRow{pickers: pickers, more: more, wanted: map[*widgets.Picker]bool{}}
	objects := []fyne.CanvasObject{more}
	for _, p := range pickers {
		objects = append(objects, p)
		r.captions = append(r.captions, p.Caption)
		r.wanted[p] = true
		if p.Caption != "" {
			p.SetToolTip(p.Caption)
		}
	}
	more.Hide()
	r.box = container.New(r, objects...)
	return r
}

// want says whether there is something to choose with a picker.
func (r *pickerRow) want(p *widgets.Picker, wanted bool) {
	if r.wanted[p] != wanted {
		r.wanted[p] = wanted
		r.fold(r.box.Size().Width)
		r.box.Refresh()
	}
}

// folds says whether the pickers behind the first ones have no room in a width.
func (r *pickerRow) folds(width float32) bool {
	bare, _ := r.widths(func(i int) bool { return r.wanted[r.pickers[i]] })
	return width > 0 && bare > width+0.5
}

// fold shows the pickers that have room in a width, or the one that stands for them.
func (r *pickerRow) fold(width float32) {
	folded, any := r.folds(width), false
	for i, p := range r.pickers {
		behind := folded && i >= kept
		any = any || behind && r.wanted[p]
		if shown := r.wanted[p] && !behind; p.Visible() != shown {
			setVisible(p, shown)
		}
	}
	if r.more.Visible() != any {
		setVisible(r.more, any)
	}
}

// leastPicker is how narrow a picker gets where there is not even room for all choices: its choice ends with an ellipsis.
const leastPicker float32 = 76

// MinSize is that of the pickers that are always there and the one for the others, as narrow as they get.
func (r *pickerRow) MinSize([]fyne.CanvasObject) fyne.Size {
	var width float32
	for i, bare := range r.bareWidths() {
		if i <= kept && r.wanted[r.pickers[i]] {
			width += min(bare, leastPicker) + pickerRowGap
		}
	}
	return fyne.NewSize(max(0, width-pickerRowGap), theme.ControlHeight)
}

// Layout places the pickers that are shown.
func (r *pickerRow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	r.fold(size.Width)
	shown := func(i int) bool { return r.pickers[i].Visible() }
	bare, full := r.widths(shown)
	widths := r.bareWidths()
	for i := range widths {
		if !shown(i) {
			widths[i] = 0
		}
	}
	if r.more.Visible() {
		widths = append(widths, r.more.MinSize().Width)
		bare += r.more.MinSize().Width + pickerRowGap
		full = bare + size.Width // The captions are in its menu.
	}
	narrow(widths, bare-size.Width)
	x := float32(0)
	for i, p := range append(r.pickers[:len(r.pickers):len(r.pickers)], r.more) {
		if i < len(r.captions) {
			r.setCaption(i, full <= size.Width+0.5)
		}
		if !p.Visible() {
			continue
		}
		width := widths[i]
		if p.Caption != "" {
			width = p.MinSize().Width
		}
		p.Move(fyne.NewPos(x, 0))
		p.Resize(fyne.NewSize(width, size.Height))
		x += width + pickerRowGap
	}
}

// setCaption writes a picker's caption before its choice, or into its tooltip alone.
func (r *pickerRow) setCaption(i int, shown bool) {
	p, caption := r.pickers[i], ""
	if shown {
		caption = r.captions[i]
	}
	if p.Caption != caption {
		p.Caption = caption
		p.Refresh()
	}
	if r.captions[i] != "" {
		p.SetToolTip(r.captions[i] + ": " + p.Selected)
	}
}

// narrow takes what is too much from the widest, step by step, and leaves each at least leastPicker.
func narrow(widths []float32, tooMuch float32) {
	for ; tooMuch > 0; tooMuch-- {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastPicker {
			return
		}
		widths[widest]--
	}
}

// bareWidths are the pickers' widths without captions.
func (r *pickerRow) bareWidths() []float32 {
	widths := make([]float32, len(r.pickers))
	for i, p := range r.pickers {
		widths[i] = p.MinSize().Width
		if p.Caption != "" {
			widths[i] -= captionWidth(r.captions[i])
		}
	}
	return widths
}

// widths are the widths of a row of some of the pickers, without and with captions.
func (r *pickerRow) widths(of func(i int) bool) (bare, full float32) {
	for i, width := range r.bareWidths() {
		if !of(i) {
			continue
		}
		if bare > 0 {
			bare += pickerRowGap
			full += pickerRowGap
		}
		bare += width
		full += width + captionWidth(r.captions[i])
	}
	return bare, full
}

// captionWidth is the room that a picker's caption takes, with the gap behind it.
func captionWidth(caption string) float32 {
	if caption == "" {
		return 0
	}
	const gap = 6
	return fyne.MeasureText(caption, theme.BodySize, fyne.TextStyle{}).Width + gap
}
