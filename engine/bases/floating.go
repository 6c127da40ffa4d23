package bases

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// floating says on which distribution release a repository's tags without one stand, from a version on. Published tags of
// a full version stay as they were last pushed; a tag of fewer numbers is the newest of its line.
type floating struct {
	Repo string `json:"repo"`
	// From is the first version; the entries of a repository are in the order of their versions.
	From string `json:"from"`
	// Suite is empty where it is not known.
	Suite  string `json:"suite"`
	Source string `json:"source"`
}

// floatingSuite is the release that a tag without one stands on, empty when the catalogue does not say.
func (c *catalogue) floatingSuite(repo, tag string) string {
	version, variant, _ := strings.Cut(tag, "-")
	if variant == "" && (version == "latest" || version == "slim") {
		version = ""
	} else if variant != "" && variant != "slim" {
		return "" // a release that the names above do not know, or a pre-release
	}
	wanted, ok := release3(version)
	if !ok {
		return ""
	}
	suite := ""
	for _, f := range c.Floating {
		if from, _ := release3(f.From); f.Repo == repo && !before(wanted, from) {
			suite = f.Suite
		}
	}
	return suite
}

// fromDebian says whether a tag is one of those that are made from some release of Debian, known or not.
func fromDebian(repo, tag string) bool {
	for _, other := range []string{"alpine", "windows", "nanoserver"} {
		if strings.Contains(tag, other) {
			return false
		}
	}
	return slices.ContainsFunc(load().Floating, func(f floating) bool { return f.Repo == repo })
}

// release3 reads a version of up to three numbers; one that is not said is above all others. It is false for what is no
// version.
func release3(version string) (numbers [3]int, ok bool) {
	numbers = [3]int{math.MaxInt, math.MaxInt, math.MaxInt}
	if version == "" {
		return numbers, true
	}
	parts := strings.Split(version, ".")
	if len(parts) > len(numbers) {
		return numbers, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return numbers, false
		}
		numbers[i] = n
	}
	return numbers, true
}

// before says whether version a is lower than b.
func before(a, b [3]int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}
