package widgets

import (
	"cmp"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"lightship/gui/theme"
)

// laneRow draws one lane: its name, its bars, and its part of the lines that go through all lanes.
type laneRow struct {
	widget.BaseWidget
	lanes *Lanes
	line  laneLine
	// bars are kept from one drawing to the next: the pointer may be on one.
	bars map[string]*laneBar
}

func newLaneRow(l *Lanes) *laneRow {
	r := &laneRow{lanes: l, bars: map[string]*laneBar{}}
	r.ExtendBaseWidget(r)
	return r
}

func (r *laneRow) show(line laneLine) {
	r.line = line
	r.Refresh()
}

// lane is the lane that is shown and its group.
func (r *laneRow) lane() (LaneGroup, Lane, bool) {
	l := r.lanes
	if r.line.group >= len(l.groups) || r.line.lane >= len(l.groups[r.line.group].Lanes) {
		return LaneGroup{}, Lane{}, false
	}
	group := l.groups[r.line.group]
	return group, group.Lanes[r.line.lane], true
}

// CreateRenderer draws the lane.
func (r *laneRow) CreateRenderer() fyne.WidgetRenderer { return &laneRowRenderer{row: r} }

type laneRowRenderer struct {
	parts
	row *laneRow
	// top is where the lane begins: below the gap over the first of a group.
	top float32
}

func (r *laneRowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, laneHeight) }

func (r *laneRowRenderer) Refresh() {
	r.Layout(r.row.Size())
	canvas.Refresh(r.row)
}

func (r *laneRowRenderer) Layout(size fyne.Size) {
	r.objects = r.objects[:0]
	group, lane, ok := r.row.lane()
	if !ok {
		return
	}
	r.top = max(size.Height-laneHeight, 0)
	r.layOutGround(group, size)
	r.layOutName(lane)
	r.layOutLinks(group)
	r.layOutBars(group, lane)
	r.layOutEnd(group, size)
}

// layOutGround draws the marks of the scale, and a line between two groups.
func (r *laneRowRenderer) layOutGround(_ LaneGroup, size fyne.Size) {
	scale := &r.row.lanes.scale
	for _, d := range scale.marks() {
		r.add(ruleOf(theme.Line, 1, scale.at(d), 0, size.Height))
	}
	if r.row.line.lane == 0 && r.row.line.group > 0 {
		line := canvas.NewRectangle(theme.Color(theme.Line))
		place(line, laneEdge, laneGroupGap/2, size.Width-2*laneEdge, 1)
		r.add(line)
	}
}

func (r *laneRowRenderer) add(o ...fyne.CanvasObject) { r.objects = append(r.objects, o...) }

// write adds a text in a room of a width, cut to it, and returns how wide it is.
func (r *laneRowRenderer) write(text string, size float32, bold bool, ink fyne.ThemeColorName, x, y, width, height float32) float32 {
	t := newText(size, bold)
	t.Text, _ = fit(text, width, size, t.TextStyle)
	t.Color = theme.Color(ink)
	wide := t.MinSize().Width
	placeLine(t, x, r.top+y, wide, height)
	r.add(t)
	return wide
}

func (r *laneRowRenderer) layOutName(lane Lane) {
	width := r.row.lanes.scale.left - laneEdge - 8
	if lane.Note == "" {
		r.write(lane.Title, theme.SmallSize, true, theme.Text, laneEdge, 0, width, laneHeight)
		return
	}
	r.write(lane.Title, theme.SmallSize, true, theme.Text, laneEdge, 4, width, 16)
	r.write(lane.Note, theme.CaptionSize, false, theme.Muted, laneEdge, 20, width, 16)
}

// layOutLinks draws this row's part of the lines that join the critical path from lane to lane.
func (r *laneRowRenderer) layOutLinks(group LaneGroup) {
	l, here := r.row.lanes, r.row.line.lane
	middle := r.top + laneHeight/2
	for _, link := range criticalLinks(group) {
		from, to := min(link.from, link.to), max(link.from, link.to)
		if here < from || here > to {
			continue
		}
		x := l.bars[link.step].x + 1
		top, bottom := float32(0), r.top+laneHeight
		if here == from {
			top = middle
		}
		if here == to {
			bottom = middle
		}
		r.add(ruleOf(theme.Primary, 2, x, top, bottom))
	}
}

