package pages

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"lightship/engine/compare"
	"lightship/gui/theme"
	"lightship/gui/widgets"
)

// iconResults is the drawing of the page's empty state, on a grid of 24 by 24.
const iconResults = "M4 20h16M7 20v-8M12 20V5M17 20v-11"

// resultStats are the big numbers.
type resultStats struct {
	onDisk, download, pull, build *widgets.Contrast
	card                          *widgets.Card
}

func newResultStats() *resultStats {
	r := &resultStats{
		onDisk:   widgets.NewContrast(lang.L("On disk"), true),
		download: widgets.NewContrast(lang.L("Download"), false),
		pull:     widgets.NewContrast("", false),
		build:    widgets.NewContrast(lang.L("Build time"), false),
	}
	r.onDisk.SetToolTip(lang.L("The unpacked layers, measured"))
	r.download.SetToolTip(lang.L("The compressed layers and the config, each counted once, measured"))
	r.card = widgets.NewCard(widgets.NewEvenFlow(theme.Gap, theme.Gap, r.onDisk, r.download, r.pull, r.build))
	return r
}

func (r *resultStats) show(c *compare.Comparison) {
	cold := c.Cold()
	before, after := c.Before.Image, c.After.Image
	setStat(r.onDisk, compare.FormatBytes(before.OnDisk), compare.FormatBytes(after.OnDisk), c.Ratio(), lighter(c.Ratio()), lang.L("measured"))
	setStat(r.download, compare.FormatBytes(before.Download), compare.FormatBytes(after.Download),
		c.DownloadRatio(), lighter(c.DownloadRatio()), lang.L("measured"))
	r.pull.Caption = lang.L("Pull, {{.Link}}", map[string]any{"Link": c.Link.String()})
	r.pull.SetToolTip(lang.L("Predicted for a node that has nothing yet: {{.Before}} before, {{.After}} after", map[string]any{
		"Before": compare.FormatRange(cold.Before), "After": compare.FormatRange(cold.After),
	}))
	setStat(r.pull, compare.FormatDuration(cold.Before.Expected), compare.FormatDuration(cold.After.Expected),
		cold.Ratio(), faster(cold.Ratio()), lang.L("predicted"))
	r.showBuild(c)
}

// showBuild compares the build times of two builds of which nothing came from the cache, or of which all did; of others it
// says why they are not compared.
func (r *resultStats) showBuild(c *compare.Comparison) {
	cached := map[string]any{
		"Engine": c.Engine, "Before": c.Before.CachedSteps, "BeforeSteps": c.Before.Steps, "After": c.After.CachedSteps, "AfterSteps": c.After.Steps,
		"BeforeTime": compare.FormatDuration(c.Before.BuildTime), "AfterTime": compare.FormatDuration(c.After.BuildTime),
	}
	r.build.SetToolTip(lang.L("Measured on {{.Engine}}: {{.Before}} of {{.BeforeSteps}} steps came from the cache before, {{.After}} of {{.AfterSteps}} after",
		cached))
	if !alike(c) {
		r.build.SetToolTip(lang.L("{{.BeforeTime}} before, with {{.Before}} of {{.BeforeSteps}} steps from the cache; {{.AfterTime}} after, with {{.After}} of {{.AfterSteps}}. A build whose steps are in the cache is not the faster one.", cached))
		setStat(r.build, lang.L("not compared"), "", 1, "", lang.L("cached: {{.Before}} of {{.BeforeSteps}}, {{.After}} of {{.AfterSteps}}", cached))
		return
	}
	note := lang.L("measured, both cold")
	if c.FromCache() {
		note = lang.L("measured, both warm")
	}
	ratio := times(c.Before.BuildTime, c.After.BuildTime)
	setStat(r.build, compare.FormatDuration(c.Before.BuildTime), compare.FormatDuration(c.After.BuildTime), ratio, faster(ratio), note)
}

// alike says whether the two builds had as much from the cache as each other: nothing or all.
func alike(c *compare.Comparison) bool {
	warm := func(s compare.Side) bool { return s.Steps > 0 && s.CachedSteps == s.Steps }
	return !c.FromCache() || warm(c.Before) && warm(c.After)
}

func times(before, after time.Duration) float64 {
	if after <= 0 {
		return 0
	}
	return float64(before) / float64(after)
}

// setStat shows a change; one for the worse is not green.
func setStat(card *widgets.Contrast, before, after string, ratio float64, words, note string) {
	card.Before, card.After, card.Note = before, after, sentenceOf(note, words)
	card.Tone = widgets.Good
	switch {
	case ratio > 0 && ratio < 0.95:
		card.Tone = widgets.Warn
	case ratio < 1.05:
		card.Tone = widgets.Neutral
	}
	card.Refresh()
}

// describeComparison is the page's title line.
func describeComparison(c *compare.Comparison) string {
	target := c.Target
	if target == "" {
		target = lang.L("last stage")
	}
	words := []string{c.Dockerfile, target, c.Platform, c.Base, c.Made.Format("2 Jan 2006 15:04")}
	said := words[:0]
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return strings.Join(said, " · ")
}

func standInsText(c *compare.Comparison) string {
	lines := make([]string, 0, len(c.StandIns))
	for _, s := range c.StandIns {
		lines = append(lines, fmt.Sprintf("%s: %s", s.Ref, s.Says))
	}
	return strings.Join(lines, "\n")
}

func changesText(c *compare.Comparison) string {
	if len(c.Changes) == 0 {
		return lang.L("Nothing: all changes are off.")
	}
	lines := make([]string, 0, len(c.Changes))
	for _, change := range c.Changes {
		line := "•  " + change.Title
		if change.Assumes != "" {
			line += " · " + lang.L("It takes for granted that {{.What}}.", map[string]any{"What": change.Assumes})
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func surfaceRows(c *compare.Comparison) []widgets.FigureRow {
	before, after := c.Before.Image.Surface, c.After.Image.Surface
	row := func(label, tip string, before, after int) widgets.FigureRow {
		tone := widgets.Neutral
		if after < before {
			tone = widgets.Good
		} else if after > before {
			tone = widgets.Warn
		}
		return widgets.FigureRow{Label: label, Tip: tip, Figures: []widgets.Figure{
			{Text: formatCount(before)}, {Text: formatCount(after), Tone: tone, Bold: true},
		}}
	}
	return []widgets.FigureRow{
		row(lang.L("Packages"), lang.L("Packages that the image's package database lists"), before.Packages, after.Packages),
		row(lang.L("Executables"), lang.L("Files that may be executed"), before.Executables, after.Executables),
		row(lang.L("Shells"), lang.L("Shells that an attacker could use"), before.Shells, after.Shells),
		row(lang.L("Compilers"), lang.L("Compilers and linkers"), before.Compilers, after.Compilers),
		row(lang.L("setuid files"), lang.L("Programs that run as their owner, mostly root"), before.Setuid, after.Setuid),
	}
}

// formatCount writes a count with thin spaces between thousands.
func formatCount(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
