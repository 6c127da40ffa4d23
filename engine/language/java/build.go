package java

import (
	"lightship/engine/evidence"
	"lightship/engine/project"
)

// JavaTool is what builds a Java project.
type JavaTool string

// The build tools of Java.
const (
	Maven  JavaTool = "maven"
	Gradle JavaTool = "gradle"
	// ByHand is no tool: javac is called.
	ByHand JavaTool = ""
)

// Build is what pom.xml or build.gradle say.
type Build struct {
	// Needed is what the sources show that the program needs when it runs.
	Needed evidence.List `json:"evidence,omitempty"`
	// Assets are the files of the folder that are no source code, sorted.
	Assets []string `json:"-"`

	Tool JavaTool `json:"tool,omitempty"`
	// Wrapper says that mvnw or gradlew and its properties are there; WrapperVersion is the version of the tool that it
	// fetches. WrapperExecutable is false when the script lacks its x bit.
	Wrapper           bool   `json:"wrapper"`
	WrapperVersion    string `json:"wrapper_version,omitempty"`
	WrapperExecutable bool   `json:"wrapper_executable"`
	// GroupID, ArtifactID and Version are the project's; with Gradle, ArtifactID is rootProject.name. Empty when it is
	// not said or can't be told without running the build.
	GroupID    string `json:"group_id,omitempty"`
	ArtifactID string `json:"artifact_id,omitempty"`
	Version    string `json:"version,omitempty"`
	// FinalName is the artefact's name without its suffix as it is configured; empty when the tool's rule holds.
	FinalName string `json:"final_name,omitempty"`
	// Packaging is "jar", "war", "pom" and so on.
	Packaging string `json:"packaging,omitempty"`
	// Release is the Java version that is compiled for, such as "21"; empty when it is not said.
	Release string `json:"release,omitempty"`
	// ReleaseEvidence is where.
	ReleaseEvidence []project.Evidence `json:"release_evidence,omitempty"`
	// Frameworks are those that are known: spring-boot, quarkus, micronaut, ...
	Frameworks []project.Framework `json:"frameworks,omitempty"`
	// SpringBootVersion is the plugin's or the parent's version, empty without Spring Boot's repackaging.
	SpringBootVersion string `json:"spring_boot_version,omitempty"`
	// FatJar says that the jar holds its dependencies and can be started alone (Spring Boot, shade, assembly, shadow),
	// with the evidence. Layered says that Spring Boot's layered jar is not switched off.
	FatJar         bool               `json:"fat_jar"`
	Layered        bool               `json:"layered"`
	FatJarEvidence []project.Evidence `json:"fat_jar_evidence,omitempty"`
	// MainClass is the class that the jar is started with, when the build says so.
	MainClass string `json:"main_class,omitempty"`
	// Jar is the path of the jar to run, relative to the project with slashes, such as "target/shop-1.0.jar"; empty when it
	// can't be told. JarPattern is a pattern that matches it alone, such as "target/*.jar"; empty when several would.
	Jar        string `json:"jar,omitempty"`
	JarPattern string `json:"jar_pattern,omitempty"`
	// Modules are the modules' folders, relative to the project, as the build names them.
	Modules []string `json:"modules,omitempty"`
	// Plugins are the build plugins by id ("group:artifact" with Maven), sorted.
	Plugins []string `json:"plugins,omitempty"`
	// Dependencies are in the order of the file, by "group:artifact".
	Dependencies []project.Dependency `json:"dependencies,omitempty"`
	// BuildFiles are the files that resolving dependencies needs, relative to the project, sorted: pom.xml, settings,
	// wrapper files, version catalogues, the modules' own.
	BuildFiles []string `json:"build_files,omitempty"`
	// project.Native are dependencies with native code, in the order of the file.
	Native []project.Native `json:"native,omitempty"`
	// Headful is evidence of AWT, fonts or images, which need libraries of the system.
	Headful []project.Evidence `json:"headful,omitempty"`
	// Tools is evidence of tools of the JDK, such as its compiler, which a JRE does not have.
	Tools []project.Evidence `json:"tools,omitempty"`
	// Reflection is evidence of what jlink's analysis can't see.
	Reflection []project.Evidence `json:"reflection,omitempty"`
}
