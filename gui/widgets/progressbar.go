package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	barHeight   float32 = 6
	barWidth    float32 = 60
	barRunTime          = 1400 * time.Millisecond
	barRunShare float32 = 0.3
)

// ProgressBar is a thin bar, for progress and for a part of a whole.
type ProgressBar struct {
	ttwidget.ToolTipWidget

	// Value is from 0 to 1; below 0 it is not known, and a piece of the bar runs to and fro.
	Value float64
	// Tone is the bar's colour; Neutral is drawn as Accent.
	Tone Tone
	// Color replaces the tone's, empty for none.
	Color fyne.ThemeColorName

	// run is where the running piece is, from 0 to 1.
	run  float32
	runs motion
}

// NewProgressBar returns an empty bar.
func NewProgressBar() *ProgressBar {
	p := &ProgressBar{}
	p.ExtendBaseWidget(p)
	p.runs = motion{owner: p, lasts: barRunTime, back: true, step: func(done float32) {
		p.run = done
		p.Refresh()
	}}
	return p
}

// SetValue shows another value; it does nothing when it is the same.
func (p *ProgressBar) SetValue(value float64) {
	if p.Value == value {
		return
	}
	p.Value = value
	p.Refresh()
}

// Show starts what Hide stopped.
func (p *ProgressBar) Show() {
	p.BaseWidget.Show()
	p.animate()
}

// Hide stops the running piece, so that a bar that nobody sees costs nothing.
func (p *ProgressBar) Hide() {
	p.BaseWidget.Hide()
	p.animate()
}

func (p *ProgressBar) animate() {
	p.runs.want(p.Value < 0 && p.Visible() && fyne.CurrentApp().Settings().ShowAnimations())
}

// CreateRenderer draws the bar.
func (p *ProgressBar) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{bar: p, track: canvas.NewRectangle(nil), fill: canvas.NewRectangle(nil)}
	r.track.CornerRadius, r.fill.CornerRadius = barHeight/2, barHeight/2
	r.objects = []fyne.CanvasObject{r.track, r.fill}
	r.apply()
	return r
}

type progressRenderer struct {
	parts
	bar         *ProgressBar
	track, fill *canvas.Rectangle
}

func (r *progressRenderer) MinSize() fyne.Size { return fyne.NewSize(barWidth, barHeight) }

func (r *progressRenderer) Layout(size fyne.Size) {
	top := (size.Height - barHeight) / 2
	place(r.track, 0, top, size.Width, barHeight)
	if r.bar.Value < 0 {
		width := size.Width * barRunShare
		place(r.fill, (size.Width-width)*r.bar.run, top, width, barHeight)
		return
	}
	place(r.fill, 0, top, barLength(r.bar.Value, size.Width), barHeight)
}

// barLength is the length of the filled part; anything above nothing stays visible.
func barLength(value float64, width float32) float32 {
	if value <= 0 {
		return 0
	}
	return min(max(float32(value)*width, barHeight), width)
}

func (r *progressRenderer) Refresh() {
	r.apply()
	r.Layout(r.bar.Size())
	canvas.Refresh(r.bar)
}

func (r *progressRenderer) apply() {
	tone := r.bar.Tone
	if tone == Neutral {
		tone = Accent
	}
	r.track.FillColor = theme.Color(theme.PrimarySoft)
	r.fill.FillColor = theme.Color(tone.ink())
	if r.bar.Color != "" {
		r.track.FillColor, r.fill.FillColor = theme.Color(theme.Track), theme.Color(r.bar.Color)
	}
	r.bar.animate()
}

// Destroy stops the running piece.
func (r *progressRenderer) Destroy() { r.bar.runs.stop() }
