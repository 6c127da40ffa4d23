package pull

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// plain are rates and a link with round numbers.
var plain = Rates{Gunzip: 100e6, Zstd: 400e6, Write: 1e9, PerFile: time.Millisecond}

func near(t *testing.T, what string, got time.Duration, want float64) {
	t.Helper()
	if math.Abs(got.Seconds()-want) > 0.001*want+1e-6 {
		t.Errorf("%s = %s, want %.3f s", what, got, want)
	}
}

func TestPredictionsFollowTheModelByHand(t *testing.T) {
	// At 95 % of 80 Mbit/s a link carries 9.5 MB/s.
	link := Link{BitsPerSecond: 80e6, RTT: 100 * time.Millisecond}
	for name, c := range map[string]struct {
		blobs []Blob
		want  float64
		binds Bound
	}{
		"nothing to fetch":                   {nil, 0.5, Latency},
		"one blob: set-up, fetch, unpack":    {[]Blob{{Download: 9.5e6, OnDisk: 20e6}}, 0.5 + 0.2 + 1 + 0.2, Network},
		"three share the link":               {[]Blob{{Download: 9.5e6}, {Download: 9.5e6}, {Download: 9.5e6}}, 0.5 + 0.2 + 3, Network},
		"a fourth waits for a slot":          {[]Blob{{Download: 9.5e6}, {Download: 9.5e6}, {Download: 9.5e6}, {Download: 9.5e6}}, 0.5 + 0.2 + 3 + 0.2 + 1, Network},
		"unpacking binds":                    {[]Blob{{Download: 9.5e6, OnDisk: 1000e6}}, 0.5 + 0.2 + 1 + 10, Unpack},
		"zstd unpacks faster":                {[]Blob{{Download: 9.5e6, OnDisk: 1000e6, Zstd: true}}, 0.5 + 0.2 + 1 + 2.5, Unpack},
		"files cost":                         {[]Blob{{Download: 9.5e6, Files: 3000}}, 0.5 + 0.2 + 1 + 3, Unpack},
		"unpacking goes on beside fetching":  {[]Blob{{Download: 9.5e6, OnDisk: 100e6}, {Download: 95e6, OnDisk: 10e6}}, 0.5 + 0.2 + 11 + 0.1, Network},
		"layers are unpacked in their order": {[]Blob{{Download: 19e6, OnDisk: 10e6}, {Download: 9.5e6, OnDisk: 100e6}}, 0.5 + 0.2 + 3 + 0.1 + 1, Network},
		"what is there is unpacked only":     {[]Blob{{OnDisk: 100e6}}, 0.5 + 1, Unpack},
	} {
		t.Run(name, func(t *testing.T) {
			e := Predict(c.blobs, link, plain)
			near(t, "expected", e.Expected, c.want)
			if e.Binds != c.binds {
				t.Errorf("%s binds, want %s", e.Binds, c.binds)
			}
			if e.Low > e.Expected || e.Expected > e.High {
				t.Errorf("range %s – %s – %s", e.Low, e.Expected, e.High)
			}
		})
	}
}

func TestAFasterLinkIsNeverSlower(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		var blobs []Blob
		for range random.IntN(12) {
			blobs = append(blobs, Blob{Download: random.Int64N(300e6), OnDisk: random.Int64N(900e6), Files: random.IntN(30000), Zstd: random.IntN(2) == 0})
		}
		last := 1000 * time.Hour
		for bits := 10e6; bits <= 1e9; bits *= 2 {
			e := Predict(blobs, Link{BitsPerSecond: bits, RTT: 30 * time.Millisecond}, DefaultRates())
			if e.Low > e.Expected || e.Expected > e.High || e.Low <= 0 {
				t.Fatalf("range %+v of %+v", e, blobs)
			}
			// In-order unpacking may lose a little when a later blob overtakes; never more than the round trips do.
			if e.Expected > last+100*time.Millisecond {
				t.Fatalf("%s at %g bit/s after %s on half of it: %+v", e.Expected, bits, last, blobs)
			}
			last = e.Expected
		}
	}
}

func TestSillyRatesAndLinksEnd(t *testing.T) {
	for _, l := range []Link{{}, {BitsPerSecond: 1e12}, {BitsPerSecond: 1, RTT: time.Hour}} {
		for _, r := range []Rates{{}, plain} {
			if e := Predict([]Blob{{Download: math.MaxInt64 / 4, OnDisk: 1 << 60, Files: 1 << 30}}, l, r); e.Expected <= 0 || e.High < e.Expected {
				t.Errorf("%+v on %v", e, l)
			}
		}
	}
}

func TestRatesAreMeasuredAndTheFolderIsLeftClean(t *testing.T) {
	dir := t.TempDir()
	r, err := MeasureRates(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if r.Gunzip < 1e6 || r.Zstd < 1e6 || r.Write < 1e6 || r.PerFile <= 0 || r.PerFile > time.Second || r.Measured.IsZero() {
		t.Errorf("rates = %+v", r)
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestMeasuringStopsWhenItIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := MeasureRates(ctx, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
	if _, err := MeasureRates(t.Context(), t.TempDir()+"/not-there"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error = %v", err)
	}
}

func BenchmarkPredict(b *testing.B) {
	blobs := make([]Blob, 20)
	for i := range blobs {
		blobs[i] = Blob{Download: int64(i+1) * 3e6, OnDisk: int64(i+1) * 8e6, Files: 500}
	}
	for b.Loop() {
		Predict(blobs, DefaultLink(), DefaultRates())
	}
}

func BenchmarkMeasureRates(b *testing.B) {
	for b.Loop() {
		if _, err := MeasureRates(b.Context(), b.TempDir()); err != nil {
			b.Fatal(err)
		}
	}
}
