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
	return repo == "golang" || strings.HasSuffix(repo, "/golang") || strings.HasSuffix(repo, "/go")
}

// fromName reads what an image's name and tag say about it.
func fromName(ref string) Base {
	repo, tag := repoAndTag(ref)
	b := Base{Ref: ref, Name: repo, Variant: tag, User: "root", Family: familyOf(repo), Suite: suiteOf(repo, tag)}
	b.Runtime, b.RuntimeVersion = runtimeOf(repo, tag)
	b.NonLTS = nonLTS(repo, tag, b)
	slim := strings.Contains(tag, "slim")
	switch {
	case b.Family == "distroless":
		b.describeDistroless(repo, tag)
	case strings.HasPrefix(b.Suite, "alpine"):
		b.Shell, b.PackageManager, b.CACertificates = "sh", "apk", true
	case b.Suite != "", fromDebian(repo, tag):
		b.Libc, b.Shell, b.PackageManager = "glibc", "bash", "apt"
		// The toolchain and runtime images are made from buildpack-deps, which carries both; their -slim forms do not.
		full := !slim && (IsGoToolchain(ref) || b.Runtime != "")
		b.CACertificates, b.Zones = full, full
	}
	switch b.Family {
	case "node":
		b.NonRoot = "node"
	case "python":
		// Its images make no user; a number needs none.
		b.NonRoot = "65532:65532"
	}
	return b
}

func (b *Base) describeDistroless(repo, tag string) {
	b.CACertificates, b.Zones, b.NonRoot = true, true, "nonroot"
	if strings.Contains(tag, "nonroot") {
		b.User = "65532"
	}
	if strings.Contains(tag, "debug") {
		b.Shell = "sh"
	}
	if strings.Contains(repo, "/static") {
		b.Suite = ""
	}
}

// familyOf is the publisher's name for a group of images.
func familyOf(repo string) string {
	switch {
	case strings.Contains(repo, "distroless"):
		return "distroless"
	case strings.Contains(repo, "chainguard"):
		return "chainguard"
	case repo == "eclipse-temurin":
		return "temurin"
	case !strings.Contains(repo, "/"):
		return repo
	}
	return "own"
}

// runtimeOf returns the interpreter that a repository's name stands for, with the version from the tag or, as with
// distroless, from the name.
func runtimeOf(repo, tag string) (runtime, version string) {
	version, _, _ = strings.Cut(tag, "-")
	last := repo[strings.LastIndex(repo, "/")+1:]
	if strings.Contains(repo, "distroless/") {
		last, _, _ = strings.Cut(last, "-debian")
		version = strings.TrimLeft(last, "abcdefghijklmnopqrstuvwxyz")
	}
	switch {
	case last == "node" || strings.HasPrefix(last, "nodejs"):
		return "node", firstParts(version, 1)
	case last == "python":
		return "python3", firstParts(version, 2)
	case last == "eclipse-temurin" || strings.HasPrefix(last, "java"):
		return "java", firstParts(version, 1)
	case last == "python3":
		// distroless publishes one Python for each Debian.
		return "python3", map[bool]string{true: "3.11", false: "3.13"}[strings.HasSuffix(repo, "debian12")]
	case last == "nginx":
		return "nginx", nginxVersion(version)
	}
	return "", ""
}

// nginxVersion is a version, or the branch that a tag without one follows: "mainline" unless it says "stable".
func nginxVersion(version string) string {
	switch number := firstParts(version, 2); {
	case number != "":
		return number
	case version == "stable":
		return version
	}
	return "mainline"
}

// firstParts returns the first n parts of a dotted version, empty when it does not begin with a number.
func firstParts(version string, n int) string {
	parts := strings.Split(version, ".")
	if _, err := strconv.Atoi(parts[0]); err != nil {
		return ""
	}
	return strings.Join(parts[:min(n, len(parts))], ".")
}

// nonLTS says whether a release gets no long-term support: odd versions of Node.js, Java but 8, 11 and every second
// year's, Ubuntu but every second April's.
func nonLTS(repo, tag string, b Base) bool {
	number, err := strconv.Atoi(b.RuntimeVersion)
	switch {
	case b.Runtime == "node":
		return err == nil && number%2 == 1
	case b.Runtime == "java":
		return err == nil && number > 8 && number != 11 && (number < 17 || (number-17)%4 != 0)
	case repo == "ubuntu":
		year, month, ok := strings.Cut(tag, ".")
		n, err := strconv.Atoi(year)
		return ok && err == nil && (month != "04" || n%2 == 1)
	}
	return false
}

// Official says whether an image is one of Docker's official images, by its own name or from a mirror that keeps their
// names (library/node): what is published of one is then known to be there of it.
func Official(ref string) bool {
	repo, _ := repoAndTag(ref)
	return !strings.Contains(repo, "/") || strings.Contains(repo, "/library/")
}

// Related returns the lighter variants that the publisher of an image offers of it: node:20 has node:20-slim and
// node:20-alpine. It returns none for images of other families and for variants themselves.
func Related(ref string) []Base {
	repo, tag := repoAndTag(ref)
	b := fromName(ref)
	if strings.Contains(ref, "@") || b.RuntimeVersion == "" || b.Family == "distroless" {
		return nil
	}
	if b.Runtime == "nginx" {
		return relatedNginx(repo, tag)
	}
	version, rest, _ := strings.Cut(tag, "-")
	if strings.Contains(rest, "slim") || strings.Contains(rest, "alpine") || strings.Contains(rest, "jre") {
		return nil
	}
	suffixes := []string{"slim", "alpine"}
	if b.Runtime == "java" {
		suffixes = []string{"jre", "jre-alpine"}
	}
	return described(b.Runtime, repo+":"+version+"-", suffixes)
}

// relatedNginx are the variants of an image of nginx: nginx:1.26 and nginx:1.26-alpine have nginx:1.26-alpine-slim, and nginx:latest
// has nginx:alpine-slim. An image with modules of its own has none, as they lack these.
func relatedNginx(repo, tag string) []Base {
	for _, special := range []string{"slim", "perl", "otel"} {
		if strings.Contains(tag, special) {
			return nil
		}
	}
	version, _, _ := strings.Cut(tag, "-")
	prefix := repo + ":"
	if version == "stable" || version == "mainline" || firstParts(version, 1) != "" {
		prefix += version + "-"
	}
	if strings.Contains(tag, "alpine") {
		return described("nginx", prefix, []string{"alpine-slim"})
	}
	return described("nginx", prefix, []string{"alpine-slim", "alpine"})
}

// described are the images whose references are a prefix and a suffix, for the programs of a runtime.
func described(runtime, prefix string, suffixes []string) []Base {
	var out []Base
	for _, s := range suffixes {
		b := Describe(prefix + s)
		b.Languages = languagesOf(runtime)
		out = append(out, b)
	}
	return out
}

// languagesOf are the languages that a runtime runs.
func languagesOf(runtime string) []string {
	switch runtime {
	case "node":
		return []string{"node", "javascript", "typescript"}
	case "python3":
		return []string{"python"}
	case "java":
		return []string{"java", "kotlin", "scala"}
	case "nginx":
		return []string{Web}
	}
	return nil
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

// suiteOf returns the distribution release a tag stands on, empty when neither the tag nor the catalogue says.
func suiteOf(repo, tag string) string {
	for _, s := range []string{"bullseye", "bookworm", "trixie", "jammy", "noble", "resolute"} {
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
	case repo == "ubuntu":
		return map[string]string{"22.04": "jammy", "24.04": "noble", "26.04": "resolute"}[tag]
	}
	return load().floatingSuite(repo, tag)
}
