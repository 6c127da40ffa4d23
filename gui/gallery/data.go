package gallery

import (
	"fmt"
	"math"
	"time"

	"fyne.io/fyne/v2"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// stats are figures before and after, and the bars of their bytes: measured, and before the first build.
func stats() fyne.CanvasObject {
	figure := func(caption, badge string, badged widgets.Tone, before, after, note string, big bool) *widgets.Contrast {
		c := widgets.NewContrast(caption, big)
		c.Badge, c.BadgeTone, c.Before, c.After, c.Note = badge, badged, before, after, note
		return c
	}
	measured := widgets.NewBeforeAfter()
	measured.Before = widgets.BarSide{Title: "Before", Figure: "931 MB", Note: "one stage", Parts: []widgets.BarPart{
		{Name: "system packages", Value: 595, Figure: "595 MB", Color: theme.Series1},
		{Name: "toolchain", Value: 206, Figure: "206 MB", Color: theme.Series2},
		{Name: "caches", Value: 95, Figure: "95 MB", Color: theme.Series3},
		{Name: "headers", Value: 23, Figure: "23 MB", Color: theme.Series7},
		{Name: "your program", Value: 10, Figure: "10 MB", Color: theme.Series4},
		{Name: "replaced", Value: 2, Figure: "2 MB", Color: theme.Series6},
	}}
	measured.After = widgets.BarSide{Title: "After", Figure: "8.2 MB", Tone: widgets.Good, Note: "below, enlarged", Parts: []widgets.BarPart{
		{Name: "system packages", Value: 1.7, Figure: "1.7 MB", Color: theme.Series1}, {Name: "your program", Value: 6.5, Figure: "6.5 MB", Color: theme.Series4},
	}}
	predicted := widgets.NewBeforeAfter()
	predicted.Before = widgets.BarSide{Title: "Before", Figure: "> 300 MB", Open: true, Rest: "unknown", Parts: measured.Before.Parts[:1]}
	predicted.After = widgets.BarSide{Title: "After", Figure: "> 200 MB", Open: true, Rest: "unknown", Parts: measured.Before.Parts[1:2]}
	return section("Before and after",
		widgets.NewFlow(32, 16, figure("On disk", "measured", widgets.Good, "931 MB", "8.2 MB", "today", true),
			figure("Download", "predicted", widgets.Neutral, "> 334 MB", "> 0.4 MB", "an estimate", false), figure("Worse", "", widgets.Neutral, "1.1 s", "26 s", "predicted", false), figure("Alone", "", widgets.Neutral, "—", "", "not known", false)),
		widgets.NewFlow(8, 8, widgets.NewTag("M6 3h8l4 4v14H6z", "A fact", ""), widgets.NewTag("", "A fact without a drawing", "")),
		measured, predicted)
}

func charts() fyne.CanvasObject {
	bars := widgets.NewStackedBar()
	parts := []widgets.BarPart{
		{Name: "first", Value: 381, Figure: "381 MB", Color: theme.Series1},
		{Name: "second", Value: 226, Figure: "226 MB", Color: theme.Series2},
		{Name: "third", Value: 88, Figure: "88 MB", Color: theme.Series3},
		{Name: "fourth", Value: 120, Figure: "120 MB", Color: theme.Series4},
		{Name: "fifth", Value: 20, Figure: "20 MB", Color: theme.Series5},
		{Name: "sixth", Value: 9, Figure: "9 MB", Color: theme.Series6},
	}
	bars.Rows = []widgets.BarRow{
		{Label: "Before", Parts: parts, Total: "844 MB"},
		{Label: "After", Parts: parts[5:], Total: "9 MB", Tone: widgets.Good},
		{Label: "Empty", Total: "0 B"},
	}
	legend := widgets.NewLegend()
	for _, p := range parts {
		legend.Items = append(legend.Items, widgets.LegendItem{Name: p.Name, Figure: p.Figure, After: "0 B", Color: p.Color})
	}
	chart := widgets.NewLineChart()
	falls := func(scale float64) (points []widgets.ChartPoint) {
		for i := range 25 {
			x := 10 * math.Pow(100, float64(i)/24)
			points = append(points, widgets.ChartPoint{X: x, Y: scale * (1000/x + 1)})
		}
		return points
	}
	chart.Lines = []widgets.ChartLine{{Name: "before", Points: falls(3)}, {Name: "after", Tone: widgets.Good, Points: falls(0.1)}}
	chart.Marker, chart.MarkerText = 100, "the marker"
	figures := widgets.NewFigureTable("before", "after")
	figures.SetRows([]widgets.FigureRow{
		{Label: "Better", Second: "with a second line", Figures: []widgets.Figure{{Text: "1 204", Second: "12 MB"}, {Text: "1", Second: "1 MB", Tone: widgets.Good, Bold: true}}},
		{Label: "Without", Figures: []widgets.Figure{{Text: "9"}, {Text: "9"}}},
	})
	return widgets.NewColumns(theme.Gap, nil,
		section("Stacked bars, legend, figures", bars, legend, figures), section("Lines", high(260, chart)))
}

func table() fyne.CanvasObject {
	t := widgets.NewDataTable([]widgets.TableColumn{
		{Title: "Text", Kind: widgets.TextCell, Width: 160, Weight: 1, Sortable: true, Tip: "A tooltip of the head"},
		{Title: "Figure", Kind: widgets.FigureCell, Width: 80, Sortable: true},
		{Title: "Bar", Kind: widgets.BarCell, Width: 100, Sortable: true},
		{Title: "Optional", Kind: widgets.TextCell, Width: 90, Optional: 1},
		{Title: "Pill", Kind: widgets.PillCell, Width: 160, Weight: 1},
	})
	tones := []widgets.Tone{widgets.Good, widgets.Warn, widgets.Bad, widgets.Neutral}
	var rows []widgets.TableRow
	for i := range 40 {
		value := float64((i*37)%40) / 40
		rows = append(rows, widgets.TableRow{ID: fmt.Sprint(i), Cells: []widgets.TableCell{
			{Text: fmt.Sprintf("row %d", i), Second: "its second line", Bold: true},
			{Text: fmt.Sprintf("%.1f MB", value*100), Key: value},
			{Text: fmt.Sprintf("%.1f s", value*10), Key: value, Bar: value, BarTone: tones[i%4]},
			{Text: "—", Muted: true},
			{Pill: "a word", Tone: tones[i%4], Second: long},
		}})
	}
	t.SetRows(rows)
	t.Select("1")
	return section("Table", high(300, widgets.NewTightCard(t)))
}

func lanes() fyne.CanvasObject {
	l := widgets.NewLanes()
	step := func(id string, state widgets.StepState, from, to int, critical bool) widgets.LaneStep {
		return widgets.LaneStep{
			ID: id, Number: "8", Label: "RUN step " + long, Figure: id, State: state, Critical: critical,
			Start: time.Duration(from) * time.Second, End: time.Duration(to) * time.Second, Tip: id,
		}
	}
	beside := step("beside", widgets.StepDone, 0, 2, false)
	beside.Used, beside.Spare = 11*time.Second, "9 s to spare"
	ended := widgets.LaneGroup{End: 13 * time.Second, EndText: "13 s", EndTone: widgets.Good, Lanes: []widgets.Lane{
		{Title: "Group", Note: "with a note", Steps: []widgets.LaneStep{step("3 s", widgets.StepDone, 0, 3, true)}},
		{Title: "a stage", Note: "its base", Steps: []widgets.LaneStep{step("cached", widgets.StepCached, 3, 6, true), step("5 s", widgets.StepDone, 6, 11, true)}},
		{Title: "another", Steps: []widgets.LaneStep{beside, step("2 s", widgets.StepDone, 11, 13, true)}},
	}}
	running := widgets.LaneGroup{Started: time.Now().Add(-9 * time.Second), Running: true, Lanes: []widgets.Lane{
		{Title: "Running", Steps: []widgets.LaneStep{step("failed", widgets.StepFailed, 0, 4, false), step("canceled", widgets.StepCanceled, 4, 6, false)}, Later: "2 steps to come"},
		{Title: "still", Steps: []widgets.LaneStep{step("running", widgets.StepRunning, 2, 0, false)}},
	}}
	l.SetGroups([]widgets.LaneGroup{ended, running})
	l.Select("failed")
	return section("Lanes", high(290, widgets.NewTightCard(l)))
}

func logs() fyne.CanvasObject {
	v := widgets.NewLogView()
	var lines []widgets.LogLine
	for i := range 2000 {
		lines = append(lines, widgets.LogLine{Time: fmt.Sprintf("%.3f", float64(i)/10), Text: fmt.Sprintf("line %d of many", i)})
	}
	lines = append(lines, widgets.LogLine{Text: "a line that says what failed, and goes on in the next row: " + long, Tone: widgets.Bad})
	v.SetLines(lines)
	return section("Log", high(200, widgets.NewTightCard(v)))
}
