package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

const pickerRowGap float32 = 8

// pickerRow lays pickers out side by side. Where there is no room for their captions it leaves them off; the tooltip says
// them still.
type pickerRow struct {
	pickers  []*widgets.Picker
	captions []string
}

func newPickerRow(pickers ...*widgets.Picker) *fyne.Container {
	r := &pickerRow{pickers: pickers}
	objects := make([]fyne.CanvasObject, len(pickers))
	for i, p := range pickers {
		objects[i] = p
		r.captions = append(r.captions, p.Caption)
		if p.Caption != "" {
			p.SetToolTip(p.Caption)
		}
	}
	return container.New(r, objects...)
}

// leastPicker is how narrow a picker gets where there is not even room for all choices: its choice ends with an ellipsis.
const leastPicker float32 = 76

// MinSize is the row's without captions and with every picker as narrow as it gets.
func (r *pickerRow) MinSize([]fyne.CanvasObject) fyne.Size {
	var width float32
	for i, bare := range r.bareWidths() {
		if r.pickers[i].Visible() {
			width += min(bare, leastPicker) + pickerRowGap
		}
	}
	return fyne.NewSize(max(0, width-pickerRowGap), theme.ControlHeight)
}

// Layout places the pickers that are shown.
func (r *pickerRow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	bare, full := r.widths()
	widths := r.bareWidths()
	narrow(widths, bare-size.Width)
	x := float32(0)
	for i, p := range r.pickers {
		caption := r.captions[i]
		if full > size.Width+0.5 {
			caption = ""
		}
		if p.Caption != caption {
			p.Caption = caption
			p.Refresh()
		}
		if !p.Visible() {
			continue
		}
		width := widths[i]
		if caption != "" {
			width = p.MinSize().Width
		}
		if r.captions[i] != "" {
			p.SetToolTip(r.captions[i] + ": " + p.Selected)
		}
		p.Move(fyne.NewPos(x, 0))
		p.Resize(fyne.NewSize(width, size.Height))
		x += width + pickerRowGap
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

// bareWidths are the pickers' widths without captions, 0 for one that is hidden.
func (r *pickerRow) bareWidths() []float32 {
	widths := make([]float32, len(r.pickers))
	for i, p := range r.pickers {
		if !p.Visible() {
			continue
		}
		widths[i] = p.MinSize().Width
		if p.Caption != "" {
			widths[i] -= captionWidth(r.captions[i])
		}
	}
	return widths
}

// widths are the row's widths without and with captions.
func (r *pickerRow) widths() (bare, full float32) {
	for i, width := range r.bareWidths() {
		if !r.pickers[i].Visible() {
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
