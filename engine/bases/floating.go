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
	Suite string `json:"suite"`
	// Apt says, where the suite is not known, that it is one whose packages are still where apt looks for them.
	Apt    bool   `json:"apt"`
	Source string `json:"source"`
}

// floatingSuite is the release that a tag without one stands on, empty when the catalogue does not say.
func (c *catalogue) floatingSuite(repo, tag string) string {
	return c.floatingEntry(repo, tag).Suite
}

// floatingEntry is what is known of a tag without a release, zero where that is nothing.
func (c *catalogue) floatingEntry(repo, tag string) floating {
	version, variant, _ := strings.Cut(tag, "-")
	if variant == "" && (version == "latest" || version == "slim") {
		version = ""
	} else if variant != "" && variant != "slim" {
		return floating{} // a release that the names above do not know, or a pre-release
	}
	wanted, ok := release3(version)
	if !ok {
		return floating{}
	}
	var out floating
	for _, f := range c.Floating {
		if from, _ := release3(f.From); f.Repo == repo && !before(wanted, from) {
			out = f
		}
	}
	return out
}

// InstallsNoMore is why apt can't install anything on a base today: the packages of its release are no longer where apt looks for them,
// or that is not known of the release. It is empty where apt can, and for other package managers.
func InstallsNoMore(ref string) string {
	b, c := Describe(ref), load()
	if b.PackageManager != "apt" {
		return ""
	}
	if s, version, ok := c.suite(b.Suite); ok {
		if s.Archived == "" {
			return ""
		}
		return "the packages of " + c.product(s.Product).Title + " " + version + " (" + s.Name + "), which " + ref + " stands on, are no longer where apt looks for them"
	}
	repo, tag := repoAndTag(ref)
	version, _, _ := strings.Cut(tag, "-")
	newest := slices.Contains([]string{"", "latest", "lts", "current", "slim"}, version)
	if newest || !fromDebian(repo, tag) || c.floatingEntry(repo, tag).Apt {
		return ""
	}
	return ref + " is so old that the packages of its Debian may no longer be where apt looks for them"
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
