package bases

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"lightship/assets"
)

// Scratch is the reference of the empty base.
const Scratch = "scratch"

// UnpackRatio is how many bytes on disk one compressed byte of a common base becomes, and alpineRatio the same for alpine
// itself: measured over the images of docker-library/repo-info, 2.7 ± 0.3 and 2.15. Images that stand on alpine are like
// the others: node:20-alpine 2.8, eclipse-temurin:21-jre-alpine 2.8.
const (
	UnpackRatio = 2.7
	alpineRatio = 2.15
)

// catalogue is assets/bases.json.
type catalogue struct {
	Taken    string     `json:"taken"`
	Bases    []entry    `json:"bases"`
	Builders []entry    `json:"builders"`
	Suites   []suite    `json:"suites"`
	Floating []floating `json:"floating"`
	Releases []release  `json:"releases"`
}

// entry is a base with its snapshot of facts.
type entry struct {
	Base
	Support  string   `json:"support"`
	Snapshot snapshot `json:"snapshot"`
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
	Name          string `json:"name"`
	Libc          string `json:"libc"`
	LibcVersion   string `json:"libc_version"`
	Support       string `json:"support"`
	SupportSource string `json:"support_source"`
}

// release is a version of a language's runtime.
type release struct {
	Runtime       string `json:"runtime"`
	Version       string `json:"version"`
	Support       string `json:"support"`
	SupportSource string `json:"support_source"`
}

// load reads the embedded catalogue once. It can only fail when the file in assets is broken, which a test rules out.
var load = sync.OnceValue(func() catalogue {
	var c catalogue
	if err := json.Unmarshal(assets.Bases(), &c); err != nil {
		panic(fmt.Sprintf("assets/bases.json: %v", err))
	}
	return c
})

// Catalogue returns the final bases that can be chosen, in the order of the catalogue. Each call returns its own slice.
func Catalogue() []Base {
	entries := load().Bases
	out := make([]Base, 0, len(entries))
	for _, e := range entries {
		out = append(out, e.base())
	}
	return out
}

// CatalogueFor returns the bases of the catalogue that are meant for programs in a language, as project names it: those
// for any program, and those with its runtime. An empty language is not known, and gets those for any program.
func CatalogueFor(language string) []Base {
	return slices.DeleteFunc(Catalogue(), func(b Base) bool { return !b.serves(language) })
}

// serves says whether a base is meant for programs in a language.
func (b Base) serves(language string) bool {
	return len(b.Languages) == 0 || slices.Contains(b.Languages, language)
}

// Describe returns what is known of any image reference: the catalogue's entry when there is one, otherwise what its
// name says (golang:1.24-bookworm stands on bookworm, which has glibc 2.36). A reference that says nothing yields a
// Base with no more than its Ref and Name.
func Describe(ref string) Base {
	c := load()
	if e, ok := c.find(ref); ok {
		return e.base()
	}
	b := fromName(ref)
	for _, s := range c.Suites {
		if b.Suite != "" && strings.HasPrefix(b.Suite, s.Name) {
			b.Libc, b.LibcVersion = s.Libc, s.LibcVersion
			b.Support, b.SupportSource = day(s.Support), s.SupportSource
		}
	}
	if strings.HasSuffix(b.Ref, "scratch") || strings.Contains(b.Name, "distroless/static") {
		b.Libc, b.LibcVersion = "", ""
	}
	c.support(&b)
	return b
}

// Snapshot returns the dated facts that the catalogue has of a base; sizes are -1 where it has none.
func Snapshot(ref string) Facts { return load().facts(ref) }

// support ends with the runtime's where that comes first.
func (c catalogue) support(b *Base) {
	for _, r := range c.Releases {
		end := day(r.Support)
		if r.Runtime == b.Runtime && r.Version == b.RuntimeVersion && (b.Support.IsZero() || end.Before(b.Support)) {
			b.Support, b.SupportSource = end, r.SupportSource
		}
	}
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
	b.Languages, b.Libraries = slices.Clone(b.Languages), slices.Clone(b.Libraries)
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
	if lastName(ref) == "alpine" {
		ratio = alpineRatio
	}
	return int64(float64(download) * ratio)
}
