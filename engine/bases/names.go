package bases

import (
	"strconv"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
)

// SameRef says whether two references name the same image: "golang:1.22" is "docker.io/library/golang:1.22".
func SameRef(a, b string) bool {
	if a == b {
		return true
	}
	ra, errA := name.ParseReference(a)
	rb, errB := name.ParseReference(b)
	return errA == nil && errB == nil && ra.Name() == rb.Name()
}

// IsGoToolchain says whether a reference is an image of the Go toolchain, judged by its name.
func IsGoToolchain(ref string) bool {
	repo, _ := repoAndTag(ref)
	return repo == "golang" || strings.HasSuffix(repo, "/golang") || strings.HasSuffix(repo, "/go")
}

// fromName reads what an image's name and tag say about it.
func fromName(ref string) Base {
	repo, tag := repoAndTag(ref)
	b := Base{Ref: ref, Name: repo, Variant: tag, User: "root", Suite: suiteOf(repo, tag)}
	switch {
	case strings.Contains(repo, "distroless") && !strings.Contains(tag, "debug"):
		b.CACertificates, b.Zones = true, true
		if strings.Contains(tag, "nonroot") {
			b.User, b.NonRoot = "65532", "nonroot"
		}
		if strings.Contains(repo, "/static") {
			b.Suite = ""
		}
	case strings.HasPrefix(b.Suite, "alpine"):
		b.Shell, b.PackageManager, b.CACertificates = "sh", "apk", true
	case b.Suite != "":
		b.Shell, b.PackageManager = "bash", "apt"
		// The toolchain images are made from buildpack-deps, which carries both; their -slim forms do not.
		full := IsGoToolchain(ref) && !strings.Contains(tag, "slim")
		b.CACertificates, b.Zones = full, full
	}
	return b
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

// suiteOf returns the distribution release a tag stands on. Floating tags of the Go toolchain moved from bookworm to
// trixie with Go 1.24.
func suiteOf(repo, tag string) string {
	for _, s := range []string{"bullseye", "bookworm", "trixie", "noble", "jammy"} {
		if strings.Contains(tag, s) {
			return s
		}
	}
	if i := strings.Index(tag, "alpine"); i >= 0 {
		return tag[i:]
	}
	switch {
	case repo == "alpine":
		return "alpine" + strings.TrimPrefix(tag, "latest")
	case strings.HasSuffix(repo, "-debian12"):
		return "bookworm"
	case strings.HasSuffix(repo, "-debian13"):
		return "trixie"
	case repo == "debian" && (tag == "12" || strings.HasPrefix(tag, "12-")):
		return "bookworm"
	case repo == "debian" && (tag == "13" || strings.HasPrefix(tag, "13-")):
		return "trixie"
	case repo == "golang":
		return goSuite(tag)
	}
	return ""
}

// goSuite returns the suite of a floating tag of the Go toolchain: "1.22", "1.22.5", "1", "latest".
func goSuite(tag string) string {
	version, _, _ := strings.Cut(tag, "-")
	parts := strings.Split(version, ".")
	if version == "latest" || version == "1" {
		return "trixie"
	}
	if len(parts) < 2 || parts[0] != "1" {
		return ""
	}
	minor, err := strconv.Atoi(parts[1])
	switch {
	case err != nil || minor < 17:
		return ""
	case minor < 20:
		return "bullseye"
	case minor < 24:
		return "bookworm"
	}
	return "trixie"
}
