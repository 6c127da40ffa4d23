package project

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// readMaven reads pom.xml and its modules.
func readMaven(r *reader) *JavaBuild {
	p, text, ok := r.pom("pom.xml")
	if !ok {
		return nil
	}
	j := &JavaBuild{
		Tool: Maven, GroupID: cmp.Or(p.GroupID, p.Parent.GroupID), ArtifactID: p.ArtifactID,
		Version: p.expand(cmp.Or(p.Version, p.Parent.Version), nil), Packaging: cmp.Or(p.Packaging, "jar"),
	}
	shared := parentProperties(r, p)
	j.FinalName = p.expand(p.Build.FinalName, shared)
	j.readWrapper(r, "mvnw", ".mvn/wrapper/maven-wrapper.properties")
	j.readMavenModules(r, ".", p, 0)
	j.readMavenRelease(p, shared, text)
	j.readMavenDependencies(p, shared, text)
	j.readMavenPlugins(p, shared, text)
	j.mavenJar(p)
	j.BuildFiles = append(j.BuildFiles, r.present("pom.xml", ".mvn", "mvnw")...)
	slices.Sort(j.BuildFiles)
	return j
}

// parentProperties are those of a parent that is in the project, nearest first.
func parentProperties(r *reader, p *pom) map[string]string {
	out := map[string]string{}
	at := "."
	for range 4 {
		if p.Parent.ArtifactID == "" {
			return out
		}
		file := below(at, cmp.Or(p.Parent.RelativePath, "../pom.xml"))
		if !strings.HasSuffix(file, ".xml") {
			file = path.Join(file, "pom.xml")
		}
		if strings.HasPrefix(file, "..") || !r.has(file) {
			return out
		}
		parent, _, ok := r.pom(file)
		if !ok {
			return out
		}
		for name, value := range parent.Properties {
			if _, known := out[name]; !known {
				out[name] = value
			}
		}
		p, at = parent, path.Dir(file)
	}
	return out
}

// moduleDepth is how deep modules may stand in modules.
const moduleDepth = 5

func (j *JavaBuild) readMavenModules(r *reader, dir string, p *pom, depth int) {
	for _, name := range p.Modules {
		at := below(dir, strings.TrimSpace(name))
		if strings.HasPrefix(at, "..") || slices.Contains(j.Modules, at) {
			continue
		}
		j.Modules = append(j.Modules, at)
		file := path.Join(at, "pom.xml")
		if !r.has(file) {
			continue
		}
		j.BuildFiles = append(j.BuildFiles, file)
		if module, _, ok := r.pom(file); ok && depth < moduleDepth {
			j.readMavenModules(r, at, module, depth+1)
		}
	}
}

// readMavenRelease finds the Java version: the compiler plugin's configuration wins over the properties.
func (j *JavaBuild) readMavenRelease(p *pom, shared map[string]string, text []byte) {
	set := func(value, word string) bool {
		if j.Release = javaRelease(p.expand(value, shared)); j.Release == "" {
			return false
		}
		j.ReleaseEvidence = []Evidence{{File: "pom.xml", Line: lineOf(text, "<"+word+">"), Says: "compiles for Java " + j.Release + " (" + word + ")"}}
		return true
	}
	for _, plugin := range slices.Concat(p.Build.Plugins, p.Build.Managed) {
		if plugin.ArtifactID == "maven-compiler-plugin" &&
			(set(plugin.Configuration.Release, "release") || set(plugin.Configuration.Target, "target")) {
			return
		}
	}
	for _, name := range []string{"maven.compiler.release", "java.version", "maven.compiler.target"} {
		if v, found := p.value(name, shared); found && set(v, name) {
			return
		}
	}
}

// javaRelease writes a Java version as it is counted since 9: "1.8" is 8.
func javaRelease(v string) string { return strings.TrimPrefix(strings.TrimSpace(v), "1.") }

func (j *JavaBuild) readMavenDependencies(p *pom, shared map[string]string, text []byte) {
	for _, d := range p.Dependencies {
		if d.Scope == "test" {
			continue
		}
		j.Dependencies = append(j.Dependencies, Dependency{Name: d.GroupID + ":" + d.ArtifactID, Version: p.expand(d.Version, shared)})
	}
	if p.Parent.ArtifactID == "spring-boot-starter-parent" {
		j.SpringBootVersion = p.expand(p.Parent.Version, shared)
	}
	for _, managed := range p.Managed {
		if managed.ArtifactID == "spring-boot-dependencies" && j.SpringBootVersion == "" {
			j.SpringBootVersion = p.expand(managed.Version, shared)
		}
	}
	j.readJavaKnown(func(artifact string) Evidence {
		return Evidence{File: "pom.xml", Line: lineOf(text, "<artifactId>"+artifact+"</artifactId>")}
	})
}

