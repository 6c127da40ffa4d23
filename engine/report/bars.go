package report

import (
	"slices"

	"lightship/engine/compare"
	"lightship/engine/image"
)

// The drawing of the bars, in SVG units.
const (
	barWidth   = 450.0
	barGap     = 1.5
	barVisible = 2.5
)

// originClass is the style of each origin, the series of the look.
var originClass = map[image.Origin]string{
	image.OriginSystem:       "s1",
	image.OriginToolchain:    "s2",
	image.OriginCaches:       "s3",
	image.OriginProgram:      "s4",
	image.OriginSources:      "s5",
	image.OriginHidden:       "s6",
	image.OriginOverhead:     "s7",
	image.OriginDependencies: "s8",
}

// segment is one origin's part of a bar.
type segment struct {
	Class    string
	Title    string
	X, Width float64
}

// bar is one image's bytes by origin.
type bar struct {
	Segments []segment
	Total    int64
	// End is where the bar ends.
	End float64
}

// originRow is one line of the legend.
type originRow struct {
	Origin        image.Origin
	Class         string
	Before, After int64
}

// newBar stacks a's shares on a scale on which most bytes are as wide as the drawing. A part that is too small to be
// seen is drawn as a line.
func newBar(a *image.Analysis, most int64) bar {
	b := bar{Total: a.OnDisk}
	for _, row := range orderedShares(a.Shares) {
		width := max(barWidth*float64(row.OnDisk)/float64(max(most, 1)), barVisible)
		b.Segments = append(b.Segments, segment{
			Class: originClass[row.Origin],
			Title: string(row.Origin) + " " + compare.FormatBytes(row.OnDisk),
			X:     b.End,
			Width: max(width-barGap, 1),
		})
		b.End += width
	}
	return b
}

func orderedShares(shares []image.Share) []image.Share {
	ordered, order := slices.Clone(shares), image.Origins()
	slices.SortStableFunc(ordered, func(a, b image.Share) int {
		return slices.Index(order, a.Origin) - slices.Index(order, b.Origin)
	})
	return ordered
}

// originRows are the origins that either image has, in the order of the bars.
func originRows(before, after *image.Analysis) []originRow {
	var rows []originRow
	for _, origin := range image.Origins() {
		row := originRow{Origin: origin, Class: originClass[origin], Before: bytesOf(before, origin), After: bytesOf(after, origin)}
		if row.Before != 0 || row.After != 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

func bytesOf(a *image.Analysis, origin image.Origin) int64 {
	for _, s := range a.Shares {
		if s.Origin == origin {
			return s.OnDisk
		}
	}
	return 0
}
