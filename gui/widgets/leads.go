package widgets

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"lightship/gui/theme"
)

// newLeads is a picture of two dashed lines that lead from a short bar above to a long one below: down at the left, and from
// the short bar's end, at x, to the right end of width.
func newLeads(x, width, height float32) fyne.CanvasObject {
	r, g, b, _ := theme.Color(theme.Muted).RGBA()
	hex := fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8)
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]g %[2]g" width="%[1]g" height="%[2]g">`+
		`<path d="M0.5 0V%[2]gM%[3]g 1L%[4]g %[5]g" fill="none" stroke="#%[6]s" stroke-opacity="0.55" stroke-width="1" stroke-dasharray="3 3"/></svg>`,
		width, height, x, width-1, height-1, hex)
	picture := canvas.NewImageFromResource(fyne.NewStaticResource(fmt.Sprintf("leads-%g-%gx%g-%s.svg", x, width, height, hex), []byte(svg)))
	picture.FillMode = canvas.ImageFillStretch
	return picture
}
