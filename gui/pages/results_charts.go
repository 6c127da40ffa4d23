package pages

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/pull"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// originColor is a fixed colour for where bytes come from.
type originColor struct {
	origin image.Origin
	color  fyne.ThemeColorName
}

// originColors are in the order of the bars.
func originColors() []originColor {
	colors := map[image.Origin]fyne.ThemeColorName{
		image.OriginSystem: theme.Series1, image.OriginToolchain: theme.Series2, image.OriginCaches: theme.Series3,
		image.OriginProgram: theme.Series4, image.OriginSources: theme.Series5, image.OriginHidden: theme.Series6,
		image.OriginOverhead: theme.Series7, image.OriginDependencies: theme.Series8,
	}
	var ordered []originColor
	for _, origin := range image.Origins() {
		ordered = append(ordered, originColor{origin, colors[origin]})
	}
	return ordered
}

// resultBytes shows where the bytes on disk are.
type resultBytes struct {
	bars   *widgets.StackedBar
	legend *widgets.Legend
	card   *widgets.Card
}

func newResultBytes() *resultBytes {
	r := &resultBytes{bars: widgets.NewStackedBar(), legend: widgets.NewLegend()}
	r.legend.Least = 210
	r.card = titledCard(lang.L("Where the bytes are"), widgets.NewColumn(6, r.bars, r.legend))
	return r
}

func (r *resultBytes) show(c *compare.Comparison) {
	tone := widgets.Good
	if c.After.Image.OnDisk >= c.Before.Image.OnDisk {
		tone = widgets.Neutral
	}
	r.bars.Rows = []widgets.BarRow{
		{Label: lang.L("Before"), Parts: originParts(c.Before.Image), Total: compare.FormatBytes(c.Before.Image.OnDisk)},
		{Label: lang.L("After"), Parts: originParts(c.After.Image), Total: compare.FormatBytes(c.After.Image.OnDisk), Tone: tone},
	}
	r.bars.Refresh()
	r.legend.Items = nil
	before, after := sharesOf(c.Before.Image), sharesOf(c.After.Image)
	for _, o := range originColors() {
		if before[o.origin] == 0 && after[o.origin] == 0 {
			continue
		}
		r.legend.Items = append(r.legend.Items, widgets.LegendItem{
			Name: lang.L(string(o.origin)), Color: o.color,
			Figure: compare.FormatBytes(before[o.origin]), After: compare.FormatBytes(after[o.origin]),
		})
	}
	r.legend.Refresh()
}

func sharesOf(a *image.Analysis) map[image.Origin]int64 {
	shares := map[image.Origin]int64{}
	for _, s := range a.Shares {
		shares[s.Origin] = s.OnDisk
	}
	return shares
}

func originParts(a *image.Analysis) []widgets.BarPart {
	shares := sharesOf(a)
	var parts []widgets.BarPart
	for _, o := range originColors() {
		if bytes := shares[o.origin]; bytes > 0 {
			parts = append(parts, widgets.BarPart{
				Name: lang.L(string(o.origin)), Short: shortOrigin(o.origin), Value: float64(bytes), Figure: compare.FormatBytes(bytes), Color: o.color,
			})
		}
	}
	return parts
}

// shortOrigin is an origin in one word, for a piece of a bar.
func shortOrigin(o image.Origin) string {
	switch o {
	case image.OriginSystem:
		return lang.L("system")
	case image.OriginToolchain:
		return lang.L("toolchain")
	case image.OriginCaches:
		return lang.L("caches")
	case image.OriginSources:
		return lang.L("sources")
	case image.OriginHidden:
		return lang.L("replaced")
	case image.OriginOverhead:
		return lang.L("headers")
	case image.OriginProgram:
		return lang.L("program")
	}
	return string(o)
}

// resultPulls shows pull times: over bandwidth, and in the usual cases.
type resultPulls struct {
	chart     *widgets.LineChart
	table     *widgets.FigureTable
	chartCard *widgets.Card
	tableCard *widgets.Card
	caption   *widgets.Text
}

