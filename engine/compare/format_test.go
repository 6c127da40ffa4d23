package compare

import (
	"math"
	"testing"
	"time"

	"lightship/engine/pull"
)

func TestBytesAreWrittenAsDockerDoes(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 9600000: "9.6 MB", 9960000: "10 MB", 715204608: "715 MB",
		999600000: "1.0 GB", 1234567890: "1.2 GB", -735e6: "−735 MB", math.MaxInt64: "9.2 EB", math.MinInt64: "−9.2 EB",
	} {
		if got := FormatBytes(bytes); got != want {
			t.Errorf("FormatBytes(%d) = %q, want %q", bytes, got, want)
		}
	}
}

func TestDurationsAreWrittenWithTheFiguresThatCanBeTrusted(t *testing.T) {
	for text, want := range map[string]string{
		"0s": "0 s", "31400ns": "31 µs", "1400us": "1.4 ms", "15ms": "15 ms", "123ms": "120 ms", "294ms": "290 ms", "494ms": "0.5 s", "880ms": "0.9 s", "1.04s": "1.0 s",
		"9.96s": "10 s", "28.3s": "28 s", "119s": "119 s", "119.8s": "2 min", "200s": "3 min 20 s", "59m59.8s": "1 h", "65m": "1 h 5 min", "-2s": "−2.0 s",
	} {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%s) = %q, want %q", text, got, want)
		}
	}
	if got := FormatDuration(math.MinInt64); got == "" {
		t.Error("the longest negative duration is empty")
	}
}

func TestRangesAndRatiosAreSaidInWords(t *testing.T) {
	e := pull.Estimate{Low: 22 * time.Second, High: 41 * time.Second}
	if got := FormatRange(e); got != "22 s – 41 s" {
		t.Errorf("FormatRange = %q", got)
	}
	if got := FormatRange(pull.Estimate{Low: time.Second, High: time.Second}); got != "1.0 s" {
		t.Errorf("FormatRange = %q", got)
	}
	for ratio, want := range map[float64][2]string{
		86.2: {"86 times lighter", "86 times faster"}, 1.44: {"1.4 times lighter", "1.4 times faster"},
		1.01: {"as heavy", "as fast"}, 0.5: {"2.0 times heavier", "2.0 times slower"}, 0: {"as heavy", "as fast"},
	} {
		if got := [2]string{Lighter(ratio), Faster(ratio)}; got != want {
			t.Errorf("%v is said as %q, want %q", ratio, got, want)
		}
	}
}
