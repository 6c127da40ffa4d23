package pull

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestLinksAreRead(t *testing.T) {
	for text, want := range map[string]Link{
		"100mbit,30ms":        {100e6, 30 * time.Millisecond},
		"1gbit":               {1e9, 30 * time.Millisecond},
		"1Gbit/s, 5ms":        {1e9, 5 * time.Millisecond},
		"2.5 Gbps":            {2.5e9, 30 * time.Millisecond},
		" 512 kbit , 0.2s ":   {512e3, 200 * time.Millisecond},
		"20Mb/s,0ms":          {20e6, 0},
		"100 Mbit/s · 30 ms":  {100e6, 30 * time.Millisecond},
		"10 Gbit/s · 0.25 ms": {10e9, 250 * time.Microsecond},
	} {
		got, err := ParseLink(text)
		if err != nil || got != want {
			t.Errorf("ParseLink(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestALinkThatCannotBeReadSaysWhatToWrite(t *testing.T) {
	for text, want := range map[string]string{
		"":               "does not begin with a number",
		"fast":           "does not begin with a number",
		"100":            "no unit",
		"100 MB/s":       `"MB/s" is not a unit`,
		"10 parsec":      `"parsec" is not a unit`,
		"0mbit":          "not between",
		"9000gbit":       "not between",
		"100mbit,30":     `"30" is not a round-trip time`,
		"100mbit,-3ms":   "not between",
		"100mbit,1h":     "not between",
		"1.2.3mbit":      "does not begin with a number",
		"NaN mbit":       "does not begin with a number",
		"100mbit,30ms,1": "not a round-trip time",
	} {
		_, err := ParseLink(text)
		if !errors.Is(err, ErrLink) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "100mbit,30ms") {
			t.Errorf("ParseLink(%q) = %v, want %q", text, err, want)
		}
	}
}

func TestAWrittenLinkIsReadBack(t *testing.T) {
	for _, l := range []Link{DefaultLink(), {1e9, 0}, {2.5e9, 1500 * time.Microsecond}, {64e3, time.Second}, {1e12, 3 * time.Millisecond}} {
		got, err := ParseLink(l.String())
		if err != nil || got != l {
			t.Errorf("%q is read as %v, %v", l, got, err)
		}
	}
	if got := DefaultLink().String(); got != "100 Mbit/s · 30 ms" {
		t.Errorf("String = %q", got)
	}
}

func FuzzParseLink(f *testing.F) {
	f.Add("100mbit,30ms")
	f.Add("1gbit")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLink(s)
		if err == nil && (l.BitsPerSecond < slowest || l.BitsPerSecond > fastest || l.RTT < 0 || l.RTT > longest) {
			t.Errorf("ParseLink(%q) = %v", s, l)
		}
	})
}
