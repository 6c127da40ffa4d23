package java

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/project"
)

// What is read of Gradle's files, in Groovy and in Kotlin. They are programs: what is computed can't be told from here.
var (
	gradleRootName   = regexp.MustCompile(`(?m)^\s*rootProject\.name\s*=\s*["']([^"'$]+)["']`)
	gradleInclude    = regexp.MustCompile(`(?m)^\s*include\b\s*\(?((?:,\s*\n|[^)\n])*)`)
	gradleQuoted     = regexp.MustCompile(`["']([^"'$]+)["']`)
	gradleGroup      = regexp.MustCompile(`(?m)^\s*group\s*=?\s*["']([^"'$]+)["']`)
	gradleVersion    = regexp.MustCompile(`(?m)^\s*version\s*=?\s*["']([^"'$]+)["']`)
	gradlePlugin     = regexp.MustCompile(`(?m)^\s*(?:id\s*\(?\s*["']([^"']+)["']\)?(?:\s*version\s*\(?\s*["']([^"']+)["'])?|apply\s+plugin\s*:\s*["']([^"']+)["']|(application|java|war)\s*$)`)
	gradleAlias      = regexp.MustCompile(`(?m)^\s*alias\s*\(\s*libs\.plugins\.([\w.]+)\s*\)`)
	gradleToolchain  = regexp.MustCompile(`JavaLanguageVersion\.of\(\s*["']?(\d+)`)
	gradleKotlin     = regexp.MustCompile(`\bjvmToolchain\(\s*(\d+)`)
	gradleRelease    = regexp.MustCompile(`\boptions\.release(?:\.set\(|\s*=)\s*(\d+)`)
	gradleTarget     = regexp.MustCompile(`\btargetCompatibility\s*=?\s*(?:JavaVersion\.VERSION_)?["']?([\d._]+)`)
	gradleSource     = regexp.MustCompile(`\bsourceCompatibility\s*=?\s*(?:JavaVersion\.VERSION_)?["']?([\d._]+)`)
	gradleMain       = regexp.MustCompile(`\bmainClass(?:Name)?(?:\.set\(|\s*=)\s*["']([\w.$]+)["']`)
	gradleDependency = regexp.MustCompile(`(?m)^\s*(?:implementation|api|runtimeOnly|compile|developmentOnly)\b\s*\(?\s*(?:platform\(|enforcedPlatform\()?\s*["']([\w.-]+):([\w.-]+)(?::([^"']*))?["']`)
	gradleLibs       = regexp.MustCompile(`(?m)^\s*(?:implementation|api|runtimeOnly)\b\s*\(?\s*libs\.([\w.]+)`)
	gradleArchive    = regexp.MustCompile(`\b(archiveBaseName|archiveFileName|archiveVersion|archiveClassifier)(?:\.set\(|\s*=)\s*["']([^"'$]*)["']`)
	gradleBootJar    = regexp.MustCompile(`(?s)\bbootJar\b[^{\n]*\{([^{}]*)\}|tasks\.named[^\n]*bootJar[^{\n]*\{([^{}]*)\}`)
	gradlePlainOff   = regexp.MustCompile(`(?s)(?:^|\n)\s*(?:tasks\.)?(?:named\(\s*["'])?jar["')]*\s*\{\s*enabled\s*=\s*false`)
	gradleComment    = regexp.MustCompile(`(?s)/\*.*?\*/`)
	gradleLine       = regexp.MustCompile(`(?m)(^|\s)//.*$`)
)