func newResultPulls() *resultPulls {
	r := &resultPulls{chart: widgets.NewLineChart(), table: widgets.NewFigureTable(lang.L("before"), lang.L("after"))}
	r.chart.FormatX = pull.FormatBandwidth
	r.chart.FormatY = func(seconds float64) string {
		return compare.FormatDuration(time.Duration(seconds * float64(time.Second)))
	}
	r.chart.MarkerText = lang.L("your link")
	r.caption = widgets.NewCaption("")
	r.caption.Shrink = true
	legend := widgets.NewLegend(
		widgets.LegendItem{Name: lang.L("before"), Color: theme.Muted},
		widgets.LegendItem{Name: lang.L("after"), Color: theme.Good},
	)
	legend.Least = 58
	head := widgets.NewColumns(10, []float32{0, 1, 0}, widgets.NewHeading(lang.L("Pull time by link")), r.caption, widgets.NewFixed(140, headingHeight, legend))
	r.chartCard = widgets.NewCard(widgets.NewStack(6, head, r.chart))
	r.tableCard = titledCard(lang.L("Pull, case by case"), r.table)
	return r
}

func (r *resultPulls) show(c *compare.Comparison) {
	before := widgets.ChartLine{Name: lang.L("before"), Tone: widgets.Neutral}
	after := widgets.ChartLine{Name: lang.L("after"), Tone: widgets.Good}
	for _, p := range c.Curve {
		before.Points = append(before.Points, widgets.ChartPoint{X: p.BitsPerSecond, Y: p.Before.Expected.Seconds()})
		after.Points = append(after.Points, widgets.ChartPoint{X: p.BitsPerSecond, Y: p.After.Expected.Seconds()})
	}
	r.chart.Lines = []widgets.ChartLine{before, after}
	r.chart.Marker = c.Link.BitsPerSecond
	r.chart.Refresh()
	r.caption.SetText(lang.L("cold node, {{.RTT}} round trip, predicted", map[string]any{"RTT": compare.FormatDuration(c.Link.RTT)}))
	rows := make([]widgets.FigureRow, 0, len(c.Pulls))
	for _, p := range c.Pulls {
		rows = append(rows, pullRow(p))
	}
	r.table.SetRows(rows)
}

func pullRow(p compare.PullCase) widgets.FigureRow {
	tone := widgets.Neutral
	if p.Known() && p.After.Expected < p.Before.Expected {
		tone = widgets.Good
	}
	row := widgets.FigureRow{
		Label: lang.L(p.Name), Second: fasterPull(p),
		Tip: lang.L("Predicted: {{.Before}} before, {{.After}} after. What a pull waits for most: {{.BindsBefore}} before, {{.BindsAfter}} after", map[string]any{
			"Before": compare.FormatRange(p.Before), "After": compare.FormatRange(p.After),
			"BindsBefore": bindsWord(p.Before.Binds), "BindsAfter": bindsWord(p.After.Binds),
		}),
		Figures: []widgets.Figure{
			{Text: compare.FormatDuration(p.Before.Expected), Second: compare.FormatBytes(p.BeforeBytes)},
			{Text: compare.FormatDuration(p.After.Expected), Second: compare.FormatBytes(p.AfterBytes), Tone: tone, Bold: true},
		},
	}
	if !p.Known() {
		row.Tip = ""
	}
	for i, known := range []bool{p.BeforeKnown(), p.AfterKnown()} {
		if !known {
			row.Figures[i] = widgets.Figure{Text: "—"}
		}
	}
	return row
}

func bindsWord(b pull.Bound) string {
	switch b {
	case pull.Network:
		return lang.L("the network")
	case pull.Unpack:
		return lang.L("unpacking")
	case pull.Latency:
		return lang.L("round trips")
	}
	return lang.L("nothing in particular")
}
