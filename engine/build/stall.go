package build

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// BuildKit waits for a registry that took the connection and sends nothing, or a byte now and then, for ever.
const (
	// metadataWithin is how long a registry may take to say what an image is.
	metadataWithin = time.Minute
	// layersWithin is how long no layer may come; slowestLayer is the fewest bytes a second that count as coming.
	layersWithin = 90 * time.Second
	slowestLayer = 1 << 10
)

// fromRegistry finds the image that a step fetches: its metadata or its layers.
var fromRegistry = regexp.MustCompile(`^\[internal\] load metadata for (\S+)$|(?:FROM |docker-image://)([^\s@]+)(?:@sha256:[0-9a-f]{64})?$`)

// heard is what had come for a step that fetches when its silence began to be measured.
type heard struct {
	at    time.Time
	bytes int64
}

// silence is a registry that took the connection and sent next to nothing.
type silence struct {
	bytes  int64
	within time.Duration
}

func (s *silence) Error() string { return fmt.Sprintf("it sent %d bytes in %s", s.bytes, s.within) }

// stalled is the error of a step that has waited for a registry for too long at now, nil when there is none.
func (a *account) stalled(now time.Time) error {
	for _, v := range a.vertexes {
		match := fromRegistry.FindStringSubmatch(v.step.Name)
		if match == nil {
			continue
		}
		ref, within, least := match[1], metadataWithin, int64(0)
		if ref == "" {
			ref, within, least = match[2], layersWithin, int64(slowestLayer*layersWithin.Seconds())
		}
		bytes, unpacking := v.fetched()
		switch {
		case v.step.State != Running || unpacking:
			v.heard = heard{}
		case v.heard.at.IsZero():
			v.heard = heard{now, bytes}
		case now.Sub(v.heard.at) < within:
		case bytes-v.heard.bytes >= max(least, 1):
			v.heard = heard{now, bytes}
		default:
			return &BaseError{Ref: ref, Kind: ErrUnreachable, Line: v.step.Line, Err: &silence{bytes - v.heard.bytes, within}}
		}
	}
	return nil
}

// fetched is how many bytes have come for a step, and whether what came is being unpacked, which moves no bytes.
func (v *vertex) fetched() (bytes int64, unpacking bool) {
	for id, s := range v.statuses {
		bytes += s.Current
		unpacking = unpacking || strings.HasPrefix(id, "extracting ") && s.Completed == nil
	}
	return bytes, unpacking
}
