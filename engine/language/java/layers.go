package java

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// layersDir is the folder of the builder that Spring Boot's jar is extracted to.
const layersDir = "/layers"

// proposeLayers looks whether the jar is one that Spring Boot can lay out in layers. The change starts turned off: it makes
// rebuilds lighter to pull, and the image not smaller.
func (r *reading) proposeLayers() {
	j := Of(r.Project)
	if j.SpringBootVersion == "" || !j.Layered {
		return
	}
	f := rule.Finding{Rule: Layers, Lines: r.build.Lines, Off: true}
	switch {
	case !extracts(j.SpringBootVersion):
		f.Refused = "Spring Boot " + j.SpringBootVersion + " has no jarmode=tools, which keeps java -jar working: that came with 3.3"
	case r.start.classpath || strings.ContainsAny(r.start.at, "*?["):
		f.Refused = "which jar is started is only known at run time"
	case !model.IsRoot(r.build.User):
		f.Refused = "the build runs as " + r.build.User + ", who can't make " + layersDir
	default:
		dir := path.Dir(r.start.at)
		for _, layer := range []string{"dependencies", "spring-boot-loader", "snapshot-dependencies", "application"} {
			r.layers = append(r.layers, pattern.Artefact{Source: layersDir + "/" + layer + "/", Dest: strings.TrimSuffix(dir, "/") + "/"})
		}
	}
	r.Note(f)
}

// extracts says whether a version of Spring Boot can extract the layers so that java -jar still starts the program.
func extracts(version string) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	major, errMajor := strconv.Atoi(parts[0])
	minor, errMinor := strconv.Atoi(parts[1])
	return errMajor == nil && errMinor == nil && (major > 3 || major == 3 && minor >= 3)
}

// extract is the instruction that lays the jar out at the end of the builder.
func (r *reading) extract() string {
	return fmt.Sprintf("RUN java -Djarmode=tools -jar %s extract --layers --destination %s\n", r.start.at, layersDir)
}
