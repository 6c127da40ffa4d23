package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

const pickerRowGap float32 = 10

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

// MinSize is the row's without captions.
func (r *pickerRow) MinSize([]fyne.CanvasObject) fyne.Size {
	bare, _ := r.widths()
	return fyne.NewSize(bare, theme.ControlHeight)
}

// Layout places the pickers that are shown.
func (r *pickerRow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	_, full := r.widths()
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
		if p.Visible() {
			width := p.MinSize().Width
			p.Move(fyne.NewPos(x, 0))
			p.Resize(fyne.NewSize(width, size.Height))
			x += width + pickerRowGap
		}
	}
}

// widths are the row's widths without and with captions.
func (r *pickerRow) widths() (bare, full float32) {
	for i, p := range r.pickers {
		if !p.Visible() {
			continue
		}
		if bare > 0 {
			bare += pickerRowGap
			full += pickerRowGap
		}
		width, caption := p.MinSize().Width, captionWidth(r.captions[i])
		if p.Caption != "" {
			width -= caption
		}
		bare += width
		full += width + caption
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
