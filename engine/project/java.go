package project

// JavaTool is what builds a Java project.
type JavaTool string

// The build tools of Java.
const (
	Maven  JavaTool = "maven"
	Gradle JavaTool = "gradle"
)

// JavaBuild is what pom.xml or build.gradle say.
type JavaBuild struct {
	Needs

	Tool JavaTool
	// Wrapper says that mvnw or gradlew and its properties are there; WrapperVersion is the version of the tool that it
	// fetches. WrapperExecutable is false when the script lacks its x bit.
	Wrapper           bool
	WrapperVersion    string
	WrapperExecutable bool
	// GroupID, ArtifactID and Version are the project's; with Gradle, ArtifactID is rootProject.name. Empty when it is
	// not said or can't be told without running the build.
	GroupID, ArtifactID, Version string
	// FinalName is the artefact's name without its suffix as it is configured; empty when the tool's rule holds.
	FinalName string
	// Packaging is "jar", "war", "pom" and so on.
	Packaging string
	// Release is the Java version that is compiled for, such as "21"; empty when it is not said.
	Release string
	// ReleaseEvidence is where.
	ReleaseEvidence []Evidence
	// Frameworks are those that are known: spring-boot, quarkus, micronaut, ...
	Frameworks []Framework
	// SpringBootVersion is the plugin's or the parent's version, empty without Spring Boot's repackaging.
	SpringBootVersion string
	// FatJar says that the jar holds its dependencies and can be started alone (Spring Boot, shade, assembly, shadow),
	// with the evidence. Layered says that Spring Boot's layered jar is not switched off.
	FatJar         bool
	Layered        bool
	FatJarEvidence []Evidence
	// MainClass is the class that the jar is started with, when the build says so.
	MainClass string
	// Jar is the path of the jar to run, relative to Dir with slashes, such as "target/shop-1.0.jar"; empty when it
	// can't be told. JarPattern is a pattern that matches it alone, such as "target/*.jar"; empty when several would.
	Jar, JarPattern string
	// Modules are the modules' folders, relative to the project, as the build names them.
	Modules []string
	// Plugins are the build plugins by id ("group:artifact" with Maven), sorted.
	Plugins []string
	// Dependencies are in the order of the file, by "group:artifact".
	Dependencies []Dependency
	// BuildFiles are the files that resolving dependencies needs, relative to the project, sorted: pom.xml, settings,
	// wrapper files, version catalogues, the modules' own.
	BuildFiles []string
	// Native are dependencies with native code, in the order of the file.
	Native []Native
	// Headful is evidence of AWT, fonts or images, which need libraries of the system.
	Headful []Evidence
	// Tools is evidence of tools of the JDK, such as its compiler, which a JRE does not have.
	Tools []Evidence
	// Reflection is evidence of what jlink's analysis can't see.
	Reflection []Evidence
}
