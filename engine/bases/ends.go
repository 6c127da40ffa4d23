package bases

import (
	"slices"
	"strings"
	"time"
)

// End is the day that the support of something in an image ends.
type End struct {
	// What has that support: "Python 3.7", "Alpine 3.14".
	What string `json:"what"`
	// Day is the last one.
	Day time.Time `json:"day"`
	// Source says where it is published.
	Source string `json:"source"`
}

// product is one entry of assets/products.json: a runtime, a server or a distribution.
type product struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Source string `json:"source"`
	// OS is how os-release calls the distribution, empty where that is the name.
	OS string `json:"os"`
	// Runs says that it runs programs and keeps nothing of theirs: that they run on a newer release can be tried.
	Runs bool `json:"runs"`
	// Names are the versions by the names that tags have for them.
	Names map[string]string `json:"names"`
	// NoLTS are the versions without long-term support, where others have it.
	NoLTS []string `json:"no_lts"`
	// Ends are the last days of support by version, empty where none is set yet. The version "*" stands for all others.
	Ends map[string]string `json:"ends"`
}

// allVersions is the version that stands for those which are not named.
const allVersions = "*"

// product finds one by its name; one that is not there has no ends.
func (c *catalogue) product(name string) product {
	if i := slices.IndexFunc(c.Products, func(p product) bool { return p.Name == name }); i >= 0 {
		return c.Products[i]
	}
	return product{}
}

// productOf is the name of a distribution that os-release calls id; empty when there is none.
func (c *catalogue) productOf(id string) string {
	if i := slices.IndexFunc(c.Products, func(p product) bool { return id != "" && (p.OS == id || p.OS == "" && p.Name == id) }); i >= 0 {
		return c.Products[i].Name
	}
	return ""
}

// release is the one of the product that a version belongs to: 3.7.17 is of 3.7, and 7 is the newest 7.x. It is empty when there is
// none.
func (p product) release(version string) string {
	for v := version; v != ""; v = shorter(v) {
		if _, ok := p.Ends[v]; ok {
			return v
		}
	}
	newest := ""
	for v := range p.Ends {
		if version != "" && strings.HasPrefix(v, version+".") && (newest == "" || older(newest, v)) {
			newest = v
		}
	}
	if _, ok := p.Ends[allVersions]; ok && newest == "" {
		return allVersions
	}
	return newest
}

// named is the version that a word of a tag is the name of; empty when none is.
func (p product) named(tag string) string {
	for word := range strings.SplitSeq(tag, "-") {
		if version := p.Names[word]; version != "" {
			return version
		}
	}
	return ""
}

// shorter is a version without its last number, empty for one of a single number.
func shorter(version string) string {
	return version[:max(0, strings.LastIndex(version, "."))]
}

// end is when the support of a version ends; false when it has no end or none is known.
func (p product) end(version string) (End, bool) {
	release := p.release(version)
	last := day(p.Ends[release])
	if last.IsZero() {
		return End{}, false
	}
	what := p.Title
	if release != allVersions {
		what += " " + release
	}
	return End{What: what, Day: last, Source: p.Source}, true
}

// addEnd notes when the support of a product's version ends; the first of a base's ends is that of what it is there for.
func (c *catalogue) addEnd(b *Base, name, version string) {
	e, ok := c.product(name).end(version)
	if !ok {
		return
	}
	b.Ends = append(b.Ends, e)
	if b.Support.IsZero() || e.Day.Before(b.Support) {
		b.Support, b.SupportSource = e.Day, e.Source
	}
}

// addNamedEnd notes when the support of a distribution ends whose name and version are one word of a tag: ubuntu18.04.
func (c *catalogue) addNamedEnd(b *Base, tag string) {
	for _, s := range c.Suites {
		if s.Version != "" && slices.Contains(strings.Split(tag, "-"), s.Product+s.Version) {
			c.addEnd(b, s.Product, s.Version)
			return
		}
	}
}

// Ended is the first thing in a base whose support had ended at a time: what the image is there for comes before its distribution.
// It is false when all of it has support, as far as that is known.
func Ended(b Base, at time.Time) (End, bool) {
	for _, e := range b.Ends {
		if e.Day.Before(at) {
			return e, true
		}
	}
	return End{}, false
}
