package java

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"

	"lightship/engine/bases"
)

// jdk is what an image that builds Java carries.
type jdk struct {
	// version is Java's, such as "21"; jre is the image of the same version with the runtime alone.
	version, jre string
	musl         bool
}

//go:embed runtimes.json
var runtimesFile []byte

// runtimes are the images that have a JDK of OpenJDK's, and how their tags say its release.
type runtimes struct {
	// JRE are the releases that there is a JRE image of.
	JRE    []string
	Images []struct{ Repo, Tag string }
}

var knownRuntimes = sync.OnceValue(func() runtimes {
	var out runtimes
	if err := json.Unmarshal(runtimesFile, &out); err != nil {
		panic("read runtimes.json: " + err.Error())
	}
	return out
})

// versionOf is the release of Java that an image's tag says, empty when it says none; known is false for an image that is not in the
// table.
func (r runtimes) versionOf(repo, tag string) (version string, known bool) {
	for _, image := range r.Images {
		if image.Repo != repo {
			continue
		}
		if match := regexp.MustCompile(image.Tag).FindStringSubmatch(tag); match != nil {
			return match[1], true
		}
		return "", true
	}
	return "", false
}

// readJDK reads an image's name. It returns why that tells too little.
func readJDK(ref string) (jdk, string) {
	ref = bases.WithoutDigest(ref)
	name, tag := ref, ""
	if i := strings.LastIndex(ref, ":"); i > strings.LastIndex(ref, "/") {
		name, tag = ref[:i], ref[i+1:]
	}
	if strings.Contains(ref, "@") {
		return jdk{}, ref + " is pinned by its digest alone, so which JRE belongs to it can't be told: write its tag too"
	}
	repo := name[strings.LastIndex(name, "/")+1:]
	version, known := knownRuntimes().versionOf(repo, tag)
	switch {
	case !known:
		return jdk{}, "which Java " + ref + " carries is not known, so neither is which JRE would do"
	case version == "":
		return jdk{}, "which Java " + ref + " carries can't be told from its tag: write one that says it, such as " + example(repo)
	case !slices.Contains(knownRuntimes().JRE, version):
		return jdk{}, "there is no image with a JRE of Java " + version + ", which " + ref + " carries"
	case strings.Contains(tag, "windowsservercore") || strings.Contains(tag, "nanoserver"):
		return jdk{}, ref + " is an image for Windows"
	case strings.Contains(tag, "openj9"):
		return jdk{}, ref + " has OpenJ9, which is not the JVM of other images of Java"
	}
	j := jdk{version: version, musl: strings.Contains(repo+tag, "alpine")}
	j.jre = "eclipse-temurin:" + j.version + "-jre"
	if repo == "eclipse-temurin" {
		j.jre = name + ":" + jreTag(tag)
	} else if j.musl {
		j.jre += "-alpine"
	}
	return j, ""
}

func example(repo string) string {
	switch repo {
	case "maven":
		return "maven:3.9-eclipse-temurin-21"
	case "gradle":
		return "gradle:8-jdk21"
	}
	return repo + ":21-jdk"
}

// jreTag is the tag of the JRE beside a JDK: 21-jdk-jammy has 21-jre-jammy, 21 is 21-jdk.
func jreTag(tag string) string {
	if strings.Contains(tag, "-jre") {
		return tag
	}
	if strings.Contains(tag, "-jdk") {
		return strings.Replace(tag, "-jdk", "-jre", 1)
	}
	version, rest, variant := strings.Cut(tag, "-")
	if variant {
		return version + "-jre-" + rest
	}
	return version + "-jre"
}

// startsJar says whether a base starts java -jar by itself, so that a CMD would be taken for its arguments.
func startsJar(b bases.Base) bool { return b.Family == "distroless" && b.Runtime == "java" }
