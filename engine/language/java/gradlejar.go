package java

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"lightship/engine/project"
)

// programsOf are the files that the evidence of jars with their dependencies stands in.
func programsOf(evidence []project.Evidence) []string {
	var files []string
	for _, e := range evidence {
		if !slices.Contains(files, e.File) {
			files = append(files, e.File)
		}
	}
	return files
}

// gradleJar says where the jar to run comes out of a folder's build; base is its name without anything configured.
func (j *Build) gradleJar(f gradleFile, dir, base string) {
	libs := path.Join(dir, "build/libs") + "/"
	out := gradleOutput{base: base, version: cmp.Or(firstGroup(gradleVersion, f.text), j.Version)}
	scope := f.text
	switch {
	case slices.ContainsFunc(j.Plugins, func(id string) bool { return strings.HasSuffix(id, ".shadow") }):
		out.suffix = "-all"
	case j.SpringBootVersion != "" || slices.Contains(j.Plugins, "org.springframework.boot"):
		scope = nil
		if match := gradleBootJar.FindSubmatch(f.text); match != nil {
			scope = slices.Concat(match[1], match[2])
		}
	}
	if out.configure(scope); out.file != "" {
		j.Jar, j.JarPattern = libs+out.file, libs+out.file
		return
	}
	if name := out.name(); name != "" {
		j.Jar = libs + name + "." + j.Packaging
	}
	// Beside Spring Boot's jar the plain one stands, unless it is switched off.
	plain := j.FatJar && !gradlePlainOff.Match(f.text)
	switch {
	case out.suffix != "":
		j.JarPattern = libs + "*" + out.suffix + "." + j.Packaging
	case !plain:
		j.JarPattern = libs + "*." + j.Packaging
	}
}

// gradleOutput is what a build makes of the jar's name; file is the whole name where it is said.
type gradleOutput struct{ file, base, version, suffix string }

// configure applies the names that a build file sets for the jar, up to a whole one.
func (o *gradleOutput) configure(text []byte) {
	for _, match := range gradleArchive.FindAllSubmatch(text, -1) {
		switch value := string(match[2]); string(match[1]) {
		case "archiveFileName":
			o.file = value
			return
		case "archiveBaseName":
			o.base = value
		case "archiveVersion":
			o.version = value
		case "archiveClassifier":
			o.suffix = ""
			if value != "" {
				o.suffix = "-" + value
			}
		}
	}
}

// name is the jar's name without its ending, empty when it is not known.
func (o *gradleOutput) name() string {
	if o.base == "" {
		return ""
	}
	if o.version == "" {
		return o.base + o.suffix
	}
	return o.base + "-" + o.version + o.suffix
}
