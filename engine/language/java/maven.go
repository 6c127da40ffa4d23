package java

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"lightship/engine/project"
)

// mavenFile is a pom.xml of the project with those that it inherits from.
type mavenFile struct {
	*pom
	// name is the file's path relative to the project, dir its folder.
	name, dir string
	text      []byte
	// ancestors are the parents that are in the project, the nearest first; shared are their properties.
	ancestors []*pom
	shared    map[string]string
}

func mavenOf(r *project.Files, dir string) (*mavenFile, bool) {
	name := path.Join(dir, "pom.xml")
	p, text, ok := pomOf(r, name)
	if !ok {
		return nil, false
	}
	m := &mavenFile{pom: p, name: name, dir: dir, text: text}
	m.readParents(r)
	return m, true
}

// at is evidence at the first place of a word.
func (m *mavenFile) at(word, says string) project.Evidence {
	return project.Evidence{File: m.name, Line: project.LineOf(m.text, word), Says: says}
}

// readMaven reads pom.xml and its modules.
func readMaven(r *project.Files) *Build {
	m, ok := mavenOf(r, ".")
	if !ok {
		return nil
	}
	j := &Build{Tool: Maven}
	j.readMavenFile(m)
	j.readWrapper(r, "mvnw", ".mvn/wrapper/maven-wrapper.properties")
	j.readMavenModules(r, ".", m.pom, 0)
	if j.Packaging == "pom" {
		j.readMavenPrograms(r)
	}
	j.BuildFiles = append(j.BuildFiles, r.Present("pom.xml", ".mvn", "mvnw")...)
	slices.Sort(j.BuildFiles)
	return j
}

// readMavenFile takes what one pom.xml says.
func (j *Build) readMavenFile(m *mavenFile) {
	j.GroupID, j.ArtifactID = cmp.Or(m.GroupID, m.Parent.GroupID), m.ArtifactID
	j.Version = m.expand(cmp.Or(m.Version, m.Parent.Version), m.shared)
	j.Packaging, j.FinalName = cmp.Or(m.Packaging, "jar"), m.expand(m.Build.FinalName, m.shared)
	j.readMavenRelease(m)
	j.readMavenDependencies(m)
	j.readMavenPlugins(m)
	j.mavenJar(m)
}

// readMavenPrograms looks for the module whose jar is the program: the only one that holds its dependencies. What that
// module says is the project's then.
func (j *Build) readMavenPrograms(r *project.Files) {
	var programs []*Build
	for _, dir := range j.Modules {
		m, ok := mavenOf(r, dir)
		if !ok {
			continue
		}
		module := &Build{Tool: Maven}
		module.readMavenFile(m)
		j.Dependencies, j.Native = append(j.Dependencies, module.Dependencies...), append(j.Native, module.Native...)
		j.Needed = append(j.Needed, module.Needed...)
		j.Headful = append(j.Headful, module.Headful...)
		if module.FatJar {
			module.Jar = path.Join(dir, module.Jar)
			if module.JarPattern != "" {
				module.JarPattern = path.Join(dir, module.JarPattern)
			}
			programs = append(programs, module)
		}
	}
	if len(programs) != 1 {
		return
	}
	p := programs[0]
	j.FatJar, j.Layered, j.FatJarEvidence, j.MainClass = true, p.Layered, p.FatJarEvidence, p.MainClass
	j.Jar, j.JarPattern, j.SpringBootVersion, j.Frameworks = p.Jar, p.JarPattern, p.SpringBootVersion, p.Frameworks
	j.Plugins = append(j.Plugins, p.Plugins...)
	if j.Release == "" {
		j.Release, j.ReleaseEvidence = p.Release, p.ReleaseEvidence
	}
}

// maxParents is how many parents are followed.
const maxParents = 4

// readParents finds the parents that are in the project, and their properties, of which the nearest win.
func (m *mavenFile) readParents(r *project.Files) {
	m.shared = map[string]string{}
	p, dir := m.pom, m.dir
	for range maxParents {
		if p.Parent.ArtifactID == "" {
			return
		}
		file := project.Below(dir, cmp.Or(p.Parent.RelativePath, "../pom.xml"))
		if !strings.HasSuffix(file, ".xml") {
			file = path.Join(file, "pom.xml")
		}
		if strings.HasPrefix(file, "..") || !r.Has(file) {
			return
		}
		parent, _, ok := pomOf(r, file)
		if !ok {
			return
		}
		m.ancestors = append(m.ancestors, parent)
		for name, value := range parent.Properties {
			if _, known := m.shared[name]; !known {
				m.shared[name] = value
			}
		}
		p, dir = parent, path.Dir(file)
	}
}

// springParent is the version of Spring Boot's starter parent that the project descends from, empty when it does not.
func (m *mavenFile) springParent() string {
	for _, p := range append([]*pom{m.pom}, m.ancestors...) {
		if p.Parent.ArtifactID == "spring-boot-starter-parent" {
			return m.expand(p.Parent.Version, m.shared)
		}
	}
	return ""
}

// moduleDepth is how deep modules may stand in modules.
const moduleDepth = 5

func (j *Build) readMavenModules(r *project.Files, dir string, p *pom, depth int) {
	for _, name := range p.Modules {
		at := project.Below(dir, strings.TrimSpace(name))
		if strings.HasPrefix(at, "..") || slices.Contains(j.Modules, at) {
			continue
		}
		j.Modules = append(j.Modules, at)
		file := path.Join(at, "pom.xml")
		if !r.Has(file) {
			continue
		}
		j.BuildFiles = append(j.BuildFiles, file)
		if module, _, ok := pomOf(r, file); ok && depth < moduleDepth {
			j.readMavenModules(r, at, module, depth+1)
		}
	}
}

// readMavenRelease finds the Java version: the compiler plugin's configuration wins over the properties.
func (j *Build) readMavenRelease(m *mavenFile) {
	set := func(value, word string) bool {
		if j.Release = javaRelease(m.expand(value, m.shared)); j.Release == "" {
			return false
		}
		j.ReleaseEvidence = []project.Evidence{m.at("<"+word+">", "compiles for Java "+j.Release+" ("+word+")")}
		return true
	}
	for _, plugin := range slices.Concat(m.Build.Plugins, m.Build.Managed) {
		if plugin.ArtifactID == "maven-compiler-plugin" &&
			(set(plugin.Configuration.Release, "release") || set(plugin.Configuration.Target, "target")) {
			return
		}
	}
	for _, name := range []string{"maven.compiler.release", "java.version", "maven.compiler.target"} {
		if v, found := m.value(name, m.shared); found && set(v, name) {
			return
		}
	}
}

// javaRelease writes a Java version as it is counted since 9: "1.8" is 8.
func javaRelease(v string) string { return strings.TrimPrefix(strings.TrimSpace(v), "1.") }

func (j *Build) readMavenDependencies(m *mavenFile) {
	for _, d := range m.pom.Dependencies {
		if d.Scope == "test" {
			continue
		}
		j.Dependencies = append(j.Dependencies, project.Dependency{Name: d.GroupID + ":" + d.ArtifactID, Version: m.expand(d.Version, m.shared)})
	}
	j.SpringBootVersion = m.springParent()
	for _, managed := range m.pom.Managed {
		if managed.ArtifactID == "spring-boot-dependencies" && j.SpringBootVersion == "" {
			j.SpringBootVersion = m.expand(managed.Version, m.shared)
		}
	}
	j.readJavaKnown(func(artifact string) project.Evidence {
		return m.at("<artifactId>"+artifact+"</artifactId>", "")
	})
}
