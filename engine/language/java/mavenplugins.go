package java

import (
	"cmp"
	"slices"

	"lightship/engine/project"
)

// readMavenPlugins finds what makes a jar that can be started alone.
func (j *Build) readMavenPlugins(m *mavenFile) {
	boot := false
	for _, plugin := range m.Build.Plugins {
		group := cmp.Or(plugin.GroupID, "org.apache.maven.plugins")
		j.Plugins = append(j.Plugins, group+":"+plugin.ArtifactID)
		e := m.at("<artifactId>"+plugin.ArtifactID+"</artifactId>", "")
		configs := []pomConfig{plugin.Configuration}
		for _, execution := range plugin.Executions {
			configs = append(configs, execution.Configuration)
		}
		switch plugin.ArtifactID {
		case "spring-boot-maven-plugin":
			boot = m.repackages(plugin)
			if v := m.expand(plugin.Version, m.shared); v != "" {
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
				j.MainClass = cmp.Or(j.MainClass, m.expand(c.Archive.Manifest.MainClass, m.shared))
			}
			continue
		}
		j.FatJar = true
		j.FatJarEvidence = append(j.FatJarEvidence, e)
		for _, c := range configs {
			j.MainClass = cmp.Or(j.MainClass, m.expand(c.MainClass, m.shared), m.expand(c.Archive.Manifest.MainClass, m.shared))
			for _, t := range c.Transformers {
				j.MainClass = cmp.Or(j.MainClass, m.expand(t.MainClass, m.shared))
			}
		}
	}
	if !boot && !slices.ContainsFunc(j.Frameworks, func(f project.Framework) bool { return f.Name == "spring-boot" }) {
		j.SpringBootVersion = ""
	}
	slices.Sort(j.Plugins)
}

// repackages says whether Spring Boot's plugin repackages the jar: the starter parent binds that goal, without it an
// execution must.
func (m *mavenFile) repackages(plugin pomPlugin) bool {
	if plugin.Configuration.Skip == "true" {
		return false
	}
	if m.springParent() != "" {
		return true
	}
	for _, execution := range plugin.Executions {
		if slices.Contains(execution.Goals, "repackage") {
			return true
		}
	}
	return false
}