// readGradle reads build.gradle, settings.gradle and the version catalogue.
func readGradle(r *project.Files) *Build {
	settings := gradleOf(r, r.First("settings.gradle", "settings.gradle.kts"))
	file := r.First("build.gradle", "build.gradle.kts")
	build := gradleOf(r, file)
	j := &Build{Tool: Gradle, Packaging: "jar"}
	j.ArtifactID = firstGroup(gradleRootName, settings)
	j.GroupID, j.Version = firstGroup(gradleGroup, build), firstGroup(gradleVersion, build)
	if text, ok := r.Read("gradle.properties"); ok {
		j.Version = cmp.Or(j.Version, propertyOf(text, "version"))
		j.GroupID = cmp.Or(j.GroupID, propertyOf(text, "group"))
	}
	j.readWrapper(r, "gradlew", "gradle/wrapper/gradle-wrapper.properties")
	j.readGradleModules(r, settings)
	// With modules the program stands in one of them: what all of them say counts, the root first.
	texts := []gradleFile{{file, build}}
	for _, module := range j.Modules {
		if name := r.First(path.Join(module, "build.gradle"), path.Join(module, "build.gradle.kts")); name != "" {
			texts = append(texts, gradleFile{name, gradleOf(r, name)})
			j.BuildFiles = append(j.BuildFiles, name)
		}
	}
	catalogue := catalogueOf(r)
	for _, t := range texts {
		j.readGradleFile(t, catalogue)
	}
	j.gradleKnown(r, texts)
	if len(j.Modules) == 0 {
		j.gradleJar(texts[0], ".", j.ArtifactID)
	} else if files := programsOf(j.FatJarEvidence); len(files) == 1 && path.Dir(files[0]) != "." {
		// The program is the module whose jar holds its dependencies.
		at := slices.IndexFunc(texts, func(f gradleFile) bool { return f.name == files[0] })
		dir := path.Dir(files[0])
		j.gradleJar(texts[at], dir, path.Base(dir))
	}
	j.BuildFiles = append(j.BuildFiles, r.Present(
		"build.gradle", "build.gradle.kts", "buildSrc", "gradle", "gradle.lockfile", "gradle.properties", "gradlew", "settings.gradle", "settings.gradle.kts",
	)...)
	slices.Sort(j.BuildFiles)
	slices.Sort(j.Plugins)
	j.Plugins = slices.Compact(j.Plugins)
	return j
}

type gradleFile struct {
	name string
	text []byte
}

// gradleOf reads a file without its comments; line numbers stay as they are.
func gradleOf(r *project.Files, name string) []byte {
	if name == "" {
		return nil
	}
	text, _ := r.Read(name)
	blank := func(comment []byte) []byte {
		return []byte(strings.Repeat("\n", strings.Count(string(comment), "\n")))
	}
	return gradleLine.ReplaceAll(gradleComment.ReplaceAllFunc(text, blank), []byte("$1"))
}

func firstGroup(find *regexp.Regexp, text []byte) string {
	match := find.FindSubmatch(text)
	if match == nil {
		return ""
	}
	for _, group := range match[1:] {
		if len(group) > 0 {
			return string(group)
		}
	}
	return ""
}