// laneLink leads the critical path from one lane to the step that comes next, in another.
type laneLink struct {
	from, to int
	step     string
}

func criticalLinks(group LaneGroup) []laneLink {
	type critical struct {
		lane int
		step LaneStep
	}
	var path []critical
	for i, lane := range group.Lanes {
		for _, s := range lane.Steps {
			if s.Critical {
				path = append(path, critical{i, s})
			}
		}
	}
	slices.SortStableFunc(path, func(a, b critical) int {
		return cmp.Or(cmp.Compare(a.step.Start, b.step.Start), cmp.Compare(a.step.End, b.step.End))
	})
	var links []laneLink
	for i := 1; i < len(path); i++ {
		if path[i].lane != path[i-1].lane {
			links = append(links, laneLink{path[i-1].lane, path[i].lane, path[i].step.ID})
		}
	}
	return links
}

func (r *laneRowRenderer) layOutBars(group LaneGroup, lane Lane) {
	l := r.row.lanes
	kept := map[string]*laneBar{}
	steps := slices.Clone(lane.Steps)
	// Those of the critical path lie over those beside it.
	slices.SortStableFunc(steps, func(a, b LaneStep) int {
		return cmp.Compare(weightOf(a, l.selected), weightOf(b, l.selected))
	})
	last := l.scale.left
	for _, s := range steps {
		at, drawn := l.bars[s.ID]
		if !drawn {
			continue
		}
		bar := r.row.bars[s.ID]
		if bar == nil {
			bar = newLaneBar(l)
		}
		kept[s.ID] = bar
		place(bar, at.x, r.top+(laneHeight-laneBarHeight)/2, at.width, laneBarHeight)
		bar.show(s, l.figure(group, s))
		r.add(bar)
		last = max(last, at.x+at.width)
	}
	r.row.bars = kept
	r.layOutBehind(group, lane, last)
}

func weightOf(s LaneStep, selected string) int {
	switch {
	case s.ID == selected:
		return 2
	case s.Critical || s.State == StepFailed || s.State == StepRunning:
		return 1
	}
	return 0
}

// figure is the time of a step in words, for a running one as it is now.
func (l *Lanes) figure(group LaneGroup, s LaneStep) string {
	if s.State != StepRunning {
		return s.Figure
	}
	figure := l.Running(l.end(group, s) - s.Start)
	if s.Figure != "" {
		figure += " · " + s.Figure
	}
	return figure
}

// layOutBehind writes behind the last bar what has no room in it, how long its result waited to be used, and what did not start.
func (r *laneRowRenderer) layOutBehind(group LaneGroup, lane Lane, x float32) {
	l := r.row.lanes
	right := l.scale.left + l.scale.width
	x += 8
	if s, ok := lastOf(lane); ok && l.bars[s.ID].width < laneBarInside {
		ink := theme.Muted
		if s.State == StepFailed {
			ink = theme.Bad
		}
		words := joined(s.Label, l.figure(group, s))
		at, wide := r.clearOfLines(group, x, words)
		if x = at; wide > 40 {
			x += r.write(words, theme.CaptionSize, false, ink, x, 0, wide, laneHeight) + 10
		}
	}
	for _, s := range lane.Steps {
		if s.Spare != "" {
			r.layOutSpare(s, x)
		}
	}
	if lane.Later != "" && right-x > 40 {
		r.write(lane.Later, theme.CaptionSize, false, theme.Muted, x, 0, right-x, laneHeight)
	}
}

// clearOfLines is where words that would be at x stand, and how wide they may be, so that no upright line goes through them: those that
// join the critical path from lane to lane, and that of the build's end with what is written beside it.
func (r *laneRowRenderer) clearOfLines(group LaneGroup, x float32, words string) (at, room float32) {
	const most, enough, apart = 440, 120, 8
	scale := &r.row.lanes.scale
	right := scale.left + scale.width
	wide := min(textWidth(words, theme.CaptionSize, fyne.TextStyle{}), most)
	for _, line := range r.upright(group) {
		before := line.x - 4 - x
		switch {
		case x >= line.x+apart:
		case wide < before:
			return x, wide + 1
		case before > enough:
			return x, before
		default:
			x = line.x + apart + line.words
		}
	}
	return x, min(right-x, most)
}