// readMavenPlugins finds what makes a jar that can be started alone.
func (j *JavaBuild) readMavenPlugins(p *pom, shared map[string]string, text []byte) {
	boot := false
	for _, plugin := range p.Build.Plugins {
		group := cmp.Or(plugin.GroupID, "org.apache.maven.plugins")
		j.Plugins = append(j.Plugins, group+":"+plugin.ArtifactID)
		e := Evidence{File: "pom.xml", Line: lineOf(text, "<artifactId>"+plugin.ArtifactID+"</artifactId>")}
		configs := []pomConfig{plugin.Configuration}
		for _, execution := range plugin.Executions {
			configs = append(configs, execution.Configuration)
		}
		switch plugin.ArtifactID {
		case "spring-boot-maven-plugin":
			boot = p.repackages(plugin)
			if v := p.expand(plugin.Version, shared); v != "" {
				j.SpringBootVersion = v
			}
			e.Says = "spring-boot-maven-plugin makes a jar that holds its dependencies"
			if !boot {
				continue
			}
			j.Layered = plugin.Configuration.Layers.Enabled != "false"
		case "maven-shade-plugin", "maven-assembly-plugin":
			e.Says = plugin.ArtifactID + " makes a jar that holds its dependencies"
		case "quarkus-maven-plugin":
			e.Says = "quarkus-maven-plugin makes target/quarkus-app"
			j.FatJarEvidence = append(j.FatJarEvidence, e)
			continue
		default:
			for _, c := range configs {
				j.MainClass = cmp.Or(j.MainClass, p.expand(c.Archive.Manifest.MainClass, shared))
			}
			continue
		}
		j.FatJar = true
		j.FatJarEvidence = append(j.FatJarEvidence, e)
		for _, c := range configs {
			j.MainClass = cmp.Or(j.MainClass, p.expand(c.MainClass, shared), p.expand(c.Archive.Manifest.MainClass, shared))
			for _, t := range c.Transformers {
				j.MainClass = cmp.Or(j.MainClass, p.expand(t.MainClass, shared))
			}
		}
	}
	if !boot && !slices.ContainsFunc(j.Frameworks, func(f Framework) bool { return f.Name == "spring-boot" }) {
		j.SpringBootVersion = ""
	}
	slices.Sort(j.Plugins)
}

// repackages says whether Spring Boot's plugin repackages the jar: the starter parent binds that goal, without it an
// execution must.
func (p *pom) repackages(plugin pomPlugin) bool {
	if plugin.Configuration.Skip == "true" {
		return false
	}
	if p.Parent.ArtifactID == "spring-boot-starter-parent" {
		return true
	}
	for _, execution := range plugin.Executions {
		if slices.Contains(execution.Goals, "repackage") {
			return true
		}
	}
	return false
}

// mavenJar says where the jar to run comes out. A module's jar stands in the module's own target folder.
func (j *JavaBuild) mavenJar(p *pom) {
	if j.Packaging != "jar" && j.Packaging != "war" {
		return
	}
	name, suffix := j.FinalName, ""
	others := false // other jars beside it
	if name == "" && p.Build.FinalName == "" && j.ArtifactID != "" && j.Version != "" {
		name = j.ArtifactID + "-" + j.Version
	}
	for _, plugin := range p.Build.Plugins {
		c := plugin.Configuration
		switch plugin.ArtifactID {
		case "maven-assembly-plugin":
			for _, execution := range plugin.Executions {
				c.DescriptorRefs = append(c.DescriptorRefs, execution.Configuration.DescriptorRefs...)
			}
			if len(c.DescriptorRefs) > 0 {
				suffix = "-" + c.DescriptorRefs[0]
			}
		case "spring-boot-maven-plugin":
			if c.Classifier != "" {
				suffix = "-" + c.Classifier
			}
		case "maven-shade-plugin":
			others = true
			if c.FinalName != "" {
				name = p.expand(c.FinalName, nil)
			}
		case "maven-source-plugin", "maven-javadoc-plugin":
			others = true
		}
	}
	if name != "" {
		j.Jar = fmt.Sprintf("target/%s%s.%s", name, suffix, j.Packaging)
	}
	if suffix != "" {
		j.JarPattern = "target/*" + suffix + "." + j.Packaging
	} else if !others {
		j.JarPattern = "target/*." + j.Packaging
	}
}
