package widgets

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"

	"lightship/gui/theme"
)

const (
	timelineRowHeight float32 = 26
	timelineBarHeight float32 = 20
	timelineEdge      float32 = 18
	timelineLabel     float32 = 280
	// timelineFigure is the room right of the longest bar for its figure.
	timelineFigure float32 = 110
	timelineLeast  float32 = 4
	// nowDashes is of how many dashes a row's piece of the line of now is made.
	nowDashes = 4
)

// timelineRowView draws one line of a timeline: a title or a step.
type timelineRowView struct {
	ttwidget.ToolTipWidget

	timeline *Timeline
	line     timelineLine
	hovered  bool
}

func newTimelineRowView(t *Timeline) *timelineRowView {
	v := &timelineRowView{timeline: t, line: timelineLine{-1, -1}}
	v.ExtendBaseWidget(v)
	return v
}

func (v *timelineRowView) show(line timelineLine) {
	v.line = line
	v.Refresh()
}

// step returns the step that is shown and its group.
func (v *timelineRowView) step() (TimelineGroup, TimelineRow, bool) {
	t := v.timeline
	if v.line.row < 0 || v.line.group >= len(t.groups) || v.line.row >= len(t.groups[v.line.group].Rows) {
		return TimelineGroup{}, TimelineRow{}, false
	}
	group := t.groups[v.line.group]
	return group, group.Rows[v.line.row], true
}

// Tapped chooses the step.
func (v *timelineRowView) Tapped(*fyne.PointEvent) {
	if _, row, ok := v.step(); ok {
		v.timeline.focus()
		v.timeline.choose(row.ID)
	}
}

// MouseIn shows that the step can be chosen.
func (v *timelineRowView) MouseIn(e *desktop.MouseEvent) {
	v.ToolTipWidget.MouseIn(e)
	v.hovered = true
	v.Refresh()
}

// MouseOut ends what MouseIn began.
func (v *timelineRowView) MouseOut() {
	v.ToolTipWidget.MouseOut()
	v.hovered = false
	v.Refresh()
}

// CreateRenderer draws the line.
func (v *timelineRowView) CreateRenderer() fyne.WidgetRenderer {
	r := &timelineRowRenderer{
		view: v, ground: canvas.NewRectangle(color.Transparent), bar: canvas.NewRectangle(color.Transparent),
		prefix: newText(theme.SmallSize, false),
		label:  newText(theme.SmallSize, false), figure: newText(theme.CaptionSize, false),
	}
	r.ground.CornerRadius, r.bar.CornerRadius = 6, 3
	r.objects = []fyne.CanvasObject{r.ground, r.bar, r.prefix, r.label, r.figure}
	for i := range r.now {
		r.now[i] = canvas.NewLine(color.Transparent)
		r.now[i].StrokeWidth = 1.5
		r.objects = append(r.objects, r.now[i])
	}
	return r
}

type timelineRowRenderer struct {
	parts
	view                  *timelineRowView
	ground, bar           *canvas.Rectangle
	now                   [nowDashes]*canvas.Line
	prefix, label, figure *canvas.Text
}

func (r *timelineRowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, timelineRowHeight) }

func (r *timelineRowRenderer) Layout(size fyne.Size) {
	place(r.ground, 8, 0, size.Width-16, timelineRowHeight)
	group, row, ok := r.view.step()
	r.clear()
	switch {
	case ok:
		r.layOutStep(group, row, size.Width)
	case r.view.line.group >= 0:
		r.layOutTitle(r.view.timeline.groups[r.view.line.group], size.Width)
	}
}

func (r *timelineRowRenderer) clear() {
	r.bar.Hidden = true
	for _, dash := range r.now {
		dash.Hidden = true
	}
	r.prefix.Text, r.label.Text, r.figure.Text = "", "", ""
	r.view.SetToolTip("")
}

func (r *timelineRowRenderer) layOutTitle(group TimelineGroup, width float32) {
	r.label.TextStyle.Bold, r.label.TextSize = true, theme.BodySize
	r.label.Text = group.Title
	r.label.Color = theme.Color(theme.Text)
	wide := r.label.MinSize().Width
	placeLine(r.label, timelineEdge, 0, wide, timelineRowHeight)
	r.prefix.Text, _ = fit(group.Note, width-timelineEdge*2-wide-90, r.prefix.TextSize, r.prefix.TextStyle)
	r.prefix.Color = theme.Color(theme.Muted)
	placeLine(r.prefix, timelineEdge+wide+10, 0, r.prefix.MinSize().Width, timelineRowHeight)
	if r.view.line.group == 0 {
		t := r.view.timeline
		r.figure.Text = t.Format(0) + "  —  " + t.Format(t.span)
		r.figure.Color = theme.Color(theme.Muted)
		scale := r.figure.MinSize().Width
		placeLine(r.figure, width-timelineEdge-scale, 0, scale, timelineRowHeight)
	}
}