// propertyOf returns a property of a .properties file.
func propertyOf(text []byte, name string) string {
	for line := range strings.Lines(string(text)) {
		key, value, found := strings.Cut(line, "=")
		if found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (j *Build) readGradleModules(r *project.Files, settings []byte) {
	for _, include := range gradleInclude.FindAllSubmatch(settings, -1) {
		for _, name := range gradleQuoted.FindAllSubmatch(include[1], -1) {
			dir := strings.ReplaceAll(strings.Trim(string(name[1]), ":"), ":", "/")
			if dir != "" && r.HasFolder(dir) && !slices.Contains(j.Modules, dir) {
				j.Modules = append(j.Modules, dir)
			}
		}
	}
}

// catalogueOf is gradle/libs.versions.toml: plugins and libraries by the name that the build uses.
type catalogue struct {
	plugins, libraries map[string]project.Dependency
}

func catalogueOf(r *project.Files) catalogue {
	var doc struct {
		Versions  map[string]any `toml:"versions"`
		Plugins   map[string]any `toml:"plugins"`
		Libraries map[string]any `toml:"libraries"`
	}
	c := catalogue{plugins: map[string]project.Dependency{}, libraries: map[string]project.Dependency{}}
	const file = "gradle/libs.versions.toml"
	if !r.Has(file) {
		return c
	}
	if _, ok := r.TOML(file, &doc); !ok {
		return c
	}
	versions := map[string]string{}
	for name, v := range doc.Versions {
		if text, isText := v.(string); isText {
			versions[name] = text
		}
	}
	for name, v := range doc.Plugins {
		c.plugins[dotted(name)] = catalogued(v, versions, "id")
	}
	for name, v := range doc.Libraries {
		c.libraries[dotted(name)] = catalogued(v, versions, "module")
	}
	return c
}

// dotted is an alias as build files write it.
func dotted(alias string) string { return strings.NewReplacer("-", ".", "_", ".").Replace(alias) }

func catalogued(value any, versions map[string]string, key string) project.Dependency {
	switch v := value.(type) {
	case string:
		i := strings.LastIndex(v, ":")
		if i < 0 {
			return project.Dependency{Name: v}
		}
		return project.Dependency{Name: v[:i], Version: v[i+1:]}
	case map[string]any:
		d := project.Dependency{}
		d.Name, _ = v[key].(string)
		if group, isText := v["group"].(string); isText && d.Name == "" {
			name, _ := v["name"].(string)
			d.Name = group + ":" + name
		}
		switch version := v["version"].(type) {
		case string:
			d.Version = version
		case map[string]any:
			ref, _ := version["ref"].(string)
			d.Version = versions[ref]
		}
		return d
	}
	return project.Dependency{}
}

// readGradleFile takes plugins, the Java version, the main class and dependencies of one build file.
func (j *Build) readGradleFile(f gradleFile, c catalogue) {
	for _, match := range gradlePlugin.FindAllSubmatch(f.text, -1) {
		id := cmp.Or(string(match[1]), string(match[3]), string(match[4]))
		j.Plugins = append(j.Plugins, id)
		j.gradlePlugin(f, id, string(match[2]))
	}
	for _, match := range gradleAlias.FindAllSubmatch(f.text, -1) {
		if plugin, found := c.plugins[string(match[1])]; found {
			j.Plugins = append(j.Plugins, plugin.Name)
			j.gradlePlugin(f, plugin.Name, plugin.Version)
		}
	}
	for _, find := range []*regexp.Regexp{gradleRelease, gradleToolchain, gradleKotlin, gradleTarget, gradleSource} {
		if v := firstGroup(find, f.text); v != "" && j.Release == "" {
			j.Release = javaRelease(strings.ReplaceAll(v, "_", "."))
			j.ReleaseEvidence = []project.Evidence{{
				File: f.name, Line: project.LineAt(f.text, find.FindIndex(f.text)[0]), Says: "compiles for Java " + j.Release,
			}}
		}
	}
	j.MainClass = cmp.Or(j.MainClass, firstGroup(gradleMain, f.text))
	for _, match := range gradleDependency.FindAllSubmatch(f.text, -1) {
		j.Dependencies = append(j.Dependencies, project.Dependency{Name: string(match[1]) + ":" + string(match[2]), Version: string(match[3])})
	}
	for _, match := range gradleLibs.FindAllSubmatch(f.text, -1) {
		if library, found := c.libraries[string(match[1])]; found {
			j.Dependencies = append(j.Dependencies, library)
		}
	}
}

// gradlePlugin notes what a plugin makes.
func (j *Build) gradlePlugin(f gradleFile, id, version string) {
	says := ""
	switch id {
	case "org.springframework.boot":
		j.SpringBootVersion = cmp.Or(j.SpringBootVersion, version)
		j.Layered = true
		says = "the plugin org.springframework.boot makes a jar that holds its dependencies"
	case "com.github.johnrengelman.shadow", "com.gradleup.shadow", "io.ktor.plugin":
		says = "the plugin " + id + " makes a jar that holds its dependencies"
	case "war":
		j.Packaging = "war"
		return
	default:
		return
	}
	j.FatJar = true
	j.FatJarEvidence = append(j.FatJarEvidence, project.Evidence{File: f.name, Line: project.LineOf(f.text, id), Says: says})
}

func (j *Build) gradleKnown(r *project.Files, files []gradleFile) {
	j.readJavaKnown(func(artifact string) project.Evidence {
		for _, f := range files {
			if line := project.LineOf(f.text, artifact); line > 0 {
				return project.Evidence{File: f.name, Line: line}
			}
		}
		const file = "gradle/libs.versions.toml"
		if text, ok := r.Read(file); ok {
			return project.Evidence{File: file, Line: project.LineOf(text, artifact)}
		}
		return project.Evidence{File: files[0].name}
	})
}
