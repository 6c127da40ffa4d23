package bases

import (
	"slices"
	"strings"
	"time"
)

// supportAhead is how long a release has to have support still to be worth the step to it, where another one has that.
const supportAhead = 182 * 24 * time.Hour

// Newer is the image with the next release of a runtime whose support has ended: the lowest that has support for another half year, else
// the newest that has any. The rest of the tag stays, but for a release of a distribution whose support has ended as well: no newer image
// may stand on that, so the tag names none. It is false for what is supported, for images that nobody is known to publish more of, and for
// what keeps data, such as a database: that does not take a newer release as it is.
func Newer(ref string, at time.Time) (newer string, ok bool) {
	c := load()
	repo, tag := repoAndTag(ref)
	f, sure := c.family(repo)
	if !sure || !Official(ref) || strings.ContainsAny(ref, "@$") {
		return "", false
	}
	words := strings.Split(tag, "-")
	p := c.product(f.Product)
	version := firstNumber(words[0])
	if version == "" {
		version = p.Names[words[0]]
	}
	release := p.release(version)
	if end, known := p.end(release); !p.Runs || !known || !end.Day.Before(at) {
		return "", false
	}
	next := p.next(release, at)
	if next == "" {
		return "", false
	}
	words[0] = next
	return strings.TrimSuffix(ref, ":"+tag) + ":" + strings.Join(c.supportedWords(words, at), "-"), true
}

// next is the release after another one that is worth the step to it at a time, empty when there is none.
func (p product) next(release string, at time.Time) string {
	first, newest := "", ""
	for v := range p.Ends {
		last := day(p.Ends[v])
		if v == allVersions || !older(release, v) || slices.Contains(p.NoLTS, v) || !last.IsZero() && last.Before(at) {
			continue
		}
		if newest == "" || older(newest, v) {
			newest = v
		}
		if (last.IsZero() || last.Sub(at) >= supportAhead) && (first == "" || older(v, first)) {
			first = v
		}
	}
	if first != "" {
		return first
	}
	return newest
}

// supportedWords are the words of a tag without the releases of distributions whose support has ended at a time. One of a distribution that
// tags name without its release keeps that name.
func (c *catalogue) supportedWords(words []string, at time.Time) []string {
	var out []string
	for _, word := range words {
		s, version, named := c.suite(word)
		end, known := c.product(s.Product).end(version)
		switch {
		case !named || !known || !end.Day.Before(at):
			out = append(out, word)
		case s.Numbers > 0:
			out = append(out, s.Name)
		}
	}
	return out
}
