package bases

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
)

// SameRef says whether two references name the same image: "golang:1.22" is "docker.io/library/golang:1.22".
func SameRef(a, b string) bool {
	if a == b {
		return true
	}
	if lastName(a) != lastName(b) {
		return false // most pairs end here, without being parsed
	}
	ra, errA := name.ParseReference(a)
	rb, errB := name.ParseReference(b)
	return errA == nil && errB == nil && ra.Name() == rb.Name()
}

// lastName is the last element of a reference's repository.
func lastName(ref string) string {
	ref, _, _ = strings.Cut(ref, "@")
	ref = ref[strings.LastIndex(ref, "/")+1:]
	ref, _, _ = strings.Cut(ref, ":")
	return ref
}

// IsGoToolchain says whether a reference is an image of the Go toolchain, judged by its name.
func IsGoToolchain(ref string) bool {
	repo, _ := repoAndTag(ref)
	f, _ := load().family(repo)
	return f != nil && f.Toolchain == "go"
}

// Develops says whether an image is known to come with what programs are linked with: those that stand on buildpack-deps and not on
// its slim variant have headers and libraries of Debian's commonest.
func Develops(ref string) bool {
	repo, tag := repoAndTag(ref)
	f, _ := load().family(repo)
	return f != nil && f.Full && Describe(ref).PackageManager == "apt" && !strings.Contains(tag, "slim")
}

// fromName reads what an image's name and tag say about it.
func (c *catalogue) fromName(ref string) Base {
	repo, tag := repoAndTag(ref)
	b := Base{Ref: ref, Name: repo, Variant: tag, Family: "own"}
	f, sure := c.family(repo)
	if !strings.Contains(repo, "/") {
		b.Family = repo
	}
	b.Suite = c.suiteOf(homeOf(repo), tag, f)
	c.standOn(&b)
	if b.Suite == "" && fromDebian(homeOf(repo), tag) {
		b.Libc, b.Shell, b.PackageManager = "glibc", "bash", "apt"
	}
	if b.Suite == "" && f != nil && f.Floats != nil && !slices.ContainsFunc(f.Floats.But, func(word string) bool { return strings.Contains(tag, word) }) {
		b.Libc, b.Shell, b.PackageManager = f.Floats.Libc, f.Floats.Shell, f.Floats.PackageManager
	}
	b.CACertificates = b.PackageManager == "apk"
	release := b.Suite
	if f != nil {
		c.describeFamily(&b, f, sure)
	}
	if s, version, ok := c.suite(release); ok {
		c.addEnd(&b, s.Product, version)
	} else {
		c.addNamedEnd(&b, tag)
	}
	return b
}

// describeFamily adds what a base has from its family.
func (c *catalogue) describeFamily(b *Base, f *family, sure bool) {
	repo, tag := repoAndTag(b.Ref)
	if sure && f.Name != "" {
		b.Family = f.Name
	}
	version := f.versionOf(homeOf(repo), tag, b.Suite)
	if b.Runtime = f.Runtime; b.Runtime != "" {
		b.RuntimeVersion = version
		if firstParts(version, 1) != "" {
			b.RuntimeVersion = firstParts(version, f.Numbers)
		}
	}
	b.NonLTS = b.NonLTS || c.product(f.Product).withoutLTS(version)
	if f.Full && b.PackageManager == "apt" && !strings.Contains(tag, "slim") {
		b.CACertificates, b.Zones = true, true
	}
	b.CACertificates = b.CACertificates || f.Certificates && b.PackageManager == "apt"
	if sure {
		b.Plain, b.Languages = f.Plain, slices.Clone(f.Languages)
		b.NonRoot, b.Config = f.NonRoot, f.configOf(tag)
	}
	if f.Flavour == "distroless" {
		b.describeDistroless(repo, tag)
	}
	if b.Config.Known {
		b.User = b.Config.User
	}
	c.addEnd(b, f.Product, cmp.Or(version, c.product(f.Product).named(tag)))
}

func (b *Base) describeDistroless(repo, tag string) {
	b.CACertificates, b.Zones, b.Shell, b.PackageManager = true, true, "", ""
	if strings.Contains(tag, "debug") {
		b.Shell = "sh"
	}
	if strings.Contains(repo, "/static") {
		b.Suite, b.Libc, b.LibcVersion = "", "", ""
	}
}

// firstParts returns the first n parts of a dotted version, empty when it does not begin with a number.
func firstParts(version string, n int) string {
	parts := strings.Split(version, ".")
	if _, err := strconv.Atoi(parts[0]); err != nil {
		return ""
	}
	return strings.Join(parts[:min(n, len(parts))], ".")
}

// withoutLTS says whether a version gets no long-term support where others of the product do.
func (p product) withoutLTS(version string) bool { return slices.Contains(p.NoLTS, p.release(version)) }

// Official says whether an image is one of Docker's official images, by its own name or from a mirror that keeps their
// names (library/node): what is published of one is then known to be there of it.
func Official(ref string) bool {
	repo, _ := repoAndTag(ref)
	return !strings.Contains(repo, "/") || strings.Contains(repo, "/library/")
}

// WithoutDigest is a reference with its tag alone, where it has one beside the digest that pins it; any other stays as it is.
func WithoutDigest(ref string) string {
	tagged, _, pinned := strings.Cut(ref, "@")
	if pinned && strings.LastIndex(tagged, ":") > strings.LastIndex(tagged, "/") {
		return tagged
	}
	return ref
}

// repoAndTag splits a reference: the repository without the default registry, and the tag without a digest.
func repoAndTag(ref string) (repo, tag string) {
	ref, _, _ = strings.Cut(ref, "@")
	repo, tag = ref, "latest"
	if i := strings.LastIndex(ref, ":"); i > strings.LastIndex(ref, "/") {
		repo, tag = ref[:i], ref[i+1:]
	}
	repo = strings.TrimPrefix(repo, "docker.io/")
	repo = strings.TrimPrefix(repo, "library/")
	return repo, tag
}