func (r *timelineRowRenderer) layOutStep(group TimelineGroup, row TimelineRow, width float32) {
	t := r.view.timeline
	labels := min(timelineLabel, width*0.36)
	cut := r.layOutLabel(row, labels)
	left := timelineEdge + labels + 10
	room := max(width-left-timelineEdge-timelineFigure, 20)
	at := func(d time.Duration) float32 { return left + room*float32(d.Seconds()/max(t.span.Seconds(), 0.001)) }
	end := t.end(group, row)
	figureAt := left
	if row.State != StepWaiting {
		x := at(row.Start)
		long := max(at(end)-x, timelineLeast)
		r.bar.Hidden = false
		place(r.bar, x, (timelineRowHeight-timelineBarHeight)/2, long, timelineBarHeight)
		figureAt = x + long + 8
	}
	r.figure.Text = row.Figure
	if row.State == StepRunning {
		r.figure.Text = t.Running(end - row.Start)
		if row.Figure != "" {
			r.figure.Text += " · " + row.Figure
		}
	}
	r.figure.Text, _ = fit(r.figure.Text, width-figureAt-6, r.figure.TextSize, r.figure.TextStyle)
	placeLine(r.figure, figureAt, 0, r.figure.MinSize().Width, timelineRowHeight)
	r.layOutNow(group, at)
	tip := row.Tip
	if tip == "" && cut {
		tip = row.Prefix + " " + row.Label
	}
	r.view.SetToolTip(tip)
}

// layOutLabel writes stage and instruction and says whether they had to be cut.
func (r *timelineRowRenderer) layOutLabel(row TimelineRow, width float32) bool {
	r.label.TextStyle.Bold, r.label.TextSize = false, theme.SmallSize
	x := timelineEdge
	cutPrefix := false
	if row.Prefix != "" {
		r.prefix.Text, cutPrefix = fit(row.Prefix, width*0.4, r.prefix.TextSize, r.prefix.TextStyle)
		wide := r.prefix.MinSize().Width
		placeLine(r.prefix, x, 0, wide, timelineRowHeight)
		x += wide + 6
	}
	shown, cut := fit(row.Label, timelineEdge+width-x, r.label.TextSize, r.label.TextStyle)
	r.label.Text = shown
	placeLine(r.label, x, 0, timelineEdge+width-x, timelineRowHeight)
	return cut || cutPrefix
}

// layOutNow draws this row's piece of the dotted line of now.
func (r *timelineRowRenderer) layOutNow(group TimelineGroup, at func(time.Duration) float32) {
	t := r.view.timeline
	if !group.Running {
		return
	}
	x := at(min(max(t.drawn.Sub(group.Started), 0), t.span))
	for i, dash := range r.now {
		y := (float32(i) + 0.25) * timelineRowHeight / nowDashes
		dash.Hidden = false
		dash.Position1, dash.Position2 = fyne.NewPos(x, y), fyne.NewPos(x, y+3)
	}
}

func (r *timelineRowRenderer) Refresh() {
	r.apply()
	r.Layout(r.view.Size())
	canvas.Refresh(r.view)
}

func (r *timelineRowRenderer) apply() {
	v := r.view
	_, row, ok := v.step()
	r.ground.FillColor = color.Transparent
	r.ground.StrokeWidth = 0
	if ok && row.ID == v.timeline.selected {
		r.ground.FillColor = theme.Color(theme.Hover)
		if v.timeline.focused {
			r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Primary), 1
		}
	} else if ok && v.hovered {
		r.ground.FillColor = theme.Color(theme.Ground)
	}
	for _, dash := range r.now {
		dash.StrokeColor = theme.Color(theme.Primary)
	}
	r.prefix.Color, r.figure.Color = theme.Color(theme.Muted), theme.Color(theme.Muted)
	bar, ink := stepColors(row.State)
	r.bar.FillColor, r.label.Color = theme.Color(bar), theme.Color(ink)
	r.bar.StrokeWidth = 0
	if row.State == StepFailed {
		r.figure.Color = theme.Color(theme.Bad)
		r.bar.StrokeColor, r.bar.StrokeWidth = theme.Color(theme.Bad), 1
	}
}

// stepColors are the colours of a step's bar and label.
func stepColors(state StepState) (bar, ink fyne.ThemeColorName) {
	switch state {
	case StepRunning:
		return theme.Primary, theme.Text
	case StepDone:
		return theme.PrimaryPale, theme.Text
	case StepFailed:
		return theme.BadSoft, theme.Bad
	case StepCanceled:
		return theme.Track, theme.Muted
	case StepCached:
		return theme.Track, theme.Text
	}
	return theme.Track, theme.Muted
}
