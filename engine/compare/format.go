package compare

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"lightship/engine/pull"
)

// FormatBytes writes bytes in the decimal units that Docker shows, to one decimal below ten: "715 MB", "9.6 MB", "0 B".
func FormatBytes(bytes int64) string {
	sign, n := "", float64(bytes)
	if n < 0 {
		sign, n = "−", -n
	}
	if n < 999.5 {
		return sign + strconv.FormatFloat(n, 'f', 0, 64) + " B"
	}
	unit := ""
	for _, u := range []string{"kB", "MB", "GB", "TB", "PB", "EB"} {
		if n < 999.5 {
			break
		}
		n, unit = n/1000, u
	}
	return sign + formatSmall(n) + " " + unit
}

// formatSmall writes n with one decimal below ten and none from ten on.
func formatSmall(n float64) string {
	if n < 9.95 {
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	return strconv.FormatFloat(n, 'f', 0, 64)
}

// FormatDuration writes a duration with the figures that can be trusted: "28 s", "0.9 s", "120 ms", "31 µs",
// "3 min 20 s", "1 h 5 min".
func FormatDuration(d time.Duration) string {
	if d < 0 {
		return "−" + FormatDuration(-max(d, -math.MaxInt64))
	}
	s := d.Seconds()
	switch {
	case d == 0:
		return "0 s"
	case s < 0.00095:
		return strconv.FormatFloat(s*1e6, 'f', 0, 64) + " µs"
	case s < 0.0995:
		return formatSmall(s*1000) + " ms"
	case s < 0.295:
		return strconv.FormatFloat(math.Round(s*100)*10, 'f', 0, 64) + " ms"
	case s < 119.5:
		return formatSmall(s) + " s"
	}
	if whole := int64(math.Round(s)); whole < 3600 {
		return joinUnits(whole/60, "min", whole%60, "s")
	}
	minutes := int64(math.Round(s / 60))
	return joinUnits(minutes/60, "h", minutes%60, "min")
}

func joinUnits(big int64, bigUnit string, small int64, smallUnit string) string {
	if small == 0 {
		return fmt.Sprintf("%d %s", big, bigUnit)
	}
	return fmt.Sprintf("%d %s %d %s", big, bigUnit, small, smallUnit)
}

// FormatRange writes the range of a predicted pull: "22 s – 41 s".
func FormatRange(e pull.Estimate) string {
	low, high := FormatDuration(e.Low), FormatDuration(e.High)
	if low == high {
		return low
	}
	return low + " – " + high
}

// formatRatio writes how many times something is smaller, with one decimal below ten: "86", "1.4".
func formatRatio(r float64) string {
	return formatSmall(r)
}

// Lighter says in words what a ratio of sizes means: "86 times lighter", "as heavy", "1.2 times heavier".
func Lighter(r float64) string {
	return inWords(r, "lighter", "heavier", "as heavy")
}

// Faster says in words what a ratio of times means: "37 times faster", "as fast", "1.2 times slower".
func Faster(r float64) string {
	return inWords(r, "faster", "slower", "as fast")
}

func inWords(r float64, better, worse, same string) string {
	switch factor, way := Times(r); way {
	case Better:
		return factor + " times " + better
	case Worse:
		return factor + " times " + worse
	}
	return same
}

// Way is whether a ratio of before to after is better, worse, or about the same.
type Way int

// The ways that a ratio can go.
const (
	AsBefore Way = iota
	Better
	Worse
)

// Times is what a ratio of before to after comes to: how many times, as people write it, and which way; no factor where it is about the
// same.
func Times(r float64) (factor string, way Way) {
	switch {
	case r <= 0 || (r > 0.95 && r < 1.05):
		return "", AsBefore
	case r < 1:
		return formatRatio(1 / r), Worse
	}
	return formatRatio(r), Better
}
