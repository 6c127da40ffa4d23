package bases

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/name"

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

// catalogue is what assets says of images: bases.json, families.json and products.json.
type catalogue struct {
	Taken    string     `json:"taken"`
	Bases    []entry    `json:"bases"`
	Builders []entry    `json:"builders"`
	Suites   []suite    `json:"suites"`
	Floating []floating `json:"floating"`
	// Families and Products are of assets/families.json and assets/products.json.
	Families []family  `json:"families"`
	Products []product `json:"products"`

	// written and named are the entries by their references as they are written, and in full.
	written, named map[string]entry
}

// entry is a base with its snapshot of facts.
type entry struct {
	Base
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

// load reads the embedded catalogue once. It can only fail when a file in assets is broken, which a test rules out.
var load = sync.OnceValue(func() *catalogue {
	c, err := parse(assets.Bases(), assets.Families(), assets.Products())
	if err != nil {
		panic(err)
	}
	return c
})

// parse reads a catalogue from its files.
func parse(files ...[]byte) (*catalogue, error) {
	c := &catalogue{}
	for _, text := range files {
		if err := json.Unmarshal(text, c); err != nil {
			return nil, fmt.Errorf("read the catalogue of bases: %w", err)
		}
	}
	for i := range c.Families {
		c.Families[i].compile()
	}
	c.index()
	return c, nil
}

// index finds the entries by their references; the first of two counts.
func (c *catalogue) index() {
	c.written, c.named = map[string]entry{}, map[string]entry{}
	for _, e := range slices.Backward(slices.Concat(c.Bases, c.Builders)) {
		c.written[e.Ref] = e
		if ref, err := name.ParseReference(e.Ref); err == nil {
			c.named[ref.Name()] = e
		}
	}
}

// finals are the final bases that can be chosen, described once.
var finals = sync.OnceValue(func() []Base {
	entries := load().Bases
	out := make([]Base, len(entries))
	for i, e := range entries {
		out[i] = load().entryBase(e)
	}
	return out
})

// Catalogue returns the final bases that can be chosen, in the order of the catalogue. Each call returns its own slice.
func Catalogue() []Base {
	out := slices.Clone(finals())
	for i, b := range out {
		out[i].Languages, out[i].Libraries = slices.Clone(b.Languages), slices.Clone(b.Libraries)
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
func Describe(ref string) Base { return load().describe(ref) }

func (c *catalogue) describe(ref string) Base {
	if e, ok := c.find(ref); ok {
		return c.entryBase(e)
	}
	return c.fromName(ref)
}

// Snapshot returns the dated facts that the catalogue has of a base; sizes are -1 where it has none.
func Snapshot(ref string) Facts { return load().facts(ref) }

func (c *catalogue) find(ref string) (entry, bool) {
	if e, ok := c.written[ref]; ok {
		return e, true
	}
	full, err := name.ParseReference(ref)
	if err != nil {
		return entry{}, false
	}
	e, ok := c.named[full.Name()]
	return e, ok
}

// entryBase is an entry with what its name says of its support and of what it sets.
func (c *catalogue) entryBase(e entry) Base {
	b, named := e.Base, c.fromName(e.Ref)
	b.Support, b.SupportSource, b.Ends, b.Config = named.Support, named.SupportSource, named.Ends, named.Config
	b.Plain = named.Plain
	b.Languages, b.Libraries = slices.Clone(b.Languages), slices.Clone(b.Libraries)
	return b
}

// facts returns the snapshot of an entry, marked with the catalogue's day.
func (c *catalogue) facts(ref string) Facts {
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
