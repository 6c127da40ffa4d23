package bases

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"lightship/assets"
)

// Scratch is the reference of the empty base.
const Scratch = "scratch"

// UnpackRatio is how many bytes on disk one compressed byte of a common base becomes, and AlpineRatio the same for
// alpine: measured over the images of docker-library/repo-info, 2.7 ± 0.3 and 2.15.
const (
	UnpackRatio = 2.7
	AlpineRatio = 2.15
)

// catalogue is assets/bases.json.
type catalogue struct {
	Taken    string  `json:"taken"`
	Bases    []entry `json:"bases"`
	Builders []entry `json:"builders"`
	Suites   []suite `json:"suites"`
}

// entry is a base with its snapshot of facts.
type entry struct {
	Base
	Support       string   `json:"support"`
	SupportSource string   `json:"support_source"`
	Snapshot      snapshot `json:"snapshot"`
}

// snapshot is what was known of a base's size on the day the catalogue was made; nil is not known.
type snapshot struct {
	Download    *int64 `json:"download_bytes"`
	OnDisk      *int64 `json:"on_disk_bytes"`
	Layers      *int   `json:"layers"`
	Approximate bool   `json:"approximate"`
	Source      string `json:"source"`
}

// suite is a distribution release and its C library.
type suite struct {
	Name        string `json:"name"`
	Libc        string `json:"libc"`
	LibcVersion string `json:"libc_version"`
}

// Catalogue returns the final bases that can be chosen, the smallest first. Each call returns its own slice.
func Catalogue() []Base {
	c := mustLoad()
	out := make([]Base, 0, len(c.Bases))
	for _, e := range c.Bases {
		out = append(out, e.base())
	}
	return out
}

// Describe returns what is known of any image reference: the catalogue's entry when there is one, otherwise what its
// name says (golang:1.24-bookworm stands on bookworm, which has glibc 2.36). A reference that says nothing yields a
// Base with no more than its Ref and Name.
func Describe(ref string) Base {
	c := mustLoad()
	if e, ok := c.find(ref); ok {
		return e.base()
	}
	b := fromName(ref)
	for _, s := range c.Suites {
		if b.Suite != "" && strings.HasPrefix(b.Suite, s.Name) {
			b.Libc, b.LibcVersion = s.Libc, s.LibcVersion
		}
	}
	return b
}

// Snapshot returns the dated facts that the catalogue has of a base; sizes are -1 where it has none.
func Snapshot(ref string) Facts { return mustLoad().facts(ref) }

// mustLoad reads the embedded catalogue. It can only fail when the file in assets is broken, which a test rules out.
func mustLoad() catalogue {
	var c catalogue
	if err := json.Unmarshal(assets.Bases(), &c); err != nil {
		panic(fmt.Sprintf("assets/bases.json: %v", err))
	}
	return c
}

func (c catalogue) find(ref string) (entry, bool) {
	for _, list := range [][]entry{c.Bases, c.Builders} {
		for _, e := range list {
			if SameRef(e.Ref, ref) {
				return e, true
			}
		}
	}
	return entry{}, false
}

func (e entry) base() Base {
	b := e.Base
	b.Support = day(e.Support)
	return b
}

// facts returns the snapshot of an entry, marked with the catalogue's day.
func (c catalogue) facts(ref string) Facts {
	f := Facts{Download: -1, OnDisk: -1, Layers: -1, Source: SourceSnapshot, At: day(c.Taken)}
	e, ok := c.find(ref)
	if !ok {
		return f
	}
	s := e.Snapshot
	if s.Download != nil {
		f.Download = *s.Download
	}
	if s.Layers != nil {
		f.Layers = *s.Layers
	}
	switch {
	case s.OnDisk != nil:
		f.OnDisk, f.OnDiskEstimated = *s.OnDisk, s.Approximate
	case s.Download != nil:
		f.OnDisk, f.OnDiskEstimated = estimate(ref, *s.Download), true
	}
	return f
}

// day reads a date of the catalogue; an empty one is the zero time.
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// estimate guesses the bytes on disk from the compressed bytes.
func estimate(ref string, download int64) int64 {
	ratio := UnpackRatio
	if strings.Contains(ref, "alpine") {
		ratio = AlpineRatio
	}
	return int64(float64(download) * ratio)
}
