package pages

import (
	"strconv"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/proof"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// resultProof sums up what starting both images came to; it is not there until they were started.
type resultProof struct {
	seal  *widgets.Seal
	table *widgets.FigureTable
	card  *widgets.Card
}

func newResultProof(prove func()) *resultProof {
	r := &resultProof{seal: widgets.NewSeal(prove), table: widgets.NewFigureTable(lang.L("before"), lang.L("after"))}
	more := widgets.NewJumpButton(lang.L("Show all…"), prove)
	head := widgets.NewColumns(8, []float32{0, 1, 0}, widgets.NewHeading(lang.L("Proof")), widgets.NewText(""), r.seal)
	r.card = widgets.NewCard(widgets.NewStack(8, widgets.NewFixed(0, headingHeight, head), container.New(&topOnly{}, widgets.NewColumn(4, r.table, container.NewHBox(more)))))
	r.card.Hide()
	return r
}

func (r *resultProof) show(n *session.Snapshot) {
	b, known := proofBadge(n)
	if known {
		r.seal.Set(b.icon, b.text, b.tone)
		r.seal.SetToolTip(b.tip)
		r.table.SetRows(proofFigures(n.Proof))
	}
	setVisible(r.card, known)
}

// proofFigures sums up a result: a row for each kind of thing that was compared, and what was only measured of start and memory.
func proofFigures(r *proof.Result) []widgets.FigureRow {
	var rows []widgets.FigureRow
	kinds, counts := []string{}, map[string][2]int{}
	for _, row := range r.Rows {
		if row.State == proof.Measured {
			continue
		}
		name := kindName(row.Kind)
		count, seen := counts[name]
		if !seen {
			kinds = append(kinds, name)
		}
		count[0]++
		if row.State == proof.Different {
			count[1]++
		}
		counts[name] = count
	}
	for _, name := range kinds {
		count := counts[name]
		came := widgets.Figure{Text: lang.L("the same"), Tone: widgets.Good, Bold: true}
		if count[1] > 0 {
			came = widgets.Figure{Text: lang.L("{{.Count}} differ", map[string]any{"Count": count[1]}), Tone: widgets.Bad, Bold: true}
		}
		rows = append(rows, widgets.FigureRow{Label: name, Figures: []widgets.Figure{{Text: strconv.Itoa(count[0])}, came}})
	}
	for _, row := range r.Rows {
		if row.State == proof.Measured && (row.Kind == proof.Ready || row.Kind == proof.Memory) {
			rows = append(rows, widgets.FigureRow{Label: row.Name, Tip: lang.L("Only measured: nothing is said of it"), Figures: []widgets.Figure{{Text: row.Before}, {Text: row.After}}})
		}
	}
	return rows
}

// kindName is what rows of a kind are about.
func kindName(k proof.Kind) string {
	switch k {
	case proof.Start, proof.Exit, proof.Stop:
		return lang.L("Starts and ends")
	case proof.Out, proof.Err, proof.Log:
		return lang.L("What it prints")
	case proof.Port:
		return lang.L("Ports")
	case proof.Answer:
		return lang.L("Answers")
	case proof.Program, proof.Library:
		return lang.L("Programs and libraries")
	}
	return lang.L("Files")
}
