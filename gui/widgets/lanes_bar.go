package widgets

import (
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

// laneBarInside is the width from which a bar has its words inside.
const laneBarInside float32 = 64

// laneBar is a step's bar: it can be pressed, and its tooltip says all of the step.
type laneBar struct {
	ttwidget.ToolTipWidget
	lanes   *Lanes
	step    LaneStep
	figure  string
	hovered bool
}

func newLaneBar(l *Lanes) *laneBar {
	b := &laneBar{lanes: l}
	b.ExtendBaseWidget(b)
	return b
}

func (b *laneBar) show(s LaneStep, figure string) {
	b.step, b.figure = s, figure
	b.SetToolTip(s.Tip)
	b.Refresh()
}

// Tapped chooses the step.
func (b *laneBar) Tapped(*fyne.PointEvent) {
	b.lanes.focus()
	b.lanes.choose(b.step.ID)
}

// Cursor is a hand: the bar can be pressed.
func (b *laneBar) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseIn shows that the step can be chosen.
func (b *laneBar) MouseIn(e *desktop.MouseEvent) {
	b.ToolTipWidget.MouseIn(e)
	b.hovered = true
	b.Refresh()
}

// MouseOut ends what MouseIn began.
func (b *laneBar) MouseOut() {
	b.ToolTipWidget.MouseOut()
	b.hovered = false
	b.Refresh()
}

// CreateRenderer draws the bar, and a ring around the chosen one.
func (b *laneBar) CreateRenderer() fyne.WidgetRenderer {
	r := &laneBarRenderer{
		bar: b, ring: canvas.NewRectangle(color.Transparent), fill: canvas.NewRectangle(color.Transparent), hatch: &canvas.Image{FillMode: canvas.ImageFillStretch},
		number: newText(theme.SmallSize, false), label: newText(theme.SmallSize, false), figure: newText(theme.SmallSize, false),
	}
	r.fill.CornerRadius, r.ring.CornerRadius = 3, 5
	r.objects = []fyne.CanvasObject{r.ring, r.fill, r.hatch, r.number, r.label, r.figure}
	return r
}

type laneBarRenderer struct {
	parts
	bar                   *laneBar
	ring, fill            *canvas.Rectangle
	hatch                 *canvas.Image
	number, label, figure *canvas.Text
}

func (r *laneBarRenderer) MinSize() fyne.Size { return fyne.NewSize(laneBarLeast, laneBarHeight) }

func (r *laneBarRenderer) Layout(size fyne.Size) {
	const gap = 2
	place(r.ring, -gap-1, -gap-1, size.Width+2*gap+2, size.Height+2*gap+2)
	place(r.fill, 0, 0, size.Width, size.Height)
	place(r.hatch, 0, 0, size.Width, size.Height)
	r.layOutWords(size)
}

func (r *laneBarRenderer) layOutWords(size fyne.Size) {
	const edge, apart = 8, 10
	r.number.Text, r.label.Text, r.figure.Text = "", "", ""
	if size.Width < laneBarInside {
		return
	}
	s, x, right := r.bar.step, float32(edge), size.Width-edge
	if s.Number != "" {
		r.number.Text = s.Number
		wide := r.number.MinSize().Width
		placeLine(r.number, x, 0, wide, size.Height)
		x += wide + apart
	}
	figure := textWidth(r.bar.figure, theme.SmallSize, fyne.TextStyle{})
	room := right - x
	if r.bar.figure != "" && room > figure+48 {
		room -= figure + apart
	} else {
		figure = 0
	}
	r.label.Text, _ = fit(s.Label, room, theme.SmallSize, r.label.TextStyle)
	wide := r.label.MinSize().Width
	placeLine(r.label, x, 0, wide, size.Height)
	if figure > 0 {
		r.figure.Text = r.bar.figure
		placeLine(r.figure, x+wide+apart, 0, figure, size.Height)
	}
}

func (r *laneBarRenderer) Refresh() {
	b := r.bar
	fill, edge, ink := barColors(b.step)
	r.fill.FillColor, r.fill.StrokeWidth = theme.Color(fill), 0
	if edge != "" {
		r.fill.StrokeColor, r.fill.StrokeWidth = theme.Color(edge), 1
	}
	if b.hovered {
		r.fill.StrokeColor, r.fill.StrokeWidth = theme.Color(theme.Text), 1
	}
	for _, t := range []*canvas.Text{r.number, r.label, r.figure} {
		t.Color = theme.Color(ink)
	}
	r.hatch.Hidden = b.step.State != StepCached
	if !r.hatch.Hidden {
		r.hatch.Resource = hatched(b.Size(), theme.Color(theme.Edge))
		r.hatch.Refresh()
	}
	r.ring.StrokeWidth = 0
	if b.step.ID == b.lanes.selected {
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.Edge), 1
		if b.lanes.focused {
			r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.Primary), 2
		}
	}
	r.Layout(b.Size())
	canvas.Refresh(b)
}

// barColors are the ground, the border and the ink of a step's bar.
func barColors(s LaneStep) (fill, edge, ink fyne.ThemeColorName) {
	switch s.State {
	case StepRunning:
		return theme.Primary, "", theme.OnPrimary
	case StepFailed:
		return theme.BadSoft, theme.Bad, theme.Bad
	case StepCanceled:
		return theme.Panel, theme.Edge, theme.Muted
	case StepCached:
		return theme.Panel, theme.Edge, theme.Text
	}
	if s.Critical {
		return theme.Primary, "", theme.OnPrimary
	}
	return theme.PrimaryPale, "", theme.Text
}

// hatched is a vector picture of slanting lines, 2 px wide and 6 apart.
func hatched(size fyne.Size, c color.Color) fyne.Resource {
	soft := blend(c, theme.Color(theme.Panel), 0.55)
	r, g, b, _ := soft.RGBA()
	hex := fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8)
	width, height := max(int(size.Width), 1), max(int(size.Height), 1)
	var path strings.Builder
	// The lines end a pixel inside, where the border is.
	for x := -height; x < width; x += 8 {
		from, to := max(x, 1), min(x+height, width-1)
		if from < to {
			fmt.Fprintf(&path, "M%d %dL%d %d", from, height-(from-x), to, height-(to-x))
		}
	}
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[2]d" width="%[1]d" height="%[2]d"><path d="%[3]s" fill="none" stroke="#%[4]s" stroke-width="2"/></svg>`,
		width, height, path.String(), hex)
	return fyne.NewStaticResource(fmt.Sprintf("hatch-%dx%d-%s.svg", width, height, hex), []byte(svg))
}

// dotted is a row of dots on one height.
func dotted(from, to, y float32) []fyne.CanvasObject {
	var dots []fyne.CanvasObject
	for x := from; x < to; x += 6 {
		dot := canvas.NewRectangle(theme.Color(theme.Edge))
		place(dot, x, y-0.75, 2, 1.5)
		dots = append(dots, dot)
	}
	return dots
}
