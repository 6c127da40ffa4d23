package java

import (
	"fmt"
)

// mavenJar says where the jar to run comes out. A module's jar stands in the module's own target folder.
func (j *Build) mavenJar(m *mavenFile) {
	if j.Packaging != "jar" && j.Packaging != "war" {
		return
	}
	out := mavenOutput{name: j.FinalName}
	if out.name == "" && m.Build.FinalName == "" && j.ArtifactID != "" && j.Version != "" {
		out.name = j.ArtifactID + "-" + j.Version
	}
	for _, plugin := range m.Build.Plugins {
		out.configure(m, plugin)
	}
	if out.name != "" {
		j.Jar = fmt.Sprintf("target/%s%s.%s", out.name, out.suffix, j.Packaging)
	}
	switch {
	case out.suffix != "":
		j.JarPattern = "target/*" + out.suffix + "." + j.Packaging
	case !out.others:
		j.JarPattern = "target/*." + j.Packaging
	}
}

// mavenOutput is what the plugins of a build make of the jar's name.
type mavenOutput struct {
	name, suffix string
	// others says that other jars come out beside the one to run.
	others bool
}

// configure applies what a plugin says.
func (o *mavenOutput) configure(m *mavenFile, plugin pomPlugin) {
	c := plugin.Configuration
	switch plugin.ArtifactID {
	case "maven-assembly-plugin":
		refs := c.DescriptorRefs
		for _, execution := range plugin.Executions {
			refs = append(refs, execution.Configuration.DescriptorRefs...)
		}
		if len(refs) > 0 {
			o.suffix = "-" + refs[0]
		}
	case "spring-boot-maven-plugin":
		if c.Classifier != "" {
			o.suffix = "-" + c.Classifier
		}
	case "maven-shade-plugin":
		o.others = true
		if c.FinalName != "" {
			o.name = m.expand(c.FinalName, m.shared)
		}
	case "maven-source-plugin", "maven-javadoc-plugin":
		o.others = true
	}
}
