package pages

import (
	"fyne.io/fyne/v2/lang"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// weight is what an image weighs, as far as that is known.
type weight struct {
	// onDisk and download are in words, empty when nothing is known of them; pull is that of a cold node.
	onDisk, download, pull string
	// bytes is what parts sum up to; more says that the image is heavier than that, nobody knows how much.
	bytes int64
	more  bool
	parts []widgets.BarPart
	// base is what it stands on, empty for scratch.
	base string
	// guessed says that the base's size on disk was computed from its download.
	guessed bool
}

// measuredWeight is that of an image that was built.
func measuredWeight(a *image.Analysis, base string) weight {
	return weight{
		onDisk: compare.FormatBytes(a.OnDisk), download: compare.FormatBytes(a.Download), bytes: a.OnDisk, parts: originParts(a), base: base,
	}
}

// predictedWeight is what the facts of its base say of an image that was not built: the table of bases predicts all of it when
// the program was built before; else the base is the least that it weighs.
func predictedWeight(n *session.Snapshot, v *session.View) weight {
	ref, note := baseOf(v)
	w := weight{base: ref, guessed: note.Estimated}
	row := rowOf(n.Bases, ref)
	if row != nil && row.Image > 0 && row.Download > 0 {
		w.onDisk, w.download = about(row.Image), about(row.Download)
		w.pull, w.bytes = formatPull(*row), row.Image
		w.parts = append(basePart(ref, note.OnDisk), widgets.BarPart{
			Name: lang.L("what is put on it"), Short: lang.L("yours"), Value: float64(row.Image - max(0, note.OnDisk)),
			Figure: compare.FormatBytes(row.Image - max(0, note.OnDisk)), Color: theme.Series4,
		})
		return w
	}
	w.more = true
	if note.OnDisk > 0 {
		w.onDisk, w.bytes, w.parts = over(note.OnDisk), note.OnDisk, basePart(ref, note.OnDisk)
	}
	if note.Download > 0 {
		w.download = over(note.Download)
	}
	if row != nil && row.Pull.Expected > 0 {
		w.pull = "> " + compare.FormatDuration(row.Pull.Expected)
	}
	return w
}

func about(bytes int64) string {
	return lang.L("about {{.Size}}", map[string]any{"Size": compare.FormatBytes(bytes)})
}

// over is how the least that something can be is written.
func over(bytes int64) string {
	return "> " + compare.FormatBytes(bytes)
}

func basePart(ref string, bytes int64) []widgets.BarPart {
	if bytes <= 0 {
		return nil
	}
	return []widgets.BarPart{{
		Name: lang.L("base {{.Base}}", map[string]any{"Base": shortRef(ref)}), Short: lastPart(ref), Value: float64(bytes), Figure: compare.FormatBytes(bytes), Color: theme.Series1,
	}}
}

// rowOf is the candidate with a reference, nil when there is none.
func rowOf(rows []session.BaseRow, ref string) *session.BaseRow {
	for i := range rows {
		if bases.SameRef(rows[i].Ref, ref) {
			return &rows[i]
		}
	}
	return nil
}

// baseOf is the image that the target stands on in the end, empty for scratch, and what is known of it.
func baseOf(v *session.View) (ref string, note session.NodeNote) {
	unknown := session.NodeNote{Download: -1, OnDisk: -1}
	if !drawable(v) {
		return "", unknown
	}
	at := v.Graph.Target
	for range v.Graph.Nodes {
		for _, e := range v.Graph.Edges {
			if e.To == at && e.Kind == stagegraph.From {
				at = e.From
				break
			}
		}
	}
	node, _ := nodeOf(v, at)
	if node.Kind != stagegraph.ExternalImage {
		return "", unknown
	}
	note, known := v.Notes[at]
	if !known {
		return node.Name, unknown
	}
	return node.Name, note
}
