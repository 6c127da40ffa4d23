package java

import (
	"path"
	"strings"
)

// isSource says whether a file belongs to the sources or the build of a Java program.
func isSource(name string) bool {
	switch path.Base(name) {
	case "pom.xml", "mvnw", "mvnw.cmd", "gradlew", "gradlew.bat", "gradle.properties", "Makefile":
		return true
	}
	for _, suffix := range []string{".java", ".kt", ".kts", ".scala", ".groovy", ".gradle"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	for _, dir := range []string{"target/", "build/", ".mvn/", "gradle/", ".gradle/"} {
		if strings.HasPrefix(name, dir) || strings.Contains(name, "/"+dir) {
			return true
		}
	}
	// What stands in resources is in the jar.
	return strings.HasPrefix(name, "src/main/resources/") || strings.Contains(name, "/src/main/resources/")
}
