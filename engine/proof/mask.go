package proof

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// masker makes the same of what differs from run to run in every program: times, durations, identifiers, passing ports. A
// time says how far it is from the time in UTC, so that a wrong zone is still seen.
type masker struct {
	// from and to are when the run began and ended, in UTC.
	from, to time.Time
}

// stamp is one spelling of a date with a time; the submatches are the date and time, and the zone.
type stamp struct {
	pattern *regexp.Regexp
	layouts []string
}

const (
	zone     = `(Z| ?[+-]\d\d:?\d\d| UTC| GMT| [A-Z]{2,5}T)?`
	fraction = `(?:[.,]\d+)?`
)

// stamps are the spellings of times that programs print.
var stamps = []stamp{
	{regexp.MustCompile(`\b(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)` + fraction + zone), []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05"}},
	{regexp.MustCompile(`\b(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)` + fraction + zone), []string{"2006/01/02 15:04:05"}},
	{regexp.MustCompile(`\b(\d\d/[A-Z][a-z]{2}/\d{4}[: ]\d\d:\d\d:\d\d)` + zone), []string{"02/Jan/2006:15:04:05", "02/Jan/2006 15:04:05"}},
	{regexp.MustCompile(`\b(?:[A-Z][a-z]{2}, )?(\d\d [A-Z][a-z]{2} \d{4},? \d\d:\d\d:\d\d)` + zone), []string{"02 Jan 2006 15:04:05", "02 Jan 2006, 15:04:05"}},
	{regexp.MustCompile(`\b(?:[A-Z][a-z]{2} )([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?:[A-Z]{2,5} )?\d{4}()`), []string{"Jan _2 15:04:05"}},
}

// passing are what else differs from run to run, and what takes its place.
var passing = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b`), "<id>"},
	{regexp.MustCompile(`\b0x[0-9a-f]{6,16}\b`), "<address>"},
	{regexp.MustCompile(`((?:127\.0\.0\.1|\[::1\]|localhost|0\.0\.0\.0|\[::\]):)(?:3[2-9]\d{3}|[45]\d{4}|6[0-5]\d{3})\b`), "${1}<port>"},
	{regexp.MustCompile(`\b\d+(?:\.\d+)?(?:h\d+m|m\d+)?(?:\.\d+)? ?(ns|µs|us|ms|s|sec|secs|seconds|milliseconds)\b`), "<time> $1"},
	{regexp.MustCompile(`\bpid[:= ]+\d+\b`), "pid <n>"},
	{regexp.MustCompile(`\b\d\d:\d\d:\d\d` + fraction + `\b`), "<time>"},
	{regexp.MustCompile(`\b1[6-9]\d{8}(?:\d{3})?(?:\.\d+)?\b`), "<time>"},
	// Where packages, the interpreter's own modules and the sources of Go stand is nobody's affair: a rewrite moves them.
	{regexp.MustCompile(`(?:/[\w.@+-]+)+/(?:site|dist)-packages/`), "<packages>/"},
	{regexp.MustCompile(`/usr(?:/local)?/lib/python(\d\.\d+)/`), "<python $1>/"},
	{regexp.MustCompile(`[\w.@/+-]*/([\w.-]+\.go:\d+)\b`), "$1"},
	// A shell that finds the image's locale not installed complains of it, whatever it starts.
	{regexp.MustCompile(`(?m)^(?:\S*/)?\w*sh: (?:line \d+: )?warning: setlocale: .*\n?`), ""},
}

// mask is text without what passes.
func (m masker) mask(text string) string {
	for _, s := range stamps {
		text = s.pattern.ReplaceAllStringFunc(text, func(found string) string {
			parts := s.pattern.FindStringSubmatch(found)
			for _, layout := range s.layouts {
				at, err := time.Parse(layout, parts[1])
				if err != nil {
					continue
				}
				if at.Year() == 0 {
					at = at.AddDate(m.from.Year(), 0, 0)
				}
				if offset, near := m.offset(at); near {
					return fmt.Sprintf("<time %s%s>", offset, strings.TrimSpace(parts[2]))
				}
			}
			return found
		})
	}
	for _, p := range passing {
		text = p.pattern.ReplaceAllString(text, p.with)
	}
	return text
}

// offset is how far a wall time is from that of the run, in quarters of an hour; near is false when it is no time of the
// run in any zone.
func (m masker) offset(at time.Time) (offset string, near bool) {
	const quarter = 15 * time.Minute
	// What was printed may be a little older than the run, and is a little younger than its end.
	for _, now := range []time.Time{m.from, m.to} {
		away := at.Sub(now)
		rounded := away.Round(quarter)
		if left := (away - rounded).Abs(); left < 2*time.Minute && rounded.Abs() <= 15*time.Hour {
			sign := "+"
			if rounded < 0 {
				sign, rounded = "-", -rounded
			}
			return fmt.Sprintf("%s%02d:%02d", sign, rounded/time.Hour, rounded%time.Hour/time.Minute), true
		}
	}
	return "", false
}

// word is what texts are compared by: letters and figures, or anything else.
var word = regexp.MustCompile(`[\pL\pN_]+|[^\pL\pN_]+`)

// noise is what two runs of the same image differ in.
type noise struct {
	// known is false when they differ in more than single words, so that nothing can be said of a third.
	known bool
	// at are the words that differ.
	at []bool
}

// differing compares two texts word by word.
func differing(a, b string) noise {
	if a == b {
		return noise{known: true}
	}
	x, y := word.FindAllString(a, -1), word.FindAllString(b, -1)
	if len(x) != len(y) {
		return noise{}
	}
	n := noise{known: true, at: make([]bool, len(x))}
	differ := 0
	for i := range x {
		if n.at[i] = x[i] != y[i]; n.at[i] {
			differ++
		}
	}
	// Texts that have little in common are not the same text with noise.
	n.known = differ*2 <= len(x)
	return n
}

// alike compares a text with the one that the noise was found in. The first word that differs is told.
func (n noise) alike(a, b string) (same bool, at string) {
	if a == b {
		return true, ""
	}
	x, y := word.FindAllString(a, -1), word.FindAllString(b, -1)
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] && (i >= len(n.at) || !n.at[i]) {
			return false, fmt.Sprintf("%q became %q", around(x, i), around(y, i))
		}
	}
	if len(x) != len(y) {
		i := min(len(x), len(y))
		return false, fmt.Sprintf("%q became %q", around(x, i), around(y, i))
	}
	return true, ""
}

// around is a few words about the one at i.
func around(words []string, i int) string {
	from, to := max(i-3, 0), min(i+4, len(words))
	if from >= to {
		return ""
	}
	text := strings.TrimSpace(strings.Join(words[from:to], ""))
	if r := []rune(text); len(r) > 80 {
		text = string(r[:80]) + "…"
	}
	return text
}
