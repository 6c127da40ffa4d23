package bases

import (
	"strings"
)

// suite is a distribution, or one release of it that has a name of its own, with its C library.
type suite struct {
	// Name is as tags have it; that of a distribution whose releases have no names is followed by the version: "alpine3.20".
	Name string `json:"name"`
	// Product is the distribution's name in assets/products.json, and Version the release.
	Product string `json:"product"`
	Version string `json:"version"`
	// Numbers is of how many parts a version behind the name is, 0 when none stands there.
	Numbers      int               `json:"numbers"`
	Libc         string            `json:"libc"`
	LibcVersion  string            `json:"libc_version"`
	LibcVersions map[string]string `json:"libc_versions"`
	// Shell and PackageManager are as in Base.
	Shell          string `json:"shell"`
	PackageManager string `json:"package_manager"`
	// Slim is the image of the distribution alone, for programs that are built on this suite; empty when there is none.
	Slim string `json:"slim"`
	// Archived is where its packages are since they are no longer where apt looks for them; empty while they are.
	Archived string `json:"archived"`
}

// suite splits the name of one: the entry and the version, which is empty where the name says none. It is false for others.
func (c *catalogue) suite(name string) (s suite, version string, ok bool) {
	for _, s := range c.Suites {
		rest, is := strings.CutPrefix(name, s.Name)
		switch {
		case name == "" || !is:
		case rest == "":
			return s, s.Version, true
		case s.Numbers > 0 && firstParts(rest, s.Numbers) == rest:
			return s, rest, true
		}
	}
	return suite{}, "", false
}

// release is the name of the suite that a release of a distribution is; that without a version is any of them.
func (c *catalogue) releaseName(product, version string) string {
	for _, s := range c.Suites {
		switch {
		case s.Product != product:
		case s.Numbers > 0:
			return s.Name + firstParts(version, s.Numbers)
		case version != "" && (version == s.Version || strings.HasPrefix(version, s.Version+".")):
			return s.Name
		}
	}
	return ""
}

// suiteOf is the distribution release that a tag stands on, empty when neither the name nor the catalogue says.
func (c *catalogue) suiteOf(repo, tag string, f *family) string {
	if name := c.namedSuite(tag); name != "" {
		return name
	}
	if f != nil && f.Distribution != "" {
		return c.releaseName(f.Distribution, found(f.release, repo+":"+tag))
	}
	for _, s := range c.Suites {
		if s.Version != "" && strings.HasSuffix(repo, "-"+s.Product+s.Version) {
			return s.Name
		}
	}
	return c.floatingSuite(repo, tag)
}

// namedSuite is the suite whose name stands in a tag: 3.12-slim-bookworm, 22-alpine3.20, jammy-20240101.
func (c *catalogue) namedSuite(tag string) string {
	for _, word := range strings.Split(tag, "-") {
		s, version, ok := c.suite(word)
		switch {
		case ok && s.Numbers == 0:
			return s.Name
		case ok:
			return s.Name + version
		}
	}
	return ""
}

// NamedSuite is the release of a distribution that a reference's tag names: bookworm, alpine3.20; empty when it names none.
func NamedSuite(ref string) string {
	_, tag := repoAndTag(ref)
	name := load().namedSuite(tag)
	if _, version, ok := load().suite(name); ok && version != "" {
		return name
	}
	return ""
}

// standOn takes over what a base has from its suite.
func (c *catalogue) standOn(b *Base) {
	s, version, ok := c.suite(b.Suite)
	if !ok {
		return
	}
	b.Libc, b.LibcVersion, b.Shell, b.PackageManager = s.Libc, s.LibcVersion, s.Shell, s.PackageManager
	if v, ok := s.LibcVersions[version]; ok {
		b.LibcVersion = v
	}
	b.NonLTS = b.NonLTS || c.product(s.Product).withoutLTS(version)
}

// IsRelease says whether a suite is one release of its distribution: "alpine" alone stands for whichever is the newest.
func IsRelease(suite string) bool {
	s, version, ok := load().suite(suite)
	return ok && (s.Numbers == 0 || version != "")
}

// Plain is the image of a base's distribution without what the base adds, for programs that are built on it: debian:bookworm-slim for
// golang:1.22-bookworm. It is empty when that can't be told.
func Plain(b Base) string {
	s, version, ok := load().suite(b.Suite)
	switch {
	case !ok || s.Slim == "":
		return ""
	case s.Numbers > 0 && version != "":
		return s.Slim + ":" + version
	}
	return s.Slim
}
