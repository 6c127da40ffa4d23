package bases

import (
	"slices"
	"strconv"
	"strings"
)

// variant is a lighter image that a family offers of a version: node:22-slim of node:22.
type variant struct {
	// Suffix is what the tag has behind the version. It stands in the place of the word Replaces where the tag has that.
	Suffix   string `json:"suffix"`
	Replaces string `json:"replaces"`
	// From is the first version that it is published for, Never are versions since then without it, and Of, when there are any, are
	// the only first numbers of versions with it.
	From  string   `json:"from"`
	Never []string `json:"never"`
	Of    []int    `json:"of"`
	// SuiteLast says that a release of the distribution is named behind it (3.13-slim-bookworm), and not before (22-bookworm-slim).
	// Suites, when there are any, are the only releases with which it may be named.
	SuiteLast bool     `json:"suite_last"`
	Suites    []string `json:"suites"`
}

// exists says whether the variant is published for a version, as a tag has it; one of fewer numbers is the newest of its line, and
// one without any the newest of all.
func (v variant) exists(version string) bool {
	wanted, ok := release3(firstParts(strings.TrimPrefix(version, "v"), 3))
	if !ok {
		return false
	}
	first, err := strconv.Atoi(firstParts(version, 1))
	if err == nil && len(v.Of) > 0 && !slices.Contains(v.Of, first) {
		return false
	}
	if v.From != "" {
		from, _ := release3(v.From)
		for i := range from {
			if i >= strings.Count(v.From, ".")+1 {
				from[i] = 0
			}
		}
		if before(wanted, from) {
			return false
		}
	}
	return !slices.ContainsFunc(v.Never, func(n string) bool { return version == n || strings.HasPrefix(version, n+".") })
}

// tag is the variant's tag for the image with a tag, empty when it has none that keeps what the tag pins: its version, and its release
// where the variant stands on the same distribution.
func (v variant) tag(c *catalogue, tag string) string {
	version, rest, _ := strings.Cut(tag, "-")
	words := strings.FieldsFunc(rest, func(r rune) bool { return r == '-' })
	if _, _, named := c.suite(version); named || version == "slim" {
		version, words = "", append([]string{version}, words...) // debian:bookworm, nginx:alpine, python:slim
	}
	if tag == "latest" {
		version = ""
	}
	if i := slices.Index(words, v.Replaces); v.Replaces != "" && i >= 0 {
		return v.replaced(version, words, i)
	}
	if !v.exists(firstNumber(version)) || len(words) > 1 {
		return ""
	}
	parts := []string{version, v.Suffix}
	if len(words) == 1 {
		parts = v.pinned(c, version, words[0])
	}
	return strings.Trim(strings.Join(parts, "-"), "-")
}

// replaced is the tag in which the variant stands in the place of a word: 21-jre-noble of 21-jdk-noble. One on another distribution
// leaves the release out.
func (v variant) replaced(version string, words []string, at int) string {
	_, other, named := strings.Cut(v.Suffix, "-")
	switch {
	case !v.exists(firstNumber(version)):
		return ""
	case named && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, other) }):
		return ""
	case named:
		words = words[:at+1]
	}
	words = slices.Clone(words)
	words[at] = v.Suffix
	return version + "-" + strings.Join(words, "-")
}

// pinned are the parts of the tag of the variant of a tag with one word behind its version; nil when there is none.
func (v variant) pinned(c *catalogue, version, word string) []string {
	s, _, named := c.suite(word)
	own, lighter, _ := strings.Cut(v.Suffix, "-")
	switch {
	case !named:
		return nil
	case s.Name == own && lighter != "":
		return []string{version, word, lighter} // 1.25-alpine3.18 and 1.25-alpine3.18-slim
	case s.Numbers > 0:
		return nil
	case strings.HasPrefix(v.Suffix, "alpine"):
		return []string{version, v.Suffix} // another distribution
	case len(v.Suites) > 0 && !slices.Contains(v.Suites, s.Name):
		return nil
	case v.SuiteLast:
		return []string{version, v.Suffix, word}
	}
	return []string{version, word, v.Suffix}
}

// firstNumber is the version that a word of a tag begins with: 17.0.8 of 17.0.8_7. A word without one is a branch, whose newest
// version is meant.
func firstNumber(word string) string { return strings.TrimSuffix(found(leadingNumber, ":"+word), ".") }

// branches are tags of a newest version, of which each variant is published too. Source: the tag lists of node and python in
// docker-library/official-images.
var branches = []string{"latest", "lts", "current"}

// Related returns the lighter variants that the publisher of an image offers of its version: node:20 has node:20-slim and
// node:20-alpine. It returns none for images of other families, for variants themselves and for images that are pinned by a digest.
func Related(ref string) []Base {
	c := load()
	repo, tag := repoAndTag(ref)
	f, _ := c.family(repo)
	if f == nil || f.Runtime == "" || strings.Contains(ref, "@") || f.versionOf(repo, tag, "") == "" && !slices.Contains(branches, tag) {
		return nil
	}
	var out []Base
	for _, v := range f.variants(tag) {
		if t := v.tag(c, tag); t != "" && t != tag {
			b := Describe(repo + ":" + t)
			b.Languages = slices.Clone(f.Languages)
			out = append(out, b)
		}
	}
	return out
}

// variants are those of the family that an image with a tag may have.
func (f *family) variants(tag string) []variant {
	if slices.ContainsFunc(f.Without, func(word string) bool { return strings.Contains(tag, word) }) {
		return nil
	}
	return f.Variants
}

// Slim is the variant of an image without what only builds need: of the same version and release. It is false when there is none, when it
// is slim already, or when the image is pinned by a digest.
func Slim(ref string) (slim string, ok bool) {
	c := load()
	repo, tag := repoAndTag(ref)
	f, _ := c.family(repo)
	if f == nil || strings.ContainsAny(ref, "@$") {
		return "", false
	}
	name := strings.TrimSuffix(ref, ":"+tag)
	for _, v := range f.variants(tag) {
		if v.Suffix != "slim" && v.Suffix != "jre" {
			continue
		}
		if t := v.tag(c, tag); t != "" && t != tag {
			return name + ":" + t, true
		}
	}
	return "", false
}

// Pinned is the version that a reference's tag names of its runtime, where it is narrower than the line that the runtime's images are
// told apart by: 3.12.7 of python:3.12.7-slim, 20.11.1 of node:20.11.1. It is empty for python:3.12 and node:20, and for other images.
func Pinned(ref string) string {
	repo, tag := repoAndTag(ref)
	f, _ := load().family(repo)
	version, _, _ := strings.Cut(tag, "-")
	if f == nil || f.Runtime == "" || f.Numbers == 0 || len(f.variants(tag)) == 0 {
		return ""
	}
	if line := firstParts(version, f.Numbers); line == "" || line == version {
		return ""
	}
	return version
}
