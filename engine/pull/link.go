package pull

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ErrLink is wrapped by ParseLink's errors.
var ErrLink = errors.New("not a link")

// linkExample ends every message about a link that could not be read.
const linkExample = `write a bandwidth and a round-trip time, such as "100mbit,30ms", "1gbit,5ms" or "20mbit"`

// The links that a pull time is said for lie between these.
const (
	slowest = 1e3
	fastest = 1e12
	longest = 10 * time.Second
)

// DefaultLink is 100 Mbit/s at 30 ms: a node that pulls over the internet.
func DefaultLink() Link {
	return Link{BitsPerSecond: 100e6, RTT: 30 * time.Millisecond}
}

// ParseLink reads a bandwidth and, after a comma, a round-trip time: "100mbit,30ms", "1gbit". Without the time it is
// DefaultLink's. What String writes is read as well. Errors wrap ErrLink and say what to write.
func ParseLink(s string) (Link, error) {
	l := DefaultLink()
	bandwidth, rtt, hasRTT := strings.Cut(strings.Replace(s, "·", ",", 1), ",")
	var err error
	if l.BitsPerSecond, err = parseBandwidth(bandwidth); err != nil {
		return Link{}, fmt.Errorf("%w: %q: %w; %s", ErrLink, s, err, linkExample)
	}
	if !hasRTT {
		return l, nil
	}
	if l.RTT, err = parseRTT(rtt); err != nil {
		return Link{}, fmt.Errorf("%w: %q: %w; %s", ErrLink, s, err, linkExample)
	}
	return l, nil
}

func parseBandwidth(s string) (float64, error) {
	s = strings.TrimSpace(s)
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(s)
	}
	n, err := strconv.ParseFloat(s[:end], 64)
	if err != nil {
		return 0, errors.New("it does not begin with a number")
	}
	unit := strings.TrimSpace(s[end:])
	scale, ok := map[string]float64{"bit": 1, "k": 1e3, "kbit": 1e3, "m": 1e6, "mbit": 1e6, "g": 1e9, "gbit": 1e9, "tbit": 1e12}[bitUnit(unit)]
	switch {
	case unit == "":
		return 0, errors.New("the bandwidth has no unit")
	case !ok:
		return 0, fmt.Errorf("%q is not a unit of bandwidth (kbit, mbit, gbit)", unit)
	case n*scale < slowest || n*scale > fastest:
		return 0, errors.New("the bandwidth is not between 1 kbit/s and 1 Tbit/s")
	}
	return n * scale, nil
}

// bitUnit drops what may follow a unit of bits. Units of bytes, which differ by the case of one letter, stay unknown.
func bitUnit(unit string) string {
	if strings.HasSuffix(unit, "B") || strings.Contains(unit, "B/") || strings.Contains(unit, "Bps") {
		return unit
	}
	unit = strings.ToLower(unit)
	for _, per := range []string{"/s", "ps"} {
		unit = strings.TrimSuffix(unit, per)
	}
	if len(unit) == 2 && unit[1] == 'b' {
		return unit[:1] + "bit"
	}
	return unit
}

func parseRTT(s string) (time.Duration, error) {
	s = strings.ReplaceAll(s, " ", "")
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a round-trip time", s)
	}
	if d < 0 || d > longest {
		return 0, fmt.Errorf("the round-trip time is not between 0 and %s", longest)
	}
	return d, nil
}

// String writes the link as people do: "100 Mbit/s · 30 ms".
func (l Link) String() string {
	ms := float64(l.RTT) / float64(time.Millisecond)
	return FormatBandwidth(l.BitsPerSecond) + " · " + strconv.FormatFloat(math.Round(ms*1000)/1000, 'f', -1, 64) + " ms"
}

// FormatBandwidth writes bits per second: "100 Mbit/s", "2.5 Gbit/s".
func FormatBandwidth(bitsPerSecond float64) string {
	unit := "bit/s"
	for _, u := range []string{"kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"} {
		if bitsPerSecond < 999.5 {
			break
		}
		bitsPerSecond, unit = bitsPerSecond/1000, u
	}
	return strconv.FormatFloat(bitsPerSecond, 'g', 3, 64) + " " + unit
}
