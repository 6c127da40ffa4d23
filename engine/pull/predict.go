package pull

import (
	"math"
	"slices"
	"time"
)

// The constants of the model; docs/pull.md says where each comes from.
const (
	// downloadSlots is how many blobs Docker and containerd fetch at a time.
	downloadSlots = 3
	// initialWindow is the bytes that TCP sends before the first acknowledgement (RFC 6928).
	initialWindow = 14600
)

// conditions are what is assumed of a pull beside the link and the rates.
type conditions struct {
	// goodput is the part of the bandwidth that carries blobs.
	goodput float64
	// setupRTTs are spent on auth, index, manifest and config, blobRTTs on each blob (the registry and its redirect).
	setupRTTs, blobRTTs float64
	// slowStart adds the round trips in which TCP finds the bandwidth.
	slowStart bool
	// speed is the part of the measured rates that a node reaches.
	speed float64
	// serial says that writing waits for decompression instead of running beside it.
	serial bool
}

var (
	best     = conditions{goodput: 1, setupRTTs: 4, blobRTTs: 1, speed: 1.25}
	expected = conditions{goodput: 0.95, setupRTTs: 5, blobRTTs: 2, speed: 1}
	worst    = conditions{goodput: 0.8, setupRTTs: 6, blobRTTs: 3, slowStart: true, speed: 0.7, serial: true}
)

// Predict estimates how long a node takes to pull blobs, in the manifest's order, over l when it unpacks at r: three
// downloads at a time share the link, and one layer is unpacked at a time, in order, once it is there. A blob
// with a Download of 0 is on the node already and is unpacked only. The model is described in docs/pull.md.
func Predict(blobs []Blob, l Link, r Rates) Estimate {
	return Estimate{
		Low:      predict(blobs, l, r, best),
		Expected: predict(blobs, l, r, expected),
		High:     predict(blobs, l, r, worst),
		Binds:    binds(blobs, l, r),
	}
}

func predict(blobs []Blob, l Link, r Rates, c conditions) time.Duration {
	at := 0.0
	for i, there := range downloads(blobs, l, c) {
		at = math.Max(at, there) + unpack(blobs[i], r, c)
	}
	return seconds(at + c.setupRTTs*l.RTT.Seconds())
}

// transfer is a blob on its way: it waits for round trips first, then it flows. Both are what is left.
type transfer struct {
	blob           int
	latency, bytes float64
}

// downloads returns when each blob is there, in seconds: a fluid simulation from event to event. Between two events
// the flowing transfers share the link evenly.
func downloads(blobs []Blob, l Link, c conditions) []float64 {
	done := make([]float64, len(blobs))
	bandwidth := math.Max(l.BitsPerSecond, 1) / 8 * c.goodput
	var active []transfer
	next, now := 0, 0.0
	for {
		for ; len(active) < downloadSlots && next < len(blobs); next++ {
			if b := blobs[next]; b.Download > 0 {
				active = append(active, transfer{blob: next, latency: latency(b, l, c), bytes: float64(b.Download)})
			} else {
				done[next] = now
			}
		}
		if len(active) == 0 {
			return done
		}
		flowing := 0
		for _, t := range active {
			if t.latency == 0 {
				flowing++
			}
		}
		share := bandwidth / math.Max(float64(flowing), 1)
		step := math.Inf(1)
		for _, t := range active {
			step = math.Min(step, t.left(share))
		}
		now += step
		for i := range active {
			active[i].advance(step, share)
			if active[i].bytes == 0 {
				done[active[i].blob] = now
			}
		}
		active = slices.DeleteFunc(active, func(t transfer) bool { return t.bytes == 0 })
	}
}

// left is the seconds to the transfer's next event.
func (t transfer) left(share float64) float64 {
	if t.latency > 0 {
		return t.latency
	}
	return t.bytes / share
}

// advance moves the transfer on; what is left within a rounding error is done.
func (t *transfer) advance(step, share float64) {
	const nothing = 1e-9
	if t.latency > 0 {
		if t.latency -= step; t.latency < nothing {
			t.latency = 0
		}
		return
	}
	if t.bytes -= step * share; t.bytes/share < nothing {
		t.bytes = 0
	}
}

// latency is the seconds in which a transfer waits for round trips.
func latency(b Blob, l Link, c conditions) float64 {
	trips := c.blobRTTs
	if c.slowStart {
		window := math.Min(float64(b.Download), l.BitsPerSecond/8*l.RTT.Seconds())
		trips += math.Max(0, math.Log2(window/initialWindow))
	}
	return trips * l.RTT.Seconds()
}

// unpack is the seconds that one core takes to unpack a layer: decompress, write, make the files.
func unpack(b Blob, r Rates, c conditions) float64 {
	rate := r.Gunzip
	if b.Zstd {
		rate = r.Zstd
	}
	decompress, write := float64(b.OnDisk)/math.Max(rate, 1), float64(b.OnDisk)/math.Max(r.Write, 1)
	work := math.Max(decompress, write)
	if c.serial {
		work = decompress + write
	}
	return (work + float64(b.Files)*r.PerFile.Seconds()) / c.speed
}

// binds returns the resource that would take the longest if the others were free.
func binds(blobs []Blob, l Link, r Rates) Bound {
	network, work := 0.0, 0.0
	for _, b := range blobs {
		network += float64(b.Download) * 8 / (l.BitsPerSecond * expected.goodput)
		work += unpack(b, r, expected)
	}
	free := Link{BitsPerSecond: math.MaxFloat64, RTT: l.RTT}
	waits := expected.setupRTTs * l.RTT.Seconds()
	if there := downloads(blobs, free, expected); len(there) > 0 {
		waits += slices.Max(there)
	}
	switch {
	case network >= work && network >= waits:
		return Network
	case work >= waits:
		return Unpack
	}
	return Latency
}

func seconds(s float64) time.Duration {
	return time.Duration(math.Min(s, 1e9) * float64(time.Second))
}
