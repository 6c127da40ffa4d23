package pages

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/engine/project"
	"lightship/engine/session"
	"lightship/engine/stagegraph"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// factCard is a card with a caption, one large figure and a line below it.
type factCard struct {
	figure *widgets.Text
	line   *widgets.Paragraph
	card   fyne.CanvasObject
}

func newFactCard(caption string) *factCard {
	f := &factCard{figure: widgets.NewHeading(""), line: widgets.NewMutedParagraph("")}
	f.figure.TextSize, f.figure.Shrink = 26, true
	f.card = widgets.NewCard(widgets.NewColumn(6, widgets.NewMuted(caption), f.figure, f.line))
	return f
}

func (f *factCard) set(figure string, tone fyne.ThemeColorName, line string) {
	f.figure.SetColor(tone)
	f.figure.SetText(figure)
	f.line.SetText(line)
}

// showWeight says what the image weighs: measured, or what is known before the first build.
func (p *Overview) showWeight(n *session.Snapshot) {
	if c := n.Comparison; c != nil && c.Before.Image != nil && c.After.Image != nil {
		say := func(download int64) string {
			return lang.L("Measured; {{.Size}} to download.", map[string]any{"Size": compare.FormatBytes(download)})
		}
		after := say(c.After.Image.Download)
		if n.Stale {
			after += " " + lang.L("The plan has changed since.")
		}
		p.weight.set(compare.FormatBytes(c.Before.Image.OnDisk), theme.Text, say(c.Before.Image.Download))
		p.plan.set(compare.FormatBytes(c.After.Image.OnDisk), theme.Good, after)
		return
	}
	p.weight.show(predicted(n, n.Before, func(b session.BaseRow) bool { return b.Current }), theme.Text)
	if n.After == nil {
		p.plan.set("—", theme.Muted, lang.L("There is no plan: nothing is proposed for this Dockerfile."))
		return
	}
	p.plan.show(predicted(n, n.After, func(b session.BaseRow) bool { return b.Ref == n.Base }), theme.Good)
	if saves := savesBytes(n); saves > 0 {
		p.plan.line.SetText(p.plan.line.Text + " " + lang.L("The changes that are on save about {{.Size}}, by prediction.", map[string]any{"Size": compare.FormatBytes(saves)}))
	}
}

// weighed is a figure and what it is.
type weighed struct{ figure, line string }

func (f *factCard) show(w weighed, tone fyne.ThemeColorName) {
	if w.figure == "" {
		f.set(lang.L("not built yet"), theme.Muted, w.line)
		return
	}
	f.set(w.figure, tone, w.line)
}

// predicted is what is known of an image that was not built: the table of bases predicts it, or its base is the least
// that it can weigh.
func predicted(n *session.Snapshot, v *session.View, mine func(session.BaseRow) bool) weighed {
	for _, b := range n.Bases {
		if mine(b) && b.Image > 0 {
			return weighed{
				lang.L("about {{.Size}}", map[string]any{"Size": compare.FormatBytes(b.Image)}),
				lang.L("Not built yet; predicted for {{.Base}}.", map[string]any{"Base": b.Ref}),
			}
		}
	}
	base, note := baseOf(v)
	bytes := note.OnDisk
	switch {
	case base != "" && bytes > 0 && note.Estimated:
		return weighed{
			lang.L("about {{.Size}}", map[string]any{"Size": compare.FormatBytes(bytes)}),
			lang.L("Not built yet; its base {{.Base}} alone has this, by an estimate from its download.", map[string]any{"Base": shortRef(base)}),
		}
	case base != "" && bytes > 0:
		return weighed{
			lang.L("over {{.Size}}", map[string]any{"Size": compare.FormatBytes(bytes)}),
			lang.L("Not built yet; its base {{.Base}} alone has this.", map[string]any{"Base": shortRef(base)}),
		}
	case base != "":
		return weighed{"", lang.L("It stands on {{.Base}}, whose size is not known. Rebuild and compare measures it.", map[string]any{"Base": shortRef(base)})}
	}
	return weighed{"", lang.L("It stands on nothing but what is copied into it. Rebuild and compare measures it.")}
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

// savesBytes is what the changes that are on save together, by prediction.
func savesBytes(n *session.Snapshot) (sum int64) {
	for _, c := range n.Changes {
		if c.On && c.SavesBytes > 0 {
			sum += c.SavesBytes
		}
	}
	return sum
}

// contextCard says what is sent to the builder, and which parts of it are the largest.
type contextCard struct {
	figure *widgets.Text
	line   *widgets.Paragraph
	parts  *fyne.Container
	card   fyne.CanvasObject
}

// mostParts is how many parts of the context are listed.
const mostParts = 4

func newContextCard() *contextCard {
	c := &contextCard{figure: widgets.NewHeading(""), line: widgets.NewMutedParagraph(""), parts: widgets.NewColumn(0)}
	c.figure.TextSize = 26
	c.card = widgets.NewCard(widgets.NewColumn(6, widgets.NewMuted(lang.L("Build context: sent to the builder")), c.figure, c.line, c.parts))
	return c
}

func (c *contextCard) show(size project.ContextSize) {
	c.figure.SetText(compare.FormatBytes(size.Bytes))
	say := []string{lang.L("{{.Files}} files.", map[string]any{"Files": size.Files})}
	switch {
	case !size.Done:
		say = append(say, lang.L("Still counting."))
	case size.IgnoreFile == "":
		say = append(say, lang.L("There is no .dockerignore: all of the folder is sent."))
	case size.Ignored > 0:
		say = append(say, lang.L("{{.File}} leaves {{.Size}} out.", map[string]any{"File": size.IgnoreFile, "Size": compare.FormatBytes(size.Ignored)}))
	default:
		say = append(say, lang.L("{{.File}} leaves nothing out.", map[string]any{"File": size.IgnoreFile}))
	}
	c.line.SetText(strings.Join(say, " "))
	c.parts.RemoveAll()
	for _, p := range size.Largest[:min(mostParts, len(size.Largest))] {
		c.parts.Add(panelRow(p.Path, compare.FormatBytes(p.Bytes), ""))
	}
}