// upright are the lines that go through this lane, from the left, each with the room that is written on behind it.
func (r *laneRowRenderer) upright(group LaneGroup) []uprightLine {
	l, here := r.row.lanes, r.row.line.lane
	var lines []uprightLine
	for _, link := range criticalLinks(group) {
		if min(link.from, link.to) <= here && here <= max(link.from, link.to) {
			lines = append(lines, uprightLine{x: l.bars[link.step].x + 1})
		}
	}
	if group.End > 0 {
		end := uprightLine{x: l.scale.at(group.End)}
		if here == endLane(group) {
			end.words = textWidth(group.EndText, theme.SmallSize, fyne.TextStyle{Bold: true}) + 12
		}
		lines = append(lines, end)
	}
	slices.SortFunc(lines, func(a, b uprightLine) int { return cmp.Compare(a.x, b.x) })
	return lines
}

// uprightLine is where an upright line is, and how much room the words behind it take.
type uprightLine struct{ x, words float32 }

func joined(label, figure string) string {
	switch {
	case label == "":
		return figure
	case figure == "":
		return label
	}
	return label + ", " + figure
}

// lastOf is the step of a lane that ends last; none when it has none that has begun.
func lastOf(lane Lane) (LaneStep, bool) {
	var last LaneStep
	found := false
	for _, s := range lane.Steps {
		if s.State != StepWaiting && (!found || s.Start >= last.Start) {
			last, found = s, true
		}
	}
	return last, found
}

// layOutSpare draws a dotted line from a bar to where its result was used, with the time between them.
func (r *laneRowRenderer) layOutSpare(s LaneStep, behind float32) {
	l := r.row.lanes
	from, to := l.bars[s.ID].x+l.bars[s.ID].width+6, l.scale.at(s.Used)-4
	if behind < to {
		from = max(from, behind)
	}
	const around = 24
	wide := textWidth(s.Spare, theme.CaptionSize, fyne.TextStyle{})
	if to-from < wide+2*around {
		return
	}
	middle := (from + to - wide) / 2
	y := r.top + laneHeight/2
	r.add(dotted(from, middle-8, y)...)
	r.write(s.Spare, theme.CaptionSize, false, theme.Muted, middle, 0, wide, laneHeight)
	r.add(dotted(middle+wide+8, to, y)...)
}

// layOutEnd draws the line of the build's end, or of now, and beside it what it came to.
func (r *laneRowRenderer) layOutEnd(group LaneGroup, size fyne.Size) {
	l := r.row.lanes
	switch {
	case group.Running:
		x := l.scale.at(min(max(l.drawn.Sub(group.Started), 0), l.scale.span))
		for y := float32(2); y < size.Height; y += 8 {
			r.add(ruleOf(theme.Primary, 1.5, x, y, y+4))
		}
	case group.End > 0:
		ink := group.EndTone.ink()
		x := l.scale.at(group.End)
		r.add(ruleOf(ink, 2, x, r.top, size.Height))
		if r.row.line.lane == endLane(group) {
			r.layOutEndText(group.EndText, ink, x)
		}
	}
}

// endLane is the lane of a group beside whose bars the time of the end is written: the one whose last bar ends the earliest.
func endLane(group LaneGroup) int {
	best, at := 0, time.Duration(-1)
	for i, lane := range group.Lanes {
		end := time.Duration(0)
		for _, s := range lane.Steps {
			end = max(end, s.End)
			if s.Spare != "" {
				end = max(end, s.Used)
			}
		}
		if at < 0 || end < at {
			best, at = i, end
		}
	}
	return best
}

// layOutEndText writes the time of the end right of its line, or left of it where there is no room; on a bar it is not written.
func (r *laneRowRenderer) layOutEndText(text string, ink fyne.ThemeColorName, x float32) {
	l := r.row.lanes
	wide := textWidth(text, theme.SmallSize, fyne.TextStyle{Bold: true})
	if x+8+wide <= l.scale.left+l.scale.width+8 {
		r.write(text, theme.SmallSize, true, ink, x+8, 0, wide+1, laneHeight)
	}
}
