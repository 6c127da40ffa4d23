package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// ShowGallery opens a window with the widgets in their states, and returns when it was closed. Theme is "light", "dark"
// or "auto".
func ShowGallery(a fyne.App, theme string) {
	s := &Shell{app: a}
	s.applyTheme(theme)
	w := a.NewWindow("Lightship gallery")
	w.SetPadded(false)
	w.SetContent(Gallery())
	w.Resize(fyne.NewSize(1100, 800))
	w.ShowAndRun()
}

// Gallery is all of the gallery.
func Gallery() fyne.CanvasObject {
	list := widgets.NewColumn(theme.Gap,
		shelf("Text", widgets.NewTitle("Title"), widgets.NewHeading("Heading"), widgets.NewText("Text"), widgets.NewMuted("Muted"), widgets.NewCaption("Caption")),
		shelf("Buttons", buttons(false)...),
		shelf("Buttons, disabled", buttons(true)...),
		shelf("Pills", widgets.NewPill("Neutral", widgets.Neutral), widgets.NewPill("Accent", widgets.Accent), widgets.NewPill("Fits", widgets.Good), widgets.NewPill("Caveat", widgets.Warn), widgets.NewPill("Does not fit", widgets.Bad)),
		shelf("Choices", widgets.NewSegmented([]string{"Before", "After"}, nil), toggle(true, false), toggle(false, false), toggle(true, true), widgets.NewChip("Chip", nil), widgets.NewPicker("Target", []string{"last stage", "builder"}, nil)),
		shelf("Progress", progress(0), progress(0.4), progress(1)),
		shelf("Code", code()), shelf("Difference", difference(false)), shelf("Difference, side by side", difference(true)), shelf("Graph", graph()),
		shelf("Nothing", widgets.NewEmptyState(iconStages, "Nothing here", "What will be here, and how to get it.")),
	)
	return container.NewStack(widgets.NewGround(theme.Ground), container.NewVScroll(widgets.NewPadded(16, 16, 18, 18, list)))
}

func shelf(name string, objects ...fyne.CanvasObject) fyne.CanvasObject {
	if len(objects) == 1 {
		return widgets.NewCard(widgets.NewColumn(10, widgets.NewCaption(name), objects[0]))
	}
	return widgets.NewCard(widgets.NewColumn(10, widgets.NewCaption(name), widgets.NewRow(10, objects...)))
}

func buttons(disabled bool) []fyne.CanvasObject {
	plain := widgets.NewButton("Plain", nil)
	plain.Kind = widgets.Plain
	all := []*widgets.Button{
		widgets.NewPrimaryButton("Primary", nil), widgets.NewButton("Secondary", nil), widgets.NewDangerButton("Danger", nil),
		widgets.NewQuietButton("Quiet", nil), plain,
	}
	var objects []fyne.CanvasObject
	for _, b := range all {
		b.SetDisabled(disabled, "")
		objects = append(objects, b)
	}
	return objects
}

func toggle(on, disabled bool) fyne.CanvasObject {
	t := widgets.NewToggle(nil)
	t.Set(on, disabled)
	return t
}

func progress(value float64) fyne.CanvasObject {
	p := widgets.NewProgressBar()
	p.SetValue(value)
	return container.NewGridWrap(fyne.NewSize(160, 6), p)
}

// words makes a line of code of a keyword and a rest.
func words(number int, keyword, rest string) widgets.CodeLine {
	return widgets.CodeLine{Number: number, Spans: []widgets.CodeSpan{
		{Text: keyword, Color: theme.Primary, Bold: true}, {Text: " " + rest, Color: theme.Text},
	}}
}

func code() fyne.CanvasObject {
	v := widgets.NewCodeView(6)
	marked := words(2, "COPPY", ". .")
	marked.Mark = theme.BadSoft
	v.SetLines([]widgets.CodeLine{words(1, "FROM", "golang:1.22"), marked, words(3, "RUN", "go build")})
	return v
}

func difference(sides bool) fyne.CanvasObject {
	v := widgets.NewDiffView()
	v.SetSideBySide(sides)
	v.SetRows(widgets.DiffRows(
		[]widgets.CodeLine{words(1, "FROM", "golang:1.22"), words(2, "RUN", "go build")},
		[]widgets.CodeLine{words(1, "FROM", "golang:1.22 AS builder"), words(2, "RUN", "go build"), words(3, "FROM", "scratch")},
	))
	room := widgets.NewGround(theme.Panel)
	room.Least = fyne.NewSize(0, 110)
	return container.NewStack(room, v)
}

func graph() fyne.CanvasObject {
	v := widgets.NewGraphView()
	v.SetGraph(widgets.Graph{
		Cards: []widgets.GraphCard{
			{ID: "a", Title: "golang:1.22", Detail: "external image", Figure: "299 MB download", Bar: theme.Muted, Dashed: true, Width: 196, Height: 84},
			{ID: "b", Title: "final", Detail: "golang:1.22 · 3 steps", Figure: "9.6 MB", Bar: theme.Good, Star: true, X: 300, Width: 196, Height: 84},
			{ID: "c", Title: "docs", Detail: "node:20 · 2 steps", Figure: "not reached from the target", Bar: theme.Bad, Faded: true, X: 300, Y: 110, Width: 196, Height: 84},
		},
		Curves: []widgets.GraphCurve{{
			Color: theme.Primary, Strong: true, Label: "/out/app", LabelAt: fyne.NewPos(248, 42),
			Points: []fyne.Position{{X: 196, Y: 42}, {X: 230, Y: 42}, {X: 266, Y: 42}, {X: 300, Y: 42}},
		}},
		Width: 496, Height: 194,
	})
	room := widgets.NewGround(theme.Panel)
	room.Least = fyne.NewSize(0, 260)
	return container.NewStack(room, v)
}
