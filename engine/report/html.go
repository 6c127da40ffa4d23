package report

import (
	"fmt"
	"html/template"
	"io"
	"time"

	templates "lightship/assets/report"
	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/pull"
)

// page is what the templates show.
type page struct {
	*compare.Comparison
	CSS           template.CSS
	Cold          compare.PullCase
	BarBefore     bar
	BarAfter      bar
	Origins       []originRow
	Curve         *curve
	Surface       []surfaceRow
	Diff          []diffLine
	LayersBefore  []image.Layer
	LayersAfter   []image.Layer
	MeasuredRates bool
	LinkOutside   bool
}

// surfaceRow is one count of the attack surface.
type surfaceRow struct {
	Name, Explains string
	Before, After  int
}

// WriteHTML writes c as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. It is light
// or dark as the reader's system is, and can be printed.
func WriteHTML(w io.Writer, c *compare.Comparison) error {
	t, err := template.New("report").Funcs(formatters()).Parse(templates.HTML)
	if err != nil {
		return fmt.Errorf("read the HTML report's template: %w", err)
	}
	if err := t.Execute(w, newPage(c)); err != nil {
		return fmt.Errorf("write the HTML report: %w", err)
	}
	return nil
}

func newPage(c *compare.Comparison) page {
	c = masked(c)
	before, after := c.Before.Image, c.After.Image
	most := max(before.OnDisk, after.OnDisk)
	drawn := newCurve(c)
	return page{
		Comparison:    c,
		CSS:           template.CSS(templates.CSS), // our own file, nothing of the user's
		Cold:          c.Cold(),
		BarBefore:     newBar(before, most),
		BarAfter:      newBar(after, most),
		Origins:       originRows(before, after),
		Curve:         drawn,
		Surface:       surfaceRows(before.Surface, after.Surface),
		Diff:          diffLines(c.Before.Text, c.After.Text),
		LayersBefore:  before.Layers,
		LayersAfter:   after.Layers,
		MeasuredRates: !c.Rates.Measured.IsZero(),
		LinkOutside:   drawn != nil && drawn.Link == nil,
	}
}

func surfaceRows(before, after image.Surface) []surfaceRow {
	return []surfaceRow{
		{"Packages", "that dpkg or apk list as installed", before.Packages, after.Packages},
		{"Executables", "files that may be run", before.Executables, after.Executables},
		{"Shells", "programs behind sh, bash and the like", before.Shells, after.Shells},
		{"Compilers", "programs behind gcc, go and the like", before.Compilers, after.Compilers},
		{"Setuid files", "run with their owner's rights", before.Setuid, after.Setuid},
	}
}

// formatters are the functions that the templates call; figures look as they do in the window.
func formatters() map[string]any {
	return map[string]any{
		"bytes":    compare.FormatBytes,
		"exact":    exact,
		"duration": compare.FormatDuration,
		"span":     compare.FormatRange,
		"lighter":  compare.Lighter,
		"faster":   compare.Faster,
		"tone":     tone,
		"rate":     func(r float64) string { return compare.FormatBytes(int64(r)) + "/s" },
		"link":     pull.Link.String,
		"day":      func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
		"add":      func(a, b float64) float64 { return a + b },
		"count":    count[int],
		"cell":     cell,
	}
}

// tone is the style of what a ratio of before to after means.
func tone(r float64) string {
	switch {
	case r >= 1.05:
		return "better"
	case r > 0 && r <= 0.95:
		return "worse"
	}
	return "same"
}

// exact writes bytes to the last one, in groups of three: "715 204 608 B".
func exact(bytes int64) string {
	return count(bytes) + " B"
}

func count[N int | int64](n N) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	return digits
}
