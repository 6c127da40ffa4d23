package java

import (
	"regexp"
	"strconv"
	"strings"

	"lightship/engine/bases"
)

// jdk is what an image that builds Java carries.
type jdk struct {
	// version is Java's, such as "21"; jre is the image of the same version with the runtime alone.
	version, jre string
	musl         bool
}

var (
	mavenTag  = regexp.MustCompile(`(?:^|-)(?:eclipse-temurin|openjdk)-([0-9]+)`)
	gradleTag = regexp.MustCompile(`(?:^|-)jdk([0-9]+)`)
	firstInt  = regexp.MustCompile(`^[0-9]+`)
)

// readJDK reads an image's name. It returns why that tells too little.
func readJDK(ref string) (jdk, string) {
	name, tag := ref, ""
	if i := strings.LastIndex(ref, ":"); i > strings.LastIndex(ref, "/") {
		name, tag = ref[:i], ref[i+1:]
	}
	if strings.Contains(ref, "@") {
		return jdk{}, ref + " is pinned by its digest, so which JRE belongs to it can't be told"
	}
	j := jdk{musl: strings.Contains(tag, "alpine")}
	repo := name[strings.LastIndex(name, "/")+1:]
	switch repo {
	case "eclipse-temurin":
		j.version = firstInt.FindString(tag)
	case "openjdk":
		j.version = firstInt.FindString(tag)
	case "maven":
		if m := mavenTag.FindStringSubmatch(tag); m != nil {
			j.version = m[1]
		}
	case "gradle":
		if m := gradleTag.FindStringSubmatch(tag); m != nil {
			j.version = m[1]
		}
	default:
		return jdk{}, "which Java " + ref + " carries is not known, so neither is which JRE would do"
	}
	if n, err := strconv.Atoi(j.version); err != nil || n < 8 {
		return jdk{}, "which Java " + ref + " carries can't be told from its tag: write one that says it, such as " + example(repo)
	}
	if strings.Contains(tag, "windowsservercore") || strings.Contains(tag, "nanoserver") {
		return jdk{}, ref + " is an image for Windows"
	}
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
