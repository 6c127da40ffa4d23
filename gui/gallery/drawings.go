package gallery

import (
	"fyne.io/fyne/v2"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

func code() fyne.CanvasObject {
	span := func(keyword, rest string) []widgets.CodeSpan {
		return []widgets.CodeSpan{{Text: keyword, Color: theme.Primary, Bold: true}, {Text: rest, Color: theme.Text}}
	}
	lines := []widgets.CodeLine{
		{Number: 1, Spans: span("FROM", " golang:1.22 # "+long+" "+long)},
		{Number: 2, Spans: span("COPY", " . ."), Mark: theme.PrimarySoft},
		{Number: 3, Spans: span("RUN", " go build -o app .")},
	}
	changed := []widgets.CodeLine{lines[0], {Number: 2, Spans: span("COPY", " go.* ./")}, lines[2]}
	view := widgets.NewCodeView(0)
	view.SetLines(lines)
	clicked := widgets.NewCodeView(0)
	clicked.SetLines(append([]widgets.CodeLine{{Number: 4, Spans: span("USER", " nonroot")}, {Number: 5, Spans: span("CMD", " app")}}, lines[2]))
	clicked.OnTapped = func(n int) { clicked.Highlight(n, n) }
	clicked.Highlight(4, 5)
	unified, sides := widgets.NewDiffView(), widgets.NewDiffView()
	rows := widgets.DiffRows(lines, changed)
	unified.SetRows(rows)
	sides.SetRows(rows)
	sides.SetSideBySide(true)
	return section("Code and differences", high(120, view), high(80, clicked),
		high(150, widgets.NewColumns(theme.Gap, nil, widgets.NewTightCard(unified), widgets.NewTightCard(sides))))
}

func graph() fyne.CanvasObject {
	card := func(id string, x, y float32) widgets.GraphCard {
		return widgets.GraphCard{ID: id, Title: id, Detail: "a detail", Figure: "12 MB", Tip: long, Bar: theme.Primary, X: x, Y: y, Width: 196, Height: 84}
	}
	cards := []widgets.GraphCard{card("outside", 0, 0), card("stage", 260, 0), card("target", 560, 60), card("never used", 260, 130)}
	cards[0].Dashed, cards[0].Bar = true, theme.Muted
	cards[2].Star, cards[2].Bar = true, theme.Good
	cards[3].Faded, cards[3].Bar = true, theme.Bad
	curve := func(color fyne.ThemeColorName, points ...fyne.Position) widgets.GraphCurve {
		return widgets.GraphCurve{Color: color, Points: points}
	}
	straight := curve(theme.Muted, fyne.NewPos(196, 42), fyne.NewPos(217, 42), fyne.NewPos(238, 42), fyne.NewPos(260, 42))
	bent := curve(theme.Primary, fyne.NewPos(456, 42), fyne.NewPos(508, 42), fyne.NewPos(508, 102), fyne.NewPos(560, 102))
	bent.Strong, bent.Label, bent.Figure, bent.LabelAt = true, "/a/long/path/to/app", "7.4 MB", fyne.NewPos(508, 72)
	bent.From, bent.To, bent.Tip = "stage", "target", long
	straight.From, straight.To = "outside", "stage"
	dotted := curve(theme.Muted, fyne.NewPos(456, 172), fyne.NewPos(508, 172), fyne.NewPos(508, 112), fyne.NewPos(560, 112))
	dotted.Dotted, dotted.Faded = true, true
	view := widgets.NewGraphView()
	view.SetGraph(widgets.Graph{Cards: cards, Curves: []widgets.GraphCurve{straight, bent, dotted}, Width: 756, Height: 214})
	small := widgets.NewGraphView()
	small.SetGraph(widgets.Graph{Cards: cards, Curves: []widgets.GraphCurve{straight, bent, dotted}, Width: 756, Height: 214})
	return section("Graph, in its size and small", high(260, view), high(120, small))
}
